"""The desk at one commit, read-only, as decisions and pages see it (`model.snapshot.Snapshot`)."""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber
from helpdesk.model.kept import Kept
from helpdesk.model.knowledge import Article
from helpdesk.model.readers import Month
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import WAITING_WEIGHT
from helpdesk.model.snapshot import Cursors, Dropped, Edit
from helpdesk.model.ticket import TicketType
from helpdesk.store import cache, index, parts, rewritten
from helpdesk.store.history import last_edits
from helpdesk.store.kept import KeptInGit
from helpdesk.store.reading import READERS, Seen, see
from helpdesk.store.repository import Repository

if TYPE_CHECKING:
    from helpdesk.store.ended import Ended
    from helpdesk.store.tickets import Place

_CHUNK = 500
# Read ahead where the reader may stop early.
_AHEAD = 100
_IDLE = {Phase.RESOLVED, Phase.CLOSED}


class GitSnapshot:
    """Implements `Snapshot` over the cache. Use it in a with-block, or `close()` it: it holds a read transaction, so
    that a pass beside it does not change what it sees."""

    def __init__(self, repository: Repository, commit: str, opener: Callable[[], Seen]) -> None:
        self.repository, self.commit, self._opener = repository, commit, opener
        self._seen, self._process = opener(), os.getpid()
        self.rules: Rules = self._seen.small.rules.rules
        self._woken: tuple[datetime, list[Record]] | None = None

    @classmethod
    def at(cls, repository: Repository, commit: str = "", *, keep: bool = True) -> "GitSnapshot":
        """The desk at `commit`, or where it stands as last fetched. The cache moves there; with `keep=False` (a look
        at another commit than the desk's own, as `check --base` takes) it stays where it is."""
        chosen = commit or repository.head()
        return cls(repository, chosen, lambda: see(repository, chosen, keep=keep))

    def __enter__(self) -> "GitSnapshot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the cache."""
        self._seen.connection.close()

    @cached_property
    def cursors(self) -> Cursors:
        """How far everything has been read. A number that a ticket bears was given, whatever the file says."""
        cursors = self._seen.small.cursors
        given = self._ask("SELECT MAX(number) FROM seen_ticket")[0][0] or 0
        known = rewritten.highest_known(self.repository.common_dir / "helpdesk")
        return replace(cursors, highest=max(cursors.highest, given, known))

    @cached_property
    def articles(self) -> Mapping[str, Article]:
        return {article.id: article for article in parts.values(self._pieces("kb"), Article)}

    @cached_property
    def assets(self) -> Mapping[str, Asset]:
        return {asset.id: asset for asset in parts.values(self._pieces("assets"), Asset)}

    @cached_property
    def readers(self) -> Mapping[str, Month]:
        months: list[Month] = parts.values(self._pieces("readers"), Month)  # type: ignore[arg-type]  # a union is no type
        return {month.path: month for month in months}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything wrong in the records, by path. What is named here was left out or quarantined."""
        small = self._seen.small
        found = [*small.rules.findings, *small.cursor_findings]
        found += rewritten.findings(self.repository.git, self.repository.lost, self.commit)
        found += [Finding(path, 0, 0, "T060", "no ticket's folder", "remove it") for path in small.desk.odd]
        for kind in READERS:
            found += [finding for piece in self._pieces(kind) for finding in piece.findings]
        found += [index.decode_finding(data) for (data,) in self._ask("SELECT data FROM seen_finding")]
        return tuple(sorted(found))

    def ticket(self, number: TicketNumber) -> Record | None:
        return next(iter(self._records([number])), None)

    def all_tickets(self) -> Iterator[Record]:
        live = {number for (number,) in self._ask("SELECT number FROM seen_record")}
        self._ended.prepare(place for place in self._places() if place.number not in live)
        last = -1
        while True:
            query = "SELECT number FROM seen_ticket WHERE number > ? ORDER BY number LIMIT ?"
            numbers = [number for (number,) in self._ask(query, last, _CHUNK)]
            if not numbers:
                return
            yield from self._records(numbers)
            last = numbers[-1]

    def these(self, numbers: Iterable[TicketNumber]) -> Iterator[Record]:
        wanted = sorted(set(numbers))
        for start in range(0, len(wanted), _AHEAD):
            yield from self._records(wanted[start : start + _AHEAD])

    def states(self) -> Mapping[TicketNumber, str]:
        # Two folders may hold the same content under different numbers, and a record knows its folder.
        query = "SELECT number, folder || ' ' || tree FROM seen_ticket WHERE type IS NOT NULL ORDER BY number"
        return {TicketNumber(number): state for number, state in self._ask(query)}

    def kept(self, name: str, made: str) -> Kept:
        return KeptInGit(self.repository.git_dir / "helpdesk", name, made)

    def open_tickets(self) -> Iterable[Record]:
        query = "SELECT number FROM seen_ticket WHERE type = ? AND status = ?"
        wanted = [pair for pair, phase in self._phases.items() if phase is not Phase.CLOSED]
        return self._records(sorted(number for pair in wanted for (number,) in self._ask(query, *pair)))

    def awake(self, now: datetime) -> Iterable[Record]:
        # One pass asks for them again and again, and at one moment: while others send, that is many.
        if self._woken is None or self._woken[0] != now:
            query = "SELECT number FROM seen_ticket WHERE wake IS NOT NULL AND wake <= ? ORDER BY number"
            self._woken = now, self._records([number for (number,) in self._ask(query, now.timestamp())])
        return self._woken[1]

    def next_wake(self, now: datetime) -> datetime | None:
        query = "SELECT MIN(wake) FROM seen_ticket WHERE wake IS NOT NULL AND wake > ?"
        wake = self._ask(query, now.timestamp())[0][0]
        return datetime.fromtimestamp(int(wake), UTC) if wake is not None else None

    def load_of(self, people: Iterable[str]) -> Mapping[str, float]:
        loads = dict.fromkeys(people, 0.0)
        # Asked status by status: what somebody has ended in all the years is not counted through for what they have.
        query = "SELECT COUNT(*) FROM seen_ticket WHERE assignee = ? AND type = ? AND status = ?"
        for pair, phase in self._phases.items():
            if phase not in _IDLE:
                for who in loads:
                    count = self._ask(query, who, *pair)[0][0]
                    loads[who] += count * (WAITING_WEIGHT if phase is Phase.WAITING else 1.0)
        return loads

    def last_assigned(self, people: Iterable[str]) -> Mapping[str, datetime]:
        times = {who: self._ask("SELECT MAX(at) FROM seen_assigned WHERE who = ?", who)[0][0] for who in people}
        return {who: datetime.fromtimestamp(at, UTC) for who, at in times.items() if at is not None}

    def tickets_of(self, people: Iterable[str]) -> Iterable[Record]:
        query = "SELECT number FROM seen_ticket WHERE assignee = ? AND type = ? AND status = ?"
        wanted = [pair for pair, phase in self._phases.items() if phase is not Phase.CLOSED]
        rows = (row for who in dict.fromkeys(people) for pair in wanted for row in self._ask(query, who, *pair))
        return self._records(sorted(number for (number,) in rows))

    def newest_from(self, address: str, besides: TicketNumber) -> TicketNumber | None:
        query = "SELECT MAX(number) FROM seen_sought WHERE digest = ? AND number != ?"
        rows = self._ask(query, index.digest(index.REQUESTER, address), besides)
        return rows[0][0] if rows else None

    def latest_from(self, address: str, before: TicketNumber, most: int) -> Sequence[TicketNumber]:
        query = "SELECT number FROM seen_sought WHERE digest = ? AND number < ? ORDER BY number DESC LIMIT ?"
        return [number for (number,) in self._ask(query, index.digest(index.REQUESTER, address), before, most)]

    def number_of_key(self, key: str) -> TicketNumber | None:
        return self._sought(index.KEY, key)

    def number_of_message_id(self, message_id: str) -> TicketNumber | None:
        return self._sought(index.MESSAGE_ID, message_id)

    def number_of_hash(self, content_hash: str) -> TicketNumber | None:
        return self._sought(index.CONTENT_HASH, content_hash)

    def marked(self, mark: str) -> Iterable[Record]:
        query = "SELECT number FROM seen_sought WHERE digest = ? ORDER BY number"
        return self._records([number for (number,) in self._ask(query, index.digest(index.MARK, mark))])

    def newest_marked(self, mark: str) -> Record | None:
        query = "SELECT MAX(number) FROM seen_sought WHERE digest = ?"
        number = self._ask(query, index.digest(index.MARK, mark))[0][0]
        return self.ticket(number) if number is not None else None

    def drop_box(self) -> Iterable[Dropped]:
        return parts.values(self._pieces("tickets/new"), Dropped)

    def edits(self, paths: Iterable[str]) -> Mapping[str, Edit]:
        shallow = self.repository.common_dir / "shallow"
        wanted = list(paths)
        if wanted and self.cursors.stamped and shallow.exists():
            # A clone of depth 1 lacks just what says who edited since the desk last looked.
            self.repository.deepen(self.cursors.stamped)
        return last_edits(self.repository.git, shallow, self.commit, wanted, self.rules.people)

    def _pieces(self, kind: str) -> tuple[parts.Piece, ...]:
        return parts.decoded(self._seen.pieces[kind])

    @cached_property
    def _phases(self) -> dict[tuple[str, str], Phase]:
        """The phase of every (type, status) in use. A status that no lifecycle knows is active: nobody overlooks it."""
        phases = {}
        for kind, status in self._pairs():
            lifecycle = self.rules.lifecycles.get(TicketType(kind))
            state = lifecycle.states.get(status) if lifecycle else None
            phases[kind, status] = state.phase if state else Phase.ACTIVE
        return phases

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Every (type, status) in use, found by leaping along the index: DISTINCT would walk past every ticket."""
        last = ("", "")
        query = (
            "SELECT type, status FROM seen_ticket WHERE status IS NOT NULL AND (type, status) > (?, ?) "
            "ORDER BY type, status LIMIT 1"
        )
        while rows := self._ask(query, *last):
            last = rows[0]
            yield last

    def _sought(self, kind: str, value: str) -> TicketNumber | None:
        if not value:
            return None
        rows = self._ask("SELECT MIN(number) FROM seen_sought WHERE digest = ?", index.digest(kind, value))
        return rows[0][0] if rows else None

    def _records(self, numbers: Sequence[int]) -> list[Record]:
        """The records of these tickets, in the order of their numbers; those that couldn't be read are left out."""
        records: list[Record] = []
        for start in range(0, len(numbers), _CHUNK):
            chunk = numbers[start : start + _CHUNK]
            marks = ", ".join("?" * len(chunk))
            query = f"SELECT data FROM seen_record WHERE number IN ({marks}) ORDER BY number"  # noqa: S608 - only marks
            try:
                found = [index.decode_record(data) for (data,) in self._ask(query, *chunk)]
            except msgspec.DecodeError:
                self._heal()
                found = [index.decode_record(data) for (data,) in self._ask(query, *chunk)]
            if len(found) < len(chunk):
                over = sorted(set(chunk).difference(record.number for record in found))
                found = sorted(found + self._ended.records(self._places(over)), key=lambda record: record.number)
            records += found
        return records

    def _places(self, numbers: Sequence[int] | None = None) -> "list[Place]":
        """Where readable tickets lie: these, or all."""
        from helpdesk.store.tickets import Place

        query = "SELECT number, folder, tree FROM seen_ticket WHERE type IS NOT NULL"
        if numbers is not None:
            query += f" AND number IN ({', '.join('?' * len(numbers))})"
        rows = self._ask(query, *(numbers or ()))
        return [Place(number, folder.rpartition("/")[2].rpartition("-")[0], tree) for number, folder, tree in rows]

    @cached_property
    def _ended(self) -> "Ended":
        from helpdesk.store.ended import Ended  # a pass that finds nothing to do asks for none

        made = cache.meta(self._seen.connection, "format")
        return Ended(self.repository.git_dir / "helpdesk", self.repository.git, made)

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """The rows of a query. A damaged cache is made anew, once, and asked again."""
        if os.getpid() != self._process:
            self._begin_anew()
        try:
            return self._seen.connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            self._heal()
            return self._seen.connection.execute(query, values).fetchall()

    def _begin_anew(self) -> None:
        """In a fork: SQLite allows a connection in the one process that opened it, so this one gets its own. The other
        is neither used nor closed here."""
        self._inherited, self._process = self._seen, os.getpid()
        self._seen = self._opener()

    def _heal(self) -> None:
        self.close()
        cache.rebuilt(self.repository.git_dir / "helpdesk").close()
        self._seen = self._opener()
