"""Every dashboard there is: which question it answers, for whom, and what is on it."""

from collections import Counter
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from helpdesk.figures.forecast import Forecast, forecast
from helpdesk.figures.patterns.training import training_needs
from helpdesk.figures.promises import Attainment, attainment
from helpdesk.figures.speed import waiting_by_cause
from helpdesk.model.timeline import PROMISED
from helpdesk.publish import phrasing
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.dashboards import vega
from helpdesk.publish.dashboards.behind import link_to
from helpdesk.publish.dashboards.board import Board, Table
from helpdesk.publish.dashboards.gaps import (
    failing_articles,
    missing_articles,
    readers_said,
    searches_not_found,
    spared_asking,
    words_not_found,
)
from helpdesk.publish.dashboards.measured import Measured
from helpdesk.publish.pattern_words import evidence, need_words

Draw = Callable[[Measured], Board]
_NOBODY = "No ticket that ended waited for anybody."


class Dashboard(msgspec.Struct, frozen=True):
    """`audience` the least one that sees it: public, staff or managers."""

    id: str
    title: str
    audience: str
    draw: Draw


def overview(m: Measured) -> Board:
    charts = [
        m.counts("Tickets in and out", "Opened and ended.", "opened", "ended"),
        m.trend("Backlog", "Tickets open at the end of each step.", "backlog"),
    ]
    coming = forecast(m.all, m.window.end, m.zone) if m.staff else ()
    if coming:
        charts.append(_forecast_chart(coming))
    speed = ("first-response", "resolution", "kept-response", "kept-resolution")
    tiles = m.tiles("opened", "ended", "backlog", "backlog-age", *speed, "content", "reopened")
    tables = (_forecast_table(coming),) if coming else ()
    return Board("How much comes in, how much gets done, and how fast.", tiles, tuple(charts), tables)


def _forecast_chart(coming: tuple[Forecast, ...]) -> vega.Chart:
    data: list[vega.Data] = [
        {"week": f"{one.week}", "expected": one.expected, "low": one.low, "high": one.high} for one in coming
    ]
    text = "Tickets a week expected, with the range that holds in four weeks of five."
    return vega.band("Forecast", text, data, "week", "expected", "low", "high")


def _forecast_table(coming: tuple[Forecast, ...]) -> Table:
    rows = tuple(
        (
            f"{one.week}",
            f"{one.expected:.0f}",
            f"{one.low:.0f} to {one.high:.0f}",
            "–" if one.staff is None else f"{one.staff:.1f}",
        )
        for one in coming
    )
    return Table("Forecast and people needed", ("Week from", "Tickets", "Four weeks in five", "People"), rows)


def service_levels(m: Measured) -> Board:
    kept = [attainment(m.tickets, m.window, target) for target in PROMISED]
    chart = m.trend(
        "Promises kept", "Share of first responses and resolutions in time.", "kept-response", "kept-resolution"
    )
    speed = ("kept-response", "kept-resolution", "first-response", "resolution")
    tables = [_levels(m, kept), m.table("By priority", "priority", "opened", *speed)]
    if m.staff:
        tables.append(m.table("By team", "team", "opened", "kept-response", "kept-resolution", "escalated"))
        tables.append(_causes(m))
    tiles = m.tiles("kept-response", "kept-update", "kept-resolution", "escalated", "waiting")
    return Board("Whether what was promised was kept, as it was promised at the time.", tiles, (chart,), tuple(tables))


def _levels(m: Measured, kept: list[Attainment]) -> Table:
    made = [one for one in kept if one.met + one.missed + one.running]
    rows = tuple(
        (m.say(NAMES[one.target]), phrasing.percent(one.share), f"{one.met:,}", f"{one.missed:,}", f"{one.running:,}")
        for one in made
    )
    links = tuple(
        ("", _verdict(m, one, "missed"), *(_verdict(m, one, verdict) for verdict in ("met", "missed", "running")))
        for one in made
    )
    head = ("Promise", "Kept", "Met", "Missed", "Running")
    empty = "No promise was made in this period. Service levels are set in rules/sla/."
    title = "Promises of tickets opened in this period"
    drawn = vega.Made("table", ("opened",), tally="promised")
    return Table(title, head, rows, empty=empty, links=links if m.staff else (), made=drawn)


def _verdict(m: Measured, one: Attainment, verdict: str) -> str:
    """Where the tickets are listed whose promise was met, missed or is running."""
    return link_to("opened", m.period, **{one.target.value: verdict}) if getattr(one, verdict) else ""


def _causes(m: Measured) -> Table:
    names = m.names.statuses
    waited = waiting_by_cause(m.tickets, m.window)
    rows = tuple(
        (names.get(cause, cause) or m.say("unknown"), phrasing.span(one.value), f"{len(one.tickets):,}")
        for cause, one in waited.items()
    )
    links = tuple(("", to, to) for cause in waited for to in (link_to("ended", m.period, waited=cause),))
    head = ("Status", "Waited in all", "Tickets")
    made = vega.Made("table", ("ended",), tally="waited")
    return Table("Waiting, by cause", head, rows, empty=_NOBODY, links=links, made=made)


def teams(m: Measured) -> Board:
    titles = ("Flow by team", "Quality by team", "Open tickets of each team, the most first.")
    return _flow(m, "team", "How each team's work flows.", *titles)


def technicians(m: Measured) -> Board:
    titles = ("Flow by assignee", "Quality by assignee", "Open tickets of each assignee, the most first.")
    return _flow(m, "assignee", "Figures about people: read them beside the tickets, never alone.", *titles)


def _flow(m: Measured, by: str, about: str, flows: str, qualities: str, described: str) -> Board:
    flow = m.table(flows, by, "opened", "ended", "backlog", "backlog-age", "resolution", "hand-offs")
    kept = ("kept-response", "kept-resolution")
    good = m.table(qualities, by, "ended", *kept, "one-touch", "reopened", "escalated", "content")
    charts = m.ranked("Open now", described, by, "backlog")
    return Board(about, m.tiles("backlog", "ended", "hand-offs", "one-touch"), charts, (flow, good))


def categories(m: Measured) -> Board:
    charts = m.ranked("Opened by category", "The categories with the most tickets.", "category", "opened")
    shown = ("opened", "ended", "resolution", "kept-resolution", "reopened")
    tables = [m.table("By category", "category", *shown), m.table("By type", "type", *shown)]
    if m.staff:
        tables.append(m.table("By service", "service", *shown))
        tables.append(m.table("By channel", "channel", "opened", "first-response", "one-touch"))
    return Board("What people ask for.", (), charts, tuple(tables))


def requesters(m: Measured) -> Board:
    shown = ("opened", "backlog", "resolution", "kept-resolution", "reopened", "content")
    tables = [m.table("By department", "department", *shown), m.table("By location", "location", *shown)]
    if m.managers:
        tables.append(m.table("By requester", "requester", *shown))
    return Board("Who asks, and how they are served.", (), (), tuple(tables))


def assets(m: Measured) -> Board:
    charts = m.ranked("Opened by asset", "The assets with the most tickets.", "asset", "opened")
    by_asset = m.table("By asset", "asset", "opened", "backlog", "resolution", "reopened")
    by_service = m.table("By service", "service", "opened", "backlog", "kept-resolution")
    return Board("Which things cause work.", (), charts, (by_asset, by_service))


def training(m: Measured) -> Board:
    names, needs = m.names, training_needs(m.all, m.window.end)
    newest = [need.pattern.cell.tickets[-10:] for need in needs]
    rows = tuple(
        (
            need_words(need, names),
            evidence(need.pattern, names),
            m.references(shown),
            ", ".join(map(names.person, need.colleagues)) or "–",
            ", ".join(need.articles) or "–",
        )
        for need, shown in zip(needs, newest, strict=True)
    )
    links = tuple(("", "", m.tickets_linked(shown), "", "") for shown in newest)
    head = ("What shows", "Evidence", "Newest tickets", "Can help", "Articles")
    empty = "Nothing in the last 26 weeks that chance does not explain."
    about = "The last 26 weeks, whatever the period. It is the beginning of a talk, and never its end."
    table = Table("Who needs training or help", head, rows, empty=empty, words=head, links=links)
    return Board(about, (), (), (table,))


def knowledge(m: Measured) -> Board:
    chart = m.trend("Solved by an article", "Share of ended tickets whose resolution names one.", "by-article")
    by_article = m.table("Articles that solved tickets", "article", "ended", "resolution", "content")
    by_category = m.table("By category", "category", "ended", "by-article", "resolution")
    about = "What articles solve, what is asked often and has none, and what articles do not help."
    gaps = (missing_articles(m), failing_articles(m), words_not_found(m), searches_not_found(m))
    tiles = (*m.tiles("by-article", "one-touch"), spared_asking(m))
    return Board(about, tiles, (chart,), (*gaps, readers_said(m), by_article, by_category))


def satisfaction(m: Measured) -> Board:
    scores = Counter(one.rating for one in m.tickets if one.rating is not None and m.window.holds(one.rated))
    charts = [m.trend("Content requesters", "Share of scores of 4 and 5.", "content")]
    if scores:
        charts.insert(0, _scores_chart(m, scores))
    shown = ("satisfaction", "content", "rated")
    tables = (m.table("By team", "team", *shown), m.table("By category", "category", *shown))
    return Board(
        "How content people were, and how many of those asked said so.", m.tiles(*shown), tuple(charts), tables
    )


def _scores_chart(m: Measured, scores: Counter[int]) -> vega.Chart:
    shown = tuple(str(score) for score in range(1, 6))
    data: list[vega.Data] = [{"score": score, "tickets": scores[int(score)]} for score in shown]
    links = tuple(("", link_to("satisfaction", m.period, score=score) if scores[int(score)] else "") for score in shown)
    made = vega.Made("columns", ("satisfaction",), tally="scored", rows=shown)
    chart = vega.columns("Scores", "How often each score was given.", data, "score", "tickets")
    return replace(chart, made=made, links=links if m.staff else ())


def changes(m: Measured) -> Board:
    some = any(one.type == "change" for one in m.tickets)
    shown = ("opened", "ended", "backlog", "resolution")
    charts = (m.counts("Changes in and out", "Opened and ended.", "opened", "ended", type_="change"),) if some else ()
    groups = (("By kind", "kind"), ("By outcome", "outcome"), ("By risk", "risk"))
    tables = tuple(m.table(title, by, *shown, type_="change") for title, by in groups)
    return Board("How changes go.", (), charts, tables)


BOARDS = (
    Dashboard("index", "Overview", "public", overview),
    Dashboard("service-levels", "Service levels", "public", service_levels),
    Dashboard("categories", "Categories", "public", categories),
    Dashboard("teams", "Teams", "staff", teams),
    Dashboard("technicians", "Technicians", "managers", technicians),
    Dashboard("requesters", "Requesters", "staff", requesters),
    Dashboard("assets", "Assets", "staff", assets),
    Dashboard("training", "Training", "managers", training),
    Dashboard("knowledge", "Knowledge", "staff", knowledge),
    Dashboard("satisfaction", "Satisfaction", "staff", satisfaction),
    Dashboard("changes", "Changes", "staff", changes),
)
