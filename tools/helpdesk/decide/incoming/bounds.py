"""A message brought within the bounds of the records: whatever a stranger sends, the ticket made of it can be read.

The bounds are those of `ticket.schema.json` and `comment.schema.json`, or tighter. What is cut is said in `defects`.
"""

import hashlib
import re

from msgspec.structs import replace

from helpdesk.model.message import Attachment, Message, Party

LONGEST_NAME = 200
LONGEST_ADDRESS = 320
LONGEST_PHONE = 100
LONGEST_SUBJECT = 2000
LONGEST_ID = 1000
LONGEST_FILE_NAME = 500
LONGEST_ANSWER = 50_000
MOST_FILES = 400
MOST_DEFECTS = 100
MOST_ANSWERS = 200

# Characters that only steer: control characters, and those that turn the direction of a line.
STEERING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_FIELD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")


def bounded(message: Message) -> Message:
    """The same message, or where something in it is beyond bounds, one with that cut."""
    files = message.attachments[:MOST_FILES]
    defects = message.defects[:MOST_DEFECTS]
    if len(message.attachments) > MOST_FILES:
        defects = (*defects, f"{len(message.attachments)} files came with it; the first {MOST_FILES} are recorded")
    return replace(
        message,
        key=_id(message.key) or _own_key(message),
        channel=line(message.channel, 100),
        source=line(message.source, LONGEST_SUBJECT),
        sender=party(message.sender),
        subject=line(message.subject, LONGEST_SUBJECT),
        message_id=_id(message.message_id),
        content_hash=message.content_hash if _HASH.match(message.content_hash) else "",
        to=tuple(map(party, message.to[:MOST_FILES])),
        cc=tuple(map(party, message.cc[:MOST_FILES])),
        attachments=tuple(map(_file, files)),
        defects=tuple(line(defect, LONGEST_SUBJECT) for defect in defects),
        fields=_answers(message.fields),
    )


def line(text: str, longest: int) -> str:
    """One line without steering characters, at most so long."""
    text = text[: 4 * longest]
    if len(text) <= longest and text.isascii() and text.isprintable():
        return text.strip()
    flat = " ".join(STEERING.sub(" ", text).split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1].rstrip()}…"


def party(somebody: Party) -> Party:
    """Names are cut; an address or number that is too long to be one is none."""
    email = line(somebody.email, LONGEST_SUBJECT)
    phone = line(somebody.phone, LONGEST_SUBJECT)
    chat = line(somebody.chat, LONGEST_SUBJECT)
    github = somebody.github if somebody.github is not None and somebody.github > 0 else None
    return Party(
        name=line(somebody.name, LONGEST_NAME),
        email=email if len(email) <= LONGEST_ADDRESS else "",
        github=github,
        phone=phone if len(phone) <= LONGEST_PHONE else "",
        chat=chat if len(chat) <= LONGEST_NAME else "",
    )


def _id(text: str) -> str:
    """An id is what it is or it is none: one that is too long stands by its hash."""
    plain = line(text, len(text) + 1)
    return plain if len(plain) <= LONGEST_ID else f"sha256:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"


def _own_key(message: Message) -> str:
    """A message that its channel gave no key is known by all that it says."""
    said = (message.channel, message.sender.email, message.subject, message.text, message.received.isoformat())
    return f"sha256:{hashlib.sha256(chr(0).join(said).encode(errors='replace')).hexdigest()}"


def _file(item: Attachment) -> Attachment:
    return replace(
        item,
        name=line(item.name, LONGEST_FILE_NAME),
        type=line(item.type, 200),
        size=max(item.size, 0),
        sha256=item.sha256 if re.fullmatch(r"[0-9a-f]{64}", item.sha256) else "",
    )


def _answers(fields: dict[str, str]) -> dict[str, str]:
    named = [(name, value) for name, value in fields.items() if _FIELD.match(name)]
    return {name: STEERING.sub("", value)[:LONGEST_ANSWER] for name, value in named[:MOST_ANSWERS]}
