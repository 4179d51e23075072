"""How a ticket stands with its approvers, by its ledger alone, and whether it may go on: pure functions that the pass,
the command line and the check of a pull request share."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from helpdesk.decide.approvals.approvers import Need, follows_its_template, need_of, people_of
from helpdesk.decide.calendars.hours import desk_hours, hours_of
from helpdesk.decide.changes.freezes import frozen
from helpdesk.decide.classifying.facts import facts_of
from helpdesk.decide.directory import Directory
from helpdesk.decide.kept import directory_of
from helpdesk.decide.lifecycle.states import lifecycle_of, state_of
from helpdesk.model.approval import NOT_DONE, Approval, Asked, approval_hash
from helpdesk.model.asset import Asset
from helpdesk.model.moment import parse_duration
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Lifecycle, Phase
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import DESK, AnyEntry, Approved, Refused


def approval_of(
    ticket: Ticket,
    request: str,
    timeline: Iterable[AnyEntry],
    rules: Rules,
    assets: Mapping[str, Asset],
    now: datetime,
) -> Approval:
    """Who must approve the ticket as it reads, who has. An approval of anything else than this counts for nothing."""
    directory = directory_of(rules)

    def open_at(calendar: str, moment: datetime) -> bool:
        return calendar in rules.calendars and hours_of(rules, calendar).is_open(moment)

    facts = facts_of(ticket, request, directory, now, open_at)
    return stands(ticket, need_of(ticket, facts, rules), timeline, rules, directory, assets, now)


def stands(
    ticket: Ticket,
    need: Need,
    timeline: Iterable[AnyEntry],
    rules: Rules,
    directory: Directory,
    assets: Mapping[str, Asset],
    now: datetime,
) -> Approval:
    """As `approval_of`, of a need that is known already."""
    hash_ = approval_hash(ticket)
    if not need.groups:
        rule = "approved with its catalogue item" if follows_its_template(ticket, rules) else ""
        return Approval(hash=hash_, rule=rule)
    said = [entry for entry in timeline if isinstance(entry, Approved | Refused) and entry.hash == hash_]
    yes = [entry for entry in said if isinstance(entry, Approved)]
    no = next((entry for entry in said if isinstance(entry, Refused) and entry.by != DESK), None)
    asked = _asked(ticket, need, yes, rules, directory, assets)
    complete = all(one.done for one in asked)
    if need.expires and yes:
        until = max(entry.at for entry in yes) if complete else now
        fresh = [entry for entry in yes if _holds(entry.at, until, need.expires, rules)]
        if len(fresh) < len(yes):
            asked = _asked(ticket, need, fresh, rules, directory, assets)
            complete = all(one.done for one in asked)
    return Approval(
        hash=hash_,
        rule=need.rule,
        asked=asked,
        refused=no.by if no else "",
        refused_why=no.why if no else "",
        act_first=need.act_first,
        complete_at=max((entry.at for entry in yes), default=None) if complete else None,
    )


def _asked(
    ticket: Ticket,
    need: Need,
    yes: list[Approved],
    rules: Rules,
    directory: Directory,
    assets: Mapping[str, Asset],
) -> tuple[Asked, ...]:
    found: list[Asked] = []
    turn = True
    for group in need.groups:
        here = []
        for approver in group:
            people, why = people_of(approver, ticket, rules, directory, assets)
            agreed = tuple(dict.fromkeys(entry.by for entry in yes if approver.who in entry.what.split(", ")))
            needed = max(1, min(approver.count, len(people)))
            here.append(Asked(approver.who, people, needed, agreed, turn, why))
        found.extend(here)
        turn = turn and all(one.done for one in here)
    return tuple(found)


def _holds(given: datetime, until: datetime, expires: str, rules: Rules) -> bool:
    """Whether an approval still waits for the others at `until`."""
    try:
        return until <= desk_hours(rules).after(given, parse_duration(expires))
    except ValueError:
        return True


def guarded(ticket: Ticket, rules: Rules) -> frozenset[str]:
    """The statuses for which a ticket that needs approval must have it: what lies behind a transition that `needs:
    [approval]`, and what can be reached in no other way."""
    lifecycle = lifecycle_of(rules, ticket.type)
    if lifecycle is None:
        return frozenset()
    gates = {way.end for way in lifecycle.transitions if "approval" in way.needs}
    return frozenset(lifecycle.states) - _reached(lifecycle, gates) if gates else frozenset()


def _reached(lifecycle: Lifecycle, besides: set[str]) -> set[str]:
    """The statuses that a ticket can come to without ever being in one of `besides`."""
    reached, waiting = set[str](), [lifecycle.initial]
    while waiting:
        status = waiting.pop()
        if status not in reached | besides:
            reached.add(status)
            waiting.extend(way.end for way in lifecycle.transitions if way.start == status)
    return reached


def why_not(ticket: Ticket, status: str, approval: Approval, rules: Rules) -> str:
    """Why the ticket may not be in `status`, or nothing: an approval is outstanding, void or refused, or a change's
    window lies in a freeze. Fulfilling what was asked for needs the approval too."""
    if not _needs_approval(ticket, status, rules):
        return ""
    if approval.refused:
        return f"{approval.refused} refused it" + (f": {approval.refused_why}" if approval.refused_why else "")
    if not approval.granted and not approval.act_first:
        return f"it is not approved; outstanding: {', '.join(approval.outstanding)}"
    return frozen(ticket, rules) if ticket.type is TicketType.CHANGE else ""


def barred(
    ticket: Ticket, request: str, timeline: Iterable[AnyEntry], rules: Rules, assets: Mapping[str, Asset], now: datetime
) -> dict[str, str]:
    """Every status that the ticket may not be in as its approvals stand, and why. Who has to agree is in the words only
    as far as `assets` are given; the verdict does not hang on them."""
    lifecycle = lifecycle_of(rules, ticket.type)
    approval = approval_of(ticket, request, timeline, rules, assets, now)
    found = {status: why_not(ticket, status, approval, rules) for status in (lifecycle.states if lifecycle else ())}
    return {status: why for status, why in found.items() if why}


def _needs_approval(ticket: Ticket, status: str, rules: Rules) -> bool:
    phase = state_of(ticket, rules, status).phase
    if phase is Phase.RESOLVED and ticket.type is TicketType.REQUEST:
        return not ticket.links.duplicate_of and not (ticket.resolution and ticket.resolution.code in NOT_DONE)
    return phase is not Phase.CLOSED and status in guarded(ticket, rules)
