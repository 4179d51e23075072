"""The web form: what somebody typed becomes a message, or is given back with what to mend."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from helpdesk.channels.gateway.answer import Wrong
from helpdesk.channels.gateway.filled import FIELD, Filled
from helpdesk.decide.directory import Directory, without_detail
from helpdesk.decide.requests.answers import flaws
from helpdesk.model.message import Message, Party
from helpdesk.model.rules import Rules
from helpdesk.model.rules.catalog import Audience, Item

CHANNEL = "web"
LONGEST_TEXT = 200_000
LONGEST_ASSET = 100
_ADDRESS = re.compile(r"[^@\s<>\"(),;:\\]{1,64}@[^@\s<>\"(),;:\\]{1,250}\Z")


def items_for_everybody(rules: Rules) -> list[Item]:
    """What the gateway offers: it cannot tell who is staff."""
    items = (item for item in rules.catalog.values() if item.audience is Audience.EVERYBODY)
    return sorted(items, key=lambda item: item.name.casefold())


def wrongs(filled: Filled, item: Item | None, rules: Rules) -> tuple[Wrong, ...]:
    """Everything that keeps a form from being taken, in the order of the page."""
    return tuple(_wrongs(filled, item, rules))


def _wrongs(filled: Filled, item: Item | None, rules: Rules) -> Iterator[Wrong]:
    mail = rules.desk.mail
    if not _ADDRESS.match(filled.email.strip()) or len(filled.email) > 320:
        yield Wrong("email", "not a mail address", "write it like ana@example.org")
    elif without_detail(filled.email) in {without_detail(own) for own in (mail.address, *mail.also) if own}:
        # The desk takes in nothing from itself, so that it never answers itself.
        yield Wrong("email", "this is the desk's own address", "write your own")
    if item is None and not filled.subject.strip():
        yield Wrong("subject", "not answered", "say in a few words what it is about")
    if len(filled.text) > LONGEST_TEXT:
        yield Wrong("text", f"{len(filled.text)} characters", f"write {LONGEST_TEXT} at most, or send it as a file")
    if item is not None:
        directory = Directory(rules.people.values())
        for flaw in flaws(item, filled.answers, directory):
            yield Wrong(f"{FIELD}{flaw.field}", flaw.what, flaw.remedy)
    elif filled.answers:
        yield Wrong(f"{FIELD}{next(iter(filled.answers))}", "this form asks for no such thing")
    limits = rules.desk.attachments
    for file in filled.files:
        if file.size > limits.largest:
            yield Wrong("files", f"{file.name} has {file.size:,} bytes", f"{limits.largest:,} are the most")
    if sum(file.size for file in filled.files) > limits.largest_message:
        yield Wrong("files", "too much together", f"{limits.largest_message:,} bytes are the most")


def message_of(filled: Filled, item: Item | None, key: str, now: datetime) -> Message:
    """The message. Nothing in it is proved: anybody can type any address. A form whose hidden field is filled was
    filled by a program, and is marked as that."""
    email = filled.email.strip()
    subject = " ".join(filled.subject.split()) or (item.name if item else "")
    text = _text(filled, item)
    fields = {"form": item.id, **{name: ", ".join(values) for name, values in filled.answers.items()}} if item else {}
    said = msgspec.json.encode((email.casefold(), subject, text, fields, [file.sha256 for file in filled.files]))
    return Message(
        key=key,
        channel=CHANNEL,
        received=now,
        sender=Party(name=" ".join(filled.name.split()), email=email, phone=" ".join(filled.phone.split())),
        subject=subject,
        text=text,
        visible_reply=text,
        content_hash=hashlib.sha256(said).hexdigest(),
        attachments=filled.files,
        spam=bool(filled.website.strip()),
        fields=fields,
    )


def _text(filled: Filled, item: Item | None) -> str:
    """What was typed; without it the answers, so that a ticket is never without words."""
    text = filled.text.replace("\r\n", "\n").strip()
    if asset := " ".join(filled.asset.split())[:LONGEST_ASSET]:
        # As a mail says it that the asset's page begins: who sorts the ticket finds the asset in its words.
        text = f"Asset: {asset}\n\n{text}".strip()
    if text or item is None:
        return text
    labels = {field.id: field.label for field in item.fields}
    return "\n".join(
        f"{labels.get(name, name)}: {', '.join(values)}" for name, values in filled.answers.items() if values
    )
