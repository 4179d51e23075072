"""Triage of one ticket: what it is, how much it matters, whose it is, by when. For a new one everything that no person
has set; for one that changed only what builds on the change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.decide.alerting.weight import offers
from helpdesk.decide.assigning.assign import Choice, assign
from helpdesk.decide.assigning.preference import Need
from helpdesk.decide.assigning.presence import away
from helpdesk.decide.classifying.classify import EVERYTHING, Decided
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.classifying.known_error import join_problem
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import Major, join_major, major_of
from helpdesk.decide.lifecycle.states import finished, initial, stands_still, state_of
from helpdesk.decide.promising.clock import follow_level, make_promises, pause, promise_update
from helpdesk.decide.requests.catalogue import as_the_item_says
from helpdesk.model.marks import is_major
from helpdesk.model.message import Message
from helpdesk.model.rules.sla import UpdateAfter
from helpdesk.model.timeline import DESK, Json, Opened, Target

# What must be decided anew when a field changes.
FOLLOWS: dict[str, frozenset[str]] = {
    "category": frozenset({"service", "team"}),
    "service": frozenset({"team"}),
    "impact": frozenset({"priority"}),
    "urgency": frozenset({"priority"}),
    "team": frozenset({"assignee"}),
}

# Fields that service levels ask about, beside the priority.
LEVELS_BY = frozenset({"type", "category", "service", "team", "tags", "impact", "urgency", "requester", "visibility"})
AT_THE_START = (Target.RESPONSE, Target.RESOLVE, Target.TEAM)

# Fields no ticket is without: who empties one gives it back to the desk.
GIVEN_BACK = frozenset({"priority", "team"})


def triage_new(
    this: DeskPass, draft: Draft, opening: Opened, message: Message | None = None, given: Iterable[str] = ()
) -> None:
    """Fill every field of a new ticket that is not `given`, then write how it was opened, why so, and what it is
    promised."""
    given = frozenset(given)
    ordered = as_the_item_says(draft.ticket, this.rules, given)
    draft.fill(ordered.set)
    facts = this.facts(draft, message)
    if message is not None and message.alert is not None:
        facts.offers = offers(message.alert, this.rules.alerts, this.register)
    wanted = EVERYTHING - given - frozenset(ordered.set)
    decided = this.classifier.classify(facts, wanted, this.guesses(draft))
    decided.set.update(ordered.set)
    decided.because.update(ordered.because)
    if "spam" in draft.ticket.tags and "priority" in wanted and this.rules.priority.levels:
        lowest = list(this.rules.priority.levels)[-1]
        decided.answer("priority", lowest, "the mail server took it for spam")
    assignee = str(decided.set.pop("assignee", "") or draft.ticket.assignee)
    because_assignee = decided.because.pop("assignee", "")
    draft.fill(decided.set)
    if "status" not in given:
        draft.fill({"status": initial(this.rules, draft.ticket.type)})
    _belongs(this, draft, facts, decided)
    choice = _choose(this, draft, decided.skills, assignee, because_assignee)
    draft.fill({"assignee": choice.assignee})
    draft.open(opening, decided.set, decided.because, tuple(decided.proposed))
    if draft.ticket.team or choice.assignee:
        give(draft, choice, opening.at, draft.ticket.team, choice.why)
    this.roster.give(choice.assignee, opening.at)
    make_promises(draft, this.facts(draft, message), this.rules, AT_THE_START, opening.at, "")
    promise_update(draft, this.facts(draft, message), this.rules, opening.at, UpdateAfter.REQUEST)
    state = state_of(draft.ticket, this.rules)
    if stands_still(state):
        pause(draft, state, this.rules, opening.at)


def _belongs(this: DeskPass, draft: Draft, facts: Facts, decided: Decided) -> None:
    """What is going on already that a new ticket is part of: a major incident, a known error."""
    # Whom a person calls a major incident is one; a rule's word yields to the one that there is.
    declared = is_major(draft.ticket) and "tags" not in decided.set
    major = None if declared else join_major(this, draft, facts)
    problem = join_problem(this, draft, facts)
    found = [(kind, one) for kind, one in (("part of", major), ("recurrence of", problem)) if one]
    if found:
        why = " | ".join(f"{kind} {one[0]}: {one[1]}" for kind, one in found)
        decided.answer("links", msgspec.to_builtins(draft.ticket.links), why)
    if major is not None and "tags" in decided.set:
        decided.set["tags"] = list(draft.ticket.tags)
    whole = major_of(this, draft)
    if whole is not None and whole.ticket.assignee and "team" in decided.set:
        decided.answer("team", whole.ticket.team, f"part of {whole.reference}")
        draft.fill({"team": whole.ticket.team})
    if is_major(draft.ticket):
        this.new_majors.append(draft.number)


def _choose(this: DeskPass, draft: Draft, skills: list[str], assignee: str, because: str) -> Choice:
    team = this.rules.teams.get(draft.ticket.team)
    major = major_of(this, draft)
    if major is not None and major.ticket.assignee and not assignee:
        return Choice(major.ticket.assignee, why=f"part of {major.reference}, which {major.ticket.assignee} has")
    if assignee:
        person = this.rules.people.get(assignee)
        if person is None or away(person, this.rules, this.now) is None or not because:
            return Choice(assignee, why=because or "given with the ticket", rule=because.partition(": ")[0])
    if team is None:
        return Choice("", why="no team")
    return assign(team, need(this, draft, skills), this.rules, this.roster, this.now)


def need(this: DeskPass, draft: Draft, skills: Sequence[str]) -> Need:
    """What the ticket asks of whoever gets it."""
    ticket = draft.ticket
    person = this.directory.person(ticket.requester)
    return Need(
        skills=skills,
        priority=ticket.priority,
        language=person.language if person else "",
        vip=person is not None and person.vip,
        last=this.last_technician(ticket, draft.number) if this.rules.assignment.sticky else "",
    )


def needed(this: DeskPass, draft: Draft, team: str = "") -> Need:
    """The same for a ticket as it stands, or as it will be with another team."""
    facts = this.facts(draft)
    facts.learn("team", team or draft.ticket.team)
    return need(this, draft, this.classifier.skills(facts))


def give(draft: Draft, choice: Choice, at: datetime, team: str, why: str) -> bool:
    """Write who got it."""
    return draft.route(at, team, choice.assignee, choice.candidates, why, choice.rule, leftover=choice.leftover)


def decide_anew(this: DeskPass, draft: Draft, changed: Iterable[str], at: datetime) -> None:
    """Follow up changes: whatever builds on a changed field and is the desk's own is decided again."""
    if draft.locked or finished(state_of(draft.ticket, this.rules)):
        return
    moved = set(changed)
    before = draft.ticket
    open_fields = _following(draft, moved)
    facts = this.facts(draft)
    decided = this.classifier.classify(facts, open_fields - {"assignee"}, this.guesses(draft))
    news: dict[str, Json] = {name: value for name, value in decided.set.items() if name != "team"}
    if draft.triage(at, news, decided.because):
        moved |= news.keys()
    team = str(decided.set.get("team", draft.ticket.team))
    if team != before.team or "team" in moved:
        why = decided.because.get("team", "the team changed")
        _hand_over(this, draft, team, at, why, why.partition(": ")[0] if "team" in decided.because else "")
    if draft.ticket.priority != before.priority or "priority" in moved:
        why = f"priority is {draft.ticket.priority} now"
        make_promises(draft, this.facts(draft), this.rules, AT_THE_START, at, why, anew=True)
    elif moved & LEVELS_BY:
        follow_level(draft, this.facts(draft), this.rules, AT_THE_START, at)


def _following(draft: Draft, changed: set[str]) -> frozenset[str]:
    given_back = {name for name in GIVEN_BACK & changed if not getattr(draft.ticket, name)}
    found: set[str] = set(given_back)
    waiting = list(changed)
    while waiting:
        for name in FOLLOWS.get(waiting.pop(), frozenset()):
            if name not in found | changed and draft.owner(name) == DESK:
                found.add(name)
                waiting.append(name)
    return frozenset(found)


def _hand_over(this: DeskPass, draft: Draft, team: str, at: datetime, why: str, rule: str) -> None:
    """A new team: somebody of it gets the ticket, unless a person has chosen who."""
    has_it = draft.ticket.assignee
    members = this.rules.teams[team].members if team in this.rules.teams else ()
    if has_it and (draft.owner("assignee") != DESK or has_it in members):
        if team != draft.ticket.team:
            draft.route(at, team, has_it, (), why, rule)
    else:
        reassign(this, draft, at, why, team=team, rule=rule)
    if not draft.locked:
        make_promises(draft, this.facts(draft), this.rules, (Target.TEAM,), at, f"{team or 'no team'} has it now")


def reassign(
    this: DeskPass,
    draft: Draft,
    at: datetime,
    why: str,
    *,
    team: str = "",
    besides: Iterable[str] = (),
    rule: str = "",
) -> str:
    """Give the ticket to somebody else of its team, or of another `team`; returns who has it now."""
    name = team or draft.ticket.team
    chosen = this.rules.teams.get(name)
    if chosen is None or draft.locked:
        return draft.ticket.assignee
    major = major_of(this, draft)
    if major is not None and major.ticket.assignee:
        return follow_major(this, draft, major, at, why)
    choice = assign(chosen, needed(this, draft, name), this.rules, this.roster, this.now, besides)
    return reassign_to(this, draft, choice, at, why, name, rule)


def reassign_to(this: DeskPass, draft: Draft, choice: Choice, at: datetime, why: str, team: str, rule: str = "") -> str:
    """Carry out a choice made: the load moves with the ticket."""
    this.roster.take(draft.ticket.assignee)
    this.roster.give(choice.assignee, at)
    choice = replace(choice, rule=" | ".join(dict.fromkeys(filter(None, (rule, choice.rule)))))
    give(draft, choice, at, team, "; ".join(filter(None, (why, choice.why))))
    return choice.assignee


def follow_major(this: DeskPass, draft: Draft, major: Major, at: datetime, why: str) -> str:
    """A part of a major incident is with whoever has the major; returns who that is."""
    owner = major.ticket.assignee
    if draft.ticket.assignee != owner:
        this.roster.take(draft.ticket.assignee)
        this.roster.give(owner, at)
        draft.route(at, major.ticket.team, owner, (), f"{why}; part of {major.reference}, which {owner} has")
    return owner
