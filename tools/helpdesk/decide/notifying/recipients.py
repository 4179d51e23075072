"""Whom a notice goes to: a role on a ticket as people with addresses, their language and their time zone."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from helpdesk.decide.calendars.zone import zone_named
from helpdesk.decide.directory import fold_address
from helpdesk.decide.kept import directory_of
from helpdesk.model.message import Party
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import NoticePreferences, Person
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Opened, Owed

GROUPS = frozenset({"team", "watchers"})
_NO_WISHES = NoticePreferences()


def person_in(role: str, ticket: Ticket, rules: Rules) -> Person | None:
    """The one person of the desk in a role on a ticket; None for a group, a stranger, or nobody. A role may also be a
    handle."""
    people = rules.people
    team = rules.teams.get(ticket.team)
    lead = people.get(team.lead) if team else None
    match role:
        case "requester":
            return directory_of(rules).person(ticket.requester)
        case "assignee":
            return people.get(ticket.assignee)
        case "lead":
            return lead
        case "manager":
            return people.get(lead.manager) if lead else None
        case "team" | "watchers":
            return None
        case _:
            return people.get(role)


def names_in(role: str, ticket: Ticket, rules: Rules) -> tuple[str, ...]:
    """The handles and addresses of a group; empty for a team that has a mailbox of its own."""
    team = rules.teams.get(ticket.team)
    if role == "watchers":
        return ticket.watchers
    return team.members if role == "team" and team and not team.email else ()


def with_wishes(names: Iterable[str], rules: Rules) -> tuple[str, ...]:
    """Those of a group who want to be told in a way of their own: they are told apart from the others."""
    known = (rules.people.get(directory_of(rules).handle(name)) for name in names)
    return tuple(person.id for person in known if person is not None and person.notices != _NO_WISHES)


def parties(owed: Owed, record: Record, rules: Rules) -> tuple[Party, ...]:
    """Everybody the notice is addressed to, as far as its channel reaches them."""
    found = _parties(owed.role, record.ticket, rules, _besides(owed))
    return tuple(party for party in found if party.email or owed.channel != "mail")


def _besides(owed: Owed) -> frozenset[str]:
    left_out = owed.data.get("besides", ())
    return frozenset([left_out] if isinstance(left_out, str) else left_out)


def _parties(role: str, ticket: Ticket, rules: Rules, besides: frozenset[str]) -> Sequence[Party]:
    team = rules.teams.get(ticket.team)
    if role == "requester":
        return [ticket.requester]
    if role == "team" and team and team.email:
        return [Party(name=team.name, email=team.email)]
    if role in GROUPS:
        directory = directory_of(rules)
        handles = dict.fromkeys(directory.handle(name) for name in names_in(role, ticket, rules))
        return [_party_of(handle, rules) for handle in handles if handle not in besides]
    person = person_in(role, ticket, rules)
    return [_party_of(person.id, rules)] if person else []


def _party_of(name: str, rules: Rules) -> Party:
    person = rules.people.get(name)
    if person is None:
        return Party(email=name if "@" in name else "")
    return Party(name=person.name, email=person.email, github=person.github, chat=next(iter(person.chat), ""))


def language_of(role: str, record: Record, rules: Rules) -> str:
    """What somebody reads: their own language, for a stranger that of their request where the desk speaks it, else
    the desk's first."""
    person = person_in(role, record.ticket, rules)
    if person is not None and person.language:
        return person.language
    spoken = rules.desk.languages or ("en",)
    if role == "requester":
        opening = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
        if opening is not None and opening.language in spoken:
            return opening.language
    return spoken[0]


def zone_of(person: Person | None, rules: Rules) -> ZoneInfo:
    """Where somebody reads times: as they say, as their calendar says, as the desk says."""
    calendar = rules.calendars.get(person.hours) if person else None
    names = (person.notices.timezone if person else "", calendar.timezone if calendar else "", rules.desk.timezone)
    return zone_named(*names)


def marks_of(role: str, ticket: Ticket, rules: Rules) -> str:
    """By what one reader is recognised when they come up in two roles: the handle, else the folded address."""
    person = person_in(role, ticket, rules)
    if person is not None:
        return person.id
    return fold_address(ticket.requester.email) if role == "requester" else ""
