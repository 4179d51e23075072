"""Analytics: a page a dashboard and period, the tickets behind each figure, and how every figure is made."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.metrics import METRICS, definitions
from helpdesk.learn.articles import ArticleIndex
from helpdesk.model.sensitive import masked
from helpdesk.publish.dashboards.behind import data_place, files_of
from helpdesk.publish.dashboards.board import Board, spoken
from helpdesk.publish.dashboards.boards import BOARDS, Dashboard
from helpdesk.publish.dashboards.measured import Measured
from helpdesk.publish.dashboards.periods import PERIODS, Period, behind, place
from helpdesk.publish.dashboards.picking import made_said, parts_of, parts_place, pickable, too_many
from helpdesk.publish.output import key_of
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey

FIGURES = "analytics/figures.html"
MOST_TICKETS = 200
# Figures of fewer tickets are made before a second process has begun.
MANY = 1000


def analytics_pages(site: Site, survey: Survey) -> Callable[[], None]:
    """Everything below `analytics/`. The public sees public tickets alone, and nothing about teams or people.

    All of it is made anew when a figure's facts have changed, and at most once an hour when they have not. That is most
    of what a change to one ticket costs, so a second process may do it: call what is returned at the end."""
    # What stands in a ticket's line besides its facts: where its page is, and whether it still has one.
    places = key_of(sorted(_places(survey).items())) if site.audience.staff else ""
    words = sorted((each.id, each) for each in site.snapshot.articles.values()) if site.audience.staff else ()
    said = sorted(site.snapshot.readers.items()) if site.audience.staff else ()
    key = site.key((survey.figures_key, places, words, said))

    def draw() -> None:
        site.output.group("analytics", key, lambda: _draw(site, survey))
        site.drawings.keep()

    # Only where it is worth it are the facts read, and then here, so that the second process finds them read.
    worth = not site.output.stands("analytics", key) and len(survey.facts) >= MANY
    return site.output.beside(draw, worth=worth)


def _draw(site: Site, survey: Survey) -> None:
    shown = [board for board in BOARDS if site.audience.sees(board.audience)]
    knows = _article_words(site) if site.audience.staff else lambda _word: True
    readers = site.snapshot.readers.values() if site.audience.staff else ()
    places = _places(survey) if site.audience.staff else {}
    for period in PERIODS:
        staff, managers = site.audience.staff, site.audience.managers
        at = survey.figures_at
        measured = Measured(
            survey.facts,
            period,
            at,
            site.names,
            staff=staff,
            managers=managers,
            knows=knows,
            places=places,
            readers=readers,
        )
        drawn = {board.id: board.draw(measured) for board in shown}
        for board in shown:
            _board_page(site, measured, board, drawn[board.id], shown)
        if pickable(measured):
            site.json(parts_place(period), parts_of(measured, drawn.values()))
        if staff:
            _ticket_pages(site, measured)
    data = {"metrics": [msgspec.structs.asdict(each) | {"formula": each.definition} for each in METRICS.values()]}
    site.page(
        "pages/figures.html",
        FIGURES,
        site.texts.plain("How these figures are made"),
        definitions=definitions(),
        as_data=data,
    )


def _places(survey: Survey) -> dict[str, str]:
    """Where the page of each ticket is, or its line in the archive."""
    return {row.reference: row.place for rows in (survey.rows, *survey.archived.values()) for row in rows}


def _article_words(site: Site) -> Callable[[str], bool]:
    """Whether an article holds a word; the index is made when the first word is asked for."""
    index = cache(lambda: ArticleIndex.of(site.snapshot.articles.values()))
    return lambda word: index().knows(word)


def _board_page(site: Site, measured: Measured, board: Dashboard, figures: Board, shown: Iterable[Dashboard]) -> None:
    drawn, period = spoken(figures, site.texts.plain), measured.period
    day = measured.window.start.astimezone(measured.zone).date()
    parts = parts_place(period) if pickable(measured) else ""
    made_of = (drawn, period.id, str(day), board.id, parts)
    title = site.texts.plain("Analytics" if board.id == "index" else board.title)
    site.keyed_page("pages/dashboard.html", place(board.id, period), title, made_of, lambda: {
        "board": drawn,
        "name": board.title,
        "empty_desk": not measured.all,
        "since": day,
        "boards": [(each.title, place(each.id, period), each.id == board.id) for each in shown],
        "periods": [(each.title, place(board.id, each), each is period) for each in PERIODS],
        "parts": parts,
        "behind": place("tickets/", period).removesuffix(".html"),
        "made_said": made_said,
        "most": too_many(measured),
        "figures": FIGURES,
        "reports": "analytics/reports/index.html" if site.audience.staff else "",
    }, lambda: {"board": board.id, "period": period.id, "since": day, **_as_data(drawn)})  # fmt: skip


def _as_data(board: Board) -> dict[str, object]:
    """A board's figures without its drawings."""
    charts = [{"title": each.title, "head": each.head, "rows": each.rows} for each in board.charts]
    return {"about": board.about, "tiles": board.tiles, "charts": charts, "tables": board.tables}


def _ticket_pages(site: Site, measured: Measured) -> None:
    """For each figure that has tickets behind it a page that lists them, the newest first."""
    places = measured.places
    by_number = {one.number: one for one in measured.tickets}
    figures = {metric.id: measured.figure(metric).tickets for metric in METRICS.values()}
    end = measured.window.end
    labels, followed = [label for label, _, _ in measured.steps], measured.followed
    people = measured.managers
    data = list(files_of(measured.tickets, figures, places, end, people=people, labels=labels, steps=followed))
    for number, content in enumerate(data):
        site.json(data_place(measured.period, number), content)
    for metric in METRICS.values():
        numbers = measured.figure(metric).tickets
        if numbers or any(figure.tickets for figure in followed.get(metric.id, ())):
            tickets = [by_number[number] for number in sorted(numbers, reverse=True)[:MOST_TICKETS]]
            _ticket_page(site, measured.period, metric.id, tickets, len(numbers), places, len(data))


def _ticket_page(
    site: Site, period: Period, metric: str, tickets: list[Facts], total: int, places: Mapping[str, str], files: int
) -> None:
    names, title = site.names, site.texts.plain(METRICS[metric].title)
    rows = [
        (one.reference, places.get(one.reference, ""), masked(one.title), names.team(one.team), one.opened, one.ended)
        for one in tickets
    ]
    made_of = (rows, total, title, period.id, files)
    heading = site.texts.plain("{metric}: tickets", metric=title)
    site.keyed_page("pages/behind.html", behind(metric, period), heading, made_of, lambda: {
        "rows": rows,
        "total": total,
        "name": title,
        "metric": metric,
        "period": period.title,
        "back": place("index", period),
        "figures": FIGURES,
        "data": [data_place(period, number) for number in range(files)],
        "most": MOST_TICKETS,
    }, lambda: {
        "metric": metric,
        "period": period.id,
        "total": total,
        "tickets": [row[0] for row in rows],
    })  # fmt: skip
