"""The options of `run` and `plan` that name the doors. Loaded without anything of the desk."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


class MailAddresses(click.ParamType[str]):
    """The address of a mailbox. In the environment one stands on a line, or behind the one before: a blank that no
    kind of door follows belongs to a path."""

    name = "address"
    _NEXT = re.compile(r"\s*\n\s*|\s+(?=[a-z][a-z0-9+.-]*:)")

    def split_envvar_value(self, rv: str) -> list[str]:
        return [address for address in self._NEXT.split(rv.strip()) if address]


def door_options(command: Command) -> Command:
    """-C, --in (--mail-in), --mail-out and --github. The environment can name the doors too: no password belongs on a
    command line."""
    command = click.option(
        "--github",
        multiple=True,
        metavar="OWNER/NAME",
        envvar="HELPDESK_GITHUB",
        help="Take in a repository's issues, besides those of rules/desk.yml; HELPDESK_GITHUB_TOKEN opens it.",
    )(command)
    command = click.option(
        "--in",
        "--mail-in",
        "mail_in",
        type=MailAddresses(),
        multiple=True,
        envvar="HELPDESK_MAIL_IN",
        help="Take mail from imaps://user@host/FOLDER, folder:DIR (.eml files), maildir:DIR or mbox:FILE, alerts from "
        "alerts:folder:DIR (.json), or what a gateway took in from spool:DIR. May be given more than once. The secret "
        "of a mailbox is in HELPDESK_IMAP_PASSWORD or HELPDESK_IMAP_TOKEN_COMMAND.",
    )(command)
    command = click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")(
        command
    )
    return click.option(
        "--mail-out",
        default="",
        envvar="HELPDESK_MAIL_OUT",
        help="Send by smtp://[user@]host:port, smtps://user@host or into folder:DIR. The secret is in "
        "HELPDESK_SMTP_PASSWORD or HELPDESK_SMTP_TOKEN_COMMAND. Without a door out notices wait.",
    )(command)


def moment_option(command: Command) -> Command:
    return click.option(
        "--now", callback=_moment, metavar="TIME", help="Decide as if it were TIME (2026-03-02T09:30:00Z)."
    )(command)


def _moment(context: click.Context, parameter: click.Parameter, value: str | None) -> datetime | None:  # noqa: ARG001
    from helpdesk.model.moment import parse_utc

    if value is None:
        return None
    try:
        return parse_utc(value)
    except ValueError as problem:
        raise click.BadParameter(f"{value!r} is no time; write it like 2026-03-02T09:30:00Z") from problem
