"""Whose a ticket is: /take, /assign, /unassign, /team, /watch, /unwatch, /escalate."""

from collections.abc import Iterator

from helpdesk.decide.assigning.presence import away
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.spoken.moving import started
from helpdesk.decide.spoken.names import given, one_of, person, plain_word
from helpdesk.model.rules.people import Person, Role
from helpdesk.model.timeline import Escalated, Json, Target

MOST_WATCHERS = 100


def take(order: Order) -> str | None:
    """The ticket is the writer's, and work on a new one begins."""
    me = order.speaker.person
    assert me is not None, "only staff come here"
    _unfinished(order)
    return _give(order, me, {**started(order), "assignee": me.id})


def assign(order: Order) -> str | None:
    """The ticket is somebody's, or a team's."""
    _unfinished(order)
    typed = given(order, "a person or a team").removeprefix("to ")
    name = plain_word(typed).removeprefix("@")
    if name.casefold() in {each.casefold() for each in order.rules.teams}:
        return _to_team(order, name)
    return _give(order, person(order, typed), {})


def unassign(order: Order) -> str | None:
    """Whoever has it gives it back; the desk looks for somebody else. A click on one who has it no longer is none."""
    who = person(order, order.rest).id if plain_word(order.rest) else order.ticket.assignee
    if order.clicked and who != order.ticket.assignee:
        return None
    _unfinished(order)
    if not order.ticket.assignee:
        raise NotDone("nobody has it", "/assign <who> gives it to somebody")
    if who != order.ticket.assignee:
        raise NotDone(f"it is with {order.ticket.assignee} and not with {who}", "/unassign gives it back")
    order.set({"assignee": ""})
    return f"it is with {order.ticket.assignee} now" if order.ticket.assignee else None


def team(order: Order) -> str | None:
    """The ticket goes to another team, and somebody of it gets it."""
    _unfinished(order)
    return _to_team(order, given(order, "a team").removeprefix("to "))


def watch(order: Order) -> str | None:
    """Somebody is told of every public reply."""
    names = [_watcher(order, word) for word in _listed(order)]
    watchers = list(dict.fromkeys([*order.ticket.watchers, *names]))
    if len(watchers) > MOST_WATCHERS:
        raise NotDone(f"more than {MOST_WATCHERS} watch it", "a team's address reaches many at once")
    order.set({"watchers": watchers})
    return None


def unwatch(order: Order) -> str | None:
    """Somebody is told no more."""
    names = {_watcher(order, word) for word in _listed(order)}
    left = [name for name in order.ticket.watchers if order.this.directory.handle(name) not in names]
    order.set({"watchers": left})
    return None


def escalate(order: Order) -> str | None:
    """The next tier takes over; where there is none, the lead is told."""
    _unfinished(order)
    mine = order.rules.teams.get(order.ticket.team)
    tier = order.rules.teams.get(mine.next_tier) if mine else None
    if mine is None or (tier is None and not mine.lead):
        raise NotDone("it has no team that could pass it on", "/team <which> gives it one")
    order.permit({"team": tier.id if tier else mine.id})
    to, who = ("next-tier", tier.id) if tier else ("lead", mine.lead)
    order.draft.add(
        Escalated(
            at=order.at,
            by=order.speaker.who,
            via=order.speaker.via,
            target=Target.RESOLVE,
            to=to,
            who=who,
            why=order.why,
        )
    )
    if tier is not None:
        order.set({"team": tier.id, "assignee": ""})
        return None
    return f"{mine.name} has no next tier: {who} is told"


def _unfinished(order: Order) -> None:
    if finished(state_of(order.ticket, order.rules)):
        raise NotDone(f"it is {order.ticket.status}", "/reopen brings it back first")


def _give(order: Order, whom: Person, values: dict[str, Json]) -> str | None:
    if whom.role is Role.REQUESTER:
        raise NotDone(f"{whom.id} is a requester", "tickets are worked on by staff")
    teams = [one.id for one in order.rules.teams.values() if whom.id in (*one.members, one.lead)]
    if not order.ticket.team and len(teams) == 1:
        values = {"team": teams[0], **values}
    order.set({"assignee": whom.id, **values})
    return "; ".join(_warnings(order, whom)) or None


def _warnings(order: Order, whom: Person) -> Iterator[str]:
    absence = away(whom, order.rules, order.this.now)
    if absence is not None:
        yield f"{whom.id} is away until {absence.last}" + (f" ({absence.why})" if absence.why else "")
    own = order.rules.teams.get(order.ticket.team)
    if own is not None and whom.id not in (*own.members, own.lead):
        yield f"{whom.id} is not in the team {own.id}"


def _to_team(order: Order, typed: str) -> str | None:
    labels = {one.id: one.name for one in order.rules.teams.values()}
    order.set({"team": one_of("team", typed, order.rules.teams, labels), "assignee": ""})
    return None


def _listed(order: Order) -> list[str]:
    return order.rest.replace(",", " ").split() or ["me"]


def _watcher(order: Order, word: str) -> str:
    word = plain_word(word)
    if "@" in word.lstrip("@") and not order.this.directory.knows(word):
        return word.casefold()
    return person(order, word).id


COMMANDS = (
    Command("take", "", "/take", "Assign the ticket to yourself; work on a new one begins.", take, also=("mine",)),
    Command("assign", "WHO", "/assign @kim", "Give it to a person, or to a team. `me` is you.", assign),
    Command("unassign", "[WHO]", "/unassign", "Give it back; the desk looks for somebody else.", unassign),
    Command("team", "TEAM", "/team network", "Move it to another team; somebody of it gets it.", team),
    Command("watch", "[WHO...]", "/watch @kim", "You, or those named, are told of every public reply.", watch),
    Command("unwatch", "[WHO...]", "/unwatch", "You, or those named, are told no more.", unwatch),
    Command("escalate", "[WHY]", "/escalate needs a router admin", "The team's next tier takes over.", escalate),
)
