"""The steps that were pinned with a promise or a pause, carried out when their time has come, each exactly once."""

from datetime import datetime

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import over_before
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import way_to
from helpdesk.decide.limits import may_close
from helpdesk.decide.notifying.notices import REMINDERS, owe_reminder
from helpdesk.decide.promising.clock import RESUME, make_promises
from helpdesk.decide.story import named
from helpdesk.decide.triage import reassign
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Breached, Escalated, Step, Target, Warned

# No rules file decides this: whoever put the ticket to wait said until when.
COMES_BACK = "built-in practice: a ticket that was put to wait for a time goes on when it is over"


def advance(this: DeskPass, draft: Draft, until: datetime, *, at_the_end: bool = False) -> None:
    """Carry out what was due by `until`. Reminders and closings, which belong to no promise, wait for the end of the
    pass, when everything that might stop them has been read."""
    over = over_before(this, draft)
    tried: set[tuple[Target | None, Step]] = set()
    while True:
        due = (
            item
            for item in draft.state.agenda
            if item[1].at <= until
            and item not in tried
            and (at_the_end or item[0] is not None)
            and (over is None or item[0] is None or item[1].at <= over)
        )
        item = next(due, None)
        if item is None:
            return
        tried.add(item)
        _carry_out(this, draft, *item)


def _carry_out(this: DeskPass, draft: Draft, target: Target | None, step: Step) -> None:
    if target is not None:
        _keep_promise(this, draft, target, step)
    elif step.do == RESUME:
        status = way_to(draft.ticket, this.rules, Phase.ACTIVE, Phase.NEW)
        go(this, draft, status, step.at, rule=COMES_BACK, why="the time it was put to wait for is over")
    elif step.do in REMINDERS:
        owe_reminder(this, draft, step)
    elif step.do == "close" and may_close(this, draft):
        rule = this.rules.desk.where("close_after")
        why = "nobody spoke up after it was resolved" if draft.state.resolved else "no answer came"
        go(this, draft, way_to(draft.ticket, this.rules, Phase.CLOSED), this.now, why=why, rule=rule)


def _keep_promise(this: DeskPass, draft: Draft, target: Target, step: Step) -> None:
    pledge = draft.state.promises[target]
    due, rule = pledge.due, step.rule or pledge.rule
    if step.do == "warn":
        why = f"{named(target)} is due at {due:%Y-%m-%d %H:%M} UTC"
        draft.add(Warned(at=step.at, target=target, due=due, rule=rule, why=why))
    elif step.do == "breach":
        why = f"{named(target)} was due and is not done"
        draft.add(Breached(at=step.at, target=target, due=due, rule=rule, why=why))
    elif step.do == "escalate":
        _escalate(this, draft, target, step)


def _escalate(this: DeskPass, draft: Draft, target: Target, step: Step) -> None:
    """Functional: the next tier takes over. Hierarchic: the lead or the manager is told."""
    team = this.rules.teams.get(draft.ticket.team)
    pledge = draft.state.promises[target]
    who, rule = "", step.rule or pledge.rule
    why = f"{named(target)} is due at {pledge.due:%Y-%m-%d %H:%M} UTC; {step.to} at this point of it"
    if step.to == "next-tier":
        tier = this.rules.teams.get(team.next_tier) if team else None
        if tier is not None:
            who = tier.id
        else:
            who, why = (
                (team.lead if team else ""),
                f"{draft.ticket.team or 'no team'} has no next tier: its lead is told",
            )
    elif step.to == "manager":
        lead = this.rules.people.get(team.lead) if team else None
        who = lead.manager if lead and lead.manager else (team.lead if team else "")
    elif step.to == "lead":
        who = team.lead if team else ""
    elif step.to == "team":
        who = draft.ticket.team
    draft.add(Escalated(at=step.at, target=target, to=step.to, who=who, why=why, rule=rule))
    if step.to == "next-tier" and who in this.rules.teams and not draft.locked:
        reassign(this, draft, step.at, f"escalated from {draft.ticket.team}", team=who, rule=rule)
        make_promises(draft, this.facts(draft), this.rules, (Target.TEAM,), step.at, f"{who} has it now")
