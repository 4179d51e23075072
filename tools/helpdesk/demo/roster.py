"""Who of a team takes a ticket at a moment of the story, and why the others don't."""

from bisect import bisect_right, insort
from collections import defaultdict
from datetime import datetime
from zoneinfo import ZoneInfo

from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Absence, Person, Team
from helpdesk.model.timeline import Candidate


class Roster:
    """The load of everybody as the story goes on: tickets are given in the order in which they come."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._ends: dict[str, list[datetime]] = defaultdict(list)
        self._last: dict[str, datetime] = {}

    def choose(self, team: Team, skills: tuple[str, ...], at: datetime) -> tuple[str, tuple[Candidate, ...]]:
        """The member with the least load for their capacity among those who are there and able, else the lead."""
        people = [self._rules.people[name] for name in team.members if name in self._rules.people]
        verdicts = {person.id: self._unfit(person, skills, at) for person in people}
        share = {person.id: round(self._load(person.id, at) / max(person.capacity, 1), 2) for person in people}
        fit = [person for person in people if not verdicts[person.id]]
        ranked = sorted(
            fit, key=lambda p: (share[p.id], self._last.get(p.id, datetime.min.replace(tzinfo=at.tzinfo)), p.id)
        )
        chosen = ranked[0].id if ranked else team.lead
        for person in ranked[1:]:
            more = share[person.id] > share[chosen]
            verdicts[person.id] = (
                f"load {share[person.id]:.2f}, more than {chosen} {share[chosen]:.2f}"
                if more
                else f"load {share[person.id]:.2f} like {chosen}, but was given one more recently"
            )
        verdicts[chosen] = "chosen" if ranked else "chosen: the lead owns what nobody can take"
        candidates = tuple(Candidate(person.id, verdicts[person.id], share[person.id]) for person in people)
        return chosen, candidates

    def give(self, who: str, at: datetime, until: datetime) -> None:
        """`who` has a ticket from `at` on that is done at `until`."""
        insort(self._ends[who], until)
        self._last[who] = at

    def absence(self, person: Person, at: datetime) -> Absence | None:
        """The absence somebody is in, by the date where they are."""
        today = at.astimezone(self.zone(person)).date()
        return next((absence for absence in person.away if absence.first <= today <= absence.last), None)

    def zone(self, person: Person) -> ZoneInfo:
        """Where the person's hours are."""
        calendar = self._rules.calendars.get(person.hours)
        return ZoneInfo(calendar.timezone if calendar else self._rules.desk.timezone)

    def _load(self, who: str, at: datetime) -> int:
        ends = self._ends[who]
        return len(ends) - bisect_right(ends, at)

    def _unfit(self, person: Person, skills: tuple[str, ...], at: datetime) -> str:
        absence = self.absence(person, at)
        if absence is not None:
            return f"away until {absence.last.isoformat()}"
        lacking = [skill for skill in skills if skill not in person.skills]
        if lacking:
            return f"lacks {', '.join(lacking)}"
        load = self._load(person.id, at)
        return f"at capacity {load}/{person.capacity}" if load >= person.capacity else ""
