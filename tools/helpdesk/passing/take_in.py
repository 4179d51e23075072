"""Gather, read, decide, commit: messages become tickets in one push, or in none."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from helpdesk.decide.plan import decide
from helpdesk.model.finding import Severity
from helpdesk.model.ids import TicketNumber
from helpdesk.model.message import Message
from helpdesk.model.plan import Plan
from helpdesk.model.ports import Advisor, Inbox, Landed, Landing, Store
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Owed
from helpdesk.passing.doors import Doors
from helpdesk.passing.report import UNREACHABLE, Report

if TYPE_CHECKING:
    from helpdesk.decide.notifying.outbox import Claimer

# One push takes in this many messages at most: enough to be fast, little enough to be safe soon.
BATCH = 500
# A position that moved past so many messages that are in already is worth a commit of its own.
FAR = 100
# A pass that loses this many races in a row gives up and says so; the next one goes on.
TRIES = 60


@dataclass(frozen=True)
class Batch:
    """Messages of one inbox and the position that goes with having them all; both empty for the desk's own work.
    `landed` is what they were taken in as, by key, where that is not what came."""

    messages: tuple[Message, ...] = ()
    inbox: str = ""
    position: str = ""
    landed: dict[str, Message] = field(default_factory=dict)

    def split(self, most: int) -> "tuple[Batch, Batch | None]":
        """The first messages, `most` at most, and the rest, None where that is all. The position goes with the last
        message: a crash in between must read the rest again."""
        if len(self.messages) <= most:
            return self, None
        first = Batch(self.messages[:most], landed=self.landed)
        return first, Batch(self.messages[most:], self.inbox, self.position, self.landed)


@dataclass(frozen=True)
class Attempt:
    """How a plan landed, the tickets whose notices an earlier pass could not send, and what there was no room for in
    this turn."""

    plan: Plan
    landed: Landed
    waiting: frozenset[TicketNumber] = frozenset()
    rest: Batch | None = None


# Is shown, in its turn, the desk on which a pass found nothing to write.
Settled = Callable[[Snapshot], None]


def nobody_asks(snapshot: Snapshot) -> None:
    """Whoever watches keeps passing, and need not know how long a desk stays as it is."""


@dataclass(frozen=True)
class Pass:
    """What one pass is given: where, through which doors, at what time, as whom."""

    store: Store
    doors: Doors
    now: datetime
    claimer: str
    advisor: Callable[[Snapshot], Advisor]
    settled: Settled = nobody_asks

    def sender(self, most: int = 0) -> "Claimer":
        """Who sends what is owed, `most` notices at most."""
        from helpdesk.decide.notifying.outbox import Claimer

        return Claimer(self.claimer, frozenset(self.doors.outlets), most)


def propose(snapshot: Snapshot, batch: Batch, this: Pass, claimed: int = 0) -> Plan:
    """What would be written for this batch on top of this snapshot, when the pass has `claimed` so many notices."""
    messages = _recognised(batch.messages, snapshot) if batch.messages else ()
    predict = this.doors.predictor(snapshot)
    plan = decide(snapshot, messages, this.now, this.advisor(snapshot), this.doors.reply_keys, predict)
    if batch.inbox and batch.position:
        plan = replace(plan, channels={**plan.channels, batch.inbox: batch.position})
    if not plan.work and not _awake(snapshot, this.now):
        return plan
    from helpdesk.decide.notifying.outbox import claim  # nothing is owed by a quiet pass, which loads none of it

    return claim(plan, snapshot, this.sender(snapshot.rules.desk.limits.notices_per_pass - claimed))


def _awake(snapshot: Snapshot, now: datetime) -> bool:
    return any(True for _ in snapshot.awake(now))


def _waiting(snapshot: Snapshot, this: Pass) -> frozenset[TicketNumber]:
    """The tickets whose notices an earlier pass of this clone could not send."""
    if not _awake(snapshot, this.now):
        return frozenset()
    from helpdesk.decide.notifying.outbox import kept

    return frozenset(kept(snapshot, this.sender(), this.now))


def _recognised(messages: Sequence[Message], snapshot: Snapshot) -> tuple[Message, ...]:
    """The messages, mails from monitors as the alerts they are."""
    from helpdesk.channels.alerts.mail import as_alert

    return tuple(as_alert(message, snapshot.rules.alerts) for message in messages)


def take_in(this: Pass, report: Report) -> set[TicketNumber]:
    """Everything every inbox has, and what the clocks and people's edits ask for. Returns the tickets touched."""
    touched: set[TicketNumber] = set()
    # Asking the remote takes longer than anything else a quiet pass does.
    positions = this.store.snapshot().cursors.channels if this.doors.inboxes else {}
    whole = True
    for inbox in this.doors.inboxes:
        for batch in _batches(inbox, positions.get(inbox.name, ""), report):
            if not _land(this, batch, touched, report):
                return touched
            _settle(inbox, batch, report)
            whole = False
    if whole:
        _land(this, Batch(), touched, report)
    return touched


def _batches(inbox: Inbox, position: str, report: Report) -> Iterator[Batch]:
    """What the inbox has, a bounded part after the other; each is asked for when the one before is settled. A door
    that can't be opened is said, and tried again by the next pass."""
    seen: set[str] = set()
    while True:
        try:
            gathered = inbox.gather(position)
        except ConnectionError as problem:
            report.trouble.append(f"{inbox.name}: {problem}; nothing is lost, the next pass tries again")
            return
        keys = {message.key for message in gathered.messages}
        # What comes again although it was settled can't be moved away: once a pass is enough.
        if not keys - seen:
            return
        seen |= keys
        for start in range(0, len(gathered.messages), BATCH):
            part = gathered.messages[start : start + BATCH]
            last = start + BATCH >= len(gathered.messages)
            yield Batch(part, inbox.name, gathered.position if last else position)
        if not gathered.more:
            return
        position = gathered.position


def _settle(inbox: Inbox, batch: Batch, report: Report) -> None:
    try:
        inbox.settle([batch.landed.get(message.key, message) for message in batch.messages])
    except ConnectionError as problem:
        report.trouble.append(f"{inbox.name}: taken in, but not moved away yet: {problem}")
    report.messages += len(batch.messages)


def _land(this: Pass, batch: Batch, touched: set[TicketNumber], report: Report) -> bool:
    """Decide and push until all has landed, in one turn or in several. A race lost throws the plan away; a refusal
    finds the message that caused it."""
    lost = 0
    while lost < TRIES:
        tried = _attempt(this, batch, report)
        landed = tried.landed
        match landed.landing:
            case Landing.LANDED:
                _note(tried.plan, landed, touched, report, this.claimer)
                touched.update(tried.waiting)
                if tried.rest is None:
                    return True
                batch, lost = tried.rest, 0
            case Landing.LOST_RACE:
                lost += 1
                report.races += 1
            case Landing.UNREACHABLE:
                report.trouble.append(f"{UNREACHABLE}{landed.why}")
                return False
            case Landing.STUCK:
                report.trouble.append(f"nothing could be written, nothing is lost, the next pass goes on: {landed.why}")
                return False
            case Landing.REFUSED:
                return _without_the_refused(this, batch, landed.why, touched, report)
    report.trouble.append(f"lost {TRIES} races in a row to other writers ({landed.why}); the next pass goes on")
    return False


def _attempt(this: Pass, batch: Batch, report: Report) -> Attempt:
    """Once, with as much of the batch as one turn has room for where others wait for theirs."""
    with this.store.locked():
        try:
            snapshot = this.store.snapshot()
        except ConnectionError as problem:
            return Attempt(Plan(based_on="", now=this.now), Landed(Landing.UNREACHABLE, why=str(problem)))
        most = snapshot.rules.desk.limits.messages_per_turn if this.store.crowded() else len(batch.messages)
        part, rest = batch.split(max(most, 1))
        plan = propose(snapshot, part, this, report.claimed)
        waiting = _waiting(snapshot, this)
        report.broken[:] = [str(wrong) for wrong in snapshot.findings if wrong.severity is Severity.ERROR]
        if plan.empty and not _moved_far(part, snapshot):
            this.settled(snapshot)
            return Attempt(plan, Landed(Landing.LANDED, commit=snapshot.commit), waiting, rest)
        return Attempt(plan, this.store.carry_out(plan), waiting, rest)


def _moved_far(batch: Batch, snapshot: Snapshot) -> bool:
    """Whether so much was read that is in already, that reading it again each pass costs more than a commit."""
    known = snapshot.cursors.channels.get(batch.inbox, "")
    return bool(batch.inbox) and batch.position not in ("", known) and len(batch.messages) >= FAR


def _note(plan: Plan, landed: Landed, touched: set[TicketNumber], report: Report, claimer: str) -> None:
    entries = (entry for work in plan.work for entry in work.entries)
    report.claimed += sum(isinstance(entry, Owed) and entry.claim == claimer for entry in entries)
    touched.update(work.number for work in plan.work)
    report.tickets.extend(work.subject for work in plan.work)
    report.tickets.extend(f"counted what readers said: {month.path}" for month in plan.readers)
    report.refused.extend(f"{refusal.key}: {refusal.why}" for refusal in plan.refused)
    report.deferred[:] = plan.deferred
    report.commit = landed.commit


def _without_the_refused(this: Pass, batch: Batch, why: str, touched: set[TicketNumber], report: Report) -> bool:
    """Halve until the refused message stands alone, then take it in with a notice in place of its content."""
    if len(batch.messages) > 1:
        first, second = batch.split(len(batch.messages) // 2)
        done = _land(this, first, touched, report)
        return done and (second is None or _land(this, second, touched, report))
    if batch.messages and not _is_withheld(batch.messages):
        from helpdesk.decide.incoming.withhold import withheld

        message = batch.messages[0]
        report.withheld.append(f"{message.key}: {why}")
        batch.landed[message.key] = withheld(message, why)
        without = Batch((batch.landed[message.key],), batch.inbox, batch.position)
        return _land(this, without, touched, report)
    report.trouble.append(f"the remote refused the desk's own commit; ask who guards it: {why}")
    return False


def _is_withheld(messages: Sequence[Message]) -> bool:
    return any(defect.startswith("withheld: ") for message in messages for defect in message.defects)
