"""What was passed on: an internal note says by whom, or who wrote it first, so that staff can put the requester right.

Who forwards a mail is its requester: what a mail quotes proves nothing about anybody. A message of a chat that somebody
made a request of is its writer's, as the chat says who that is.
"""

import re

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import own_addresses, without_detail
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.comments import note_inside
from helpdesk.decide.notifying.rendering import as_words
from helpdesk.model.message import PASSED_ON_BY, Message, Party

_WRITER = re.compile(r"(.*?)\s*<([^<>\s]+@[^<>\s]+)>\Z")
# What may stand in a line that somebody pastes into a shell.
_ACCOUNT = re.compile(r"[a-z]{1,30}:[A-Za-z0-9._-]{1,100}\Z")
_PLAIN = re.compile(r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9.-]{1,255}\Z")


def first_writer(message: Message) -> Party | None:
    """Who wrote what the sender passed on, by what the mail says."""
    said = message.fields.get("forwarded-from", "")
    match = _WRITER.match(said)
    name, email = (match[1], match[2]) if match else ("", said)
    return Party(name=name[:200], email=email) if "@" in email and len(email) <= 320 else None


def note_first_writer(this: DeskPass, draft: Draft, message: Message) -> None:
    """Write the note on a new ticket, where there is somebody else to name, who is not the desk."""
    by = message.fields.get(PASSED_ON_BY, "")
    if by and message.channel == "chat":
        _note_passed_on(draft, message, by)
        return
    party = first_writer(message)
    ours = own_addresses(this.rules.desk.mail)
    if party is None or without_detail(party.email) in ours or message.automatic or message.spam:
        return
    at = draft.ticket.opened
    text, key = _text(draft.reference, party), f"forwarded {message.key}"
    note_inside(draft, text, at, key, why="the mail was forwarded", via=message.channel)


def _note_passed_on(draft: Draft, message: Message, by: str) -> None:
    account = by.rpartition("(")[2].rstrip(")")
    if account == message.sender.chat:
        return
    text = f"{as_words(by[:200])} made a request of this message, which {as_words(_called(message.sender))} wrote.\n"
    if _ACCOUNT.match(account):
        text += f"\nTo make them the requester: `helpdesk set {draft.reference} requester.chat={account}`\n"
    note_inside(draft, text, draft.ticket.opened, f"passed on {message.key}", why="passed on", via=message.channel)


def _called(party: Party) -> str:
    return f"{party.name} ({party.chat})" if party.name else party.chat


def _text(reference: str, party: Party) -> str:
    shown = as_words(f"{party.name} ({party.email})" if party.name else party.email)
    text = f"This mail was forwarded. It says that {shown} wrote it first, which nothing proves.\n"
    if _PLAIN.match(party.email):
        text += f"\nTo make them the requester: `helpdesk set {reference} requester.email={party.email}`\n"
    return text
