"""The plan of a pass, without the pass."""

from collections.abc import Callable
from datetime import datetime

from msgspec.structs import replace

from helpdesk.model.message import Message
from helpdesk.model.plan import Plan
from helpdesk.model.ports import Advisor, Store
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors
from helpdesk.passing.take_in import Batch, Pass, propose


def preview(store: Store, doors: Doors, advisor: Callable[[Snapshot], Advisor], now: datetime) -> Plan:
    """What a pass would write now, in one plan: what every inbox has, of a long backlog the first part. Nothing is
    moved or written."""
    snapshot = store.snapshot()
    messages: list[Message] = []
    notes: list[str] = []
    for inbox in doors.inboxes:
        try:
            gathered = inbox.gather(snapshot.cursors.channels.get(inbox.name, ""))
        except ConnectionError as problem:
            notes.append(f"{inbox.name} is not read: {problem}")
            continue
        messages.extend(gathered.messages)
        if gathered.more:
            notes.append(f"{inbox.name} has more than the {len(gathered.messages)} messages shown here")
    plan = propose(snapshot, Batch(tuple(messages)), Pass(store, doors, now, f"{store.clone}/plan", advisor))
    return replace(plan, deferred=(*plan.deferred, *notes))
