"""Checks of the work on a ticket: who does it, what is done, what was said."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.approval import NOT_DONE
from helpdesk.model.finding import Severity
from helpdesk.model.nearest import nearest
from helpdesk.model.record import Record
from helpdesk.model.rules.condition import compared
from helpdesk.model.timeline import Commented, Opened

_RISKS = frozenset({"low", "medium", "high"})
# Of all words that end a ticket, only slips of these are this near: "canceled", "not done"; "retired" is not "refused".
_SLIP = 0.75


@check("T030", Subject.TICKET, Severity.WARNING)
def assignee_is_of_the_team(record: Record, desk: Desk) -> Iterator[Fault]:
    """The assignee of a ticket is a member or the lead of its team."""
    team = desk.rules.teams.get(record.ticket.team)
    assignee = record.ticket.assignee
    if team and assignee in desk.rules.people and assignee not in team.members and assignee != team.lead:
        yield Fault(
            ("assignee",), f"not in team {team.id}: {assignee!r}", "assign a member, or hand the ticket to their team"
        )


@check("T031", Subject.TICKET)
def has_what_its_status_needs(record: Record, desk: Desk) -> Iterator[Fault]:
    """A ticket has the resolution and the assignee that every way to its status needs, unless it duplicates another."""
    ticket = record.ticket
    lifecycle = desk.rules.lifecycles.get(ticket.type)
    ways = [way for way in lifecycle.transitions if way.end == ticket.status] if lifecycle else []
    needs = set.intersection(*(set(way.needs) for way in ways)) if ways else set()
    resolution = ticket.resolution
    if (
        "resolution" in needs
        and not ticket.links.duplicate_of
        and not (resolution and (resolution.code or resolution.summary))
    ):
        yield Fault(
            ("status",),
            f"no resolution, which status {ticket.status!r} needs",
            "say how it ended: `resolution: {code: fixed}`",
        )
    if "assignee" in needs and not ticket.assignee:
        yield Fault(("status",), f"no assignee, which status {ticket.status!r} needs", "say who: `assignee: <id>`")


@check("T032", Subject.TICKET)
def tasks_are_told_apart(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The tasks of a ticket have different ids."""
    seen: set[str] = set()
    for index, task in enumerate(record.ticket.tasks):
        if task.id in seen:
            yield Fault(("tasks", index, "id"), f"a task of the same id: {task.id!r}", "give it another id")
        seen.add(task.id)


@check("T033", Subject.TICKET)
def tasks_have_owners(record: Record, desk: Desk) -> Iterator[Fault]:
    """The team and the assignee of a task exist."""
    for index, task in enumerate(record.ticket.tasks):
        yield from missing("team", task.team, desk.rules.teams, "tasks", index, "team")
        yield from missing("person", task.assignee, desk.rules.people, "tasks", index, "assignee")


@check("T034", Subject.TICKET)
def window_ends_after_it_starts(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The window of a change ends after it starts."""
    change = record.ticket.change
    if change is not None and change.window is not None and change.window.end <= change.window.start:
        yield Fault(
            ("change", "window", "end"), "a window that ends before it starts", "give the later time as its end"
        )


@check("T036", Subject.TICKET, Severity.WARNING)
def risk_is_no_slip(record: Record, desk: Desk) -> Iterator[Fault]:
    """The risk of a change is not nearly low, medium, high or a word that rules/ know: no rule would know it."""
    change = record.ticket.change
    if change is not None and change.risk:
        asked = (compared(rule.when, "risk") for rule in desk.rules.approvals.rules)
        planned = {item.change.risk for item in desk.rules.catalog.values() if item.change}
        yield from _slip(change.risk, _RISKS.union(planned, *asked), "risk", "change", "risk")


@check("T037", Subject.TICKET, Severity.WARNING)
def code_is_no_slip(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The code of a resolution is not nearly one that says that nothing was done: only the very word says so."""
    resolution = record.ticket.resolution
    if resolution is not None and resolution.code:
        yield from _slip(resolution.code, NOT_DONE, "code", "resolution", "code")


def _slip(word: str, known: AbstractSet[str], kind: str, *keys: str) -> Iterator[Fault]:
    meant = "" if word.casefold() in known else nearest(word.casefold(), sorted(known), _SLIP)
    if meant:
        yield Fault(keys, f"a {kind} that no rule knows: {word!r}", f"did you mean '{meant}'?")


@check("L010", Subject.TICKET)
def timeline_begins_with_opened(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The timeline of a ticket has exactly one entry that opens it."""
    opened = sum(isinstance(entry, Opened) for entry in record.timeline)
    if opened != 1:
        path = f"{record.path}/timeline.yml"
        yield Fault((), f"{opened} entries that open the ticket, not one", "restore the file from history", path)


@check("L011", Subject.TICKET)
def comments_are_there(record: Record, _desk: Desk) -> Iterator[Fault]:
    """Every comment that the timeline names is a file in comments/ or was withheld with a reason."""
    there = {spoken.name for spoken in record.conversation}
    for entry in record.timeline:
        if isinstance(entry, Commented) and entry.comment not in there and not entry.withheld:
            path = f"{record.path}/comments/{entry.comment}"
            yield Fault(
                (), f"no such comment, which the timeline names: {entry.comment!r}", "restore it from history", path
            )
