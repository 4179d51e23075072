"""The tickets behind figures as data: a page's script picks a group's from it, by what its address asks for."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from helpdesk.figures.facts import Facts
from helpdesk.figures.groups import ABOUT_PEOPLE, GROUPS
from helpdesk.figures.metrics import METRICS
from helpdesk.publish.dashboards.periods import Period, behind, place
from helpdesk.publish.phrasing import instant

# Tickets a file, the newest in the first: a browser loads only as many files as it takes to fill a page.
A_FILE = 1000


def link_to(metric: str, period: Period, **groups: str) -> str:
    """The address of the tickets behind a group's figure: `analytics/tickets/opened.html?team=network`."""
    return f"{behind(metric, period)}?{urlencode(groups)}"


def data_place(period: Period, number: int) -> str:
    return place(f"tickets/{number}", period).removesuffix(".html") + ".json"


def files_of(
    tickets: Sequence[Facts], figures: Mapping[str, Sequence[int]], places: Mapping[str, str], *, people: bool
) -> Iterator[dict[str, object]]:
    """The content of each file. `figures` are the numbers of the tickets behind each metric; `people`: whether groups
    about people are among the groups."""
    groups = [name for name in GROUPS if people or name not in ABOUT_PEOPLE]
    behind_what: dict[int, list[int]] = {}
    for index, metric in enumerate(METRICS):
        for number in figures.get(metric, ()):
            behind_what.setdefault(number, []).append(index)
    listed = sorted((one for one in tickets if one.number in behind_what), key=lambda one: -one.number)
    for start in range(0, len(listed), A_FILE):
        yield {
            "metrics": list(METRICS),
            "groups": groups,
            "tickets": [
                [
                    one.reference,
                    places.get(one.reference, ""),
                    one.title,
                    instant(one.opened),
                    instant(one.ended) if one.ended else "",
                    behind_what[one.number],
                    [list(GROUPS[name](one)) for name in groups],
                ]
                for one in listed[start : start + A_FILE]
            ],
        }
