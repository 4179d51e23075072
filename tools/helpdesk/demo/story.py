"""How a case is worked on: questions, answers, waits, solutions and second thoughts, one step after another."""

from datetime import timedelta

from helpdesk.demo.cast import Case
from helpdesk.demo.ledger import Ledger
from helpdesk.demo.narrator import Narrator, NotYet
from helpdesk.demo.sayings import said
from helpdesk.demo.speech import fill
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Merged, Rated, Target

_REOPENED = 0.07
_RATED = 0.35
_SCORES = ((5, 4, 3, 2, 1), (52, 28, 11, 6, 3))


class Story(Narrator):
    """One case, told until it ends or the present is reached. Deterministic for the random source it is given."""

    def tell(self) -> Ledger:
        """The whole story, and what the clock did meanwhile."""
        start = self.now
        try:
            if self.case.duplicate_of:
                self._merge(self.case.duplicate_of.reference)
            else:
                self._work()
        except NotYet:
            self._covered(self.until)
        self.ledger.advance(self.until)
        self._ties()
        self.roster.give(self.who, start, self.solved or self.until + timedelta(days=3))
        return self.ledger

    def _work(self) -> None:
        self._begin_work()
        self._steps(self.case.scenario.talk)
        if self.rng.random() < _REOPENED and self.case.requester and not self.case.parent:
            self._again()
        self._end()

    def _begin_work(self) -> None:
        scenario, ledger = self.case.scenario, self.ledger
        self._staff_time(self._allowed(Target.RESPONSE) * 0.22)
        if self.stall == 0:
            raise NotYet
        self._hand_over()
        ledger.change(self.now, self.who, status=ledger.lifecycle.first(Phase.ACTIVE))
        opening = next(iter(scenario.talk[0]))
        if opening in ("note", "fix") and self.rng.random() < 0.9:
            self._said("do", said("seeing", scenario.language, self.rng))

    def _hand_over(self) -> None:
        """The service desk took the call and knows whose work it is."""
        category = self.rules.categories[self.case.scenario.category]
        if self.ledger.values["team"] == category.team:
            return
        self._said("note", said("taken_over", "en", self.rng))
        self._later(minutes=2)
        who, candidates = self.roster.choose(self.rules.teams[category.team], category.skills, self.case.opened)
        self.ledger.route(self.now, category.team, who, candidates, by=self.who, why=f"work of {category.team}")
        self._staff_time(self._allowed(Target.RESPONSE) * 0.1)

    def _steps(self, talk: tuple[dict[str, tuple[str, ...]], ...]) -> None:
        for index, step in enumerate(talk):
            kind, variants = next(iter(step.items()))
            waiting = self.ledger.state.phase is Phase.WAITING
            if self.stall is not None and index >= self.stall and (kind != "answer" or waiting):
                self._get_stuck()
            if kind == "thanks":
                continue
            if kind == "note" and self.rng.random() < 0.25:
                continue
            self._step(kind, self.rng.choice(variants))

    def _step(self, kind: str, words: str) -> None:
        ledger = self.ledger
        match kind:
            case "answer":
                self._requester_time(1.6)
                self._said("answer", words)
                if ledger.state.phase is Phase.WAITING:
                    self._later(seconds=5)
                    ledger.change(self.now, "desk", status=ledger.lifecycle.first(Phase.ACTIVE))
            case "ask":
                self._staff_time(self._allowed(Target.RESOLVE) * self._share(0.05))
                self._said("ask", words)
                self._wait_for("requester")
            case "fix":
                self._staff_time(self._allowed(Target.RESOLVE) * 0.14)
                self._said("fix", words)
                self._resolve()
            case _:
                self._staff_time(self._allowed(Target.RESOLVE) * self._share(0.05 if kind == "note" else 0.1))
                self._said(kind, words)

    def _share(self, usual: float) -> float:
        """How much of the time allowed a step takes; the first words follow at once when work has begun."""
        return usual if self.ledger.comments else 0.004

    def _wait_for(self, whom: str) -> None:
        states = self.ledger.lifecycle.states.items()
        waiting = next((name for name, state in states if state.waits_for == whom and state.phase is Phase.WAITING), "")
        if waiting:
            self._later(seconds=20)
            self.ledger.change(self.now, self.who, status=waiting)

    def _get_stuck(self) -> None:
        """Work that is not done at the end of the story: some wait for others, some are simply late."""
        if self.rng.random() < 0.35 and self.ledger.state.phase is Phase.ACTIVE:
            self._said("note", said("stuck", "en", self.rng))
            self._wait_for("others")
        raise NotYet

    def _resolve(self) -> None:
        scenario, ledger = self.case.scenario, self.ledger
        self._later(seconds=15)
        if tasks := ledger.values.get("tasks"):
            ledger.change(self.now, self.who, tasks=[{**task, "done": True} for task in tasks])
        summary = fill(scenario.resolution.summary, self.slots)
        status = ledger.lifecycle.first(Phase.RESOLVED)
        ledger.resolve(self.now, self.who, status, scenario.resolution.code, summary, scenario.article)
        self.solved = self.now

    def _again(self) -> None:
        """It was not solved after all."""
        language = self.case.scenario.language
        self._requester_time(7)
        self._said("answer", said("still_broken", language, self.rng))
        self._later(seconds=5)
        self.ledger.reopen(self.now, self.ledger.lifecycle.first(Phase.ACTIVE), "desk", "the requester says it is back")
        self._staff_time(self._allowed(Target.RESOLVE) * 0.2)
        self._step("fix", said("solved_again", language, self.rng))

    def _end(self) -> None:
        """The requester says so, or says nothing."""
        thanks = next((step["thanks"] for step in self.case.scenario.talk if "thanks" in step), ())
        if thanks and self.rng.random() < 0.62:
            self._requester_time(5)
            if self.ledger.over:
                return
            self._said("answer", self.rng.choice(thanks))
            self._later(seconds=5)
            self.ledger.confirm(self.now)
        else:
            self.ledger.advance(self.until)
            if not self.ledger.over:
                raise NotYet
            self.now = self.ledger.entries[-1].at
        if thanks and self.rng.random() < _RATED:
            self._requester_time(4)
            score = self.rng.choices(*_SCORES)[0]
            self.ledger.entries.append(Rated(at=self.now, by="requester", via="mail", score=score))

    def _merge(self, original: str) -> None:
        self._staff_time(self._allowed(Target.RESPONSE) * 0.3)
        links = {**self.ledger.values.get("links", {}), "duplicate_of": original}
        ending = {"code": "duplicate", "summary": f"The same as {original}, where it goes on."}
        self.ledger.close(self.now, self.who, f"duplicate of {original}", links=links, resolution=ending)
        self.ledger.entries.append(Merged(at=self.now, by=self.who, into=original))
        self.solved = self.now

    def _ties(self) -> None:
        """What other cases mean for this one: duplicates that were merged into it, the problem it belongs to."""
        for double in self.case.duplicates:
            at = double.opened + timedelta(hours=1)
            if at <= self.until:
                self.ledger.entries.append(Merged(at=at, source=double.reference, why="reported twice"))
        if self.case.problem and self.case.problem.opened <= self.until:
            at, problem = self.case.problem.opened + timedelta(seconds=90), self.case.problem.reference
            owner = self.case.problem.requester
            self.ledger.tie(at, owner.id if owner else "desk", problem)


def is_practice(case: Case) -> bool:
    """Whether a case is a problem or a change, which have a course of their own."""
    return case.scenario.type in (TicketType.PROBLEM, TicketType.CHANGE)
