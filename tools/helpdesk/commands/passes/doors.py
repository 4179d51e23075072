"""What `run`, `plan` and `demo` share: opening the doors that their options name."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.commands.clone.own_pages import page_keys
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.ports import Advisor, Inbox, Outlet
from helpdesk.model.question import Predictor
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from helpdesk.channels.doors import ReferenceOf
    from helpdesk.model.message import Message
    from helpdesk.store.git_store import GitStore
    from helpdesk.store.repository import Repository


def open_pass(
    mail_in: tuple[str, ...],
    mail_out: str,
    folder: Path,
    github: tuple[str, ...] = (),
    repository: "Repository | None" = None,
) -> "tuple[GitStore, Doors, Callable[[Snapshot], Advisor]]":
    """The desk in `folder`, or in the `repository` found there, its doors, and who suggests articles. Usage errors exit
    with 2."""
    from helpdesk.store.git_store import GitStore, open_store
    from helpdesk.store.repository import NotADesk

    try:
        store = GitStore(repository) if repository is not None else open_store(folder)
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
