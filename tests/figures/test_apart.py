"""Parts of figures: put together again for any tickets they are what the formula says of those tickets."""

import math
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta

import pytest
from test_figures import ticket

from helpdesk.figures.apart import part, runs, weight
from helpdesk.figures.facts import Facts, Kept
from helpdesk.figures.metric import How
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.promises import attainment
from helpdesk.figures.speed import waiting_by_cause
from helpdesk.figures.spells import Spell
from helpdesk.figures.spread import mean, median, percentile
from helpdesk.figures.tallies import TALLIES
from helpdesk.figures.window import Step, Window, steps
from helpdesk.model.timeline import PROMISED, Target

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MARCH = Window(MONDAY, MONDAY + 28 * DAY)


def a_life(number: int, dice: random.Random) -> Facts:
    opened = MONDAY + dice.uniform(-20, 27) * DAY
    ended = opened + dice.expovariate(0.2) * DAY if dice.random() < 0.8 else None
    met = opened + dice.random() * 9 * HOUR if dice.random() < 0.8 else None
    rated = ended + HOUR if ended and dice.random() < 0.6 else None
    return ticket(
        number, opened, ended,
        first_response=met, response=dice.randrange(9000) if met else None,
        work=dice.randrange(90000) if ended else None,
        promises=tuple(Kept(target, opened + 4 * HOUR, met, False, False) for target in Target if dice.random() < 0.7),
        reopened=dice.randrange(2), handoffs=dice.randrange(4), escalations=dice.randrange(2),
        replies=dice.randrange(3), asked=dice.random() < 0.7, rated=rated,
        rating=dice.randrange(1, 6) if rated else None,
        waits=(Spell(opened, ended, dice.choice(("waiting", "parts"))),) if ended and dice.random() < 0.5 else (),
        offered=("vpn",) if dice.random() < 0.5 else (), helped=(("vpn", dice.random() < 0.5),),
    )  # fmt: skip


def together(metric: str, tickets: list[Facts], window: Window) -> float | None:
    pairs = [(part(METRICS[metric], one, window), weight(one)) for one in tickets]
    kept = [(value, heavy) for value, heavy in pairs if value is not None]
    values = [value for value, _ in kept]
    match METRICS[metric].how:
        case How.SUM:
            return sum(values)
        case How.MEAN:
            return mean(values)
        case How.MEDIAN:
            return median(values)
        case How.NINETY:
            return percentile(values, 0.9)
        case How.WEIGHED:
            heavy = sum(heavy for _, heavy in kept)
            return sum(value * heavy for value, heavy in kept) / heavy if heavy else None


@pytest.mark.parametrize("metric", METRICS)
def test_a_metric_is_its_parts_together(metric):
    for seed in range(20):
        dice = random.Random(seed)
        tickets = [a_life(number, dice) for number in range(dice.randrange(30))]
        said, made = METRICS[metric].of(tickets, MARCH).value, together(metric, tickets, MARCH)
        assert said is made is None or math.isclose(said, made, rel_tol=1e-9, abs_tol=1e-9), (metric, seed)


def test_tables_that_are_no_groups_are_their_rows_together():
    for seed in range(20):
        dice = random.Random(seed)
        tickets = [a_life(number, dice) for number in range(30)]
        for tally, rows in TALLIES.items():
            summed: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
            for one in tickets:
                for row, added in rows(one, MARCH):
                    summed[row] = [a + b for a, b in zip(summed[row], [*added, 0, 0], strict=False)]
            assert {row: sums for row, sums in summed.items() if any(sums)} == _whole(tally, tickets), (tally, seed)


def _whole(tally: str, tickets: list[Facts]) -> dict[str, list[float]]:
    match tally:
        case "promised":
            made = [attainment(tickets, MARCH, target) for target in Target if target in PROMISED]
            return {one.target.value: [one.met, one.missed, one.running] for one in made if one.met + one.missed}
        case "waited":
            waited = waiting_by_cause(tickets, MARCH).items()
            return {cause: [one.value or 0, len(one.tickets), 0] for cause, one in waited}
        case _:
            given = Counter(str(one.rating) for one in tickets if one.rating and MARCH.holds(one.rated))
            return {score: [times, 0, 0] for score, times in given.items()}


def test_runs_say_of_each_step_what_the_metric_says():
    dice = random.Random(3)
    tickets = [a_life(number, dice) for number in range(40)]
    parts = [window for _, window in steps(MARCH, Step.DAY, UTC)]
    followed = ("opened", "backlog", "kept-response", "content")
    found = runs(followed, [(window, tickets) for window in parts])
    for one in tickets:
        for metric, line in zip(followed, found[one.number], strict=True):
            spread: list[float | None] = [None] * len(parts)
            for first, count, value in zip(line[::3], line[1::3], line[2::3], strict=True):
                spread[int(first) : int(first + count)] = [value] * int(count)
            assert spread == [part(METRICS[metric], one, window) for window in parts]
