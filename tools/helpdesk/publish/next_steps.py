"""What to do with a ticket: verbs to type, and links that begin the same on GitHub or in a mail."""

import re
from collections.abc import Iterator

import msgspec

from helpdesk.model.record import Record
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.wizard.ways import mail_link

_ISSUE = re.compile(r"github:([A-Za-z0-9-]+/[A-Za-z0-9._-]+)#([1-9][0-9]{0,9})\Z")


class Command(msgspec.Struct, frozen=True):
    """`typed` on the command line; `meaning` in words; `mail` begins a mail that says the same ("" for none)."""

    typed: str
    meaning: str
    mail: str = ""


def commands(site: Site, record: Record, row: Row) -> tuple[Command, ...]:
    """Only what makes sense as the ticket stands."""
    address = site.snapshot.rules.desk.mail.address
    return tuple(
        Command(
            f"helpdesk {verb} {record.number}",
            site.texts.plain(meaning),
            mail_link(address, f"[{record.reference}] {row.heading}", [said]) if address and said else "",
        )
        for verb, meaning, said in _verbs(row)
    )


def _verbs(row: Row) -> Iterator[tuple[str, str, str]]:
    """(verb, what it does, the command that says it in a message)."""
    if row.phase == "closed":
        yield "reopen", "take it up again", "/reopen"
    elif row.phase == "resolved":
        yield "reopen", "it is not solved", "/reopen"
        yield "close", "it is done", "/close"
    else:
        if not row.assignee:
            yield "take", "make it yours", "/take"
        yield "reply", "answer the requester", "..."
        yield "note", "write for colleagues only", "/note ..."
        yield "resolve", "say how it was solved", "/resolve ..."
    yield "explain", "why it stands where it stands", ""


def issue_page(source: str) -> str:
    """The issue on GitHub that a ticket came from, at the box for a comment."""
    match = _ISSUE.match(source)
    return f"https://github.com/{match[1]}/issues/{match[2]}#new_comment_field" if match else ""
