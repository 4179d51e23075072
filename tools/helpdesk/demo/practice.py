"""Problems and changes: how ITIL's two quieter practices go from the first note to the review."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.demo.narrator import NotYet
from helpdesk.demo.sayings import said
from helpdesk.demo.story import Story
from helpdesk.model.moment import format_utc
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Approved, Json, Target


class PracticeStory(Story):
    """A problem is investigated until it is a known error, then cured; a change is assessed, approved, carried out."""

    def _work(self) -> None:
        self._begin_work()
        if self.case.scenario.type is TicketType.CHANGE:
            self._change()
        else:
            self._problem()
        self._end()

    def _begin_work(self) -> None:
        self._staff_time(self._allowed(Target.RESPONSE) * 0.22)
        if self.stall == 0:
            raise NotYet
        self.ledger.change(self.now, self.who, status=self.ledger.lifecycle.first(Phase.ACTIVE))
        self._said("do", said("seeing", "en", self.rng))

    def _problem(self) -> None:
        found = self.case.scenario.problem
        talk = self.case.scenario.talk
        for index, step in enumerate(talk):
            if self.stall is not None and index >= self.stall:
                raise NotYet
            kind, variants = next(iter(step.items()))
            self._staff_days(2.5 if kind == "fix" else 1.5)
            self._said(kind, self.rng.choice(variants))
            if index == 0 and found:
                values = {k: v for k, v in (("cause", found.cause), ("workaround", found.workaround)) if v}
                known: dict[str, Json] = {"problem": {**values, "known_error": found.known_error}}
                if found.known_error and "known-error" in self.ledger.lifecycle.states:
                    known["status"] = "known-error"
                self._later(minutes=6)
                self.ledger.change(self.now, self.who, **known)
        self._resolve()

    def _change(self) -> None:
        scheme = self.case.scenario.change
        assert scheme is not None
        start, end = self._window(scheme.kind)
        window = {"start": format_utc(start), "end": format_utc(end)}
        self._staff_time(1800)
        self.ledger.change(self.now, self.who, change={**self.ledger.values["change"], "window": window})
        self._approve(scheme.kind)
        notes = [step for step in self.case.scenario.talk if "fix" not in step]
        for step in notes:
            kind, variants = next(iter(step.items()))
            self._staff_time(3600)
            if self.now < start:
                self._said(kind, self.rng.choice(variants))
        self._until(max(start + timedelta(minutes=2), self.now + timedelta(minutes=2)))
        self._status("implementing")
        self._until(max(end - timedelta(minutes=self.rng.randrange(10, 40)), self.now + timedelta(minutes=5)))
        fix = next(step["fix"] for step in self.case.scenario.talk if "fix" in step)
        self._said("fix", self.rng.choice(fix))
        self.ledger.change(self.now, self.who, change={**self.ledger.values["change"], "outcome": scheme.outcome})
        self._resolve()

    def _approve(self, kind: str) -> None:
        """Standard changes are approved once and for all; the others by the team's lead."""
        if kind != "standard":
            self._status("approval")
            self._staff_time(7200 if kind == "normal" else 600)
            team = self.rules.teams[str(self.ledger.values["team"])]
            lead = self.rules.people[team.lead].manager if self.who == team.lead else team.lead
            self.ledger.advance(self.now)
            self.ledger.entries.append(Approved(at=self.now, by=lead or team.lead, what="change"))
            self._later(seconds=30)
        self._status("scheduled")

    def _status(self, name: str) -> None:
        if name in self.ledger.lifecycle.states:
            self.ledger.change(self.now, self.who, status=name)

    def _window(self, kind: str) -> tuple[datetime, datetime]:
        """Sunday morning for normal changes, the next evening for standard ones, tonight in an emergency."""
        zone = ZoneInfo(self.rules.desk.timezone)
        day = self.now.astimezone(zone).date()
        if kind == "normal":
            day += timedelta(days=(6 - day.weekday() + 7) if day.weekday() > 2 else 6 - day.weekday())
            start = datetime.combine(day, time(7), zone)
        else:
            start = datetime.combine(day + timedelta(days=0 if kind == "emergency" else 2), time(19), zone)
        start_utc = start.astimezone(self.now.tzinfo)
        return start_utc, start_utc + timedelta(hours=3 if kind == "normal" else 2)

    def _staff_days(self, days: float) -> None:
        self._staff_time(days * 8 * 3600)
