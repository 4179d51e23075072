"""What `run`, `plan` and `demo` share: the options that name the doors, and opening them."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from helpdesk.commands.clone.own_pages import page_keys
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.ports import Advisor, Inbox, Outlet, Store
from helpdesk.model.question import Predictor
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from helpdesk.channels.doors import ReferenceOf
    from helpdesk.model.message import Message
    from helpdesk.store.git_store import GitStore

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
        raise click.BadParameter(str(problem)) from problem


def open_pass(
    mail_in: tuple[str, ...], mail_out: str, folder: Path, github: tuple[str, ...] = ()
) -> tuple[Store, Doors, Callable[[Snapshot], Advisor]]:
    """The desk in `folder`, its doors, and who suggests articles. Usage errors exit with 2."""
    from helpdesk.store.git_store import open_store
    from helpdesk.store.repository import NotADesk

    try:
        store = open_store(folder)
    except NotADesk as problem:
        raise click.ClickException(str(problem)) from problem
    from helpdesk.commands.finding.learned import predictor_of
    from helpdesk.commands.passes.github_doors import github_doors

    try:
        # The remote is asked only where a door needs to know the newest of the desk.
        known = _newest(store) if mail_in or github else _as_last_seen(store)
        inboxes = tuple(_open(address, known.rules, references(store)) for address in mail_in)
        outlets: dict[str, Outlet] = {way.channel: way for way in _ways_out(mail_out, inboxes)}
        on_github = github_doors(store, github, known)
        predictor = _suggested(predictor_of(store.repository))
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
    if on_github.left_out:
        click.echo(f"left out: {on_github.left_out}", err=True)
    if on_github.outlet is not None:
        outlets[on_github.outlet.channel] = on_github.outlet
    doors = Doors((*inboxes, *on_github.inboxes), outlets, reply_keys(), on_github.mirrors, predictor, page_keys())
    return store, doors, advisor()


def _open(address: str, rules: Rules, reference_of: "ReferenceOf") -> Inbox:
    from helpdesk.channels.doors import inbox

    return inbox(address, rules.desk, mappings=rules.alerts.mappings, reference_of=reference_of)


def _ways_out(mail_out: str, inboxes: "Sequence[Inbox]") -> "Iterator[Outlet]":
    """What notices can leave by; each way is loaded where there is one."""
    from helpdesk.channels.webhook.outlet import WebhookOutlet

    yield WebhookOutlet(os.environ)
    if mail_out:
        from helpdesk.channels.doors import outlet

        yield outlet(mail_out)
    if chats := chat_out():
        from helpdesk.channels.chat.outlet import chat_outlet

        yield chat_outlet(chats)
    if inboxes:
        from helpdesk.channels.doors import way_back

        yield from (way for door in inboxes if (way := way_back(door)))


def references(store: "GitStore") -> "ReferenceOf":
    """Which tickets messages became, once they are safe: what the receipts of a gateway turn into."""
    from helpdesk.model.ids import reference
    from helpdesk.store.git_store import GitStore

    here = GitStore(store.repository, fetches=False)

    def of(messages: "Sequence[Message]") -> list[str]:
        with here.snapshot() as snapshot:
            prefix = snapshot.rules.desk.prefix
            numbers = (
                snapshot.number_of_key(message.key) or snapshot.number_of_hash(message.content_hash)
                for message in messages
            )
            return [reference(prefix, number) if number is not None else "" for number in numbers]

    return of


def _suggested(learned: Callable[[Snapshot], Predictor]) -> Callable[[Snapshot], Predictor]:
    """`learned`, with the outside suggester where the environment names one. Raises ValueError for a bad command."""
    command = os.environ.get("HELPDESK_SUGGESTER", "")
    if not command:
        return learned
    from helpdesk.commands.passes.suggester import with_suggester

    return with_suggester(learned, command)


def _newest(store: "GitStore") -> Snapshot:
    """The desk as it is; where the remote does not answer, as it was when it last did."""
    try:
        return store.snapshot()
    except ConnectionError:
        return _as_last_seen(store)


def _as_last_seen(store: "GitStore") -> Snapshot:
    from helpdesk.store.git_store import GitStore

    return GitStore(store.repository, fetches=False).snapshot()


def reply_keys() -> tuple[bytes, ...]:
    """The keys of HELPDESK_REPLY_KEYS, newest first, separated by commas: to change one, put the new one in front."""
    return tuple(key.strip().encode() for key in os.environ.get("HELPDESK_REPLY_KEYS", "").split(",") if key.strip())


def chat_out() -> tuple[str, ...]:
    """The ways into chats of HELPDESK_CHAT_OUT, separated by blanks. They hold tokens: no option takes them."""
    return tuple(os.environ.get("HELPDESK_CHAT_OUT", "").split())


def advisor() -> Callable[[Snapshot], Advisor]:
    """Suggestions from the articles of a snapshot, indexed when the first ticket asks, and again when they change."""
    indexed: dict[str, Advisor] = {}

    def of(snapshot: Snapshot) -> Advisor:
        def advise(text: str, most: int) -> tuple[Suggestion, ...]:
            if snapshot.commit not in indexed:
                from helpdesk.learn.articles import ArticleIndex

                indexed.clear()
                index, bar = ArticleIndex.of(snapshot.articles.values()), snapshot.rules.desk.learning
                indexed[snapshot.commit] = lambda text, most: index.suggest(text, most, rule=bar)
            return indexed[snapshot.commit](text, most)

        return advise

    return of
