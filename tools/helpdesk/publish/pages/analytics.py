"""The desk in figures, and the page that says how each figure is made."""

import inspect
from collections.abc import Callable
from datetime import timedelta

from helpdesk.publish import charts, metrics
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey

WINDOW = timedelta(days=90)
_DEFINED: tuple[tuple[str, Callable[..., object]], ...] = (
    ("Tickets in, out and waiting", metrics.weekly_volume),
    ("First response time", metrics.response_times),
    ("Resolution time", metrics.resolution_times),
    ("Median and 90th percentile", metrics.spread),
    ("Promises kept", metrics.attainment),
    ("Figures per group", metrics.by_group),
)


def analytics_pages(site: Site, survey: Survey) -> None:
    """`analytics/index.html` and `analytics/figures.html`."""
    since = site.now - WINDOW
    weeks = metrics.weekly_volume(survey.facts, site.now)
    site.page(
        "pages/analytics.html",
        "analytics/index.html",
        "Analytics",
        weeks=weeks,
        volume=_volume(weeks),
        backlog=_backlog(weeks),
        since=since,
        opened=sum(ticket.opened >= since for ticket in survey.facts),
        open_now=sum(ticket.ended is None for ticket in survey.facts),
        response=metrics.response_times(survey.facts, since),
        resolution=metrics.resolution_times(survey.facts, since),
        attainment=metrics.attainment(survey.facts, since),
        target_names=NAMES,
        groups=metrics.by_group(survey.facts, since),
    )
    definitions = [(title, _paragraph(function)) for title, function in _DEFINED]
    site.page("pages/figures.html", "analytics/figures.html", "How these figures are made", definitions=definitions)


def _volume(weeks: tuple[metrics.Week, ...]) -> charts.Chart:
    labels = [_label(week) for week in weeks]
    return charts.grouped_bars(
        "Tickets in and out per week",
        f"Bars for tickets opened and ended in each of {len(weeks)} weeks.",
        ("Opened", "Ended"),
        labels,
        [(week.opened, week.ended) for week in weeks],
    )


def _backlog(weeks: tuple[metrics.Week, ...]) -> charts.Chart:
    text = f"A line of the tickets open at the end of each of {len(weeks)} weeks."
    return charts.line("Backlog", text, "Open tickets", [_label(week) for week in weeks], [w.backlog for w in weeks])


def _label(week: metrics.Week) -> str:
    return f"{week.start.day} {week.start:%b}"


def _paragraph(function: Callable[..., object]) -> str:
    return " ".join((inspect.getdoc(function) or "").split())
