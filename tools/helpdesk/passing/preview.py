"""The plan of a pass, without the pass."""

from collections.abc import Callable
from datetime import datetime

from helpdesk.model.message import Message
from helpdesk.model.plan import Plan
from helpdesk.model.ports import Advisor, Store
from helpdesk.model.snapshot import Snapshot
from helpdesk.passing.doors import Doors
from helpdesk.passing.take_in import Batch, Pass, propose


def preview(store: Store, doors: Doors, advisor: Callable[[Snapshot], Advisor], now: datetime) -> Plan:
    """What a pass would write now: everything every inbox has, in one plan. Nothing is moved or written."""
    snapshot = store.snapshot()
    messages: list[Message] = []
    for inbox in doors.inboxes:
        messages.extend(inbox.gather(snapshot.cursors.channels.get(inbox.name, "")).messages)
    return propose(snapshot, Batch(tuple(messages)), Pass(store, doors, now, f"{store.clone}/plan", advisor))
