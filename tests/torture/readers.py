"""Every reader of what comes from outside, as a function of bytes that must come back: no exception escapes."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

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
from helpdesk.load.article import read_article
from helpdesk.load.asset import read_asset
from helpdesk.load.comment import read_comment
from helpdesk.load.cursors import read_cursors
from helpdesk.load.drop_box import read_drop
from helpdesk.load.edit import EditRefused, edit_front_matter
from helpdesk.load.merge import merge_ledger, merge_record
from helpdesk.load.rules import read_rules
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline
from helpdesk.publish import markup
from helpdesk.resources import default_rules

CORPUS = Path(__file__).resolve().parent / "corpus"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
_DEFAULTS = default_rules()
_FILES = (
    "desk.yml",
    "routing.yml",
    "categories.yml",
    "sla/gold.yml",
    "notices.yml",
    "alerts.yml",
    "catalog/laptop.yml",
)
_SCENE = a_desk().team("desk", "kim").level(resolve="8h").open()
_SCENE.receive(mail("anna@example.org", "Help", at="2026-03-02T09:00", name="a"))


def front_matter(data: bytes) -> None:
    read_ticket("tickets/000/HD-000001/ticket.md", data)
    read_comment("tickets/000/HD-000001/comments/a.md", data)
    read_drop("tickets/new/a.md", data)
    read_article("kb/a/b.md", data)
    read_asset("assets/device/a.yml", data)
    try:
        edit_front_matter(data, {"status": "open", "tags": ["a"], "assignee": None})
    except EditRefused:
        pass


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
    parse(text, _form())


def _form() -> Definition:
    fields = (
        {"type": "input", "id": "who", "attributes": {"label": "Who"}},
        {"type": "textarea", "id": "what", "attributes": {"label": "What happened"}},
        {"type": "dropdown", "id": "where", "attributes": {"label": "Where", "options": ["Here", "There"]}},
        {"type": "checkboxes", "id": "all", "attributes": {"label": "All", "options": [{"label": "Yes"}]}},
    )
    return define({"name": "F", "description": "d", "body": list(fields)})


def alerts(data: bytes) -> None:
    read_alerts(data, {"content-type": "application/json"})
    read_alerts(data, {"content-type": "application/x-www-form-urlencoded"}, "zabbix")
    read_alerts(data, {"ce-id": "1", "ce-type": "a.b", "ce-source": "x", "ce-specversion": "1.0"})


def commands(data: bytes) -> None:
    """A mail of staff, and the same of the requester, through the whole decision."""
    text = data.decode("utf-8", "replace")
    for said in (staff_mail("kim", "Re: [HD-1] Help", text, at=NOON), mail("anna@example.org", f"[HD-1] {text}", text)):
        decide(_SCENE.desk, [msgspec.structs.replace(said, visible_reply=text)], NOON, _SCENE.advise)


def rules(data: bytes) -> None:
    """The first byte says which file it is."""
    name = _FILES[data[0] % len(_FILES)] if data else _FILES[0]
    read_rules({f"rules/{name}": data[1:]}, _DEFAULTS, "")


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
        try:
            read(data)
        except Unreadable:
            pass


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
    "alert": alerts,
    "command": commands,
    "rules": rules,
    "cursor": cursors,
    "github": github,
    "chat": chats,
    "page": pages,
}


def seeds(reader: str) -> list[bytes]:
    """What the fuzzers begin with: made up by us, one file an input."""
    folder = CORPUS / reader.replace(" ", "_")
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else [b""]
