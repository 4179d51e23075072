"""The outbox in the ledger: who sends which owed notice, and what is written when it was sent."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from helpdesk.decide.notifying.announcing import CHANNEL, again
from helpdesk.decide.notifying.dead_letters import instead
from helpdesk.decide.notifying.patience import again_or_never
from helpdesk.model.ids import TicketNumber
from helpdesk.model.notice import Sent
from helpdesk.model.plan import Plan, Work
from helpdesk.model.record import Record
from helpdesk.model.rules.desk import Desk
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import AnyEntry, Owed, Told

# How long others keep off a notice that somebody has claimed; longer than any send takes.
CLAIM = timedelta(minutes=10)
# A claim that was made again because nothing could be sent: the longer that goes on, the fewer words in the ledger.
LONGEST_CLAIM = timedelta(hours=1)
NEVER = "undeliverable"


class Claimer(msgspec.Struct, frozen=True):
    """One pass that sends: its id `<clone>/<pass>`, the channels it has doors for, how many notices it may send.

    A clone has one pass at a time, so an older claim of the same clone is that of a pass which is no more."""

    id: str
    channels: frozenset[str]
    most: int


def claim(plan: Plan, snapshot: Snapshot, claimer: Claimer) -> Plan:
    """The plan with the notices this pass will send claimed: its own, and those of earlier passes that nobody is
    sending. What is over the limit, or has no door here, stays owed and is named in `deferred`."""
    awake = list(snapshot.awake(plan.now))
    left = claimer.most - sum(_kept(owed, plan.now, claimer) for record in awake for owed in record.state.owed)
    waiting = 0
    works: dict[TicketNumber, Work] = {}
    for work in plan.work:
        entries: list[AnyEntry] = []
        ended = {entry.notice for entry in work.entries if isinstance(entry, Told)}
        for entry in work.entries:
            if not isinstance(entry, Owed) or entry.notice in ended or not due(entry, plan.now):
                entries.append(entry)
            elif entry.channel in claimer.channels and left > 0:
                left -= 1
                entries.append(_claimed(entry, claimer, plan.now))
            else:
                waiting += 1
                entries.append(entry)
        works[work.number] = replace(work, entries=tuple(entries))
    for record in awake:
        free = [owed for owed in record.state.owed if _free(owed, plan.now, claimer)]
        mine = [owed for owed in free if owed.channel in claimer.channels][: max(left, 0)]
        left -= len(mine)
        waiting += len(free) - len(mine)
        if mine:
            again = tuple(_claimed(owed, claimer, plan.now) for owed in mine)
            works[record.number] = _with(works.get(record.number), record, again)
    said = "1 notice waits" if waiting == 1 else f"{waiting} notices wait"
    deferred = (*plan.deferred, f"{said} for a later pass") if waiting else plan.deferred
    return replace(plan, work=tuple(works.values()), deferred=deferred)


def claimed(
    snapshot: Snapshot, numbers: Iterable[TicketNumber], claimer: Claimer, now: datetime
) -> Iterator[tuple[Record, Owed]]:
    """What this pass has to send, once its claims are pushed, by ticket: those, and the ones that it keeps. Tickets are
    read as they are asked for."""
    for record in snapshot.these(numbers):
        for owed in record.state.owed:
            if owed.claim == claimer.id or _kept(owed, now, claimer):
                yield record, owed


def kept(snapshot: Snapshot, claimer: Claimer, now: datetime) -> Iterator[TicketNumber]:
    """Tickets with a notice that an earlier pass of this clone claimed and could not send."""
    for record in snapshot.awake(now):
        if any(_kept(owed, now, claimer) for owed in record.state.owed):
            yield record.number


def told(snapshot: Snapshot, sent: Mapping[TicketNumber, Iterable[Sent]], now: datetime) -> Plan:
    """What sending came to, as entries. A notice to be tried later keeps its claim, which runs out by itself."""
    work = []
    for number, results in ((number, list(given)) for number, given in sent.items()):
        record = snapshot.ticket(number)
        if record is None:
            continue
        still = {owed.notice for owed in record.state.owed}
        ended = [result for result in results if result.result != "later" and notice_of(result) in still]
        entries: list[AnyEntry] = [
            Told(at=now, notice=notice_of(r), result=r.result, message_id=r.message_id, why=r.why) for r in ended
        ]
        entries += _again(record, results, snapshot.rules.desk, now)
        if entries:
            roles = {_role(record, entry.notice) for entry in entries if isinstance(entry, Told)}
            entries += _instead(record, entries, snapshot, now)
            subject = (
                f"{record.reference}: told {', '.join(sorted(roles))}" if roles else f"{record.reference}: to retry"
            )
            work.append(Work(number=number, reference=record.reference, subject=subject, entries=tuple(entries)))
    return Plan(based_on=snapshot.commit, now=now, work=tuple(work))


def notice_of(sent: Sent) -> str:
    """The ledger's id of a notice: the part behind the reference."""
    return sent.notice.partition("/")[2]


def _again(record: Record, results: Iterable[Sent], desk: Desk, now: datetime) -> Iterator[AnyEntry]:
    """What the other side did not take is owed for later; what did not get there keeps its claim and is tried by the
    next pass."""
    failed = {notice_of(result): result for result in results if result.result == "later"}
    for owed in record.state.owed:
        sent = failed.get(owed.notice)
        if sent is None or not owed.claim:
            continue
        if owed.channel == CHANNEL:
            yield from again(owed, sent.why, now)
        elif sent.theirs:
            yield from again_or_never(owed, sent.why, desk, now)


def _instead(record: Record, entries: Iterable[AnyEntry], snapshot: Snapshot, now: datetime) -> list[AnyEntry]:
    """Who hears of it where a notice could not be delivered."""
    failed = {entry.notice: entry.why for entry in entries if isinstance(entry, Told) and entry.result == NEVER}
    return [
        other
        for owed in record.state.owed
        if owed.notice in failed
        for other in instead(record, owed, failed[owed.notice], snapshot.rules, now)
    ]


def _role(record: Record, notice: str) -> str:
    return next((owed.role for owed in record.state.owed if owed.notice == notice), "somebody")


def due(owed: Owed, now: datetime) -> bool:
    """Whether a notice may go out: it was not held back, or its time has come."""
    return owed.after is None or owed.after <= now


def _free(owed: Owed, now: datetime, claimer: Claimer) -> bool:
    if owed.claim == claimer.id or not due(owed, now) or _kept(owed, now, claimer):
        return False
    return not owed.claim or _same_clone(owed, claimer) or owed.until is None or owed.until <= now


def _kept(owed: Owed, now: datetime, claimer: Claimer) -> bool:
    """Whether an earlier pass of this clone has claimed it, for long enough: what could not be sent is tried again
    without a word in the ledger, so that a mail server that is away for a night costs no commit a pass."""
    ours = owed.claim != claimer.id and _same_clone(owed, claimer) and owed.channel in claimer.channels
    return ours and owed.until is not None and owed.until - now > CLAIM / 2


def _same_clone(owed: Owed, claimer: Claimer) -> bool:
    return owed.claim.split("/")[0] == claimer.id.split("/")[0]


def _claimed(owed: Owed, claimer: Claimer, now: datetime) -> Owed:
    until = now + CLAIM
    if _same_clone(owed, claimer):
        since = max(owed.at, owed.after or owed.at)
        until = max(until, now + min((now - since) / 2, LONGEST_CLAIM)).replace(microsecond=0)
    if owed.until is not None and owed.until >= until:
        until = owed.until + timedelta(seconds=1)
    return replace(owed, claim=claimer.id, until=until)


def _with(work: Work | None, record: Record, entries: tuple[AnyEntry, ...]) -> Work:
    if work is not None:
        return replace(work, entries=(*work.entries, *entries))
    subject = f"{record.reference}: tell {', '.join(sorted({e.role for e in entries if isinstance(e, Owed)}))}"
    return Work(number=record.number, reference=record.reference, subject=subject, entries=entries)
