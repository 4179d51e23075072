"""Who gets a ticket: not away, has the skills, on shift, below capacity; then whom the preferences put first. Every
candidate's verdict is kept.

Outside everybody's hours an urgent ticket goes to whoever is on call; any other still goes to somebody who works here:
the same ladder without the shift, so that it has an owner at once and the load is fair on Monday morning. What nobody
can take, the team's lead owns until somebody can.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from helpdesk.decide.assigning.on_call import on_call, wakes
from helpdesk.decide.assigning.preference import Need, Preference
from helpdesk.decide.assigning.presence import away, off_shift
from helpdesk.decide.assigning.roster import Roster
from helpdesk.model.rules import Rules
from helpdesk.model.rules.assignment import ForVips
from helpdesk.model.rules.people import Person, Team
from helpdesk.model.timeline import Candidate


class Choice(msgspec.Struct, frozen=True):
    """Who got it (empty: nobody is there), everybody who was considered, and the reason in words. `present`: they are
    there to act on it now. `leftover`: nobody could take it."""

    assignee: str
    candidates: tuple[Candidate, ...] = ()
    why: str = ""
    rule: str = ""
    present: bool = False
    leftover: bool = False


def assign(team: Team, need: Need, rules: Rules, roster: Roster, now: datetime, besides: Iterable[str] = ()) -> Choice:
    """Choose among the members of `team`; those in `besides` are out (they have it and must not keep it)."""
    return _Choosing(team, need, rules, roster, now, tuple(besides)).choose()


class _Choosing:
    """One choice: the ladder, and what is said of everybody on it."""

    def __init__(
        self, team: Team, need: Need, rules: Rules, roster: Roster, now: datetime, besides: Sequence[str]
    ) -> None:
        self.team, self.need, self.rules, self.roster, self.now, self.besides = team, need, rules, roster, now, besides
        self.preference = Preference(need, team, rules.assignment, roster)
        names = dict.fromkeys(team.members)
        if need.vip and rules.assignment.vip is ForVips.LEAD:
            names.setdefault(team.lead)
        self.members = [rules.people[name] for name in names if name in rules.people]
        self.out: dict[str, str] = {}

    def choose(self) -> Choice:
        self.roster.know(person.id for person in self.members)
        self.out = {person.id: self._unfit(person) for person in self.members}
        self.out.update({name: "has it now" for name in self.besides if name in self.out})
        fit = [person for person in self.members if not self.out[person.id]]
        off = {person.id: off_shift(person, self.team, self.rules, self.now) for person in fit}
        present = [person for person in fit if not off[person.id]]
        if not present:
            called = self._on_call(off)
            if called is not None:
                return called
        else:
            self.out.update({name: verdict for name, verdict in off.items() if verdict})
        free = []
        for person in present or fit:
            self.out[person.id] = self._full(person)
            if not self.out[person.id]:
                free.append(person)
        if not free:
            return self._lead()
        chosen, merit = self.preference.best(free)
        for person in free:
            if person is not chosen:
                self.out[person.id] = self.preference.behind(person, chosen)
        self.out[chosen.id] = f"chosen: {merit}" if merit else "chosen"
        room = "1 with room for it" if len(free) == 1 else f"{len(free)} with room for it"
        why = f"{merit or 'the least load'}, of {room}"
        if not present:
            why = f"nobody of {self.team.id} is on shift; {chosen.id} is {off[chosen.id]}"
        return Choice(
            chosen.id, self._candidates(self.members), why, f"{self.rules.assignment.origin} assignment", bool(present)
        )

    def _unfit(self, person: Person) -> str:
        absence = away(person, self.rules, self.now)
        if absence is not None:
            return f"away until {absence.last.isoformat()}"
        lacking = [skill for skill in self.need.skills if skill not in person.skills]
        return f"lacks {', '.join(lacking)}" if lacking else ""

    def _full(self, person: Person) -> str:
        load = self.roster.load(person.id)
        return f"at capacity {load:g}/{person.capacity}" if load >= person.capacity else ""

    def _on_call(self, off: dict[str, str]) -> Choice | None:
        """Urgent, and nobody is on shift: whoever is on call takes it, whatever else they have or lack."""
        if not wakes(self.team, self.need.priority, self.rules):
            return None
        duty = on_call(self.team, self.rules, self.now, self.besides)
        if duty is None or self.team.rota is None:
            return None
        self.roster.know((duty.who,))
        self.out.update({name: verdict for name, verdict in off.items() if verdict})
        lacks = self.out.get(duty.who, "") if duty.who not in off else ""
        turn = f"on call until {duty.until:%Y-%m-%d %H:%M} UTC" + (f", as {duty.instead}" if duty.instead else "")
        self.out[duty.who] = f"chosen: {turn}" + (f" ({lacks})" if lacks else "")
        people = [*self.members]
        if all(person.id != duty.who for person in people):
            people.append(self.rules.people[duty.who])
        why = f"{self.need.priority}, and nobody of {self.team.id} is on shift; {duty.who} is {turn}"
        return Choice(duty.who, self._candidates(people), why, f"{self.team.rota.origin} rota".strip(), present=True)

    def _lead(self) -> Choice:
        """Nobody is left: the team's lead owns it, also when away or full, because somebody must."""
        team, rule = self.team, f"{self.team.origin} lead".strip()
        lead = self.rules.people.get(team.lead)
        if lead is None:
            why = f"nobody of {team.id} can take it, and it has no lead"
            return Choice("", self._candidates(self.members), why, rule)
        absence = away(lead, self.rules, self.now)
        verdict = "chosen: the lead owns what nobody can take"
        if absence is not None:
            verdict += f" (away until {absence.last.isoformat()})"
        self.roster.know((lead.id,))
        everybody = self.members if lead in self.members else [*self.members, lead]
        self.out[lead.id] = f"{verdict}; {self.out[lead.id]}" if self.out.get(lead.id) else verdict
        why = f"nobody of {team.id} can take it; its lead owns it"
        return Choice(lead.id, self._candidates(everybody), why, rule, leftover=True)

    def _candidates(self, people: Iterable[Person]) -> tuple[Candidate, ...]:
        share = self.preference.share
        return tuple(Candidate(person.id, self.out[person.id], round(share(person), 2)) for person in people)
