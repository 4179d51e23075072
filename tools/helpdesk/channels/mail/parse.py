"""One raw mail to one `Message`."""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from helpdesk.channels.mail import addresses, automatic, body, delivery, forwarded, lists, mime, words
from helpdesk.channels.mail.mime import Part
from helpdesk.channels.mail.proof import proof
from helpdesk.model.message import Attachment, Message, Party

_MESSAGE_ID = re.compile(rb"<[^<>\s]{1,998}>")
# What programs write into Date that know another standard: RFC 3339, and its offsets.
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_COLON_IN_ZONE = re.compile(r"(\s[+-]\d\d):(\d\d)\b")
_MOST_REFERENCES = 200
_ALL_ADDRESSES = 100_000  # bytes of an address header that are read


def parse_mail(
    raw: bytes, *, received: datetime, trusted_authserv: str = "", own_addresses: frozenset[str] = frozenset()
) -> Message:
    """The message in `raw` (RFC 5322 and everything that is sent in its name).

    Never raises: what cannot be read is left as it could be read, and `defects` says what was wrong. `received`
    is an aware UTC time. `trusted_authserv` is the authserv-id of the receiving server, whose DMARC verdict is
    believed. A mail from one of `own_addresses` (lower case) is the desk's own and counts as automatic.
    """
    root, defects = mime.parse(raw)
    text = _read_body(root, raw)
    declared = _declared_charset(root)
    header_from, several = _sender(root, declared)
    sender = lists.writer(root, header_from, own_addresses, declared)
    subject = re.sub(r"\s*\n\s*", " ", words.header_text(root.header("subject"), declared))
    date = _date(root.header("date"))
    message_id = _first_id(root.header("message-id"))
    address = sender.email or sender.name
    daemon = automatic.is_daemon(root, address)
    fields = delivery.report(root, daemon=daemon)
    bounce = automatic.is_bounce(root, address, subject, fields.get("delivery", ""))
    answers = _first_id(root.header("in-reply-to")) or (delivery.about(root) if bounce or fields else "")
    to, cc = _people(root, "to", declared), _people(root, "cc", declared)
    request = lists.is_request(root, (*to, *cc), own_addresses)
    robot = automatic.is_automatic(root, subject, listed_request=request)
    # What a list sends in its own name would be answered to the list.
    ours = sender.email in own_addresses or sender.email == lists.post_address(root) != ""
    return Message(
        key="mail:" + (message_id or "sha256:" + hashlib.sha256(raw).hexdigest()),
        channel="mail",
        received=received,
        sender=sender,
        subject=subject,
        text=text.text,
        visible_reply=text.visible_reply,
        content_hash=_content_hash(sender, subject, text),
        date=date,
        to=to,
        cc=cc,
        reply_to=tuple(party for party in _people(root, "reply-to", declared) if party.email),
        message_id=message_id,
        in_reply_to=answers,
        references=_references(root.header("references")),
        attachments=text.attachments,
        automatic=bounce or ours or daemon or robot,
        bounce=bounce,
        spam=automatic.is_spam(root),
        # What a list says about the writer proves nothing, even where its own mail is proved to be its own.
        proof=proof(root, trusted_authserv, "" if several or sender is not header_from else sender.email),
        fields={**fields, **_passed_on(root, text, subject, sender)},
        defects=tuple(dict.fromkeys((*defects, *text.defects, *_missing(sender, date, several=several)))),
    )


def _read_body(root: Part, raw: bytes) -> body.Body:
    """What the mail says. One that cannot be read is kept whole, as an attachment."""
    try:
        return body.read(root)
    except (RecursionError, MemoryError, ValueError, ArithmeticError, LookupError) as error:
        # The promise to the desk: one mail never stops it. The bytes stay with the ticket as they came.
        digest = hashlib.sha256(raw).hexdigest()
        kept = Attachment("unreadable.eml", "message/rfc822", len(raw), digest, raw)
        return body.Body(attachments=(kept,), defects=[f"body not readable: {type(error).__name__}"])


def _missing(sender: Party, date: datetime | None, *, several: bool) -> Iterator[str]:
    """What headers that everything hangs on do not say, or say twice."""
    if several:
        yield "more than one sender"
    if not sender.email:
        yield "no sender address"
    if date is None:
        yield "no date that can be read"


def _passed_on(root: Part, text: body.Body, subject: str, sender: Party) -> dict[str, str]:
    """`list`: where one writes to the list it came through. `forwarded-from`: who wrote what the sender passed on."""
    first = forwarded.first_writer(text.text, subject, root)
    other = first.email and first.email != sender.email
    named = f"{first.name} <{first.email}>" if first.name else first.email
    found = {"list": lists.post_address(root), "forwarded-from": named if other else ""}
    return {name: value for name, value in found.items() if value}


def _declared_charset(root: Part) -> str:
    """The character set that 8-bit headers are most likely in: that of the first text."""
    part = root
    while part.children:
        part = part.children[0]
    return part.parameters.get("charset", "")


def _people(root: Part, name: str, declared: str) -> tuple[Party, ...]:
    values = [value[:_ALL_ADDRESSES] for key, value in root.headers if key == name]
    return tuple(party for value in values for party in addresses.parse(value, declared))


def _sender(root: Part, declared: str) -> tuple[Party, bool]:
    """Who wrote it: From, else Sender, else the return path; and whether From names several."""
    people = _people(root, "from", declared)
    several = len({party.email for party in people if party.email}) > 1
    for party in (*people, *_people(root, "sender", declared), *_people(root, "return-path", declared)):
        if party.email:
            if not party.name and people and not people[0].email:
                party = Party(name=people[0].name, email=party.email)
            return party, several
    return (people[0] if people else Party()), several


def _date(value: bytes) -> datetime | None:
    """The instant of a Date header in UTC; a time without zone is taken as UTC."""
    try:
        text = _COLON_IN_ZONE.sub(r"\1\2", value[:200].decode("ascii", "replace").strip())
        if _ISO.match(text):
            read = datetime.fromisoformat(text)
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        fields = parsedate_tz(text)
        if fields is None:
            return None
        zone = timezone(timedelta(seconds=fields[9] or 0))
        return datetime(*fields[:6], tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _first_id(value: bytes) -> str:
    found = _MESSAGE_ID.search(value[:20_000])
    if found:
        return words.header_text(found.group())
    return words.header_text(value[:998]) if value.strip(b" <>") else ""


def _references(value: bytes) -> tuple[str, ...]:
    found = dict.fromkeys(words.header_text(match) for match in _MESSAGE_ID.findall(value[:_ALL_ADDRESSES]))
    return tuple(found)[-_MOST_REFERENCES:]


def _content_hash(sender: Party, subject: str, text: body.Body) -> str:
    pieces = [sender.email, subject, text.text, *(attachment.sha256 for attachment in text.attachments)]
    return hashlib.sha256("\0".join(pieces).encode("utf-8", "replace")).hexdigest()
