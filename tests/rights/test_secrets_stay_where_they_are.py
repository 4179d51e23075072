"""Secrets are in the environment and nowhere else: each is planted, everything is tried, and every byte searched."""

import base64
import gzip
import logging
import os
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

from counter import counter

HELPDESK = [sys.executable, "-m", "helpdesk.commands"]
WORD = "planted-q7x9-{}-0123456789abcdef0123456789abcdef"
# In a variable of its own, or within an address that somebody wrote with a password in it.
PLANTED = {
    "HELPDESK_IMAP_PASSWORD": WORD.format("imap"),
    "HELPDESK_SMTP_PASSWORD": WORD.format("smtp"),
    "HELPDESK_REPLY_KEYS": WORD.format("reply"),
    "HELPDESK_PAGE_KEYS": "first:" + WORD.format("pages"),
    "HELPDESK_GITHUB_TOKEN": WORD.format("token"),
    "HELPDESK_KEYS_ALERTS": WORD.format("alerts"),
    "HELPDESK_KEYS_CHAT_SLACK": WORD.format("slack"),
    "HELPDESK_HEARTBEAT_URL": "http://127.0.0.1:9/" + WORD.format("heartbeat"),
    "CRM_WEBHOOK_SECRET": WORD.format("webhook"),
}
ADDRESSES = {
    "HELPDESK_MAIL_IN": f"folder:../in\nimap://ana:{WORD.format('in')}@127.0.0.1:9/INBOX",
    "HELPDESK_MAIL_OUT": f"smtp://ana:{WORD.format('out')}@127.0.0.1:9",
}
WEBHOOK = "- {id: crm, url: 'https://127.0.0.1:9/hook', secret: CRM_WEBHOOK_SECRET, events: [opened], private: true}\n"
VERBS = (
    ["run"],
    ["plan"],
    ["run", "--mail-in", "folder:../in", "--mail-out", "folder:../out"],
    ["run", "--github", "owner/repo"],
    ["doctor"],
    ["doctor", "--repository", "owner/repo"],
    ["check"],
    ["list"],
    ["show", "1"],
    ["explain", "1"],
    ["export", "json", "../tickets.json"],
    ["build", "--out", "../staff"],
    ["build", "--audience", "public", "--out", "../public"],
)


def found_in(data: bytes) -> list[str]:
    """Which of the planted words are in there, plainly, in base64, or as URLs write them."""
    words = {word for value in (*PLANTED.values(), *ADDRESSES.values()) for word in value.split() if "planted" in word}
    words = {word[word.index("planted") :].partition("@")[0] for word in words}
    assert len(words) == len(PLANTED) + len(ADDRESSES)
    return [word for word in words if word.encode() in data or base64.b64encode(word.encode())[:40] in data]


def bytes_of(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file, and what is packed in it."""
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            yield path, data
            for unpack in (gzip.decompress, zlib.decompress):
                try:
                    yield path, unpack(data)
                except (OSError, EOFError, zlib.error):
                    continue


@pytest.mark.slow
def test_no_secret_is_in_any_output_file_page_commit_or_summary(tmp_path: Path) -> None:
    subprocess.run([*HELPDESK, "init", "desk", "--address", "help@example.org"], cwd=tmp_path, check=True, timeout=60)
    desk = tmp_path / "desk"
    (desk / "rules" / "webhooks.yml").write_text(WEBHOOK)
    subprocess.run(["git", "add", "-A"], cwd=desk, check=True, timeout=60)
    subprocess.run(["git", "commit", "-qm", "Call the other system"], cwd=desk, check=True, timeout=60)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.eml").write_text(
        "From: Ana <ana@example.org>\nTo: help@example.org\nMessage-ID: <a@example.org>\nSubject: It hums\n\nPlease.\n"
    )
    actions = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}
    environment = {**os.environ, **PLANTED, **ADDRESSES, **actions, "GITHUB_API_URL": "http://127.0.0.1:9"}
    for verb in VERBS:
        done = subprocess.run([*HELPDESK, *verb], cwd=desk, env=environment, capture_output=True, timeout=120)
        assert found_in(done.stdout + done.stderr) == [], (verb, done.stdout, done.stderr)
        assert b"Traceback" not in done.stderr, (verb, done.stderr)
    assert (tmp_path / "public" / "index.html").exists() and (tmp_path / "staff" / "index.html").exists()
    assert list((tmp_path / "out").glob("*.eml"))
    assert "message" in (tmp_path / "summary.md").read_text()
    for path, data in bytes_of(tmp_path):
        assert found_in(data) == [], path
    log = subprocess.run(["git", "log", "--all", "-p"], cwd=desk, capture_output=True, check=True, timeout=60)
    assert b"It hums" in log.stdout
    assert found_in(log.stdout) == []


def test_the_gateway_keeps_no_key_that_was_sent_to_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key = PLANTED["HELPDESK_KEYS_ALERTS"]
    labels = {"alertname": "Disk", "instance": "web-1"}
    one = {"status": "firing", "labels": labels, "annotations": {}, "startsAt": "2026-03-02T09:00:00Z"}
    common = {"groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}, "groupKey": "{}", "receiver": "desk"}
    alert = {"version": "4", "status": "firing", **common, "alerts": [{**one, "fingerprint": "00000001"}]}
    said = ""
    with counter(tmp_path / "spool", PLANTED) as desk:
        for headers in (
            {"authorization": f"Bearer {key}"},
            {"authorization": f"Bearer {key}x"},
            {"authorization": "Basic " + base64.b64encode(f"a:{key}".encode()).decode()},
            {"x-api-key": key, "cookie": f"key={key}", "referer": f"https://example.org/?{key}"},
        ):
            said += desk.client.post("/alerts/alertmanager", json=alert, headers=headers).text
        said += desk.client.post(f"/alerts/alertmanager?token={key}", json=alert).text
        said += desk.client.get(f"/health?key={key}", headers={"authorization": f"Bearer {key}"}).text
        said += desk.client.post("/chat/slack", content=b"text=a", headers={"x-slack-signature": f"v0={key}"}).text
        assert len(desk.waiting()) == 1
        logged = desk.log.getvalue()
    # The client of this test logs what it sends itself.
    ours = "".join(record.getMessage() for record in caplog.records if not record.name.startswith("http"))
    assert '"door": "alerts"' in logged
    assert found_in((said + logged + ours).encode()) == []
    for path, data in bytes_of(tmp_path):
        assert found_in(data) == [], path


def test_the_search_finds_a_secret_wherever_it_hides(tmp_path: Path) -> None:
    secret = PLANTED["HELPDESK_SMTP_PASSWORD"].encode()
    (tmp_path / "plain").write_bytes(b"x" + secret)
    (tmp_path / "packed").write_bytes(gzip.compress(secret))
    (tmp_path / "object").write_bytes(zlib.compress(b"blob 4\0" + secret))
    (tmp_path / "encoded").write_bytes(base64.b64encode(secret))
    assert {path.name for path, data in bytes_of(tmp_path) if found_in(data)} == {
        "plain",
        "packed",
        "object",
        "encoded",
    }
