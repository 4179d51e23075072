"""What `run`, `plan` and `demo` share: the options that name the doors, and opening them."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from helpdesk.model.knowledge import Suggestion
from helpdesk.model.ports import Advisor, Store
from helpdesk.model.rules.desk import Desk
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors

if TYPE_CHECKING:
    from helpdesk.store.git_store import GitStore

Command = TypeVar("Command", bound=Callable[..., Any])


def door_options(command: Command) -> Command:
    """-C, --mail-in and --mail-out. The environment can name the doors too: no password belongs on a command line."""
    command = click.option(
        "--mail-in",
        multiple=True,
        envvar="HELPDESK_MAIL_IN",
        help="Take mail from folder:DIR (.eml files), maildir:DIR or mbox:FILE. May be given more than once.",
    )(command)
    command = click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")(
        command
    )
    return click.option(
        "--mail-out",
        default="",
        envvar="HELPDESK_MAIL_OUT",
        help="Send by smtp://host:port, smtps://host or into folder:DIR. Without it notices wait.",
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
        raise click.BadParameter(str(problem)) from problem


def open_pass(
    mail_in: tuple[str, ...], mail_out: str, folder: Path
) -> tuple[Store, Doors, Callable[[Snapshot], Advisor]]:
    """The desk in `folder`, its doors, and who suggests articles. Usage errors exit with 2."""
    from helpdesk.channels.doors import inbox, outlet
    from helpdesk.store.git_store import open_store
    from helpdesk.store.repository import NotADesk

    try:
        store = open_store(folder)
    except NotADesk as problem:
        raise click.ClickException(str(problem)) from problem
    try:
        # The remote is asked only where a door needs to know the desk.
        desk = _desk_of(store) if mail_in else None
        inboxes = tuple(inbox(address, desk) for address in mail_in) if desk else ()
        outlets = {door.channel: door for door in [outlet(mail_out)]} if mail_out else {}
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    from helpdesk.commands.learned import predictor_of
    from helpdesk.commands.suggester import with_suggester

    predictor = with_suggester(predictor_of(store.repository), os.environ.get("HELPDESK_SUGGESTER", ""))
    return store, Doors(inboxes, outlets, reply_keys(), predictor), advisor()


def _desk_of(store: "GitStore") -> Desk:
    """The desk's own settings; where the remote does not answer, as they were when it last did."""
    try:
        return store.snapshot().rules.desk
    except ConnectionError:
        from helpdesk.store.git_store import GitStore

        return GitStore(store.repository, fetches=False).snapshot().rules.desk


def reply_keys() -> tuple[bytes, ...]:
    """The keys of HELPDESK_REPLY_KEYS, newest first, separated by commas: to change one, put the new one in front."""
    return tuple(key.strip().encode() for key in os.environ.get("HELPDESK_REPLY_KEYS", "").split(",") if key.strip())


def advisor() -> Callable[[Snapshot], Advisor]:
    """Suggestions from the articles of a snapshot, indexed when the first ticket asks, and again when they change."""
    indexed: dict[str, Advisor] = {}

    def of(snapshot: Snapshot) -> Advisor:
        def advise(text: str, most: int) -> tuple[Suggestion, ...]:
            if snapshot.commit not in indexed:
                from helpdesk.learn.articles import ArticleIndex

                indexed.clear()
                indexed[snapshot.commit] = ArticleIndex.of(snapshot.articles.values()).suggest
            return indexed[snapshot.commit](text, most)

        return advise

    return of
