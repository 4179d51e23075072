"""How a ticket goes on: /status and /wait, and the ways of its lifecycle that all commands go by."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from helpdesk.decide.approvals.approval import barred
from helpdesk.decide.calendars.hours import desk_hours
from helpdesk.decide.calendars.zone import desk_zone
from helpdesk.decide.classifying.words import fold_text, has_phrase
from helpdesk.decide.lifecycle.states import lifecycle_of, state_of
from helpdesk.decide.promising.clock import ruled, waiting_steps
from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.spoken.names import given, one_of, plain_word
from helpdesk.model.front_matter import edited
from helpdesk.model.moment import Duration, format_utc
from helpdesk.model.rules.lifecycle import Lifecycle, Phase, Transition
from helpdesk.model.rules.permissions import STAFF
from helpdesk.model.timeline import Json, Paused
from helpdesk.model.transitions import Standing, onward, unmet

_SPAN = re.compile(
    r"(?<![\w.])(\d{1,4})\s?(?:(w)(?:eeks?)?|(d)(?:ays?)?|(h)(?:(?:ou)?rs?)?|(m)(?:in(?:ute)?s?)?)(?!\w)",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"\buntil\s+(\S+)", re.IGNORECASE)
_OUTSIDE = ("requester", "customer", "client", "user", "reporter", "answer", "reply", "them", "you", "feedback")
_MEETS = {
    "resolution": "/resolve says how it ended",
    "assignee": "/take or /assign first",
    "public_reply": "write to the requester in the same message; or, for somebody else, /wait for <whom>",
    "standard_change": "a change without approval is a standard one",
}


def status(order: Order) -> str | None:
    """The ticket goes to a named status, by a way of its lifecycle."""
    lifecycle = _lifecycle(order)
    labels = {name: state.name for name, state in lifecycle.states.items()}
    end = one_of("status", given(order, "a status"), lifecycle.states, labels)
    go_to(order, end)
    return None


def wait(order: Order) -> str | None:
    """The ticket waits: for the requester, or for whom the words say; until a time, or until it is moved."""
    until = _until(order)
    here = order.ticket.status
    waits = [name for name in (here, *(way.end for way in ways_on(order))) if _phase(order, name) is Phase.WAITING]
    status = _waiting_for(order, waits) if waits and (_reason(order) or here not in waits) else here
    if not waits:
        raise NotDone(f"it is {here!r} and cannot wait from there", onward_from(order))
    if status == here:
        _wait_on(order, until)
    else:
        go_to(order, status, until=until)
    return None


def go_to(
    order: Order,
    end: str,
    values: Mapping[str, Json] | None = None,
    *,
    until: datetime | None = None,
    given_needs: frozenset[str] = frozenset(),
) -> None:
    """Take the way to a status. Raises NotDone where there is none, it is not the speaker's, or needs are not met."""
    lifecycle, here = _lifecycle(order), order.ticket.status
    values = {**(values or {}), "status": end}
    if here == end:
        order.set(values)
        return
    way = lifecycle.way(here, end)
    if way is None:
        raise NotDone(f"from {here!r} it does not go to {end!r}", onward(lifecycle, here))
    if not may_take(order, way):
        who = " or ".join(way.who or (STAFF,))
        what = f"only {who} may bring it to {end!r} ({way.origin or 'the lifecycle'})"
        raise NotDone(what, onward(lifecycle, here) if order.speaker.staff else "ask one of them")
    after = edited(order.ticket, values)
    now = order.this.now
    closed_to = barred(after, order.draft.request, order.draft.timeline, order.rules, order.this.snapshot.assets, now)
    standing = Standing(after, order.draft.conversation, order.draft.timeline, closed_to)
    for need in unmet(way, standing, given_needs):
        why = closed_to.get(end, "") if need == "approval" else _MEETS.get(need, "")
        raise NotDone(f"it cannot become {end!r} yet: it has no {need.replace('_', ' ')}", why)
    if end in closed_to:
        raise NotDone(f"it cannot become {end!r} yet: {closed_to[end]}")
    order.set(values, until=until, permit=order.speaker.staff)


def may_take(order: Order, way: Transition) -> bool:
    """Whether the lifecycle lets the speaker take this way. A way that names nobody is staff's."""
    return not order.speaker.roles.isdisjoint(way.who or (STAFF,))


def way_into(order: Order, phase: Phase, verb: str) -> Transition | None:
    """The way that a verb means: one of its name, else the first into the phase; rather one the speaker may take."""
    ways = list(ways_on(order))
    found = [way for way in ways if way.verb == verb] or [way for way in ways if _phase(order, way.end) is phase]
    return next((way for way in found if may_take(order, way)), found[0] if found else None)


def started(order: Order) -> dict[str, Json]:
    """The status of work begun, where the lifecycle leads there from a new ticket; else nothing."""
    if state_of(order.ticket, order.rules).phase is not Phase.NEW:
        return {}
    ends = (
        way.end for way in ways_on(order) if _phase(order, way.end) is Phase.ACTIVE and set(way.needs) <= {"assignee"}
    )
    end = next(ends, "")
    return {"status": end} if end else {}


def _lifecycle(order: Order) -> Lifecycle:
    found = lifecycle_of(order.rules, order.ticket.type)
    if found is None:
        raise NotDone(f"there is no lifecycle for a {order.ticket.type.value}", "rules/lifecycle/ says how it goes on")
    return found


def onward_from(order: Order) -> str:
    """In words where the ticket can go from here."""
    return onward(_lifecycle(order), order.ticket.status)


def ways_on(order: Order) -> Iterator[Transition]:
    """The ways on from where the ticket stands, in the lifecycle's order."""
    return iter(_lifecycle(order).onward(order.ticket.status))


def _phase(order: Order, status: str) -> Phase:
    return state_of(order.ticket, order.rules, status).phase


def _reason(order: Order) -> str:
    """What the words say besides the time."""
    rest = _UNTIL.sub(" ", _SPAN.sub(" ", order.rest))
    return " ".join(word for word in fold_text(rest).split() if word not in ("for", "on", "a", "an", "the"))


def _fits(order: Order, status: str) -> bool:
    state = state_of(order.ticket, order.rules, status)
    words = (status, state.waits_for, state.name)
    return any(has_phrase(_reason(order), fold_text(word).replace("-", " ")) for word in words if word) or any(
        has_phrase(_reason(order), fold_text(word)) for word in words if word
    )


def _waiting_for(order: Order, statuses: Sequence[str]) -> str:
    """Which of these is meant: one named in the words; for somebody who is not the requester, where it waits for
    others; else where it waits for the requester."""
    named = next((status for status in statuses if _fits(order, status)), "")
    if named:
        return named
    reason = _reason(order)
    asker = [plain_word(part) for part in fold_text(order.ticket.requester.name).split()]
    for_them = not reason or any(has_phrase(reason, word) for word in (*_OUTSIDE, *asker) if word)
    waits = {status: state_of(order.ticket, order.rules, status).waits_for for status in statuses}
    asking = [status for status in statuses if waits[status] == "requester"]
    others = [status for status in statuses if waits[status] not in ("requester", "approver", "window")]
    return next(iter([*asking, *others] if for_them else [*others, *asking]), statuses[0])


def _wait_on(order: Order, until: datetime | None) -> None:
    """It waits already: from now on until another time."""
    if until is None:
        raise NotDone(f"it is {order.ticket.status} already", "/wait 3d says until when, /status <which> moves it")
    order.permit({"status": ""})
    state = state_of(order.ticket, order.rules)
    steps = waiting_steps(state, order.rules, order.at, until)
    why = f"{order.why}: until {format_utc(until)}"
    who = order.speaker
    order.draft.add(Paused(at=order.at, by=who.who, via=who.via, steps=steps, rule=ruled(state), why=why))


def _until(order: Order) -> datetime | None:
    """When it comes back: `3d` and `1w` in business days of the desk, `4h` and `30m` in its open hours, or a date."""
    named = _UNTIL.search(order.rest)
    hours = desk_hours(order.rules)
    if named is not None:
        day = plain_word(named[1])
        try:
            morning = datetime.combine(date.fromisoformat(day), time(), desk_zone(order.rules))
        except ValueError:
            raise NotDone(f"no date: '{day[:40]}'", "write it like /wait until 2026-03-09, or /wait 3d") from None
        if morning <= order.at:
            raise NotDone(f"{day} is not ahead", "name a day that comes")
        return hours.next_open(morning) or morning
    spans = list(_SPAN.finditer(order.rest))
    days = sum(int(one[1]) * (5 if one[2] else 1) for one in spans if one[2] or one[3])
    seconds = sum(int(one[1]) * (3600 if one[4] else 60) for one in spans if one[4] or one[5])
    if not days and not seconds:
        return None
    if days > 366 or seconds > 366 * 86400:
        raise NotDone("that is more than a year", "name a time within one")
    return hours.after(order.at, Duration(days=days, seconds=seconds))


COMMANDS = (
    Command("status", "STATUS", "/status on-hold", "Move it to a status of its lifecycle.", status),
    Command(
        "wait",
        "[TIME] [for WHOM]",
        "/wait 3d for the vendor",
        "Put it to wait, for the requester or for others; after the time it goes on by itself.",
        wait,
        also=("hold", "snooze"),
    ),
)
