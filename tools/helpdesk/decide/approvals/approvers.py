"""Who has to agree to a ticket: by its catalogue item, by the first approval rule that holds, else by its lifecycle."""

from collections.abc import Iterator, Mapping

import msgspec

from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.directory import Directory
from helpdesk.decide.lifecycle.states import lifecycle_of
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules
from helpdesk.model.rules.approvals import LEAD, NORMAL, REQUESTER_MANAGER, SERVICE_OWNER, STANDARD, Approver, Order
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Ticket, TicketType

# Where neither item nor rule says who approves a change, the lead of its team does.
BY_THE_LIFECYCLE = "no rule says who approves: the team's lead does"


class Need(msgspec.Struct, frozen=True):
    """Who must agree: groups one after the other, all of a group at once. Empty: nobody."""

    groups: tuple[tuple[Approver, ...], ...] = ()
    rule: str = ""
    expires: str = ""
    act_first: bool = False

    @property
    def approvers(self) -> tuple[Approver, ...]:
        return tuple(dict.fromkeys(one for group in self.groups for one in group))


def need_of(ticket: Ticket, facts: Facts, rules: Rules) -> Need:
    """What the rules ask for this ticket as it reads. A standard change was approved when its item was written."""
    if ticket.type not in (TicketType.REQUEST, TicketType.CHANGE) or follows_its_template(ticket, rules):
        return Need()
    if ticket.change is not None and ticket.change.kind == STANDARD:
        facts.learn("kind", NORMAL)
    item = rules.catalog.get(ticket.form.item) if ticket.form else None
    own = _in_order(item.approvers, item.order) if item else ()
    rule = next((rule for rule in rules.approvals.rules if judge(rule.when, facts).holds), None)
    if rule is not None:
        origin = f"{rule.origin} {rule.name}".strip()
        return Need((*own, *_in_order(rule.approvers, rule.order)), origin, rule.expires, rule.act_first)
    if own:
        assert item is not None
        return Need(own, item.origin)
    if ticket.type is TicketType.CHANGE and approval_state(ticket, rules):
        return Need(((Approver(LEAD),),), BY_THE_LIFECYCLE)
    return Need()


def _in_order(approvers: tuple[Approver, ...], order: Order) -> tuple[tuple[Approver, ...], ...]:
    if order is Order.SEQUENCE:
        return tuple((one,) for one in approvers)
    return (approvers,) if approvers else ()


def follows_its_template(ticket: Ticket, rules: Rules) -> bool:
    """Whether a standard change is made by the very plan that was approved with its catalogue item."""
    item = rules.catalog.get(ticket.form.item) if ticket.form else None
    change, template = ticket.change, item.change if item else None
    if change is None or template is None or change.kind != STANDARD:
        return False
    return (change.plan, change.rollback, change.risk) == (template.plan, template.rollback, template.risk)


def approval_state(ticket: Ticket, rules: Rules) -> str:
    """The status in which a ticket waits for its approvers; empty where its lifecycle has none."""
    lifecycle = lifecycle_of(rules, ticket.type)
    states = lifecycle.states if lifecycle else {}
    waiting = (name for name, state in states.items() if state.waits_for == "approver")
    return next((name for name in waiting if states[name].phase is Phase.WAITING), "")


def people_of(
    approver: Approver, ticket: Ticket, rules: Rules, directory: Directory, assets: Mapping[str, Asset]
) -> tuple[tuple[str, ...], str]:
    """(who may say yes in this role, why these). Nobody approves what they asked for themselves: then, and where a role
    falls on nobody, it is the next one up who does."""
    if approver.who == SERVICE_OWNER and not assets:
        return (), "the desk's assets were not read"
    asker = directory.person(ticket.requester)
    own = asker.id if asker else ""
    if approver.who in rules.teams:
        team = rules.teams[approver.who]
        members = tuple(dict.fromkeys(name for name in (*team.members, team.lead) if name in rules.people))
        return tuple(name for name in members if name != own), ""
    first = _named(approver.who, ticket, rules, asker.manager if asker else "", assets)
    for name, why in _upwards(first, ticket, rules):
        if name in rules.people and name != own:
            return (name,), why
    return (), f"nobody is left who could approve as {approver.who}"


def _named(who: str, ticket: Ticket, rules: Rules, manager: str, assets: Mapping[str, Asset]) -> str:
    team = rules.teams.get(ticket.team)
    match who:
        case _ if who == REQUESTER_MANAGER:
            return manager
        case _ if who == SERVICE_OWNER:
            return assets[ticket.service].owner if ticket.service in assets else ""
        case _ if who == LEAD:
            return team.lead if team else ""
        case _:
            return who


def _upwards(name: str, ticket: Ticket, rules: Rules) -> Iterator[tuple[str, str]]:
    """Whom a role falls on, then who stands in: that person's manager, the lead of the team, of the default team."""
    yield name, ""
    person = rules.people.get(name)
    if person is not None:
        yield person.manager, f"{name} asked for it: their manager stands in"
    for team in (rules.teams.get(ticket.team), rules.teams.get(rules.desk.default_team)):
        if team is not None:
            yield team.lead, f"nobody else is known: the lead of {team.id} stands in"
            lead = rules.people.get(team.lead)
            yield (lead.manager if lead else ""), f"the manager of the lead of {team.id} stands in"
