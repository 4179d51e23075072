"""Tell: send what is owed and claimed, and write `told`. Reads only the ledger, so a crash is settled by sending again
with the same Message-ID."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from helpdesk.decide.notifying.digest import gathered, part_of, word_together
from helpdesk.decide.notifying.outbox import claimed, told
from helpdesk.model.ids import TicketNumber
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.ports import Landing
from helpdesk.model.record import Record
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Owed
from helpdesk.passing.notice_words import more_in
from helpdesk.passing.report import Report
from helpdesk.passing.take_in import TRIES, Pass

# So many are sent before they are written down: what a crash may send twice (with the same Message-ID).
BATCH = 500


def tell(this: Pass, touched: Iterable[TicketNumber], report: Report) -> None:
    """Everything this pass claimed on the tickets it touched, a batch at a time, each under the lock: so a claim of
    this clone is either being sent right now or is that of a pass that died."""
    numbers = sorted(touched)
    if not numbers:
        return
    tried: set[str] = set()
    while True:
        # What others land meanwhile changes no claim of ours: nobody waits while notices are sent.
        with this.store.locked(early=True):
            snapshot = this.store.snapshot()
            due = claimed(snapshot, numbers, this.sender(), this.now)
            left = list(islice((piece for piece in due if _name(*piece) not in tried), BATCH + 1))
            if not left:
                return
            batch = left[:BATCH]
            tried.update(_name(record, owed) for record, owed in batch)
            results = _send(this, snapshot, batch)
            _say(results, report)
            if not _write(this, snapshot, results, report) or len(left) == len(batch):
                return
            # Tickets that have been told everything are not read again for each batch.
            numbers = [number for number in numbers if number >= left[BATCH][0].number]


def _name(record: Record, owed: Owed) -> str:
    return f"{record.reference}/{owed.notice}"


def _say(results: dict[TicketNumber, list[Sent]], report: Report) -> None:
    everything = [sent for part in results.values() for sent in part]
    report.sent += sum(sent.result == "sent" for sent in everything)
    late = {sent.why for sent in everything if sent.result == "later"}
    report.trouble.extend(f"a notice will be tried again: {why}" for why in sorted(late))
    never = [sent for sent in everything if sent.result == "undeliverable"]
    report.trouble.extend(f"{sent.notice} can't be delivered: {sent.why}" for sent in never)


def _send(this: Pass, snapshot: Snapshot, due: list[tuple[Record, Owed]]) -> dict[TicketNumber, list[Sent]]:
    results: dict[TicketNumber, list[Sent]] = defaultdict(list)
    ready: dict[str, list[tuple[tuple[tuple[Record, Owed], ...], Notice]]] = defaultdict(list)
    keys, pages, more = this.doors.reply_keys, this.doors.page_keys, more_in(snapshot)
    for together in gathered(due, snapshot):
        worded = word_together(together, snapshot, keys, page_keys=pages, more=more)
        if isinstance(worded, str):
            for record, owed in together:
                results[record.number].append(Sent(_name(record, owed), "undeliverable", worded))
        else:
            ready[worded.channel].append((together, worded))
    for channel, notices in ready.items():
        answers = this.doors.outlets[channel].send([notice for _, notice in notices])
        for (together, _), sent in zip(notices, answers, strict=True):
            for record, owed in together:
                results[record.number].append(part_of(sent, _name(record, owed), len(together)))
    return results


def _write(this: Pass, snapshot: Snapshot, results: dict[TicketNumber, list[Sent]], report: Report) -> bool:
    for _ in range(TRIES):
        plan = told(snapshot, results, this.now)
        if plan.empty:
            return True
        landed = this.store.carry_out(plan)
        if landed.landing is Landing.LANDED:
            report.commit = landed.commit
            return True
        if landed.landing is not Landing.LOST_RACE:
            break
        report.races += 1
        snapshot = this.store.snapshot()
    report.trouble.append("what was sent could not be written down; it may be sent again with the same Message-ID")
    return False
