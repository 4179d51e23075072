"""`helpdesk read`: what the desk would read out of a message, without a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from helpdesk.commands.present import utc_now
from helpdesk.commands.reading.alert import alert_command
from helpdesk.commands.reading.answer import answer_command
from helpdesk.commands.reading.form import form_command
from helpdesk.commands.reading.yaml import yaml_command
from helpdesk.commands.terminal.input import input_bytes

if TYPE_CHECKING:
    from helpdesk.model.message import Message, Party


@click.group()
def read() -> None:
    """Show what the desk reads out of a message, without a desk."""


read.add_command(alert_command)
read.add_command(form_command)
read.add_command(answer_command)
read.add_command(yaml_command)


@read.command("mail")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, one line a file.")
def read_mail(files: tuple[str, ...], as_json: bool) -> None:
    """Show what the desk reads out of raw mails (RFC 5322); FILE "-" is one mail on standard input.

    Nothing is stored or sent. Exit code 2 when a file cannot be read.
    """
    from helpdesk.channels.mail import parse_mail

    received = utc_now()
    for file in files:
        message = parse_mail(input_bytes(file, "a raw mail"), received=received)
        click.echo(_json(message) if as_json else _summary(file, message))


def _json(message: Message) -> str:
    import msgspec

    fields = {
        "from": _person(message.sender),
        "to": [_person(party) for party in message.to],
        "cc": [_person(party) for party in message.cc],
        "reply_to": [_person(party) for party in message.reply_to],
        "subject": message.subject,
        "date": message.date,
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": message.references,
        "text": message.text,
        "visible_reply": message.visible_reply,
        "attachments": [
            {"name": file.name, "type": file.type, "size": file.size, "sha256": file.sha256}
            for file in message.attachments
        ],
        "automatic": message.automatic,
        "bounce": message.bounce,
        "spam": message.spam,
        "defects": message.defects,
    }
    return msgspec.json.encode(fields).decode()


def _person(party: Party) -> dict[str, str]:
    return {"name": party.name, "email": party.email}


def _summary(file: str, message: Message) -> str:
    """The mail as a person reads it: who, what, when, and what the desk makes of it."""
    marks = [name for name in ("automatic", "bounce", "spam") if getattr(message, name)]
    lines = [
        f"{file}:",
        f"  from     {_shown(message.sender)}",
        f"  to       {', '.join(map(_shown, message.to)) or '-'}",
        *([f"  cc       {', '.join(map(_shown, message.cc))}"] if message.cc else []),
        f"  subject  {message.subject or '-'}",
        f"  date     {message.date.isoformat() if message.date else '-'}",
        *([f"  marks    {', '.join(marks)}"] if marks else []),
        *(f"  file     {each.name} ({each.type}, {each.size} bytes)" for each in message.attachments),
        *(f"  defect   {defect}" for defect in message.defects),
        "",
        *(f"    {line}" for line in (message.visible_reply or message.text).split("\n")),
    ]
    return "\n".join(lines)


def _shown(party: Party) -> str:
    return f"{party.name} <{party.email}>" if party.name and party.email else party.name or party.email or "-"
