"""The fold of a ledger that grows: what is newest is folded in, instead of everything anew for each entry."""

from collections.abc import Iterable
from datetime import datetime

from msgspec.structs import replace

from helpdesk.model.fold import Folding
from helpdesk.model.order import in_order, moment_and_kind
from helpdesk.model.record import TicketState
from helpdesk.model.timeline import Alerted, AnyEntry


class RunningFold:
    """Always equal to `fold` of the same entries. What belongs before something that is folded already makes it begin
    again; a storm's hundreds of alerts at one moment don't, because news of different alerts fold alike in any order.
    """

    def __init__(self, entries: Iterable[AnyEntry]) -> None:
        self._entries = list(entries)
        self._folding: Folding | None = None
        self._newest: tuple[datetime, int] | None = None
        self._at_once: set[str] = set()

    def add(self, entry: AnyEntry) -> None:
        """One more entry, whenever it happened."""
        self._entries.append(entry)
        if self._folding is not None and self._goes_on(entry):
            self._fold(entry)
        else:
            self._folding = None

    def state(self) -> TicketState:
        """The state so far; later entries don't change what was handed out."""
        if self._folding is None:
            self._folding, self._newest, self._at_once = Folding(), None, set()
            for entry in in_order(self._entries):
                self._fold(entry)
        state = self._folding.state()
        # What goes on growing is handed out as a copy.
        growing = {name: getattr(state, name) for name in state.__struct_fields__}
        return replace(state, **{name: dict(value) for name, value in growing.items() if isinstance(value, dict)})

    def _goes_on(self, entry: AnyEntry) -> bool:
        place = moment_and_kind(entry)
        if self._newest is None or place > self._newest:
            return True
        return place == self._newest and isinstance(entry, Alerted) and entry.alert.identity not in self._at_once

    def _fold(self, entry: AnyEntry) -> None:
        assert self._folding is not None
        self._folding.take(entry)
        place = moment_and_kind(entry)
        if place != self._newest:
            self._newest, self._at_once = place, set()
        if isinstance(entry, Alerted):
            self._at_once.add(entry.alert.identity)
