"""State is a fold over the timeline: the same entries give the same state in whatever order they arrived."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from helpdesk.model.alert import AlertStatus
from helpdesk.model.front_matter import plain
from helpdesk.model.message import Party
from helpdesk.model.order import in_order
from helpdesk.model.pledges import Pledges
from helpdesk.model.record import Sounding, TicketState
from helpdesk.model.ticket import Visibility
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

# The step of waiting that a notice made of this template has done.
REMINDERS = {"reminder": "remind", "closing": "warn"}


def _put_off(owed: Owed) -> tuple[float, float]:
    return (owed.after.timestamp() if owed.after else 0.0, owed.until.timestamp() if owed.until else 0.0)


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
    pledges: Pledges = field(default_factory=Pledges)
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
    reminded: dict[str, datetime] = field(default_factory=dict)
    leftover: bool = False
    alerts: dict[str, Sounding] = field(default_factory=dict)
    helped: dict[str, bool] = field(default_factory=dict)

    def take(self, entry: AnyEntry) -> None:
        self.last_change = entry.at
        taken = _TAKEN.get(type(entry))
        if taken is not None:
            taken(self, entry)

    def _told(self, entry: Told) -> None:
        self.told.add(entry.notice)
        if entry.message_id:
            self.message_ids.add(entry.message_id)

    def _opened(self, entry: Opened) -> None:
        self.opened = entry.at
        self._message(entry.key, entry.message_id, entry.content_hash)
        self.keys.update(entry.also)
        self._set(entry.set, entry.by)

    def _changed(self, entry: Triaged | Changed | Corrected) -> None:
        self._set(entry.set, entry.by)
        if isinstance(entry, Corrected) and entry.rating is not None:
            self._rate(entry.rating, entry.at)

    def _rated(self, entry: Rated) -> None:
        self._rate(entry.score, entry.at)

    def _pledged(self, entry: Promised | Warned | Breached | Escalated | Paused | Resumed) -> None:
        self.pledges.take(entry)

    def _helped(self, entry: Helped) -> None:
        self.helped[entry.article] = entry.helpful

    def _owe(self, entry: Owed) -> None:
        """Put off, the latest time counts; claimed anew, the claim that runs longest: a later one runs longer."""
        old = self.owed.get(entry.notice)
        if old is None or _put_off(entry) > _put_off(old):
            self.owed[entry.notice] = entry
        if entry.template in REMINDERS:
            self.reminded[REMINDERS[entry.template]] = entry.at

    def _set(self, values: dict[str, Json], by: str) -> None:
        for name, value in values.items():
            self.fields[name] = plain(value)
            self.owners[name] = by
            if name == "assignee":
                self.leftover = False

    def _message(self, key: str, message_id: str, content_hash: str) -> None:
        if key:
            self.keys.add(key)
        if message_id:
            self.message_ids.add(message_id)
        if content_hash:
            self.hashes.add(content_hash)

    def _routed(self, entry: Routed) -> None:
        before = self.fields.get("assignee") or self.fields.get("team")
        news = {"team": entry.team, "assignee": entry.assignee}
        # Who chose a team goes on owning it when only the assignee is new, and the other way round.
        self._set({name: value for name, value in news.items() if self.fields.get(name, "") != value}, entry.by)
        self.leftover = entry.leftover
        if before and before != (entry.assignee or entry.team):
            self.handoffs += 1

    def _commented(self, entry: Commented) -> None:
        self.comments.add(entry.comment)
        self._message(entry.key, entry.message_id, entry.content_hash)
        if entry.by in OUTSIDERS:
            self.last_from_requester = entry.at if entry.by != DESK else self.last_from_requester
        elif entry.visibility is Visibility.PUBLIC:
            self.first_response = self.first_response or entry.at
            self.last_public_reply = entry.at
            self.pledges.meet(Target.RESPONSE, entry.at)
            self.pledges.meet(Target.UPDATE, entry.at)

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

    def _rate(self, score: int, at: datetime) -> None:
        anew = self.rated is None or (self.last_reopened is not None and self.rated < self.last_reopened)
        self.rating, self.rated = score, at if anew else self.rated

    def _ended(self, entry: Resolved | Reopened | Closed | Merged) -> None:
        match entry:
            case Resolved():
                self.resolved, self.pledges.waiting = entry.at, entry.steps
                self.pledges.meet_all(entry.at)
            case Closed() | Merged():
                if isinstance(entry, Merged):
                    self.merged_into = entry.into or self.merged_into
                if isinstance(entry, Closed) or entry.into:
                    self.closed, self.pledges.waiting = entry.at, ()
                    self.pledges.meet_all(entry.at)
            case Reopened():
                self.resolved = self.closed = None
                self.merged_into = ""
                self.pledges.waiting = ()
                self.reopened += 1
                self.last_reopened = entry.at
                self.pledges.change(Target.RESOLVE, met_at=None)
                if entry.status:
                    self._set({"status": entry.status}, entry.by)

    def _agenda(self) -> Iterator[tuple[Target | None, Step]]:
        for identity, sounding in self.alerts.items():
            if sounding.sounds and sounding.held is not None:
                yield None, Step(sounding.held, "alarm", identity)
        if self.closed is not None:
            return
        for step in self.pledges.waiting:
            if step.do not in self.reminded or self.reminded[step.do] < step.at:
                yield None, step
        yield from self.pledges.steps()

    def state(self) -> TicketState:
        agenda = sorted(self._agenda(), key=lambda item: (item[1].at, item[1].do, item[0] or "", item[1].to))
        return TicketState(
            opened=self.opened,
            fields=self.fields,
            owners=self.owners,
            promises=self.pledges.promises,
            paused_since=self.pledges.paused_since,
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


# Asked by kind, for there are millions of them; what is not here changes nothing but the time of the last change.
_TAKEN: dict[type, Callable[[Folding, Any], None]] = {
    Opened: Folding._opened,
    Routed: Folding._routed,
    Commented: Folding._commented,
    Owed: Folding._owe,
    Told: Folding._told,
    Rated: Folding._rated,
    Alerted: Folding._alerted,
    Helped: Folding._helped,
    **dict.fromkeys((Triaged, Changed, Corrected), Folding._changed),
    **dict.fromkeys((Promised, Warned, Breached, Escalated, Paused, Resumed), Folding._pledged),
    **dict.fromkeys((Resolved, Reopened, Closed, Merged), Folding._ended),
}


def requester_of(state: TicketState) -> Party:
    """The requester as the ledger knows them; empty where it does not."""
    return msgspec.convert(state.fields.get("requester") or {}, Party)
