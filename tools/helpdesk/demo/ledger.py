"""One ticket's front matter and timeline, kept in step: whatever is written here folds back to the same ticket."""

import hashlib
from datetime import datetime

import msgspec

from helpdesk.demo.outbox import Outbox
from helpdesk.demo.pledges import Pledges
from helpdesk.model.message import Party
from helpdesk.model.plan import NewComment
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Clock, Lifecycle, Phase, State
from helpdesk.model.ticket import Comment, Ticket, TicketType, Visibility
from helpdesk.model.timeline import (
    DESK,
    AnyEntry,
    Candidate,
    Changed,
    Closed,
    Commented,
    Confirmed,
    Json,
    Opened,
    Paused,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Step,
    Triaged,
)


class Ledger:
    """A ticket being lived. Times must not go back; every call first lets the clock do what is due by then."""

    def __init__(self, rules: Rules, reference: str) -> None:
        self.rules = rules
        self.reference = reference
        self.values: dict[str, Json] = {}
        self.entries: list[AnyEntry] = []
        self.comments: list[NewComment] = []
        self.pledges = Pledges(rules)
        self.outbox = Outbox(rules, reference, self.values, self.entries)

    @property
    def ticket(self) -> Ticket:
        return msgspec.convert(self.values, Ticket)

    @property
    def lifecycle(self) -> Lifecycle:
        return self.rules.lifecycles[TicketType(self.values.get("type", "incident"))]

    @property
    def state(self) -> State:
        return self.lifecycle.states[self.values["status"]]

    @property
    def over(self) -> bool:
        return self.state.phase is Phase.CLOSED

    def open(self, at: datetime, values: dict[str, Json], key: str, message: str, text: str, via: str) -> None:
        """The request as it came, before anybody decided anything."""
        self.values.update(values)
        digest = hashlib.sha256(text.encode()).hexdigest()
        self.entries.append(Opened(at=at, via=via, key=key, message_id=message, content_hash=digest, set=dict(values)))
        self.outbox.owe("opened", at)

    def triage(self, at: datetime, values: dict[str, Json], because: dict[str, str]) -> None:
        """What the desk decided, each with its reason."""
        self.values.update(values)
        self.entries.append(Triaged(at=at, set=values, because=because))

    def route(
        self, at: datetime, team: str, who: str, candidates: tuple[Candidate, ...] = (), by: str = DESK, why: str = ""
    ) -> None:
        """The ticket goes to a team and one of its people."""
        self.advance(at)
        self.values.update({"team": team, "assignee": who})
        self.entries.append(Routed(at=at, by=by, team=team, assignee=who, candidates=candidates, why=why))
        self.outbox.owe("routed", at)

    def promise(self, at: datetime) -> None:
        """Pin the first response and the solution."""
        self.entries += self.pledges.make(at, self.values)

    def change(self, at: datetime, by: str, **values: Json) -> None:
        """Somebody sets fields. A state in which the clock stands still, or runs again, moves the promises with it."""
        self.advance(at)
        before = {name: self.values.get(name, "") for name in values if name in self.values}
        news = {name: value for name, value in values.items() if self.values.get(name) != value}
        if not news:
            return
        stood = self.state.clock is Clock.PAUSE
        self.values.update(news)
        self.entries.append(Changed(at=at, by=by, set=news, was={k: v for k, v in before.items() if k in news}))
        stands = self.state.clock is Clock.PAUSE
        if stands and not stood:
            self.entries.append(Paused(at=at, by=by, **self.pledges.pause(at, self.state.waits_for)))
        elif stood and not stands:
            self.entries.append(Resumed(at=at, by=by, **self.pledges.resume(at)))

    def say(self, at: datetime, by: str, sender: Party, text: str, via: str, *, internal: bool = False) -> None:
        """A message joins: `by` a handle, or "requester"."""
        self.advance(at)
        staff = by != "requester"
        visibility = Visibility.INTERNAL if internal else Visibility.PUBLIC
        digest = hashlib.sha256(f"{self.reference}{at.isoformat()}{text}".encode()).hexdigest()
        mail = f"<{digest[:20]}@example.org>" if via == "mail" else ""
        key = f"{via}:{mail or digest[:20]}"
        name = f"{at:%Y%m%dT%H%M%SZ}-{by}-{digest[20:28]}.md"
        comment = Comment(at=at, by=by, visibility=visibility, sender=sender, via=via, key=key, message_id=mail)
        self.comments.append(NewComment(name, comment, text))
        self.entries.append(
            Commented(
                at=at,
                by=by,
                via=via,
                comment=name,
                visibility=visibility,
                key=key,
                message_id=mail,
                content_hash=digest,
                sender=sender.email,
            )
        )
        if staff and not internal:
            self.entries += self.pledges.answered(at, self.values)
        if not internal:
            self.outbox.owe("commented", at, {"comment": name}, ("requester", "watchers") if staff else ("assignee",))

    def resolve(self, at: datetime, by: str, status: str, code: str, summary: str, article: str) -> None:
        """Solved, as far as the desk knows: the clock stops, and the ticket will close by itself."""
        ending = {"code": code, "summary": summary, **({"article": article} if article else {})}
        self.change(at, by, status=status, resolution=ending)
        self.entries.append(Resolved(at=at, by=by, code=code, summary=summary, steps=self.pledges.resolved(at)))
        self.outbox.owe("resolved", at)

    def reopen(self, at: datetime, status: str, by: str, why: str) -> None:
        """Not solved after all: the clock goes on where it stood."""
        self.advance(at)
        self.values["status"] = status
        self.entries.append(Reopened(at=at, by=by, status=status, why=why))
        self.entries.append(Resumed(at=at, by=by, **self.pledges.reopened(at)))
        self.outbox.owe("reopened", at)

    def close(self, at: datetime, by: str, reason: str, **values: Json) -> None:
        """The end."""
        if at.tzinfo is None or self.over:
            return
        self.change(at, by, status=self._closed_status(), **values)
        self.pledges.closed(at)
        self.entries.append(Closed(at=at, by=by, reason=reason))
        self.outbox.owe("closed", at)

    def _closed_status(self) -> str:
        """Where closing leads from here: a change that was carried out does not end as rejected."""
        ways = (
            way.end for way in self.lifecycle.transitions if way.start == self.values["status"] and way.verb == "close"
        )
        return next(ways, self.lifecycle.first(Phase.CLOSED))

    def confirm(self, at: datetime) -> None:
        """The requester says that it is solved, and so it ends."""
        self.entries.append(Confirmed(at=at, by="requester"))
        self.close(at, "requester", "confirmed by the requester")

    def tie(self, at: datetime, by: str, problem: str) -> None:
        """Link the problem behind it, at a time that may lie before what was written last."""
        links = {**self.values.get("links", {}), "problem": problem}
        self.entries.append(Changed(at=at, by=by, set={"links": links}, was={"links": self.values.get("links", {})}))
        self.values["links"] = links

    def advance(self, now: datetime) -> None:
        """Whatever the clock had to do by `now` has been done, at its own time."""
        while (step := self.pledges.next_waiting(now)) is not None:
            self._waited(step)
        for entry in self.pledges.due(now, self.outbox.who):
            self.entries.append(entry)
            self.outbox.owe(type(entry).__struct_config__.tag, entry.at)  # type: ignore[arg-type]

    def _waited(self, step: Step) -> None:
        if step.do == "remind":
            self.outbox.notice("reminder", "reminder", "requester", "mail", step.at, {})
            return
        if self.state.phase is Phase.RESOLVED:
            self.close(step.at, DESK, "no objection")
        else:
            silent = {"code": "no-answer", "summary": "Closed because our question was not answered."}
            self.close(step.at, DESK, "no answer from the requester", resolution=silent)
