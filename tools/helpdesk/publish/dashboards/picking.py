"""What a dashboard's script picks from: the parts of a period's figures, ticket by ticket, without naming any ticket.

Filters stand in the address of a page (`analytics/30d/index.html?team=network`). The script reads this file only when
somebody filters, and puts the same figures together again from the parts that are left.
"""

from collections.abc import Iterable

import msgspec

from helpdesk.figures.apart import part, runs, weight
from helpdesk.figures.facts import Facts
from helpdesk.figures.groups import ABOUT_PEOPLE, GROUPS, PUBLIC
from helpdesk.figures.metric import How, Unit
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.tallies import TALLIES
from helpdesk.model.timeline import PROMISED
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.dashboards.board import Board
from helpdesk.publish.dashboards.measured import MOST_BARS, MOST_LINES, Measured
from helpdesk.publish.dashboards.periods import Period, place
from helpdesk.publish.dashboards.vega import Made

# What boards are filtered by, in this order; people only for managers.
FILTERS = ("team", "category", "service", "type", "priority", "department", "location", "channel", "kind", "assignee")
# With more tickets in a period the file would be too large to load for a look; the command line counts any number.
MOST_PICKED = 10_000


def parts_place(period: Period) -> str:
    return place("parts", period).removesuffix(".html") + ".json"


def pickable(measured: Measured) -> bool:
    return 0 < len(measured.tickets) <= MOST_PICKED


def too_many(measured: Measured) -> int:
    """How many tickets a browser filters at most, where this period has more; else 0."""
    return MOST_PICKED if len(measured.tickets) > MOST_PICKED else 0


def parts_of(measured: Measured, boards: Iterable[Board]) -> dict[str, object]:
    """The file. Of each ticket: the places of its groups (`by`) in `groups`, its part in each metric of `order`, its
    runs of steps in each of `followed` (`figures.apart.runs`), its rows and their numbers in each of `tallies`."""
    drawn = list(boards)
    charts = [chart.made for board in drawn for chart in board.charts]
    made = [one for one in (*charts, *(table.made for board in drawn for table in board.tables)) if one]
    tiles = [tile.metric for board in drawn for tile in board.tiles if tile.metric]
    metrics = list(dict.fromkeys([*tiles, *(id for one in made if one.by or one.tally for id in one.metrics)]))
    followed = list(dict.fromkeys(id for one in made if not one.by and not one.tally for id in one.metrics))
    tallies = list(dict.fromkeys(one.tally for one in made if one.tally))
    filters = [name for name in FILTERS if _seen(measured, name)]
    groups = list(dict.fromkeys([*filters, *(one.by for one in made if one.by), "type"]))
    names = _Names(measured, groups)
    shares = [(window, share) for _, window, share in measured.steps]
    steps = runs(followed, shares)
    nothing: list[list[float]] = [[] for _ in followed]
    lines = [
        [
            names.of(one),
            [_value(measured, id, one) for id in metrics],
            steps.get(one.number, nothing),
            [list(TALLIES[tally](one, measured.window)) for tally in tallies],
        ]
        for one in measured.tickets
    ]
    return {
        "steps": [label for label, _, _ in measured.steps],
        "filters": filters,
        "metrics": {id: _about(measured, id) for id in dict.fromkeys([*metrics, *followed])},
        "order": metrics,
        "followed": followed,
        "tallies": tallies,
        "rows": _row_names(measured),
        "by": groups,
        "groups": names.known,
        "titles": {name: measured.say(name.capitalize()) for name in groups},
        "most": {"lines": MOST_LINES, "bars": MOST_BARS},
        "tickets": lines,
    }


def _row_names(measured: Measured) -> dict[str, list[tuple[str, str]]]:
    """What rows of tallies are called where they are not called what they are, in the order they stand in."""
    promised = [(target.value, measured.say(NAMES[target])) for target in PROMISED]
    waited = list(measured.names.statuses.items()) if measured.staff else []
    return {"promised": promised, "waited": waited}


def made_said(made: Made | None) -> str:
    """As the page tells its script."""
    return msgspec.json.encode(made).decode() if made else ""


def _seen(measured: Measured, group: str) -> bool:
    if not measured.staff:
        return group in PUBLIC
    return measured.managers or group not in ABOUT_PEOPLE


def _about(measured: Measured, id: str) -> dict[str, object]:
    metric = METRICS[id]
    steps = measured.followed.get(id, ())
    listed = measured.staff and any(figure.tickets for figure in (measured.figure(metric), *steps))
    return {"title": measured.say(metric.title), "unit": metric.unit.value, "how": metric.how.value, "listed": listed}


def _value(measured: Measured, id: str, one: Facts) -> object:
    metric = METRICS[id]
    value = part(metric, one, measured.window)
    if value is None:
        return None
    if metric.how is How.WEIGHED:
        return [value, weight(one)]
    return round(value) if metric.unit is Unit.SECONDS else value


class _Names:
    """The groups that tickets are in, each by its place in a list of (id, name)."""

    def __init__(self, measured: Measured, groups: list[str]) -> None:
        self._measured = measured
        self.known: dict[str, list[tuple[str, str]]] = {name: [] for name in groups}
        self._places: dict[tuple[str, str], int] = {}

    def of(self, one: Facts) -> list[int | list[int]]:
        found: list[int | list[int]] = []
        for name in self.known:
            places = [self._place(name, id) for id in dict.fromkeys(GROUPS[name](one))]
            found.append(places[0] if len(places) == 1 else places)
        return found

    def _place(self, group: str, id: str) -> int:
        key = group, id
        if key not in self._places:
            self._places[key] = len(self.known[group])
            said = self._measured.called(group, id)
            # What no rule defines may be a stranger's word: to the public it is as nothing.
            shown = id if self._measured.staff or said != self._measured.say("none") else ""
            self.known[group].append((shown, said))
        return self._places[key]
