"""The spool as a door of the pass: `spool:DIR`."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.channels.gateway.heard import HeardSpool
from helpdesk.channels.gateway.spool import Spool
from helpdesk.model.message import Message, Party
from helpdesk.model.ports import Gathered

POLL = 0.05
ReferenceOf = Callable[[Sequence[Message]], Sequence[str]]


class SpoolInbox:
    """Everything the gateway accepted. `reference_of` says which tickets messages became, once they are safe: that is
    what their receipts turn into."""

    name = "gateway:spool"

    def __init__(self, folder: Path, reference_of: ReferenceOf | None = None) -> None:
        self._spool = Spool(folder)
        self._readers = HeardSpool(folder)
        self._reference_of = reference_of or (lambda messages: [""] * len(messages))
        self._heard = self._spool.rung()

    def gather(self, position: str) -> Gathered:
        """What waits. The position stays as it is: what landed is gone from the spool."""
        self._heard = self._spool.rung()
        messages, more = self._spool.waiting()
        now = datetime.now(UTC)
        heard = self._readers.waiting(now)
        if heard.said and not more:
            # One message, so that all of it is counted in one commit.
            key = f"{heard.cursor}:{heard.said[0].place}-{heard.said[-1].place}"
            said = Message(
                key=key,
                channel="portal",
                received=now,
                sender=Party(),
                subject="",
                text="",
                automatic=True,
                heard=heard,
            )
            messages = (*messages, said)
        return Gathered(messages, position, more)

    def settle(self, messages: Sequence[Message]) -> None:
        for heard in (message.heard for message in messages if message.heard is not None):
            self._readers.settle(heard)
        messages = [message for message in messages if message.heard is None]
        references = self._reference_of(messages)
        keys = (message.key for message in messages)
        self._spool.land(zip(keys, references, strict=True), datetime.now(UTC))

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not self._something():
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True

    def _something(self) -> bool:
        waits = bool(self._spool.count()) or self._spool.rung() != self._heard
        return waits or self._readers.due(datetime.now(UTC))
