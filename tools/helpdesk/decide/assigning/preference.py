"""Of those who could take a ticket, who should: for a VIP the lead or the most senior, then who speaks the requester's
language, then for urgent work the higher skill; then the least load, the requester's last technician within
reach of it, and who was given a ticket longest ago. Every loser hears the first of these that decided."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from helpdesk.decide.assigning.roster import Roster
from helpdesk.model.rules.assignment import Assignment, ForVips
from helpdesk.model.rules.people import Person, Team

_NEVER = datetime.min.replace(tzinfo=UTC)


class Need(msgspec.Struct, frozen=True):
    """What a ticket asks of whoever gets it; `last` is who had the requester's ticket before this one."""

    skills: Sequence[str] = ()
    priority: str = ""
    language: str = ""
    vip: bool = False
    last: str = ""


class Preference:
    """The order among people who can all take the ticket."""

    def __init__(self, need: Need, team: Team, ways: Assignment, roster: Roster) -> None:
        self.need, self.team, self.ways, self.roster = need, team, ways, roster
        vip = need.vip and ways.vip is not ForVips.ANYBODY
        self._by_load = not (vip or need.priority in ways.experts or (need.language and ways.languages))

    def best(self, free: Sequence[Person]) -> tuple[Person, str]:
        """Who should have it, and what besides load speaks for them."""
        first = min(free, key=self._rank)
        last = next((person for person in free if person.id == self.need.last), None)
        if last is None or last is first or self._merits(last) != self._merits(first):
            return first, self._speaks_for(first, free)
        over = self.share(last) - self.share(first)
        if self.ways.sticky <= 0 or over > self.ways.sticky / 100:
            return first, self._speaks_for(first, free)
        near = f"load {self.share(last):.2f}, within {self.ways.sticky} % of {first.id} {self.share(first):.2f}"
        return last, f"had the requester's last ticket; {near}"

    def behind(self, person: Person, chosen: Person) -> str:
        """Why `person` is not the one, although they could."""
        pairs = zip(self._merits(person), self._merits(chosen), (self._vip, self._tongue, self._skill), strict=True)
        for mine, theirs, words in pairs:
            if mine != theirs:
                return words(person, chosen)
        share, less = self.share(person), self.share(chosen)
        if share > less:
            return f"load {share:.2f}, more than {chosen.id} {less:.2f}"
        if share < less:
            return f"load {share:.2f}, but {chosen.id} {less:.2f} had the requester's last ticket"
        last, before = self.roster.last(person.id), self.roster.last(chosen.id)
        if last is not None and (before is None or last > before):
            return f"load {share:.2f} like {chosen.id}, but was given one more recently"
        if chosen.id == self.need.last:
            return f"load {share:.2f} like {chosen.id}, who had the requester's last ticket"
        return f"load {share:.2f} like {chosen.id}, who comes first by name"

    def share(self, person: Person) -> float:
        return self.roster.load(person.id) / max(person.capacity, 1)

    def _rank(self, person: Person) -> tuple[tuple[int, int, int], float, datetime, str]:
        return (self._merits(person), self.share(person), self.roster.last(person.id) or _NEVER, person.id)

    def _merits(self, person: Person) -> tuple[int, int, int]:
        """What comes before load, the best smallest."""
        if self._by_load:
            return 0, 0, 0
        vip = 0
        if self.need.vip and self.ways.vip is ForVips.LEAD:
            vip = int(person.id != self.team.lead)
        elif self.need.vip and self.ways.vip is ForVips.SENIOR:
            vip = -self.level(person)
        tongue = self.need.language if self.ways.languages else ""
        foreign = bool(tongue and person.languages and tongue not in (person.language, *person.languages))
        skill = -self.level(person) if self.need.priority in self.ways.experts else 0
        return vip, int(foreign), skill

    def level(self, person: Person) -> int:
        """How good somebody is at what the ticket needs, by what they know least of; without a need, at anything."""
        if self.need.skills:
            return min(person.skills.get(skill, 0) for skill in self.need.skills)
        return max(person.skills.values(), default=0)

    def _speaks_for(self, chosen: Person, free: Sequence[Person]) -> str:
        """The first merit that set the chosen apart from somebody."""
        for index, words in enumerate(("for a VIP", f"speaks {self.need.language}", f"skill {self.level(chosen)}")):
            if any(self._merits(person)[index] > self._merits(chosen)[index] for person in free):
                return words
        return ""

    def _vip(self, person: Person, chosen: Person) -> str:
        if self.ways.vip is ForVips.LEAD:
            return f"a VIP asks: {chosen.id}, who leads {self.team.id}, comes first"
        return f"a VIP asks: skill {self.level(person)}, less than {chosen.id} {self.level(chosen)}"

    def _tongue(self, person: Person, chosen: Person) -> str:
        return f"does not speak {self.need.language}; {chosen.id} does"

    def _skill(self, person: Person, chosen: Person) -> str:
        return f"{self.need.priority}: skill {self.level(person)}, less than {chosen.id} {self.level(chosen)}"
