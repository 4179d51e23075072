"""A message's words as a ticket keeps them: bounded, and where they could not be read or are too many, a notice."""

import msgspec

from helpdesk.decide.incoming.bounds import STEERING, line
from helpdesk.model.message import Message
from helpdesk.model.rules.desk import AttachmentRule

LONGEST_TITLE = 250
LONGEST_TEXT = 1_000_000


class Words(msgspec.Struct, frozen=True):
    """`withheld` says what is not in `text`, if anything."""

    text: str
    withheld: str = ""


def words_of(text: str, message: Message, limits: AttachmentRule) -> Words:
    """The text to keep. Characters that only steer a terminal or turn a line around are left out."""
    clean = STEERING.sub("", text.replace("\r\n", "\n")).strip()
    most = min(LONGEST_TEXT, limits.largest_message)
    if len(clean) > most:
        why = f"{len(clean)} characters, {most} are kept"
        return Words(f"{clean[:most].rstrip()}\n\n(The rest of this text was withheld: {why}.)\n", why)
    if not clean and message.defects:
        why = f"could not be read: {'; '.join(message.defects)}"
        return Words(f"(The text of this message was withheld: it {why}.)\n", why)
    if not clean:
        return Words("(no text)\n")
    return Words(f"{clean}\n", next((defect for defect in message.defects if defect.startswith("withheld")), ""))


def title_of(message: Message) -> str:
    """The subject as one line; without one the first line of the text."""
    for candidate in (message.subject, *message.text.split("\n", 20)[:20]):
        title = line(candidate, LONGEST_TITLE)
        if title:
            return title
    return "(no subject)"
