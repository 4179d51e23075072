"""Desks with teams in which somebody needs training, or nobody does: hard categories go to those who can do them, so
that who has the hard ones must not be taken for who does them badly."""

import random

from planted import CATEGORIES, Maker

from helpdesk.figures.patterns.cell import Kind

TEAMS = {
    "first": ("kim", "lou", "max", "rui"),
    "second": ("ada", "bo", "eve"),
    "net": ("ole", "pia", "sam"),
    "apps": ("tom", "uma", "vic"),
}
KINDS = (Kind.REOPENED, Kind.UNHAPPY, Kind.SLOW, Kind.ESCALATED)
# How much more often than elsewhere tickets of a category go badly, in every way; and which team has mostly which.
HARD = dict(zip(CATEGORIES, (1.0, 0.6, 1.4, 0.8, 0.5, 1.0, 1.6, 0.7, 2.2, 1.0), strict=True))
_OWN = {"net": "network", "apps": "data", "second": "software"}
_USUAL = {Kind.REOPENED: 0.05, Kind.ESCALATED: 0.08, Kind.UNHAPPY: 0.07}


def a_desk(seed: int, tickets: int, kind: Kind | None = None, who: str = "", times: float = 2.5) -> Maker:
    """A desk on which tickets of `who` (a person or a team) go badly in one way so many `times` as often as others' of
    the same category; slow ones take so many times as long. With no kind nobody's do."""
    maker = Maker(seed)
    dice = random.Random(seed + 1_000_003)
    weights = {name: dice.uniform(0.5, 1.5) for team in TEAMS.values() for name in team}
    for _ in range(tickets):
        team = dice.choice(tuple(TEAMS))
        person = dice.choices(TEAMS[team], [weights[name] for name in TEAMS[team]])[0]
        category = _OWN[team] if team in _OWN and dice.random() < 0.5 else dice.choice(CATEGORIES)
        ill = who in (person, team)
        often = {each: _USUAL[each] * HARD[category] * (times if ill and each is kind else 1.0) for each in _USUAL}
        rated = dice.random() < 0.3
        unhappy = dice.random() < min(often[Kind.UNHAPPY], 0.9)
        slower = HARD[category] * (times if ill and kind is Kind.SLOW else 1.0)
        maker.add(
            team=team,
            assignee=person,
            category=category,
            reopened=int(dice.random() < min(often[Kind.REOPENED], 0.9)),
            escalations=int(dice.random() < min(often[Kind.ESCALATED], 0.9)),
            rating=(dice.choice((1, 2)) if unhappy else dice.choice((3, 4, 5))) if rated else None,
            work=int(dice.lognormvariate(9.5, 1.2) * slower),
        )
    return maker
