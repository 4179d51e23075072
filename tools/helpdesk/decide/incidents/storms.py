"""Storms: far more incidents about one service or category than usual, all at once. The oldest gets a note, once, which
proposes to make it the major incident of all; the desk decides nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.comments import note_inside
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.chance import poisson_tail
from helpdesk.model.ids import TicketNumber
from helpdesk.model.marks import is_major
from helpdesk.model.rules.alerts import elapsed
from helpdesk.model.ticket import Ticket, TicketType

PRACTICE = "built-in practice: a storm of incidents is noted"
# So many tickets before it tell what is usual.
_MOST_RECENT, _USUAL, _FEWEST_USUAL = 300, 400, 50
_RARE = 1e-4
_NAMED = 20


def note_storms(this: DeskPass) -> None:
    """Looks back only when this pass has opened an incident, and only as far as it takes."""
    rule = this.rules.desk.storms
    if not rule.use:
        return
    within = elapsed(rule.within)
    news = {(field, name) for draft in this.drafts.values() if draft.new for field, name in _about(draft.ticket)}
    if not news:
        return
    numbers = count(this.highest, -1)
    recent = list(_recent(this, numbers, within))
    groups: dict[tuple[str, str], list[Ticket]] = defaultdict(list)
    for ticket in recent:
        for about in _about(ticket):
            groups[about].append(ticket)
    storms = [
        about for about in sorted(news) if len(groups[about]) >= rule.at_least and _people(groups[about]) >= rule.people
    ]
    if not storms:
        return
    usual = list(_before(this, numbers, within))
    if len(usual) < _FEWEST_USUAL:
        return
    hours = max((this.now - within - usual[-1].opened) / timedelta(hours=1), 1.0)
    noted: set[str] = set()
    for about in storms:
        before = sum(about in _about(ticket) for ticket in usual)
        mean = rule.busy * (before + 0.5) / hours * (within / timedelta(hours=1))
        storm = groups[about]
        if poisson_tail(len(storm), mean) < _RARE and noted.isdisjoint(ticket.id for ticket in storm):
            noted.update(ticket.id for ticket in storm)
            _note(this, about, storm, (before + 0.5) / hours)


def _about(ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """What an incident counts for; none where a major incident speaks for it, or a monitor opened it."""
    if ticket.type is not TicketType.INCIDENT or ticket.links.parent or ticket.channel == "alert" or is_major(ticket):
        return ()
    fields = (("service", ticket.service), ("category", ticket.category))
    return tuple((field, name) for field, name in fields if name)


def _people(tickets: Sequence[Ticket]) -> int:
    return len({ticket.requester.email.casefold() or ticket.requester.name for ticket in tickets})


def _recent(this: DeskPass, numbers: Iterator[int], within: timedelta) -> Iterator[Ticket]:
    for number, _ in zip(numbers, range(_MOST_RECENT), strict=False):
        ticket = _ticket(this, number)
        if number <= 0 or (ticket is not None and ticket.opened < this.now - within):
            return
        if ticket is not None:
            yield ticket


def _before(this: DeskPass, numbers: Iterator[int], within: timedelta) -> Iterator[Ticket]:
    for number, _ in zip(numbers, range(_USUAL), strict=False):
        if number <= 0:
            return
        ticket = _ticket(this, number)
        if ticket is not None and ticket.opened < this.now - within:
            yield ticket


def _ticket(this: DeskPass, number: int) -> Ticket | None:
    draft = this.drafts.get(TicketNumber(number))
    if draft is not None:
        return draft.ticket
    record = this.snapshot.ticket(TicketNumber(number)) if number > 0 else None
    return record.ticket if record is not None else None


def _note(this: DeskPass, about: tuple[str, str], storm: Sequence[Ticket], an_hour: float) -> None:
    by_age = sorted(storm, key=lambda ticket: (ticket.opened, ticket.id))
    numbers = [TicketNumber(int(ticket.id.rpartition("-")[2])) for ticket in by_age]
    drafts = [draft for draft in map(this.draft, numbers) if draft is not None]
    if any(key.startswith("storm:") for draft in drafts for key in draft.state.keys):
        return
    home = next((one for one in drafts if not one.locked and not finished(state_of(one.ticket, this.rules))), None)
    if home is not None:
        _write(this, home, about, [ticket.id for ticket in by_age], an_hour)


def _write(this: DeskPass, home: Draft, about: tuple[str, str], references: list[str], an_hour: float) -> None:
    field, name = about
    rest = f" and {len(references) - _NAMED} more" if len(references) > _NAMED else ""
    desk = this.rules.desk
    span = "an hour" if desk.storms.within == "1h" else desk.storms.within
    why = f"{len(references)} incidents with {field} {name} within {span}, where {an_hour:.1f} an hour are usual"
    text = (
        f"This may be a storm: {why}.\n\n{', '.join(references[:_NAMED])}{rest}\n\n"
        "If it is one trouble, make this one the major incident: give it the tag `major`. New ones then join it.\n"
    )
    rule = desk.where("storms") if "storms" in desk.lines else PRACTICE
    note_inside(home, text, this.now, f"storm:{field}:{name}:{home.reference}", why=why, rule=rule)
