"""A desk in a real git repository that lives through the same events as a replay: messages come in through a door,
people push commits, and the real pass runs after each and whenever a clock is due."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from git_desks import bare_desk, git
from msgspec.structs import replace

from helpdesk.load.comment import write_comment
from helpdesk.load.drop_box import write_drop
from helpdesk.load.edit import edit_front_matter
from helpdesk.load.ticket import write_ticket
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.message import Message, Party
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.ports import Gathered
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.unsynced import wake_at
from helpdesk.passing.doors import Doors
from helpdesk.passing.round import run_once
from helpdesk.replay.events import Answered, Asked, Event, Worked
from helpdesk.replay.replay import Replayed, Script
from helpdesk.replay.stage import absence_starts
from helpdesk.store.git_store import GitStore
from helpdesk.store.importing import drop_ref, import_commits
from helpdesk.store.repository import Repository
from helpdesk.store.stream import Commit, Signature

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Door:
    """An inbox that is filled by hand, and an outlet where everything arrives."""

    name = "test"
    channel = "mail"

    def __init__(self) -> None:
        self.waiting: list[Message] = []

    def gather(self, position: str) -> Gathered:
        return Gathered(tuple(self.waiting), position)

    def settle(self, messages: Sequence[Message]) -> None:
        self.waiting.clear()

    def wait(self, seconds: float) -> bool:
        return bool(self.waiting)

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        return [Sent(notice.id, "sent") for notice in notices]


class LivedDesk:
    """`files` are the desk's rules and assets. `records` is how it stands."""

    def __init__(self, folder: Path, files: Mapping[str, bytes]) -> None:
        bare_desk(folder)
        self.repository = Repository.open(folder, branch="main", remote="")
        self.store = GitStore(self.repository, fetches=False)
        self.door = Door()
        self.done = BEGINNING
        self.numbers: dict[str, TicketNumber] = {}
        self.keys: dict[TicketNumber, str] = {}
        self.passes = 0
        self._commit(files, Signature("Setup", "setup@example.org", BEGINNING))
        self.rules: Rules = self.store.snapshot().rules
        self.absences = absence_starts(self.rules)

    @property
    def records(self) -> list[Record]:
        with self.store.snapshot() as snapshot:
            return list(snapshot.all_tickets())

    def live(self, event: Event) -> None:
        self.let_pass(event.at - timedelta(seconds=1))
        match event:
            case Asked(what=Message() as message):
                self.keys[event.number] = event.key
                self.door.waiting.append(message)
            case Asked(what=dropped):
                self.keys[event.number] = event.key
                self._commit({dropped.path: write_drop(dropped.item, dropped.text)}, self._author(event, ""))
            case Answered():
                self.door.waiting.append(self._addressed(event))
            case Worked():
                self._work(event)
        self._pass(event.at)

    def let_pass(self, until: datetime) -> None:
        while (moment := self._next(until)) is not None:
            self._pass(moment)
        self.done = max(self.done, until)

    def _next(self, until: datetime) -> datetime | None:
        with self.store.snapshot() as snapshot:
            wakes = [wake_at(record) for record in snapshot.open_tickets()]
        later = [moment for moment in (*wakes, *self.absences) if moment is not None and self.done < moment <= until]
        return min(later, default=None)

    def _pass(self, now: datetime) -> None:
        report = run_once(self.store, Doors((self.door,), {"mail": self.door}), lambda _: lambda text, most: (), now)
        assert not report.trouble and not report.refused, (report.trouble, report.refused)
        self.done = max(self.done, now)
        self.passes += 1

    def _record(self, number: TicketNumber) -> Record:
        """The ticket that the script calls `number`: the one that its request opened."""
        with self.store.snapshot() as snapshot:
            ours = snapshot.number_of_key(self.keys[number])
            record = snapshot.ticket(ours) if ours else None
        assert record is not None
        return record

    def _addressed(self, event: Answered) -> Message:
        local, _, domain = self.rules.desk.mail.address.partition("@")
        ticket = reference(self.rules.desk.prefix, self._record(event.number).number).lower()
        return replace(event.message, to=(Party(email=f"{local}+{ticket}@{domain}"),))

    def _work(self, event: Worked) -> None:
        record = self._record(event.number)
        files = {f"{record.path}/comments/{said.name}": write_comment(said.comment, said.text) for said in event.said}
        if event.values:
            files[f"{record.path}/ticket.md"] = edit_front_matter(
                write_ticket(record.ticket, record.request), event.values
            )
        self._commit(files, self._author(event, record.ticket.requester.email))

    def _author(self, event: Asked | Worked, requester: str) -> Signature:
        """Whoever pushes is known by their address. A requester's own edit is signed with theirs."""
        by = event.by if isinstance(event, Worked) else ""
        person = self.rules.people.get(by)
        return Signature(by or "Somebody", (person.email if person else requester) or "nobody@example.org", event.at)

    def _commit(self, files: Mapping[str, bytes], who: Signature) -> None:
        base = self.repository.head()
        commit = import_commits(self.repository.git, "refs/helpdesk/test-1-0", base, [Commit("Edit", dict(files))], who)
        git(self.repository.git_dir, "update-ref", "refs/heads/main", commit, base)
        drop_ref(self.repository.git, "refs/helpdesk/test-1-0")


def lived_through(script: Script, desk: LivedDesk) -> Replayed:
    """The script lived through by the real pass: the records by the script's own numbers."""
    for event in script.events:
        desk.live(event)
    desk.let_pass(script.end)
    with desk.store.snapshot() as snapshot:
        numbers = {number: snapshot.number_of_key(key) for number, key in desk.keys.items()}
        return Replayed({number: snapshot.ticket(ours) if ours else None for number, ours in numbers.items()}, {})
