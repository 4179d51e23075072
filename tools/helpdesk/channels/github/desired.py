"""How an issue should stand so that it shows its ticket: a function of the ticket and the rules alone."""

import msgspec

from helpdesk.channels.github.clicks import KINDS, label, managed
from helpdesk.channels.github.notebook import Seen
from helpdesk.channels.github.words import one_title
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Ticket


class Desired(msgspec.Struct, frozen=True):
    """`title` in full; `labels` ours that have to be there and `ours` whether another one of ours may stay; `assignee`
    the numeric id of whoever has the ticket, None where nobody with a GitHub account has it; `staff` the ids that may
    be taken off; `state` open, closed, or empty where either will do."""

    title: str
    labels: tuple[str, ...] = ()
    assignee: int | None = None
    staff: frozenset[int] = frozenset()
    state: str = ""
    reason: str = "completed"


class Change(msgspec.Struct, frozen=True):
    """What has to be asked of GitHub. All empty: nothing."""

    fields: dict[str, str]
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    assign: tuple[int, ...] = ()
    unassign: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.fields or self.add or self.remove or self.assign or self.unassign)


def desired(record: Record, rules: Rules, title: str, *, outside: bool) -> Desired:
    """`outside`: anybody may read the issue, and nobody but staff the ticket; then it shows where the ticket stands,
    and nothing of how staff see it."""
    ticket, phase = record.ticket, phase_of(record.ticket, rules)
    values = {"status": ticket.status, "priority": ticket.priority, "category": ticket.category}
    shown = KINDS[:1] if outside else KINDS
    prefix = rules.desk.github.labels
    assignee = rules.people.get(ticket.assignee)
    staff = frozenset(person.github for person in rules.people.values() if person.github is not None)
    return Desired(
        title=one_title(record.reference, title),
        labels=tuple(label(prefix, kind, values[kind]) for kind in shown if values[kind]),
        assignee=assignee.github if assignee and not outside else None,
        staff=staff if not outside else frozenset(),
        # What is solved may be closed on GitHub already, and need not be.
        state={Phase.CLOSED: "closed", Phase.RESOLVED: ""}.get(phase, "open"),
        reason="not_planned" if ticket.links.duplicate_of else "completed",
    )


def phase_of(ticket: Ticket, rules: Rules) -> Phase:
    """A status that no lifecycle knows is active, so that nobody overlooks the ticket."""
    lifecycle = rules.lifecycles.get(ticket.type)
    state = lifecycle.states.get(ticket.status) if lifecycle else None
    return state.phase if state else Phase.ACTIVE


def change(seen: Seen, wanted: Desired, prefix: str) -> Change:
    """From how the issue stands to how it should. People's own labels and assignees stay."""
    fields: dict[str, str] = {}
    if seen.title != wanted.title:
        fields["title"] = wanted.title
    if wanted.state and seen.state != wanted.state:
        fields["state"] = wanted.state
        fields["state_reason"] = wanted.reason if wanted.state == "closed" else "reopened"
    others = wanted.staff - {wanted.assignee}
    return Change(
        fields=fields,
        add=tuple(name for name in wanted.labels if name not in seen.labels),
        remove=tuple(name for name in seen.labels if managed(name, prefix) and name not in wanted.labels),
        assign=(wanted.assignee,) if wanted.assignee is not None and wanted.assignee not in seen.assignees else (),
        unassign=tuple(person for person in seen.assignees if person in others),
    )
