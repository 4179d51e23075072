"""Who asks for what, and when: the cases of the story before anybody works on them."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.demo.arrivals import arrivals
from helpdesk.demo.scenario import Scenario, scenarios
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person, Role
from helpdesk.model.ticket import TicketType

SHARES = {TicketType.INCIDENT: 62, TicketType.REQUEST: 28, TicketType.PROBLEM: 4, TicketType.CHANGE: 6}
MAJOR, CHILD, AFTERMATH = "major-internet", "major-child", "problem-failover"
HABIT, ITS_PROBLEM = "erp-monday", "problem-erp-monday"
_DUPLICATES = 0.03
_GATHERED = timedelta(days=45)


@dataclass
class Case:
    """One ticket to be: who, what and when, and what it has to do with other cases."""

    opened: datetime
    scenario: Scenario
    requester: Person | None
    channel: str
    number: int = 0
    reference: str = ""
    asset: str = ""
    parent: "Case | None" = None
    duplicate_of: "Case | None" = None
    gathered: "list[Case]" = field(default_factory=list)
    duplicates: "list[Case]" = field(default_factory=list)
    problem: "Case | None" = None


class Company:
    """The people and things that cases are made of."""

    def __init__(self, rules: Rules, assets: Mapping[str, Asset]) -> None:
        people = rules.people.values()
        self.rules = rules
        self.assets = assets
        self.staff = [person for person in people if person.role in (Role.TECHNICIAN, Role.LEAD, Role.MAINTAINER)]
        self.requesters = [person for person in people if person.role is Role.REQUESTER]
        self.german = [person for person in self.requesters if person.language == "de"]
        self.held: dict[str, list[Asset]] = {}
        for asset in assets.values():
            holder = asset.holders[-1].who if asset.holders else ""
            if holder:
                self.held.setdefault(holder, []).append(asset)

    def requester(self, scenario: Scenario, team: str, rng: random.Random) -> Person | None:
        """Somebody who may ask this; a technician for problems and changes, nobody for an alert."""
        if scenario.channels == ("alert",):
            return None
        if scenario.type in (TicketType.PROBLEM, TicketType.CHANGE):
            members = self.rules.teams[team].members if team in self.rules.teams else ()
            return self.rules.people[rng.choice(members)] if members else rng.choice(self.staff)
        among = (self.german if scenario.language == "de" else self.requesters) or self.requesters
        if scenario.asset in ("laptop", "desktop"):
            among = [person for person in among if self._device(person, scenario.asset)] or among
        return rng.choice(among)

    def asset(self, scenario: Scenario, requester: Person | None, rng: random.Random) -> str:
        """The thing it is about: the requester's own device, the printer next to them, the one that is named."""
        named = scenario.device or scenario.asset.removeprefix("software:")
        if named in self.assets:
            return named
        if requester is None:
            return ""
        if scenario.asset == "printer":
            place = requester.location.lower()
            near = [a.id for a in self.assets.values() if a.fields.get("form") == "printer" and a.location == place]
            return rng.choice(sorted(near)) if near else ""
        return self._device(requester, scenario.asset) if scenario.asset else ""

    def _device(self, person: Person, form: str) -> str:
        return next((asset.id for asset in self.held.get(person.id, ()) if asset.fields.get("form") == form), "")


def cast(
    rules: Rules, assets: Mapping[str, Asset], rng: random.Random, until: datetime, amount: int, months: int, first: int
) -> list[Case]:
    """`amount` cases in the order of their opening, numbered from `first`, with the ties between them."""
    company = Company(rules, assets)
    cases = list(_outage(company, rng, until)) if amount >= 100 and months >= 2 else []
    if amount >= 400 and months >= 6:
        cases += _mondays(company, rng, until)
    doubled = round(amount * _DUPLICATES)
    moments = arrivals(rules, rng, until, amount - len(cases) - doubled, months)
    known = scenarios()
    common = [scenario for scenario in known.values() if scenario.weight]
    by_type = {kind: [s for s in common if s.type is kind] for kind in SHARES}
    for moment in moments:
        kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
        among = by_type[kind]
        scenario = rng.choices(among, [s.weight for s in among])[0]
        cases.append(_case(company, scenario, moment, rng))
    cases += _again(company, cases, doubled, rng, until)
    cases.sort(key=lambda case: case.opened)
    for offset, case in enumerate(cases):
        case.number = first + offset
        case.reference = f"{rules.desk.prefix}-{case.number:06d}"
    _gather(cases, rng)
    return cases


def _case(company: Company, scenario: Scenario, at: datetime, rng: random.Random) -> Case:
    category = company.rules.categories.get(scenario.category)
    requester = company.requester(scenario, category.team if category else "", rng)
    case = Case(at.replace(microsecond=0), scenario, requester, rng.choice(scenario.channels))
    case.asset = company.asset(scenario, requester, rng)
    return case


def _outage(company: Company, rng: random.Random, until: datetime) -> Iterator[Case]:
    """One great outage on a working day five weeks ago, those who asked about it, and the problem behind it."""
    day = until - timedelta(days=35)
    while day.weekday() in (0, 4, 5, 6):
        day += timedelta(days=1)
    start = day.replace(hour=8, minute=12, second=9, microsecond=0)
    known = scenarios()
    major = _case(company, known[MAJOR], start, rng)
    yield major
    for _ in range(8):
        child = _case(company, known[CHILD], start + timedelta(seconds=rng.randrange(120, 2400)), rng)
        child.parent = major
        yield child
    problem = _case(company, known[AFTERMATH], start + timedelta(hours=23), rng)
    problem.gathered = [major]
    major.problem = problem
    yield problem


def _mondays(company: Company, rng: random.Random, until: datetime) -> Iterator[Case]:
    """What fails on Monday mornings, for five months, and the problem that somebody opened this week: a pattern to be
    found among all the rest."""
    known = scenarios()
    last = until - timedelta(days=until.weekday())
    found: list[Case] = []
    for week in range(22, 0, -1):
        morning = (last - timedelta(weeks=week)).replace(hour=6, minute=40, second=0, microsecond=0)
        for _ in range(rng.choice((1, 1, 2))):
            found.append(_case(company, known[HABIT], morning + timedelta(seconds=rng.randrange(7800)), rng))
    yield from found
    noon = last.replace(hour=11, minute=rng.randrange(60), second=0, microsecond=0)
    problem = _case(company, known[ITS_PROBLEM], noon if noon < until else noon - timedelta(days=3), rng)
    problem.gathered = found[-8:]
    for case in problem.gathered:
        case.problem = problem
    yield problem


def _again(company: Company, cases: list[Case], amount: int, rng: random.Random, until: datetime) -> list[Case]:
    """People who report what a colleague has just reported."""
    latest = until - timedelta(hours=2)
    fit = [
        case
        for case in cases
        if case.scenario.type is TicketType.INCIDENT and case.requester and not case.parent and case.opened < latest
    ]
    doubles = []
    for original in rng.sample(fit, min(amount, len(fit))):
        double = _case(company, original.scenario, original.opened + timedelta(seconds=rng.randrange(240, 3600)), rng)
        double.asset = original.asset
        double.duplicate_of = original
        original.duplicates.append(double)
        doubles.append(double)
    return doubles


def _gather(cases: list[Case], rng: random.Random) -> None:
    """Problems take in the incidents that led to them: those of their scenario in the weeks before."""
    for problem in cases:
        about = problem.scenario.gathers
        if problem.scenario.type is not TicketType.PROBLEM or problem.gathered:
            continue
        recent = [
            case
            for case in cases
            if case.scenario.id == about
            and problem.opened - _GATHERED < case.opened < problem.opened
            and case.problem is None
            and case.duplicate_of is None
        ]
        problem.gathered = recent[-rng.randrange(3, 7) :]
        for case in problem.gathered:
            case.problem = problem
