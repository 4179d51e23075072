"""Who works on what: open tickets per team, person and view, late first. A queue of thousands is many pages of 100,
and one file of data, which the page's script reads to filter and sort all of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.views import Order
from helpdesk.publish.places import queue_page, twin
from helpdesk.publish.queue_data import queue_data
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey
from helpdesk.publish.views import in_order

PER_PAGE = 100


class Queue(msgspec.Struct, frozen=True):
    """`id` are the parts of the page's path; `kind` groups queues in the overview: desk, view, team, person."""

    id: tuple[str, ...]
    kind: str
    name: str
    rows: tuple[Row, ...]
    hint: str = ""
    sort: Order = Order.DUE

    @property
    def late(self) -> int:
        return sum(row.late for row in self.rows)

    @property
    def unassigned(self) -> int:
        return sum(not row.assignee for row in self.rows)

    @property
    def place(self) -> str:
        return queue_page(*self.id)


def queue_pages(site: Site, survey: Survey) -> None:
    """The overview, and every queue."""
    queues = _queues(site, survey.open_rows, survey.by_view)
    groups = [(site.texts.plain(title), [each for each in queues if each.kind == kind]) for kind, title in _KINDS]
    site.page(
        "pages/queues.html",
        "queues/index.html",
        site.texts.plain("Queues"),
        groups=[g for g in groups if g[1]],
        as_data=_overview(queues),
    )
    views = [(each.name, each.place) for each in queues if each.kind in ("desk", "view")]
    for queue in queues:
        _write(site, queue, views)


def _overview(queues: Sequence[Queue]) -> dict[str, object]:
    return {
        "queues": [
            {
                "name": each.name,
                "kind": each.kind,
                "place": each.place,
                "open": len(each.rows),
                "late": each.late,
                "unassigned": each.unassigned,
            }
            for each in queues
        ]
    }


_KINDS = (("desk", "The desk"), ("view", "Views"), ("team", "Teams"), ("person", "People"))


def _queues(site: Site, rows: Sequence[Row], by_view: Mapping[str, Sequence[Row]]) -> list[Queue]:
    by_team: dict[str, list[Row]] = defaultdict(list)
    by_person: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_team[row.team].append(row)
        by_person[row.assignee].append(row)
    rules = site.snapshot.rules
    teams = sorted({*rules.teams, *by_team} - {""}, key=lambda team: (site.names.team(team), team))
    staff = {member for team in rules.teams.values() for member in (*team.members, team.lead)}
    people = sorted(({*by_person} | (staff & {*rules.people})) - {""}, key=lambda who: (site.names.person(who), who))
    waiting = tuple(row for row in rows if row.phase == Phase.WAITING)
    say = site.texts.plain
    late = tuple(row for row in rows if row.late)
    return [
        Queue(("all",), "desk", say("All open tickets"), tuple(rows)),
        Queue(("late",), "desk", say("Late"), late, say("A promise has been missed")),
        Queue(("unassigned",), "desk", say("Unassigned"), tuple(by_person[""]), say("Nobody works on these yet")),
        Queue(("waiting",), "desk", say("Waiting"), waiting, say("For an answer, a part or a date")),
        *_views(site, by_view),
        *(Queue(("team", team), "team", site.names.team(team), tuple(by_team[team])) for team in teams),
        *(Queue(("person", who), "person", site.names.person(who), tuple(by_person[who])) for who in people),
    ]


def _views(site: Site, by_view: Mapping[str, Sequence[Row]]) -> list[Queue]:
    """The desk's own, in the order of rules/views.yml."""
    found = []
    for view in site.snapshot.rules.views:
        rows = sorted(by_view.get(view.id, ()), key=lambda row: row.order)
        found.append(Queue(("view", view.id), "view", view.name, in_order(rows, view.sort), view.about, view.sort))
    return found


def _write(site: Site, queue: Queue, views: Sequence[tuple[str, str]]) -> None:
    pages = [queue.rows[start : start + PER_PAGE] for start in range(0, len(queue.rows), PER_PAGE)] or [()]
    places = [queue_page(*queue.id, page=number) for number in range(1, len(pages) + 1)]
    data = twin(queue.place)
    site.keyed_json(data, queue, lambda: queue_data(queue.name, queue.kind, queue.rows))
    for number, (place, rows) in enumerate(zip(places, pages, strict=True), start=1):
        title = queue.name if number == 1 else f"{queue.name} ({number})"
        shown = {
            "queue": queue,
            "rows": rows,
            "number": number,
            "pages": places,
            "data": data,
            "views": views,
            "first": (number - 1) * PER_PAGE + 1,
        }
        made_of = (queue.name, queue.kind, len(queue.rows), queue.late, rows, places, queue.hint, queue.sort, views)
        site.keyed_page("pages/queue.html", place, title, made_of, shown.copy)
