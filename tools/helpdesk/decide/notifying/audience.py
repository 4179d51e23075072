"""Who may be told: nobody who did it themselves, no robot, nobody whose address is missing or dead, and outside the
desk only what is meant for outside."""

from collections.abc import Sequence

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import spoken_for
from helpdesk.decide.notifying.dead_letters import dead_address
from helpdesk.decide.notifying.notice_channel import ONE_WAY
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import (
    DESK,
    AnyEntry,
    Breached,
    Closed,
    Commented,
    Escalated,
    Merged,
    Opened,
    Routed,
    Target,
    Warned,
)

NEVER_ANSWERED = frozenset({"spam", "automatic", "undeliverable"})
INSIDE = frozenset({"assignee", "team", "lead", "manager"})
# What happens to each part of a major incident because of the major.
_SPOKEN_FOR = (Opened, Routed, Warned, Breached, Escalated)


def told_not(this: DeskPass, draft: Draft, role: str, cause: AnyEntry, causes: Sequence[AnyEntry]) -> str:
    """Why somebody in `role` is not told of `cause`, or nothing."""
    if why := unreachable(this, draft, role):
        return why
    if getattr(cause, "target", None) is Target.TEAM and role not in INSIDE:
        return "promised to nobody"
    if isinstance(cause, Commented):
        why = _not_for_them(this, draft, role, cause)
        if why:
            return why
    if _did_it(this, draft, role, cause):
        return "did it"
    if isinstance(cause, Merged) and bool(cause.source) is not (role in INSIDE):
        return "what was merged is told to who asked, what it was merged into to who works on it"
    if isinstance(cause, Closed) and _merged_away(this, causes):
        return "told that it goes on elsewhere"
    if role in INSIDE and isinstance(cause, _SPOKEN_FOR) and "maintenance" in draft.ticket.tags:
        return "planned work wakes nobody"
    if role in INSIDE and isinstance(cause, _SPOKEN_FOR) and cause.by == DESK and spoken_for(this, draft, cause.at):
        return "the major incident that it is part of speaks for it"
    if isinstance(cause, Routed) and role == "assignee":
        later = [entry for entry in causes if isinstance(entry, Routed) and entry.at >= cause.at and entry is not cause]
        if any(entry.assignee != cause.assignee for entry in later):
            return "has passed it on in the same pass"
    return ""


def _merged_away(this: DeskPass, causes: Sequence[AnyEntry]) -> bool:
    """Whether the ticket was closed by merging, and the rules have a text for that."""
    merged = any(isinstance(entry, Merged) and entry.into for entry in causes)
    return merged and any(rule.on == "merged" for rule in this.rules.notices)


def _not_for_them(this: DeskPass, draft: Draft, role: str, cause: Commented) -> str:
    """Outside only what staff said in public is told; what robots said is told to nobody, but for a bounce."""
    if role not in INSIDE:
        spoken = cause.visibility is Visibility.PUBLIC and this.directory.is_staff(cause.by)
        if role == "requester" and draft.ticket.source and cause.key.startswith(f"{draft.ticket.source}/"):
            return "reads it where it was said"
        return "" if spoken else "not said by staff in public"
    if cause.by == DESK and not (role == "assignee" and "undeliverable" in draft.ticket.tags):
        return "said by a robot"
    return ""


def unreachable(this: DeskPass, draft: Draft, role: str) -> str:
    """Why nobody in `role` can be told anything on this ticket, or nothing."""
    ticket = draft.ticket
    team = this.rules.teams.get(ticket.team)
    match role:
        case "requester":
            silent = NEVER_ANSWERED & set(ticket.tags)
            if silent:
                return f"never answered: {', '.join(sorted(silent))}"
            party = ticket.requester
            if not party.email and party.github is None and not party.chat:
                return "the requester left no address"
            return dead_address(this, draft) if ticket.channel in ("mail", *ONE_WAY) else ""
        case "assignee":
            return "" if ticket.assignee in this.rules.people else "nobody has it"
        case "team":
            return "" if team else "it has no team"
        case "lead" | "manager":
            return "" if team and team.lead in this.rules.people else "its team has no lead"
        case "watchers":
            return "" if ticket.watchers else "nobody watches it"
        case _:
            return "" if role in this.rules.people else f"there is no {role}"


def _did_it(this: DeskPass, draft: Draft, role: str, cause: AnyEntry) -> bool:
    """Whether `role` is who caused it. What a requester's mail opened is acknowledged all the same."""
    if cause.by == DESK and not isinstance(cause, Opened):
        return False
    team = this.rules.teams.get(draft.ticket.team)
    match role:
        case "requester":
            person = this.directory.person(draft.ticket.requester)
            return cause.by == "requester" or (person is not None and cause.by == person.id)
        case "assignee":
            return cause.by == draft.ticket.assignee
        case "lead":
            return team is not None and cause.by == team.lead
        case _:
            return False
