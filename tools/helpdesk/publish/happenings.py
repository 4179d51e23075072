"""An entry of the ledger as a small line between two messages: what happened, and why."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from helpdesk.model.timeline import (
    DESK,
    Alerted,
    AnyEntry,
    Approved,
    Breached,
    Candidate,
    Changed,
    Closed,
    Confirmed,
    Corrected,
    Entry,
    Escalated,
    Helped,
    Json,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Rated,
    Refused,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Told,
    Triaged,
    Warned,
)
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.names import Names


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """`what` in words; `due` a promised time that belongs to it; `because` reasons by field; `kind` picks the mark;
    `about` is the reference of another ticket that `what` names."""

    at: datetime
    by: str
    kind: str
    what: str
    due: datetime | None = None
    why: str = ""
    rule: str = ""
    because: tuple[tuple[str, str], ...] = ()
    candidates: tuple[Candidate, ...] = ()
    about: str = ""


def happening(entry: AnyEntry, names: Names) -> Happening | None:
    """The line for an entry; None for those that a page shows otherwise (messages) or that only machines need."""
    words = _WORDS.get(type(entry))
    if words is None:
        return None
    what, due = words(entry, names)
    return Happening(
        at=entry.at,
        by="" if entry.by == DESK else names.person(entry.by),
        kind=type(entry).__name__.lower(),
        what=what,
        due=due,
        why=entry.why,
        rule=entry.rule,
        because=tuple(entry.because.items()) if isinstance(entry, Triaged) else (),
        candidates=entry.candidates if isinstance(entry, Routed) else (),
        about=(entry.into or entry.source) if isinstance(entry, Merged) else "",
    )


E_ = TypeVar("E_", bound=Entry)
_ENDED = {"sent": "Told {whom}", "undeliverable": "Could not tell {whom}", "dropped": "Did not tell {whom}"}
Said = tuple[str, datetime | None]


def _opened(entry: Opened, names: Names) -> Said:
    say = names.texts.plain
    return say("Opened, via {channel}", channel=say(entry.via)) if entry.via else say("Opened"), None


def _routed(entry: Routed, names: Names) -> Said:
    who = f" / {names.person(entry.assignee)}" if entry.assignee else ""
    return names.texts.plain("Routed to {team}", team=names.team(entry.team) + who), None


def _promised(entry: Promised, names: Names) -> Said:
    say = names.texts.plain
    return say("{target} promised by {level}, due", target=say(NAMES[entry.target]), level=entry.sla), entry.due


def _triaged(entry: Triaged, names: Names) -> Said:
    values = ", ".join(f"{_field(field, names)} {_value(field, value, names)}" for field, value in entry.set.items())
    return names.texts.plain("Triaged: {values}", values=values), None


def _changed(entry: Changed, names: Names) -> Said:
    parts = [_change(field, entry.was.get(field), value, names) for field, value in entry.set.items()]
    return "; ".join(parts) or names.texts.plain("Nothing changed"), None


def _resumed(entry: Resumed, names: Names) -> Said:
    text = "Clock runs again, due" if entry.due else "Clock runs again"
    return names.texts.plain(text), min(entry.due.values(), default=None)


def _merged(entry: Merged, names: Names) -> Said:
    say = names.texts.plain
    if entry.into:
        return say("Merged into {reference}", reference=entry.into), None
    return say("{reference} was merged into this", reference=entry.source), None


def _alerted(entry: Alerted, names: Names) -> Said:
    alert, say = entry.alert, names.texts.plain
    if entry.into:
        return say("Alert goes on in {reference}: {title}", reference=entry.into, title=alert.title), None
    word = alert.event or say({"firing": "fires", "resolved": "is over"}[alert.status.value])
    about = ", ".join(filter(None, (alert.source, alert.severity)))
    what = say("Alert {event}: {title} ({about})", event=word, title=alert.title, about=about)
    return f"{what} - {say('wakes nobody until')}" if entry.held is not None else what, entry.held


def _warned(entry: Warned, names: Names) -> Said:
    say = names.texts.plain
    return say("{target} is due soon:", target=say(NAMES[entry.target])), entry.due


def _breached(entry: Breached, names: Names) -> Said:
    say = names.texts.plain
    return say("{target} was not met in time", target=say(NAMES[entry.target])), None


def _escalated(entry: Escalated, names: Names) -> Said:
    say = names.texts.plain
    whom = say(entry.to) + (f" ({names.person(entry.who)})" if entry.who else "")
    return say("Escalated to the {whom}: {target}", whom=whom, target=say(NAMES[entry.target])), None


def _resolved(entry: Resolved, names: Names) -> Said:
    return ": ".join(part for part in (names.texts.plain("Resolved"), entry.code, entry.summary) if part), None


def _with(text: str, more: Callable[[E_], str]) -> Callable[[E_, Names], Said]:
    """`text`, and what an entry adds to it behind a colon."""

    def said(entry: E_, names: Names) -> Said:
        added = more(entry)
        return names.texts.plain(text) + (f": {added}" if added else ""), None

    return said


def _rated(entry: Rated, names: Names) -> Said:
    what = names.texts.plain("Rated {score} of 5", score=entry.score)
    return f"{what}: {entry.comment}" if entry.comment else what, None


def _told(entry: Told, names: Names) -> Said:
    return names.texts.plain(_ENDED.get(entry.result, "Notice: {whom}"), whom=entry.notice), None


def _owed(entry: Owed, names: Names) -> Said:
    text = "Still to be told: {whom}, held until" if entry.after else "Still to be told: {whom}"
    return names.texts.plain(text, whom=notice_words(entry, names)), entry.after


def notice_words(owed: Owed, names: Names) -> str:
    """`requester by mail (acknowledge)`: whom, how, and which text."""
    say = names.texts.plain
    return say("{whom} by {channel} ({text})", whom=say(owed.role), channel=say(owed.channel), text=owed.template)


def told_line(entry: Told, owed: Owed | None, names: Names) -> Happening | None:
    """The line for a notice that has ended, with what the ledger had said of it when it was owed."""
    line = happening(entry, names)
    if line is None or owed is None:
        return line
    what = names.texts.plain(_ENDED.get(entry.result, "Notice: {whom}"), whom=notice_words(owed, names))
    return replace(line, what=what)


def _helped(entry: Helped, names: Names) -> Said:
    say = names.texts.plain
    if entry.helpful:
        what = say("The article {article} helped", article=entry.article)
    else:
        what = say("The article {article} did not help", article=entry.article)
    return f"{what}: {entry.comment}" if entry.comment else what, None


_WORDS: dict[type, Callable[..., Said]] = {
    Opened: _opened,
    Triaged: _triaged,
    Routed: _routed,
    Promised: _promised,
    Changed: _changed,
    Paused: _with("Clock paused", lambda _entry: ""),
    Resumed: _resumed,
    Warned: _warned,
    Breached: _breached,
    Escalated: _escalated,
    Approved: _with("Approved", lambda entry: entry.what),
    Refused: _with("Refused", lambda entry: entry.what),
    Alerted: _alerted,
    Resolved: _resolved,
    Confirmed: _with("The requester confirmed that it is solved", lambda _entry: ""),
    Reopened: _with("Reopened", lambda _entry: ""),
    Closed: _with("Closed", lambda entry: entry.reason),
    Rated: _rated,
    Helped: _helped,
    Merged: _merged,
    Corrected: _with("Corrected", lambda entry: entry.what),
    Owed: _owed,
    Told: _told,
}


def _field(field: str, names: Names) -> str:
    return names.texts.plain(field.replace("_", " "))


def _change(field: str, was: Json, value: Json, names: Names) -> str:
    if isinstance(was, dict) and isinstance(value, dict):
        # Of a change or a resolution only what is different: a plan is long, and stands on the page besides.
        was, value = ({key: one[key] for key in one if was.get(key) != value.get(key)} for one in (was, value))
    say, name, now = names.texts.plain, _field(field, names), _value(field, value, names)
    name = name[:1].upper() + name[1:]
    if was in (None, "", [], {}):
        return say("{field} set to {value}", field=name, value=now)
    return say("{field} set to {value} (was {old})", field=name, value=now, old=_value(field, was, names))


def _value(field: str, value: Json, names: Names) -> str:
    """A field's value in words: names for ids, lists with commas."""
    if value in (None, "", [], {}):
        return names.texts.plain("nothing")
    if isinstance(value, list | tuple):
        return ", ".join(_value(field, item, names) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_value(key, item, names)}" for key, item in value.items())
    look_up = {
        "team": names.team,
        "assignee": names.person,
        "category": names.category,
        "priority": names.priority,
        "service": names.service,
        "status": names.status_called,
    }
    return look_up.get(field, str)(str(value))
