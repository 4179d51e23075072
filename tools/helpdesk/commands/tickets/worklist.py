"""In which order work waits: what is late first, then what is due soonest, then by priority."""

from datetime import UTC, datetime

import msgspec

from helpdesk.commands.terminal.spans import open_hours, until
from helpdesk.model.record import Promise, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import phase_of
from helpdesk.model.timeline import Target

TARGET_WORDS = {
    Target.RESPONSE: "first response",
    Target.UPDATE: "next update",
    Target.RESOLVE: "solution",
    Target.TEAM: "team's own target",
}
_NEVER = datetime.max.replace(tzinfo=UTC)
Place = tuple[bool, bool, datetime, int, int]


class Urgency(msgspec.Struct, frozen=True):
    """The promise of a ticket that comes due next. `due` is None without one; `left` business seconds while paused."""

    due: datetime | None = None
    target: Target | None = None
    late: bool = False
    left: int | None = None

    def words(self, now: datetime) -> str:
        """`2h late`, `in 40m`, `3h left` while paused, or nothing where nothing is promised."""
        if self.late and self.due:
            return until(self.due, now)
        if self.left is not None:
            return f"{open_hours(self.left)} left"
        return until(self.due, now) if self.due else ""


def is_late(promise: Promise, now: datetime) -> bool:
    """Broken and still not kept, or past its due time with the clock running."""
    if promise.met_at is not None:
        return False
    return promise.breached_at is not None or (promise.left is None and promise.due <= now)


def urgency(record: Record, now: datetime) -> Urgency:
    """Of the promises not kept yet, a late one first, then the one due soonest."""
    waiting = [promise for promise in record.state.promises.values() if promise.met_at is None]
    if not waiting or record.state.closed or record.state.resolved:
        return Urgency()
    first = min(waiting, key=lambda promise: (not is_late(promise, now), promise.left is not None, promise.due))
    return Urgency(due=first.due, target=first.target, late=is_late(first, now), left=first.left)


def phase(record: Record, rules: Rules) -> Phase:
    """What the ticket's status means; a status the lifecycle does not know counts as active, so that it is seen."""
    return phase_of(record.ticket, rules)


def place(record: Record, rules: Rules, now: datetime) -> Place:
    """Sort key: late, then running clocks before paused ones, then due, then priority, then the older ticket."""
    next_due = urgency(record, now)
    levels = list(rules.priority.levels)
    rank = levels.index(record.ticket.priority) if record.ticket.priority in levels else len(levels)
    paused = next_due.left is not None and not next_due.late
    return (not next_due.late, paused, next_due.due or _NEVER, rank, record.number)


def teams_of(person: str, rules: Rules) -> frozenset[str]:
    return frozenset(team.id for team in rules.teams.values() if person in team.members or person == team.lead)
