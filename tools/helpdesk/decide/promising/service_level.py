"""Which service level a ticket has: what a routing rule says, else the first level whose `when` holds; what it promises
of a target; and in whose hours."""

import msgspec

from helpdesk.decide.calendars.hours import Hours, hours_of
from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts
from helpdesk.model.moment import Duration, parse_duration
from helpdesk.model.rules import Rules
from helpdesk.model.rules.sla import HoursOf, ServiceLevel
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Target


class Standing(msgspec.Struct, frozen=True):
    """The service level and the reason; `level` is None where none applies: nothing is promised then."""

    level: ServiceLevel | None
    rule: str = ""
    why: str = ""


class Terms(msgspec.Struct, frozen=True):
    """What is promised of one target: `sla` the level's id, or the team's, and the file:line that says so."""

    sla: str
    span: Duration
    hours: Hours
    rule: str
    why: str


def service_level(facts: Facts, rules: Rules) -> Standing:
    for rule in rules.routing:
        wanted = rule.set.get("sla")
        if wanted:
            level = next((level for level in rules.service_levels if level.id == wanted), None)
            verdict = judge(rule.when, facts)
            if level is not None and verdict.holds:
                because = "; ".join(verdict.because) or "always"
                return Standing(level, f"{level.origin} {level.id}", f"{rule.origin} {rule.name}: {because}".strip())
    for level in rules.service_levels:
        verdict = judge(level.when, facts)
        if verdict.holds:
            because = "; ".join(verdict.because) or f"{level.id} is for all that no other level takes"
            return Standing(level, f"{level.origin} {level.id}".strip(), because)
    return Standing(None, why="no service level holds for it")


def terms(standing: Standing, ticket: Ticket, target: Target, facts: Facts, rules: Rules) -> Terms | None:
    """What is promised; None where nothing is, or nothing readable."""
    if target is Target.TEAM:
        return _teams_own(standing, ticket, rules)
    level = standing.level
    targets = level.targets.get(ticket.priority) if level else None
    if level is None or targets is None:
        return None
    span = _span(getattr(targets, target.value))
    rule = f"{targets.origin or level.origin} {level.id}".strip()
    return Terms(level.id, span, hours(level, ticket, facts, rules), rule, standing.why) if span else None


def _teams_own(standing: Standing, ticket: Ticket, rules: Rules) -> Terms | None:
    """How long the team may have it: as the level says, else as the team says of itself."""
    team = rules.teams.get(ticket.team)
    if team is None:
        return None
    level = standing.level
    agreed = level.teams.get(team.id, {}).get(ticket.priority) if level else None
    own = team.targets.get(ticket.priority)
    targets = agreed or own
    span = _span(targets.resolve) if targets else None
    if targets is None or span is None:
        return None
    sla, origin = (level.id, level.origin) if level and agreed else (team.id, team.origin)
    counted = hours_of(rules, team.calendar, level.calendar if level else "", rules.desk.calendar, "default")
    why = f"{team.id} has it, at {ticket.priority}"
    return Terms(sla, span, counted, f"{targets.origin or origin} {sla}".strip(), why)


def hours(level: ServiceLevel, ticket: Ticket, facts: Facts, rules: Rules) -> Hours:
    """The hours a level counts in: whose it names, else its own calendar's, the team's, the desk's."""
    team = rules.teams.get(ticket.team)
    teams = team.calendar if team else ""
    first: tuple[str, ...] = ()
    if level.hours_of is HoursOf.TEAM:
        first = (teams,)
    elif level.hours_of is HoursOf.REQUESTER:
        first = (*facts.of("requester_hours"), *_local(facts, rules))
    return hours_of(rules, *first, level.calendar, teams, rules.desk.calendar, "default")


def _local(facts: Facts, rules: Rules) -> tuple[str, ...]:
    """The calendars of where the requester sits."""
    wanted = set(facts.folded("requester_location"))
    return tuple(
        calendar.id
        for calendar in rules.calendars.values()
        if wanted & {place.casefold() for place in calendar.locations}
    )


def _span(text: str) -> Duration | None:
    try:
        return parse_duration(text) if text else None
    except ValueError:
        return None
