"""`helpdesk serve --accept`: the gateway, and the pass beside it."""

import os
import signal
import socket
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpdesk.channels.gateway.keeper import Keeper
    from helpdesk.channels.gateway.settings import Settings
    from helpdesk.model.message import Party
    from helpdesk.model.record import Record
    from helpdesk.model.snapshot import Snapshot
    from helpdesk.store.repository import Repository


@dataclass(frozen=True)
class Wanted:
    """What the options of `serve --accept` say."""

    desk: Path
    out: Path | None
    host: str
    port: int
    url: str
    origins: tuple[str, ...]
    proxies: tuple[str, ...]
    spool: Path | None
    rate: str
    rate_each: str
    keep_free: int
    passing: bool
    pass_options: tuple[str, ...]


def accept(wanted: Wanted) -> None:
    """Listen until Ctrl-C or TERM. What was answered with 2xx is on disk; a pass takes it in."""
    try:
        from helpdesk.commands.gateway.heads import bounded_server
    except ImportError:
        raise click.ClickException("the gateway needs more: pip install 'gitops-helpdesk[gateway]'") from None
    from helpdesk.channels.gateway.app import gateway
    from helpdesk.channels.gateway.heard import HeardSpool
    from helpdesk.channels.gateway.place import Place
    from helpdesk.commands.clone.rules_source import repository_of
    from helpdesk.commands.gateway.gateway_pass import PassBeside
    from helpdesk.commands.gateway.portal import portal_page
    from helpdesk.commands.gateway.rules import StandingRules

    if not wanted.url and wanted.host not in ("127.0.0.1", "::1", "localhost"):
        raise click.UsageError(
            "others reach it by another name than its own: say which, --url https://help.example.org"
        )
    repository = repository_of(wanted.desk)
    if repository is None:
        raise click.ClickException(f"{wanted.desk} is no desk; -C names its clone")
    folder = wanted.spool or repository.common_dir / "helpdesk" / "spool"
    listening = _listen(wanted.host, wanted.port)
    settings = _settings(wanted, listening)
    rules = StandingRules(repository)
    keeper = _keeper(folder, settings.keep_free)
    asked = _Asked(repository)
    readers = HeardSpool(folder)
    place = Place(settings, keeper, rules, _now, asked.requester, asked.offered, readers, asked.has_article)
    app = gateway(place, portal_page(wanted.out) if wanted.out else None, sys.stderr)
    server = bounded_server(app)
    beside = PassBeside((*wanted.pass_options, "-C", str(wanted.desk), "--in", f"spool:{folder}"))

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    rules.keep_looking()
    if wanted.passing:
        beside.start()
    click.echo(f"{settings.url}/request takes requests; they wait in {folder}; Ctrl-C stops it")
    try:
        server.run(sockets=[listening])
    finally:
        rules.stop()
        readers.close()
        if wanted.passing:
            beside.stop()


def _now() -> datetime:
    return datetime.now(UTC)


class _Asked:
    """What the pages of tickets ask, answered from the desk as it was last fetched."""

    def __init__(self, repository: "Repository") -> None:
        from helpdesk.store.git_store import GitStore

        self._here = GitStore(repository, fetches=False)

    def has_article(self, article: str) -> bool:
        """Whether somebody may be reading an article."""
        from helpdesk.model.knowledge import ArticleStatus

        with self._here.snapshot() as snapshot:
            found = snapshot.articles.get(article)
            return found is not None and found.status is ArticleStatus.PUBLISHED

    def requester(self, reference: str) -> "Party | None":
        """Who asked for a ticket."""
        with self._here.snapshot() as snapshot:
            record = _ticket(snapshot, reference)
            return record.ticket.requester if record is not None else None

    def offered(self, reference: str) -> "Mapping[str, str]":
        """The articles that the requester of a ticket was shown and may read, by id and title."""
        from helpdesk.model.offered import offered

        with self._here.snapshot() as snapshot:
            record, known = _ticket(snapshot, reference), snapshot.articles
            named = offered(record) if record is not None else ()
            return {each: known[each].title for each in named if each in known and known[each].read_by(staff=False)}


def _ticket(snapshot: "Snapshot", reference: str) -> "Record | None":
    from helpdesk.model.ids import typed_reference

    number = typed_reference(reference, snapshot.rules.desk.prefix)
    return snapshot.ticket(number) if number is not None else None


def _keeper(folder: Path, keep_free: int) -> "Keeper":
    import sqlite3

    from helpdesk.channels.gateway.keeper import Keeper

    try:
        return Keeper(folder, keep_free)
    except (OSError, sqlite3.Error) as problem:
        raise click.ClickException(f"the spool {folder} cannot be opened: {problem}") from problem


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        why = f"{host} port {port} cannot be used: {error.strerror}; name another with --host and --port"
        raise click.ClickException(why) from error


def _settings(wanted: Wanted, listening: socket.socket) -> "Settings":
    from helpdesk.channels.chat.wire import origin
    from helpdesk.channels.gateway.caller import networks, origin_of
    from helpdesk.channels.gateway.limits import Rate
    from helpdesk.channels.gateway.settings import Settings
    from helpdesk.channels.gateway.signing import keys_of
    from helpdesk.commands.passes.doors import chat_out, reply_keys

    host, port = listening.getsockname()[:2]
    own = f"[{host}]" if ":" in host else host
    try:
        for name in os.environ:
            if name.startswith("HELPDESK_KEYS_"):
                keys_of(name.removeprefix("HELPDESK_KEYS_"), os.environ)
        return Settings(
            url=origin_of(wanted.url or f"http://{own}:{port}"),
            keys=lambda source: keys_of(source, os.environ),
            origins=tuple(map(origin_of, wanted.origins)),
            trusted=networks(wanted.proxies),
            overall=Rate.of(wanted.rate),
            per_address=Rate.of(wanted.rate_each),
            reply_keys=reply_keys(),
            chats=tuple(filter(None, (origin(way.partition("=")[2]) for way in chat_out()))),
            keep_free=wanted.keep_free * 1_000_000,
        )
    except ValueError as problem:
        raise click.UsageError(str(problem)) from problem
