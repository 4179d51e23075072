"""State is a fold over the timeline: the same entries give the same state in whatever order they arrived."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args

import msgspec
from msgspec.structs import replace

from helpdesk.model.alert import AlertStatus
from helpdesk.model.message import Party
from helpdesk.model.record import Promise, Record, Sounding, TicketState
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import (
    DESK,
    Alerted,
    AnyEntry,
    Breached,
    Changed,
    Closed,
    Commented,
    Corrected,
    Escalated,
    Helped,
    Json,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Rated,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Step,
    Target,
    Told,
    Triaged,
    Warned,
)

# Writers of comments who are not staff: their words meet no promise of ours.
OUTSIDERS = frozenset({"requester", "participant", DESK})

# Entries of one moment fold in the order in which a ticket lives, which is the order of the union.
_RANK = {kind: rank for rank, kind in enumerate(get_args(AnyEntry))}
# The step of waiting that a notice made of this template has done.
REMINDERS = {"reminder": "remind", "closing": "warn"}
_json = msgspec.json.Encoder(order="deterministic")


def front_matter(ticket: Ticket) -> dict[str, Json]:
    """The fields of a ticket as plain JSON values, those at their default left out."""
    values: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(ticket))
    return values


def plain(value: object) -> Json:
    """A value as JSON knows it: lists for tuples, text for times, so that ledger and front matter compare equal."""
    if type(value) is str:
        return value
    return msgspec.json.decode(msgspec.json.encode(value))


def _put_off(owed: Owed) -> tuple[float, float]:
    return (owed.after.timestamp() if owed.after else 0.0, owed.until.timestamp() if owed.until else 0.0)


def _defaults() -> dict[str, Json]:
    empty: dict[str, Json] = {"id": None, "title": None, "status": None, "opened": None}
    for spec in msgspec.structs.fields(Ticket):
        if spec.default is not msgspec.NODEFAULT:
            empty[spec.encode_name] = plain(spec.default)
        elif spec.default_factory is not msgspec.NODEFAULT:
            empty[spec.encode_name] = plain(spec.default_factory())
    return empty


DEFAULTS = _defaults()


def differences(record: Record) -> tuple[tuple[str, Json, Json], ...]:
    """(field, what ticket.md says, what the ledger last knew) where people have edited since the desk looked."""
    written = front_matter(record.ticket)
    known = record.state.fields
    if written == known:
        return ()
    pairs = ((name, written.get(name, empty), known.get(name, empty)) for name, empty in DEFAULTS.items())
    return tuple((name, now, then) for name, now, then in pairs if now != then and name not in ("id", "opened"))


def in_order(entries: Iterable[AnyEntry]) -> list[AnyEntry]:
    """Entries by the time they happened; at one moment by kind; then by their text, so that no order is left open."""
    given = list(entries)
    keys = [moment_and_kind(entry) for entry in given]
    places = sorted(range(len(given)), key=keys.__getitem__)
    result = [given[place] for place in places]
    start = 0
    for end in range(1, len(places) + 1):
        if end == len(places) or keys[places[end]] != keys[places[start]]:
            if end - start > 1:
                result[start:end] = sorted(result[start:end], key=_json.encode)
            start = end
    return result


def moment_and_kind(entry: AnyEntry) -> tuple[datetime, int]:
    """Where an entry stands in the order of folding, but for its text."""
    return entry.at, _RANK[type(entry)]


def fold(entries: Iterable[AnyEntry]) -> TicketState:
    """The state that a timeline amounts to. A timeline without `opened` folds too: the desk shows what it knows."""
    folding = Folding()
    for entry in in_order(entries):
        folding.take(entry)
    return folding.state()


@dataclass
class Folding:
    """The state under construction."""

    opened: datetime | None = None
    fields: dict[str, Json] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    promises: dict[Target, Promise] = field(default_factory=dict)
    paused_since: datetime | None = None
    first_response: datetime | None = None
    last_public_reply: datetime | None = None
    last_from_requester: datetime | None = None
    last_change: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    reopened: int = 0
    last_reopened: datetime | None = None
    handoffs: int = 0
    rating: int | None = None
    rated: datetime | None = None
    merged_into: str = ""
    keys: set[str] = field(default_factory=set)
    message_ids: set[str] = field(default_factory=set)
    hashes: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    owed: dict[str, Owed] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    waiting_steps: tuple[Step, ...] = ()
    reminded: dict[str, datetime] = field(default_factory=dict)
    leftover: bool = False
    alerts: dict[str, Sounding] = field(default_factory=dict)
    helped: dict[str, bool] = field(default_factory=dict)

    def take(self, entry: AnyEntry) -> None:
        self.last_change = entry.at
        match entry:
            # Notices first: they are half of every ledger.
            case Owed():
                self._owe(entry)
                if entry.template in REMINDERS:
                    self.reminded[REMINDERS[entry.template]] = entry.at
            case Told():
                self.told.add(entry.notice)
                if entry.message_id:
                    self.message_ids.add(entry.message_id)
            case Opened():
                self.opened = entry.at
                self._message(entry.key, entry.message_id, entry.content_hash)
                self.keys.update(entry.also)
                self._set(entry.set, entry.by)
            case Triaged() | Changed() | Corrected():
                self._set(entry.set, entry.by)
                if isinstance(entry, Corrected) and entry.rating is not None:
                    self._rated(entry.rating, entry.at)
            case Routed():
                self._routed(entry)
            case Promised() | Warned() | Breached() | Escalated() | Paused() | Resumed():
                self._clock(entry)
            case Commented():
                self._commented(entry)
            case Resolved() | Reopened() | Closed() | Merged():
                self._ended(entry)
            case Rated():
                self._rated(entry.score, entry.at)
            case Alerted():
                self._alerted(entry)
            case Helped():
                self.helped[entry.article] = entry.helpful
            case _:
                pass

    def _owe(self, entry: Owed) -> None:
        """Put off, the latest time counts; claimed anew, the claim that runs longest: a later one runs longer."""
        old = self.owed.get(entry.notice)
        if old is None or _put_off(entry) > _put_off(old):
            self.owed[entry.notice] = entry

    def _set(self, values: dict[str, Json], by: str) -> None:
        for name, value in values.items():
            self.fields[name] = plain(value)
            self.owners[name] = by
            if name == "assignee":
                self.leftover = False

    def _message(self, key: str, message_id: str, content_hash: str) -> None:
        for known, value in ((self.keys, key), (self.message_ids, message_id), (self.hashes, content_hash)):
            if value:
                known.add(value)

    def _routed(self, entry: Routed) -> None:
        before = self.fields.get("assignee") or self.fields.get("team")
        news = {"team": entry.team, "assignee": entry.assignee}
        # Who chose a team goes on owning it when only the assignee is new, and the other way round.
        self._set({name: value for name, value in news.items() if self.fields.get(name, "") != value}, entry.by)
        self.leftover = entry.leftover
        if before and before != (entry.assignee or entry.team):
            self.handoffs += 1

    def _clock(self, entry: Promised | Warned | Breached | Escalated | Paused | Resumed) -> None:
        match entry:
            case Promised() if not entry.sla:
                self.promises.pop(entry.target, None)
            case Promised():
                old = self.promises.get(entry.target)
                self.promises[entry.target] = Promise(
                    target=entry.target,
                    due=entry.due,
                    sla=entry.sla,
                    calendar=entry.calendar,
                    allowed=entry.allowed,
                    promised_at=entry.at,
                    steps=entry.steps,
                    rule=entry.rule,
                    met_at=old.met_at if old and entry.target is Target.RESPONSE else None,
                )
            case Warned():
                self._promise(entry.target, warned_at=entry.at)
            case Breached():
                self._promise(entry.target, breached_at=entry.at)
            case Escalated():
                done = self.promises[entry.target].escalated if entry.target in self.promises else ()
                self._promise(entry.target, escalated=(*done, f"{entry.to}@{entry.at.isoformat()}"))
            case Paused():
                self.paused_since = entry.at
                self.waiting_steps = entry.steps
                for name, left in entry.left.items():
                    self._promise(Target(name), left=left)
            case Resumed():
                self.paused_since = None
                self.waiting_steps = ()
                for target, promise in self.promises.items():
                    due = entry.due.get(target.value, promise.due)
                    self.promises[target] = replace(
                        promise, left=None, due=due, steps=entry.steps.get(target.value, promise.steps)
                    )

    def _promise(self, target: Target, **news: object) -> None:
        if target in self.promises:
            self.promises[target] = replace(self.promises[target], **news)

    def _meet(self, target: Target, at: datetime) -> None:
        promise = self.promises.get(target)
        # The promise of the next update begins with the reply that keeps the one before.
        begun = promise is not None and (target is not Target.UPDATE or promise.promised_at < at)
        if promise is not None and promise.met_at is None and begun:
            self.promises[target] = replace(promise, met_at=at)

    def _commented(self, entry: Commented) -> None:
        self.comments.add(entry.comment)
        self._message(entry.key, entry.message_id, entry.content_hash)
        if entry.by in OUTSIDERS:
            self.last_from_requester = entry.at if entry.by != DESK else self.last_from_requester
        elif entry.visibility is Visibility.PUBLIC:
            self.first_response = self.first_response or entry.at
            self.last_public_reply = entry.at
            self._meet(Target.RESPONSE, entry.at)
            self._meet(Target.UPDATE, entry.at)

    def _alerted(self, entry: Alerted) -> None:
        """News count as said; an alert that ended begins anew with the next alarm."""
        self._message(entry.key, "", "")
        alert = entry.alert
        old = self.alerts.get(alert.identity)
        if old is None or (not old.sounds and alert.status is AlertStatus.FIRING and not alert.event):
            old = Sounding(alert=alert, since=alert.starts_at or entry.at, noted=entry.at, times=0, held=entry.held)
        over = alert.status is AlertStatus.RESOLVED and not alert.event
        self.alerts[alert.identity] = replace(
            old,
            alert=alert if not alert.event else old.alert,
            noted=entry.at,
            times=old.times + (alert.status is AlertStatus.FIRING and not alert.event and not entry.into),
            ended=(alert.ends_at or entry.at) if over else old.ended,
            held=None if entry.into or over else entry.held or old.held,
            into=entry.into,
        )

    def _rated(self, score: int, at: datetime) -> None:
        anew = self.rated is None or (self.last_reopened is not None and self.rated < self.last_reopened)
        self.rating, self.rated = score, at if anew else self.rated

    def _ended(self, entry: Resolved | Reopened | Closed | Merged) -> None:
        match entry:
            case Resolved():
                self.resolved, self.waiting_steps = entry.at, entry.steps
                for target in Target:
                    self._meet(target, entry.at)
            case Closed() | Merged():
                if isinstance(entry, Merged):
                    self.merged_into = entry.into or self.merged_into
                if isinstance(entry, Closed) or entry.into:
                    self.closed, self.waiting_steps = entry.at, ()
                    for target in Target:
                        self._meet(target, entry.at)
            case Reopened():
                self.resolved = self.closed = None
                self.merged_into = ""
                self.waiting_steps = ()
                self.reopened += 1
                self.last_reopened = entry.at
                self._promise(Target.RESOLVE, met_at=None)
                if entry.status:
                    self._set({"status": entry.status}, entry.by)

    def _agenda(self) -> Iterator[tuple[Target | None, Step]]:
        for identity, sounding in self.alerts.items():
            if sounding.sounds and sounding.held is not None:
                yield None, Step(sounding.held, "alarm", identity)
        if self.closed is not None:
            return
        for step in self.waiting_steps:
            if step.do not in self.reminded or self.reminded[step.do] < step.at:
                yield None, step
        for target, promise in self.promises.items():
            if promise.met_at is None and promise.left is None:
                yield from ((target, step) for step in promise.steps if not done(promise, step))

    def state(self) -> TicketState:
        agenda = sorted(self._agenda(), key=lambda item: (item[1].at, item[1].do, item[0] or "", item[1].to))
        return TicketState(
            opened=self.opened,
            fields=self.fields,
            owners=self.owners,
            promises=self.promises,
            paused_since=self.paused_since,
            first_response=self.first_response,
            last_public_reply=self.last_public_reply,
            last_from_requester=self.last_from_requester,
            last_change=self.last_change,
            resolved=self.resolved,
            closed=self.closed,
            reopened=self.reopened,
            last_reopened=self.last_reopened,
            handoffs=self.handoffs,
            rating=self.rating,
            rated=self.rated,
            merged_into=self.merged_into,
            keys=frozenset(self.keys),
            message_ids=frozenset(self.message_ids),
            hashes=frozenset(self.hashes),
            comments=frozenset(self.comments),
            owed=tuple(owed for notice, owed in self.owed.items() if notice not in self.told),
            told=frozenset(self.told),
            agenda=tuple(agenda),
            leftover=self.leftover,
            alerts=self.alerts,
            helped=self.helped,
        )


def done(promise: Promise, step: Step) -> bool:
    """Whether the ledger says that this step of the promise has happened."""
    if step.do == "warn":
        return promise.warned_at is not None
    if step.do == "breach":
        return promise.breached_at is not None
    return f"{step.to}@{step.at.isoformat()}" in promise.escalated


def unsynced(record: Record) -> bool:
    """Whether people have edited this ticket since the desk last looked: fields, or comment files it never saw."""
    unseen = any(spoken.name not in record.state.comments for spoken in record.conversation)
    return unseen or bool(differences(record))


def wake_at(record: Record) -> datetime | None:
    """When the desk must next look at this ticket: the epoch's start for now, None for never."""
    now = datetime.min.replace(tzinfo=record.ticket.opened.tzinfo)
    if unsynced(record):
        return now
    times = [owed.after or now for owed in record.state.owed]
    times += [record.state.agenda[0][1].at] if record.state.agenda else []
    return min(times, default=None)


def requester_of(state: TicketState) -> Party:
    """The requester as the ledger knows them; empty where it does not."""
    return msgspec.convert(state.fields.get("requester") or {}, Party)
