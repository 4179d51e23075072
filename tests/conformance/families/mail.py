"""Mail suites against `helpdesk read mail --json`: parsing, replies, automatic mail, bounces, Reply-To.

Threading and rules need a desk with tickets and rules: `mail_threads` and `mail_rules` have them. Only the keys that
a case gives are compared. Suites disagree about white space and Markdown, so texts are compared with white space
folded and emphasis and link targets taken out.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from email.charset import QP, Charset
from email.message import Message
from pathlib import Path
from typing import Any

from command_line import helpdesk
from outcome import Outcome

_MANY = 100  # files of one call
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_Case = dict[str, Any]
_Mail = dict[str, Any]


def mime(folder: Path) -> Iterator[Outcome]:
    """Whole mails, most of them broken in their own way."""
    cases = _cases(folder / "email" / "mime.jsonl")
    mails = _read([folder / "email" / case["input"]["eml"] for case in cases])
    for case, mail in zip(cases, mails, strict=True):
        yield _outcome(case, _mime_differences(case["expect"], mail))


def reply(folder: Path) -> Iterator[Outcome]:
    """Bodies of replies; what stays when quotation and signature are gone."""
    yield from _reply(folder, {"quote"})


def reply_html(folder: Path) -> Iterator[Outcome]:
    """The same for HTML bodies."""
    yield from _reply(folder, {"quote-html"})


def signature(folder: Path) -> Iterator[Outcome]:
    """Signatures; closing words and a name count as text here, so this family is scored, not gated."""
    yield from _reply(folder, {"signature", "signature-ml"})


def autoreply(folder: Path) -> Iterator[Outcome]:
    """Which mails a machine wrote, and so are not answered."""
    cases = _cases(folder / "email" / "autoreply.jsonl")
    for case, mail in zip(cases, _read_raw([case["input"]["raw"].encode() for case in cases]), strict=True):
        expect = case["expect"]
        wanted = expect.get("is_autoreply", expect.get("out_of_office"))
        differences = _unequal("automatic", wanted, mail["automatic"])
        if "may_send_autoreply" in expect:
            differences += _unequal("may be answered", expect["may_send_autoreply"], not mail["automatic"])
        yield _outcome(case, differences)


def bounce(folder: Path) -> Iterator[Outcome]:
    """Delivery failures: recognised, and never answered."""
    cases = _cases(folder / "email" / "bounce.jsonl")
    mails = _read([folder / "email" / case["input"]["eml"] for case in cases])
    for case, mail in zip(cases, mails, strict=True):
        differences = _unequal("bounce", True, mail["bounce"])
        yield _outcome(case, differences + _unequal("automatic", case["expect"]["is_autoreply"], mail["automatic"]))


def external_ref(folder: Path) -> Iterator[Outcome]:
    """The other system's number is readable in the subject or the text, where a rule can find it."""
    cases = _cases(folder / "email" / "external_ref.jsonl")
    mails = _read([folder / "email" / case["input"]["eml"] for case in cases])
    for case, mail in zip(cases, mails, strict=True):
        found = case["expect"]["external_id"] in mail["subject"] + mail["text"]
        yield _outcome(case, [] if found else [f"no {case['expect']['external_id']!r} in subject or text"])


def reply_to(folder: Path) -> Iterator[Outcome]:
    """Whom an answer goes to: Reply-To when it names somebody, else From."""
    cases = _cases(folder / "email" / "reply_to.jsonl")
    for case, mail in zip(cases, _read_raw([case["input"]["raw"].encode() for case in cases]), strict=True):
        person = (mail["reply_to"] or [mail["from"]])[0]
        shown = f"{person['name']} <{person['email']}>" if person["name"] else person["email"]
        yield _outcome(case, _unequal("sender", case["expect"]["sender"], shown))


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "mail.mime": mime,
    "mail.reply": reply,
    "mail.reply-html": reply_html,
    "mail.signature": signature,
    "mail.autoreply": autoreply,
    "mail.bounce": bounce,
    "mail.external-ref": external_ref,
    "mail.reply-to": reply_to,
}


def _cases(file: Path) -> list[_Case]:
    if not file.is_file():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _read(files: list[Path]) -> list[_Mail]:
    mails: list[_Mail] = []
    for start in range(0, len(files), _MANY):
        names = [str(file) for file in files[start : start + _MANY]]
        mails += [json.loads(line) for line in helpdesk("read", "mail", "--json", *names, seconds=120)]
    return mails


def _read_raw(raws: list[bytes]) -> list[_Mail]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{number}.eml" for number in range(len(raws))]
        for file, raw in zip(files, raws, strict=True):
            file.write_bytes(raw)
        return _read(files)


def _outcome(case: _Case, differences: list[str]) -> Outcome:
    return Outcome(case["id"], not differences, "; ".join(differences)[:1000])


def _unequal(what: str, wanted: object, got: object) -> list[str]:
    return [] if wanted == got else [f"{what}: expected {wanted!r}, got {got!r}"]


def _reply(folder: Path, features: set[str]) -> Iterator[Outcome]:
    cases = [case for case in _cases(folder / "email" / "reply.jsonl") if case["feature"] in features]
    for case, mail in zip(cases, _read_raw([_as_mail(case["input"]) for case in cases]), strict=True):
        yield _outcome(case, _reply_differences(case, mail["visible_reply"]))


def _as_mail(body: dict[str, str]) -> bytes:
    message = Message()
    message["From"] = "kim@example.org"
    message["Date"] = "Thu, 2 Jan 2025 10:00:00 +0000"
    quoted = Charset("utf-8")
    quoted.body_encoding = QP
    message.set_payload(body["body"], quoted)
    message.replace_header("Content-Type", f'text/{"html" if body["format"] == "html" else "plain"}; charset="utf-8"')
    return message.as_bytes()


def _reply_differences(case: _Case, got: str) -> list[str]:
    expect = case["expect"]
    shown = _lines(got)
    differences: list[str] = []
    if "visible_reply" in expect:
        differences += _unequal("visible_reply", _lines(expect["visible_reply"]), shown)
    if "visible_text_nospace" in expect:
        differences += _unequal("visible text", _bare(expect["visible_text_nospace"]), _bare(got))
    if "visible_startswith" in expect and not shown.startswith(_lines(expect["visible_startswith"])):
        differences.append(f"visible_reply: expected to start with {expect['visible_startswith']!r}, got {got!r}")
    if expect.get("visible_is_whole"):
        differences += _unequal("visible_reply", _lines(case["input"]["body"]), shown)
    for words in expect.get("visible_contains", []):
        if _lines(words) not in shown:
            differences.append(f"visible_reply: {words!r} is not in {got!r}")
    for words in expect.get("visible_not_contains", []):
        if _lines(words) in shown:
            differences.append(f"visible_reply: {words!r} should not be in {got!r}")
    return differences


def _lines(text: str) -> str:
    """Lines without trailing space and empty lines."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ").replace("\\<", "<")
    return "\n".join(line.rstrip() for line in text.split("\n") if line.strip()).strip()


def _plain(text: str) -> str:
    """`text` without Markdown's marks, on one line."""
    text = re.sub(r"\[([^\]\n]*)\]\([^)\s]*\)", r"\1", text)
    text = re.sub(r"(?m)^(?:[>\s]|#{1,6} |- |\d+\. |```)*", " ", text)
    return re.sub(r"\s+", " ", text.replace("*", "").replace("\\", "").replace("|", " ").replace("\u200b", "")).strip()


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", _plain(text))


def _mime_differences(expect: _Case, mail: _Mail) -> list[str]:
    differences: list[str] = []
    for key, wanted in expect.items():
        check = _CHECKS.get(key)
        if check is not None:
            differences += check(wanted, mail)
    return differences


def _addresses(wanted: list[str], people: list[dict[str, str]]) -> list[str]:
    return _unequal("addresses", {each.strip("'").lower() for each in wanted}, {each["email"] for each in people})


def _named(what: str) -> Callable[[str, _Mail], list[str]]:
    """Every address in a header as it stands there is among the people that were read out of it."""

    def check(raw: str, mail: _Mail) -> list[str]:
        got = {each["email"] for each in mail[what]}
        missing = {address.strip("'.").lower() for address in _ADDRESS.findall(raw)} - got
        return [f"{what}: {sorted(missing)} not among {sorted(got)}"] if missing else []

    return check


def _files(wanted: list[_Case], mail: _Mail) -> list[str]:
    differences: list[str] = []
    for file in wanted:
        same = [each for each in mail["attachments"] if file.get("filename") in (None, each["name"])]
        keys = (("size", "size"), ("sha256", "sha256"), ("content_type", "type"))
        if not any(all(file.get(key) in (None, each[ours]) for key, ours in keys) for each in same):
            got = [(each["name"], each["size"], each["sha256"][:8]) for each in mail["attachments"]]
            differences.append(f"attachment {file.get('filename')!r} {file.get('size')} is not among {got}")
    return differences


def _contains(wanted: list[str], mail: _Mail) -> list[str]:
    text = _bare(mail["text"])
    return [f"text: {words!r} is not in it" for words in wanted if _bare(words) not in text]


def _pairs(people: list[dict[str, str]]) -> list[list[str]]:
    return [[each["name"], each["email"]] for each in people]


def _text(what: str, holds: Callable[[str, str], bool]) -> Callable[[str, _Mail], list[str]]:
    def check(wanted: str, mail: _Mail) -> list[str]:
        return (
            [] if holds(_plain(mail["text"]), _plain(wanted)) else [f"text {what} {wanted!r}: {mail['text'][-200:]!r}"]
        )

    return check


_CHECKS: dict[str, Callable[[Any, _Mail], list[str]]] = {
    "from_email": lambda wanted, mail: _unequal("from", wanted.lower(), mail["from"]["email"]),
    "from_name": lambda wanted, mail: _unequal("name", wanted, mail["from"]["name"]),
    "subject": lambda wanted, mail: _unequal("subject", wanted.strip(), mail["subject"]),
    "subject_startswith": lambda wanted, mail: (
        [] if mail["subject"].startswith(wanted) else _unequal("subject", wanted, mail["subject"])
    ),
    "to_emails": lambda wanted, mail: _addresses(wanted, mail["to"]),
    "cc_emails": lambda wanted, mail: _addresses(wanted, mail["cc"]),
    "reply_to_emails": lambda wanted, mail: _addresses(wanted, mail["reply_to"]),
    "to": lambda wanted, mail: _unequal("to", wanted, _pairs(mail["to"])),
    "cc": lambda wanted, mail: _unequal("cc", wanted, _pairs(mail["cc"])),
    "reply_to": lambda wanted, mail: _unequal("reply_to", wanted, _pairs(mail["reply_to"])),
    "to_raw": _named("to"),
    "cc_raw": _named("cc"),
    "reply_to_raw": _named("reply_to"),
    "to_count": lambda wanted, mail: _unequal("to", wanted, len(mail["to"])),
    "cc_count": lambda wanted, mail: _unequal("cc", wanted, len(mail["cc"])),
    "to_first_email": lambda wanted, mail: _unequal("first to", wanted, mail["to"][0]["email"]),
    "date_utc": lambda wanted, mail: _unequal("date", wanted.replace("+00:00", "Z"), mail["date"]),
    "message_id": lambda wanted, mail: _unequal("message_id", wanted, mail["message_id"]),
    "in_reply_to": lambda wanted, mail: _unequal("in_reply_to", wanted, mail["in_reply_to"]),
    "references": lambda wanted, mail: _unequal("references", wanted, mail["references"]),
    "attachments": _files,
    "attachment_count": lambda wanted, mail: _unequal("attachments", wanted, len(mail["attachments"])),
    "attachment_names_include": lambda wanted, mail: [
        f"no attachment {name!r}" for name in wanted if name not in [each["name"] for each in mail["attachments"]]
    ],
    "body_text_contains": _contains,
    "body_text_blank": lambda wanted, mail: _unequal("blank", wanted, not _plain(mail["text"])),
    "body_text_equals": _text("equals", lambda got, wanted: got == wanted),
    "body_text_endswith": _text("ends with", str.endswith),
    "body_text_startswith": _text("starts with", str.startswith),
    "visible_reply": lambda wanted, mail: _unequal("visible_reply", _lines(wanted), _lines(mail["visible_reply"])),
    "visible_reply_contains": lambda wanted, mail: [
        f"visible_reply: no {words!r}" for words in wanted if _lines(words) not in _lines(mail["visible_reply"])
    ],
}
