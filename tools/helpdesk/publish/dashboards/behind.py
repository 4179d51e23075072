"""The tickets behind figures as data: a page's script picks a group's from it, by what its address asks for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from urllib.parse import urlencode

from helpdesk.figures.facts import Facts
from helpdesk.figures.groups import ABOUT_PEOPLE, GROUPS
from helpdesk.figures.metric import Figure
from helpdesk.figures.metrics import METRICS
from helpdesk.model.sensitive import masked
from helpdesk.model.timeline import PROMISED, Target
from helpdesk.publish.dashboards.periods import Period, behind, place
from helpdesk.publish.phrasing import instant


def _newest(one: Facts) -> int:
    return -one.number


def _verdicts(target: Target, one: Facts, by: datetime) -> Iterator[str]:
    return (promise.verdict(by) for promise in one.promises if promise.target is target)


# What lines of single boards tell tickets apart by, besides groups: how a promise of it went, what it waited in, which
# articles it was offered and which helped, its score.
_APART: dict[str, Callable[[Facts, datetime], Iterable[str]]] = {
    **{target.value: partial(_verdicts, target) for target in PROMISED},
    "waited": lambda one, _by: (spell.cause for spell in one.waits if spell.end is not None),
    "offered": lambda one, _by: one.offered,
    "helped": lambda one, _by: (article for article, helpful in one.helped if helpful),
    "unhelped": lambda one, _by: (article for article, helpful in one.helped if not helpful),
    "score": lambda one, _by: () if one.rating is None else (str(one.rating),),
}
# Tickets a file, the newest in the first: a browser loads only as many files as it takes to fill a page.
A_FILE = 1000
MOST_NAMED = 200


def link_to(metric: str, period: Period, **groups: str) -> str:
    """The address of the tickets behind a group's figure: `analytics/tickets/opened.html?team=network`."""
    return f"{behind(metric, period)}?{urlencode(groups)}"


def link_to_these(metric: str, period: Period, tickets: Sequence[int]) -> str:
    """The address of single tickets among those behind a figure; "" for more than an address holds."""
    if not tickets or len(tickets) > MOST_NAMED:
        return ""
    return f"{behind(metric, period)}?ticket={','.join(map(str, sorted(tickets)))}"


def runs_of(steps: Mapping[str, Sequence[Figure]]) -> dict[int, list[list[int]]]:
    """By ticket, for each metric the steps it is behind of: `[first step, how many]`, one after the other."""
    found: dict[int, list[list[int]]] = {}
    for line, figures in enumerate(steps.values()):
        for step, figure in enumerate(figures):
            for number in figure.tickets:
                mine = found.setdefault(number, [[] for _ in steps])[line]
                if mine and mine[-2] + mine[-1] == step:
                    mine[-1] += 1
                else:
                    mine += [step, 1]
    return found


def data_place(period: Period, number: int) -> str:
    return place(f"tickets/part-{number}", period).removesuffix(".html") + ".json"


def files_of(
    tickets: Sequence[Facts],
    figures: Mapping[str, Sequence[int]],
    places: Mapping[str, str],
    end: datetime,
    *,
    people: bool,
    labels: Sequence[str] = (),
    steps: Mapping[str, Sequence[Figure]] = MappingProxyType({}),
) -> Iterator[dict[str, object]]:
    """The content of each file. `figures` are the numbers of the tickets behind each metric, `steps` the figures of
    those that are followed through the period's `labels`; promises are judged as they stood at `end`; `people`: whether
    groups about people are among the groups."""
    groups = [name for name in GROUPS if people or name not in ABOUT_PEOPLE]
    behind_what: dict[int, list[int]] = {}
    for index, metric in enumerate(METRICS):
        for number in figures.get(metric, ()):
            behind_what.setdefault(number, []).append(index)
    runs: dict[int, list[list[int]]] = runs_of(steps)
    nothing: list[list[int]] = [[] for _ in steps]
    listed = sorted((one for one in tickets if one.number in behind_what or one.number in runs), key=_newest)
    for start in range(0, len(listed), A_FILE):
        yield {
            "metrics": list(METRICS),
            "groups": [*groups, *_APART],
            "steps": list(labels),
            "followed": list(steps),
            "tickets": [
                [
                    one.reference,
                    places.get(one.reference, ""),
                    masked(one.title),
                    instant(one.opened),
                    instant(one.ended) if one.ended else "",
                    behind_what.get(one.number, []),
                    [
                        *(list(GROUPS[name](one)) for name in groups),
                        *(list(dict.fromkeys(apart(one, end))) for apart in _APART.values()),
                    ],
                    runs.get(one.number, nothing),
                ]
                for one in listed[start : start + A_FILE]
            ],
        }
