"""A hostile text through every door, in every field that the door has: mail, web form, monitor, chat, drop box."""

import base64
import hashlib
import hmac
import json
import sqlite3
import sys
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

from counter import NOON, URL, Counter
from hostile_cases import Case

from helpdesk.channels.gateway.spool import FILE

KEY = "made-up-for-hostile-senders-0123456789"
KEYS = {"HELPDESK_KEYS_ALERTS": KEY, "HELPDESK_KEYS_CHAT_SLACK": KEY}


@dataclass
class Sent:
    """`keys`: the ledger's key of what was taken in, by door and case. `shown`: pages that gave back what was typed."""

    spool: Path
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    refused: dict[tuple[str, str], str] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    newest: str = ""


def mail(case: Case, number: int, inbox: Path, sent: Sent) -> None:
    """As the sender's name, subject and text, and the name, type and bytes of a file; as HTML alone; and as raw bytes
    that no mail program would send."""
    word = f"=?utf-8?b?{_base64(case.text[:300])}?="
    name = quote(case.text[:200], safe="", errors="replace")
    text = f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{_lines(case.text)}"
    file = (
        "Content-Type: text/x-case\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: attachment; filename*=utf-8''{name}\r\n\r\n{_lines(case.text)}"
    )
    html = f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{_lines(case.text)}"
    whole = f"To: help@example.org\r\nSubject: {word}\r\nDate: Mon, 02 Mar 2026 12:00:00 +0000\r\n"
    for kind, body in (("mail", _multipart("mixed", [text, file])), ("HTML mail", html)):
        identity = f"{kind.replace(' ', '-')}-{number}@example.org"
        head = f"From: {word} <p{number}@example.org>\r\nMessage-ID: <{identity}>\r\n{whole}"
        (inbox / f"{identity}.eml").write_bytes((head + body).encode())
        sent.keys[kind, case.id] = f"mail:<{identity}>"
    raw = case.text.encode("utf-8", "replace")
    (inbox / f"{number:05d}-raw.eml").write_bytes(
        b"From: Ana <q%d@example.org>\nMessage-ID: <raw-%d@example.org>\nTo: help@example.org\nX-A: 1\nSubject: x "
        % (number, number)
        + raw.replace(b"\r", b" ").replace(b"\n", b" ")
        + b'\nContent-Type: text/plain; name="'
        + raw.replace(b"\n", b"\n ")
        + b'"\n\n'
        + raw
        + b"\n"
    )
    sent.keys["raw mail", case.id] = f"mail:<raw-{number}@example.org>"


def _multipart(kind: str, parts: list[str]) -> str:
    boundary = f"b-{kind}"
    body = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={boundary}\r\n\r\n{body}--{boundary}--\r\n"


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "replace")).decode()


def _lines(text: str) -> str:
    return base64.encodebytes(text.encode("utf-8", "replace")).decode().replace("\n", "\r\n")


def form(case: Case, number: int, desk: Counter, sent: Sent) -> None:
    """As name, phone, subject, text, file name and bytes, by a program; and in a browser, with an address that is
    none, so that the page gives all of it back."""
    text = case.text.encode("utf-8", "replace").decode()
    content = base64.b64encode(text.encode()[:900]).decode()
    filled = {
        "email": f"f{number}@example.org",
        **dict.fromkeys(("name", "phone"), text[:300]),
        "subject": text[:300] if text.strip() else "-",
        "text": text,
        "attachments": [{"name": text[:200], "type": text[:60], "content": content}],
    }
    answer = desk.client.post("/request", json=filled, headers={"idempotency-key": f"hostile-{number}"})
    _note(sent, ("form", case.id), answer)
    typed = {"email": text[:300], "name": text[:300], "subject": text, "text": text, "phone": text}
    page = desk.client.post("/request", data=typed, headers={"accept": "text/html", "origin": URL})
    sent.shown[case.id] = page.text if page.status_code >= 400 else ""


def monitor(case: Case, number: int, desk: Counter, sent: Sent) -> None:
    """As labels' names and values, annotations, group and source of an alert."""
    text = case.text
    alert = {
        "status": "firing",
        "labels": {"alertname": text or "-", "severity": text, "instance": text, "service": f"s{number}", text: text},
        "annotations": {"summary": text, "description": text, "runbook_url": text},
        "startsAt": "2026-03-02T09:00:00Z",
        "generatorURL": text,
        "fingerprint": f"{number:016x}",
    }
    group = {"groupKey": f"{number}", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}}
    body = {"version": "4", "receiver": text, "status": "firing", "externalURL": text, **group, "alerts": [alert]}
    answer = desk.client.post(
        "/alerts/alertmanager", content=json.dumps(body).encode(), headers={"authorization": f"Bearer {KEY}"}
    )
    _note(sent, ("alert", case.id), answer)


def chat(case: Case, number: int, desk: Counter, sent: Sent) -> None:
    """As the words, the name and the channel of a slash command."""
    text = case.text.encode("utf-8", "replace").decode()
    said = {
        "text": f"Help: {text}",
        "user_id": f"U{number}",
        "user_name": text[:300],
        "channel_id": "C1",
        "channel_name": text[:300],
        "trigger_id": f"13.{number}",
        "response_url": text[:300],
    }
    body = urlencode(said).encode()
    stamp = str(int(NOON.timestamp()))
    made = hmac.new(KEY.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={made}"}
    _note(sent, ("chat", case.id), desk.client.post("/chat/slack", content=body, headers=headers))


def _note(sent: Sent, what: tuple[str, str], answer: Any) -> None:
    """The newest message of the spool is what was just taken; refused is what is answered with 4xx and in words."""
    assert answer.status_code < 500, (what, answer.status_code, answer.text[:300])
    newest = newest_key(sent)
    if answer.status_code < 300 and newest and newest != sent.newest:
        sent.keys[what] = sent.newest = newest
    else:
        sent.refused[what] = f"{answer.status_code} {answer.text[:200]}"


def newest_key(sent: Sent) -> str:
    """The key of what came last."""
    with closing(sqlite3.connect(sent.spool / FILE)) as file:
        found = file.execute("SELECT key FROM waiting ORDER BY place DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def drop(case: Case, number: int, folder: Path, sent: Sent) -> None:
    """As the title, tag and text of a ticket that somebody writes into the drop box."""
    import yaml

    path = folder.parents[1] / drop_path(number)
    head = {"uuid": path.stem, "title": case.text[:900] or "-", "tags": [case.text[:150]] if case.text.strip() else []}
    folder.mkdir(parents=True, exist_ok=True)
    text = f"---\n{yaml.safe_dump(head, allow_unicode=True)}---\n\n{case.text}\n"
    path.write_bytes(text.encode("utf-8", "replace"))
    sent.keys["drop box", case.id] = f"dropbox:{path.stem}"


def drop_path(number: int) -> str:
    return f"tickets/new/{uuid.uuid5(uuid.NAMESPACE_URL, f'hostile:{number}')}.md"
