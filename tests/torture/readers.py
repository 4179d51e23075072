"""Every reader of what comes from outside, as a function of bytes that must come back: no exception escapes."""

import base64
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from rule_files import built_in, rules
from web_form import web_forms

from builders import a_desk, mail, staff_mail
from helpdesk.channels.alerts.read import read_alerts
from helpdesk.channels.chat import mattermost, slack, teams
from helpdesk.channels.chat.asked import Unreadable
from helpdesk.channels.forms.definition import Definition, define
from helpdesk.channels.forms.parse import parse
from helpdesk.channels.github.messages import comment_message, issue_message, thread_of
from helpdesk.channels.github.wire import Comment, Issue
from helpdesk.channels.mail.parse import parse_mail
from helpdesk.decide.plan import decide
from helpdesk.decide.spoken.reading import said_in
from helpdesk.load.article import read_article
from helpdesk.load.asset import read_asset
from helpdesk.load.comment import read_comment
from helpdesk.load.cursors import read_cursors
from helpdesk.load.drop_box import read_drop
from helpdesk.load.edit import EditRefused, edit_front_matter
from helpdesk.load.merge import merge_ledger, merge_record
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline
from helpdesk.model.message import Message
from helpdesk.publish import markup

CORPUS = Path(__file__).resolve().parent / "corpus"
KEPT = Path(__file__).resolve().parent / "kept"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_SCENE = a_desk().team("desk", "kim").level(resolve="8h").open()
_SCENE.receive(mail("anna@example.org", "Help", at="2026-03-02T09:00", name="a"))
_SAID: Message = staff_mail("kim", "Re: [HD-1] Help", "-", at=NOON)


def front_matter(data: bytes) -> None:
    """The first byte says which record it is."""
    kind, rest = (data[0] if data else 0), data[1:]
    match kind % 6:
        case 0:
            read_ticket("tickets/000/HD-000001/ticket.md", rest)
        case 1:
            read_comment("tickets/000/HD-000001/comments/a.md", rest)
        case 2:
            read_drop("tickets/new/a.md", rest)
        case 3:
            read_article("kb/a/b.md", rest)
        case 4:
            read_asset("assets/device/a.yml", rest)
        case _:
            with suppress(EditRefused):
                edit_front_matter(rest, {"status": "open", "tags": ["a"], "assignee": None})


def timeline(data: bytes) -> None:
    read_timeline("tickets/000/HD-000001/timeline.yml", data)


def merging(data: bytes) -> None:
    third = len(data) // 3
    base, ours, theirs = data[:third], data[third : 2 * third], data[2 * third :]
    merge_record("tickets/000/HD-000001/ticket.md", base, ours, theirs)
    merge_record("tickets/000/HD-000001/ticket.md", data, data, data)
    merge_ledger(ours, theirs)


def mails(data: bytes) -> None:
    message = parse_mail(data, received=NOON, trusted_authserv="mx.example.org", own_addresses=frozenset({"h@e.org"}))
    markup.message(message.text)


def forms(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    parse(text)
    parse(text, _FORM)


def _form() -> Definition:
    fields = (
        {"type": "input", "id": "who", "attributes": {"label": "Who"}},
        {"type": "textarea", "id": "what", "attributes": {"label": "What happened"}},
        {"type": "dropdown", "id": "where", "attributes": {"label": "Where", "options": ["Here", "There"]}},
        {"type": "checkboxes", "id": "all", "attributes": {"label": "All", "options": [{"label": "Yes"}]}},
    )
    return define({"name": "F", "description": "d", "body": list(fields)})


_FORM = _form()


def alerts(data: bytes) -> None:
    read_alerts(data, {"content-type": "application/json"})
    read_alerts(data, {"content-type": "application/x-www-form-urlencoded"}, "zabbix")
    read_alerts(data, {"ce-id": "1", "ce-type": "a.b", "ce-source": "x", "ce-specversion": "1.0"})


def commands(data: bytes) -> None:
    """What a message says to the desk, typed and clicked."""
    text = data.decode("utf-8", "replace")
    said = said_in(msgspec.structs.replace(_SAID, visible_reply=text, commands=tuple(text.split("\n")[:3])))
    said.without(said.lines)
    said.internal()


def decisions(data: bytes) -> None:
    """The whole decision over a mail: of staff where the first byte is even, else of the requester."""
    text = data[1:].decode("utf-8", "replace")
    staff = not data or data[0] % 2 == 0
    said = _SAID if staff else mail("anna@example.org", f"[HD-1] {text}", text)
    decide(_SCENE.desk, [msgspec.structs.replace(said, visible_reply=text)], NOON, _SCENE.advise)


def cursors(data: bytes) -> None:
    read_cursors("tickets/cursors.yml", data)


def github(data: bytes) -> None:
    """What GitHub answers: refused as a whole where it is no list of issues, else every one of them is a message."""
    try:
        issues = msgspec.json.decode(data, type=tuple[Issue, ...])
    except (msgspec.DecodeError, UnicodeDecodeError):
        issues = ()
    for issue in issues:
        issue_message("o/r", issue)
        for comment in _comments(data):
            comment_message("o/r", comment, thread_of("o/r", issue, 1))


def _comments(data: bytes) -> tuple[Comment, ...]:
    try:
        return msgspec.json.decode(data, type=tuple[Comment, ...])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ()


def chats(data: bytes) -> None:
    for read in (slack.read, mattermost.read, teams.read):
        with suppress(Unreadable):
            read(data)


def pages(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    markup.message(text)
    markup.plain(text)
    markup.article(text, "Title", lambda _path: "")


READERS: dict[str, Callable[[bytes], None]] = {
    "front matter": front_matter,
    "timeline": timeline,
    "merge": merging,
    "mail": mails,
    "issue form": forms,
    "web form": web_forms,
    "alert": alerts,
    "command": commands,
    "decision": decisions,
    "rules": rules,
    "cursor": cursors,
    "github": github,
    "chat": chats,
    "page": pages,
}


def seeds(reader: str) -> list[bytes]:
    """What the fuzzers begin with: made up by us, one file an input; what earlier runs found to reach further, one
    line of base64 an input; and for the rules those that are built in."""
    folder, kept = CORPUS / reader.replace(" ", "_"), KEPT / f"{reader.replace(' ', '_')}.txt"
    made_up = [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else [b""]
    found = [base64.b64decode(line) for line in kept.read_text("ascii").splitlines()] if kept.is_file() else []
    return [*made_up, *(built_in() if reader == "rules" else ()), *found]
