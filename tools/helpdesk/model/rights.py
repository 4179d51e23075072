"""Who may change what: a person's roles, and what the grants of rules/permissions.yml say to them."""

from collections.abc import Iterable

import msgspec

from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person, Role
from helpdesk.model.rules.permissions import ANYONE, ASSIGNEE, REQUESTER, STAFF, TEAM, FileKind, Grant, Way
from helpdesk.model.ticket import Ticket

LEAD = Role.LEAD.value


class Denied(msgspec.Struct, frozen=True):
    """Somebody may not: `who` the roles that may (none: nobody), `rule` where that is written."""

    who: tuple[str, ...]
    rule: str

    @property
    def only(self) -> str:
        """`only lead or maintainer may (rules/permissions.yml:12)`."""
        may = f"only {' or '.join(self.who)} may" if self.who else "nobody may"
        return f"{may} ({self.rule})"


def roles_of(person: Person | None, rules: Rules, ticket: Ticket | None = None) -> frozenset[str]:
    """The roles somebody holds: their own, and what they are to this ticket. A stranger (None) is only `anyone`.

    The requester of a ticket is told by numeric GitHub id or mail address; the lead of a ticket's team is a lead to it.
    """
    if person is None:
        return frozenset((ANYONE,))
    roles = {ANYONE}
    if person.role is not Role.REQUESTER:
        roles |= {person.role.value, STAFF}
    elif ticket is None:
        roles.add(REQUESTER)
    if ticket is not None:
        roles |= _to_ticket(person, rules, ticket)
    return frozenset(roles)


def _to_ticket(person: Person, rules: Rules, ticket: Ticket) -> set[str]:
    roles: set[str] = set()
    if ticket.assignee == person.id:
        roles.add(ASSIGNEE)
    team = rules.teams.get(ticket.team)
    if team is not None and person.id == team.lead:
        roles |= {TEAM, LEAD}
    elif team is not None and person.id in team.members:
        roles.add(TEAM)
    asked, own = ticket.requester, {address.casefold() for address in (person.email, *person.also) if address}
    if asked.email.casefold() in own or (asked.github is not None and asked.github == person.github):
        roles.add(REQUESTER)
    return roles


def field_denied(name: str, roles: frozenset[str], rules: Rules, way: Way) -> Denied | None:
    """Why somebody with these roles may not change this field of a ticket; None where they may."""
    return _denied(rules.permissions.of_field(name, way), roles, rules)


def files_denied(kind: FileKind, roles: frozenset[str], rules: Rules, way: Way) -> Denied | None:
    """Why somebody with these roles may not change files of this kind; None where they may."""
    return _denied(rules.permissions.of_files(kind, way), roles, rules)


def _denied(grants: Iterable[Grant], roles: frozenset[str], rules: Rules) -> Denied | None:
    grants = tuple(grants)
    if any(not roles.isdisjoint(grant.who) for grant in grants):
        return None
    allowed = tuple(dict.fromkeys(role for grant in grants for role in grant.who))
    return Denied(allowed, grants[0].origin if grants else rules.permissions.origin)
