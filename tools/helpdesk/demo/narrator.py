"""What every story needs: who speaks, in which words, and how long people take in their own office hours."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from helpdesk.demo.cast import Case
from helpdesk.demo.ledger import Ledger
from helpdesk.demo.levels import clock_of, whole
from helpdesk.demo.opening import begin, requester_of, slots_of
from helpdesk.demo.roster import Roster
from helpdesk.demo.speech import fill, reply, without_greeting
from helpdesk.model.asset import Asset
from helpdesk.model.message import Party
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import Target


class NotYet(Exception):
    """The next step of the story lies in the future."""


class Narrator:
    """One case from its first minute on, at the moment `now` of its story. Deterministic for its random source."""

    def __init__(
        self,
        rules: Rules,
        assets: Mapping[str, Asset],
        case: Case,
        roster: Roster,
        rng: random.Random,
        until: datetime,
        stall: int | None = None,
    ) -> None:
        self.rules, self.case, self.roster, self.rng, self.until = rules, case, roster, rng, until
        self.ledger = Ledger(rules, case.reference)
        self.now = case.opened
        self.slots = slots_of(case, rules, assets, rng)
        self.stall = stall
        # Most are worked on at the usual pace, some are left lying; in an outage everybody runs.
        self.pace = rng.lognormvariate(0, 0.5) * (3.2 if rng.random() < 0.08 else 1)
        if case.parent or case.scenario.major:
            self.pace = 0.25
        self.text = begin(self.ledger, case, self.slots, roster, rng)
        self.solved: datetime | None = None

    @property
    def who(self) -> str:
        return str(self.ledger.values["assignee"])

    @property
    def technician(self) -> Party:
        person = self.rules.people[self.who]
        return Party(name=person.name, email=person.email)

    def _said(self, kind: str, words: str) -> None:
        text, language = fill(words, {**self.slots, "tech": self.technician.name.split()[0]}), self.case.scenario
        if kind == "answer":
            name = self.slots["first"] if self.rng.random() < 0.4 else ""
            via = "mail" if self.case.channel in ("phone", "mail", "alert") else self.case.channel
            self.ledger.say(self.now, "requester", requester_of(self.case), reply(text, language, name, self.rng), via)
            return
        internal = kind == "note"
        if not internal and any(
            new.comment.by == self.who and new.comment.visibility is Visibility.PUBLIC for new in self.ledger.comments
        ):
            text = without_greeting(text)
        name = "" if internal else self.technician.name.split()[0]
        words = reply(text, language, name, self.rng)
        self.ledger.say(self.now, self.who, self.technician, words, "cli", internal=internal)

    def _allowed(self, target: Target) -> float:
        seconds = self.ledger.pledges.seconds(self.ledger.values, target)
        return seconds or (6 if target is Target.RESPONSE else 30) * 3600

    def _staff_time(self, seconds: float) -> None:
        """The technician gets to it, in their own hours; at any hour when it is critical."""
        span = max(seconds * self.pace * self.rng.lognormvariate(0, 0.7), 60)
        moment = self._worked(span)
        if self._covered(min(moment, self.until)):
            moment = self._worked(span)
        self._until(moment)

    def _worked(self, span: float) -> datetime:
        person = self.rules.people[self.who]
        names = (self.ledger.pledges.level.calendar if self.ledger.pledges.level else "",)
        critical = self.ledger.values.get("priority") == next(iter(self.rules.priority.levels), "")
        return whole(clock_of(self.rules, *(names if critical else (person.hours, *names))).add(self.now, span))

    def _covered(self, by: datetime) -> bool:
        """Whether somebody else has it by then, because its technician has gone away and it cannot wait."""
        person = self.rules.people[self.who]
        absence = self.roster.absence(person, by)
        if absence is None or self.ledger.state.phase not in (Phase.NEW, Phase.ACTIVE):
            return False
        leaving = datetime.combine(absence.first, time(), self.roster.zone(person)).astimezone(UTC)
        at = max(self.now + timedelta(seconds=1), leaving)
        team = self.rules.teams[str(self.ledger.values["team"])]
        category = self.rules.categories[self.case.scenario.category]
        skills = category.skills if category.team == team.id else ()
        who, candidates = self.roster.choose(team, skills, at)
        if who == person.id or at > self.until:
            return False
        self.ledger.route(at, team.id, who, candidates, why=f"{person.id} is away until {absence.last.isoformat()}")
        self.now = at
        return True

    def _requester_time(self, hours: float) -> None:
        """The requester gets to it, in the hours of their office."""
        person = self.case.requester
        clock = clock_of(self.rules, person.location.lower() if person else "")
        hours = hours * 0.1 if self.ledger.values.get("urgency") == "high" else hours
        self._until(whole(clock.add(self.now, max(hours * 3600 * self.rng.lognormvariate(-0.3, 0.9), 120))))

    def _later(self, minutes: int = 0, seconds: int = 0) -> None:
        self._until(self.now + timedelta(minutes=minutes, seconds=seconds))

    def _until(self, moment: datetime) -> None:
        if moment > self.until:
            raise NotYet
        self.now = moment
