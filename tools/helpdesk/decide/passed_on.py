"""Forwarded mail: an internal note says who wrote it first, so that somebody can make them the requester.

Who forwards is the requester: what a mail quotes proves nothing about anybody.
"""

import re

from helpdesk.decide.comments import note_inside
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import own_addresses, without_detail
from helpdesk.decide.draft import Draft
from helpdesk.decide.rendering import as_words
from helpdesk.model.message import Message, Party

_WRITER = re.compile(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>\Z")
# What may stand in a line that somebody pastes into a shell.
_PLAIN = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}\Z")


def first_writer(message: Message) -> Party | None:
    """Who wrote what the sender passed on, by what the mail says."""
    said = message.fields.get("forwarded-from", "")
    match = _WRITER.match(said)
    name, email = (match[1], match[2]) if match else ("", said)
    return Party(name=name[:200], email=email) if "@" in email and len(email) <= 320 else None


def note_first_writer(this: DeskPass, draft: Draft, message: Message) -> None:
    """Write the note on a new ticket, where there is somebody else to name, who is not the desk."""
    party = first_writer(message)
    ours = own_addresses(this.rules.desk.mail)
    if party is None or without_detail(party.email) in ours or message.automatic or message.spam:
        return
    at = draft.ticket.opened
    text, key = _text(draft.reference, party), f"forwarded {message.key}"
    note_inside(draft, text, at, key, why="the mail was forwarded", via=message.channel)


def _text(reference: str, party: Party) -> str:
    shown = as_words(f"{party.name} ({party.email})" if party.name else party.email)
    text = f"This mail was forwarded. It says that {shown} wrote it first, which nothing proves.\n"
    if _PLAIN.match(party.email):
        text += f"\nTo make them the requester: `helpdesk set {reference} requester.email={party.email}`\n"
    return text
