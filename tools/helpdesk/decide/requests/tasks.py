"""The tasks of a catalogue item: begun when what they wait for is done, given to somebody, promised; the last one done
fulfils the request."""

from datetime import datetime

from msgspec.structs import replace

from helpdesk.decide.approvals.approving import approval_now
from helpdesk.decide.assigning.assign import assign
from helpdesk.decide.assigning.preference import Need
from helpdesk.decide.calendars.hours import desk_hours, hours_of
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import finished, state_of, way_to
from helpdesk.decide.notifying.notices import owe_to, settle
from helpdesk.decide.requests.catalogue import item_of
from helpdesk.model.front_matter import plain
from helpdesk.model.moment import parse_duration
from helpdesk.model.rules.approvals import EMERGENCY, REQUESTER_MANAGER
from helpdesk.model.rules.catalog import Item, ItemTask
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Task, TicketType
from helpdesk.model.timeline import Changed, Json, Opened

TEMPLATE = "task"
LATE = "task-late"
FULFILLED = "fulfilled"
REVIEW = "review"


def work_on_tasks(this: DeskPass, draft: Draft) -> None:
    """Bring a ticket's tasks up to date."""
    if draft.locked:
        return
    _review(this, draft)
    item = item_of(draft.ticket, this.rules)
    _stamp(this, draft)
    open_tasks = {
        task.id for task in draft.ticket.tasks if not task.done and not finished(state_of(draft.ticket, this.rules))
    }
    settle(draft, LATE, "the task is done, or not needed any more", lambda owed: owed.data.get("id") not in open_tasks)
    if item is None or not draft.ticket.tasks or finished(state_of(draft.ticket, this.rules)):
        return
    approval = approval_now(this, draft)
    if not (approval.granted or approval.act_first):
        return
    if all(task.done for task in draft.ticket.tasks):
        _fulfil(this, draft, item)
    elif state_of(draft.ticket, this.rules).phase is not Phase.WAITING:
        _begin(this, draft, item)


def _stamp(this: DeskPass, draft: Draft) -> None:
    """What was begun and people have ticked was done when they did it; what they have unticked is not done."""
    tasks = draft.ticket.tasks
    at = next((e.at for e in reversed(draft.entries) if isinstance(e, Opened | Changed) and "tasks" in e.set), this.now)
    ticked = tuple(replace(t, done_at=(t.done_at or (at if t.since else None)) if t.done else None) for t in tasks)
    if any(one != two for one, two in zip(ticked, tasks, strict=True)):
        draft.change(this.now, {"tasks": plain(ticked)}, why="noted when it was done")


def _begin(this: DeskPass, draft: Draft, item: Item) -> None:
    """Start every task whose turn it is."""
    done = {task.id for task in draft.ticket.tasks if task.done}
    there = {task.id for task in draft.ticket.tasks}
    known = {task.id: task for task in item.tasks}
    begun: list[Task] = []
    tasks: list[Task] = []
    for task in draft.ticket.tasks:
        if not task.done and task.since is None and done.issuperset(there.intersection(task.after)):
            task = _begun(this, draft, task, known.get(task.id))
            begun.append(task)
        tasks.append(task)
    if begun and draft.change(this.now, {"tasks": plain(tasks)}, rule=item.origin, why=_why(begun)):
        for task in begun:
            data: dict[str, Json] = {"task": task.title, "id": task.id, "due": plain(task.due)}
            about, who = f"{task.id}|{plain(task.since)}", task.assignee or "lead"
            owe_to(this, draft, who, TEMPLATE, about, data, rule=item.origin)
            if task.due is not None:
                whose = {**data, "who": task.assignee}
                owe_to(this, draft, _above(this, draft, who), LATE, about, whose, rule=item.origin, after=task.due)


def _above(this: DeskPass, draft: Draft, who: str) -> str:
    """Who hears that a task is late: the lead, and their manager where it is the lead's own."""
    team = this.rules.teams.get(draft.ticket.team)
    lead = this.rules.people.get(team.lead) if team else None
    own = lead is not None and who in ("lead", lead.id)
    return "manager" if own and lead is not None and lead.manager in this.rules.people else "lead"


def _why(begun: list[Task]) -> str:
    return "; ".join(f"{task.id} begins with {task.assignee or task.team or 'nobody'}" for task in begun)


def _begun(this: DeskPass, draft: Draft, task: Task, rule: ItemTask | None) -> Task:
    team = task.team or (rule.team if rule else "") or draft.ticket.team
    assignee = task.assignee or _assignee(this, draft, rule.assignee if rule else "", team)
    return replace(task, team=team, assignee=assignee, since=this.now, due=_due(this, task, team))


def _assignee(this: DeskPass, draft: Draft, rule: str, team: str) -> str:
    """Who does a task: whom the rule says, else whoever has the ticket if it is their team's, else the next in turn."""
    if rule == REQUESTER_MANAGER:
        asker = this.directory.person(draft.ticket.requester)
        rule = asker.manager if asker else ""
    if rule in this.rules.people:
        return rule
    chosen = this.rules.teams.get(team)
    if chosen is None or (team == draft.ticket.team and draft.ticket.assignee):
        return draft.ticket.assignee
    assignee = assign(chosen, Need(priority=draft.ticket.priority), this.rules, this.roster, this.now).assignee
    this.roster.give(assignee, this.now, 0.0)
    return assignee


def _due(this: DeskPass, task: Task, team: str) -> datetime | None:
    chosen = this.rules.teams.get(team)
    calendar = chosen.calendar if chosen else ""
    hours = hours_of(this.rules, calendar, this.rules.desk.calendar) if calendar else desk_hours(this.rules)
    try:
        return hours.after(this.now, parse_duration(task.target)) if task.target else None
    except ValueError:
        return None


def _fulfil(this: DeskPass, draft: Draft, item: Item) -> None:
    """The last task is done: the request is fulfilled by itself."""
    if not item.resolves:
        return
    if draft.ticket.resolution is None:
        done = {"code": FULFILLED, "summary": f"{item.name}: all is done."}
        draft.change(this.now, {"resolution": done}, rule=item.origin, why="all tasks are done")
    status = way_to(draft.ticket, this.rules, Phase.RESOLVED)
    go(this, draft, status, this.now, why="all tasks are done")


def _review(this: DeskPass, draft: Draft) -> None:
    """An emergency change acts first and is looked back on afterwards: its review is a task of the team's lead."""
    change = draft.ticket.change
    emergency = draft.ticket.type is TicketType.CHANGE and change is not None and change.kind == EMERGENCY
    if not emergency or state_of(draft.ticket, this.rules).phase is not Phase.RESOLVED:
        return
    if any(task.id == REVIEW for task in draft.ticket.tasks):
        return
    team = this.rules.teams.get(draft.ticket.team)
    task = Task(REVIEW, "Review the emergency change: why, how it went, what follows", draft.ticket.team)
    task = replace(task, assignee=team.lead if team else "", since=this.now)
    draft.change(this.now, {"tasks": plain((*draft.ticket.tasks, task))}, why="an emergency change is reviewed")
    data: dict[str, Json] = {"task": task.title, "id": task.id, "due": None}
    owe_to(this, draft, task.assignee or "lead", TEMPLATE, REVIEW, data)
