"""Monthly reports: a page for each month that is over, to read and to print, and a list of them. For staff only.

A month is drawn from the tickets as they stood at its end, so that its page stays the same bytes whatever happens to
them later. It is not even worked out again while nothing has happened to any ticket that it is made of.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import groupby

from helpdesk.figures.as_of import matters_until
from helpdesk.figures.facts import Facts
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.month import Month
from helpdesk.figures.report import Report, looked_back
from helpdesk.figures.window import zone_of
from helpdesk.model.ids import TicketNumber
from helpdesk.publish.dashboards import vega
from helpdesk.publish.dashboards.periods import USUAL, place
from helpdesk.publish.report.mail import report_page
from helpdesk.publish.report.months import closed_months, month_report
from helpdesk.publish.report.words import month_name, worded
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey

INDEX = "analytics/reports/index.html"
FIGURES = "analytics/figures.html"
Span = tuple[datetime, datetime, bytes]
"""From when until when a ticket matters to a month, and the digest of its facts."""


def report_pages(site: Site, survey: Survey) -> None:
    """`analytics/reports/`, the newest month first; looked at anew when something has happened, or a month is over."""
    running = Month.holding(site.now, zone_of(site.snapshot.rules.desk.timezone))
    site.group("reports", (survey.glances.digest, running.id), lambda: _draw(site, survey))


def _draw(site: Site, survey: Survey) -> None:
    over, spans = closed_months(survey.facts, site.now, site.snapshot.rules), _spans(survey)
    for month in over:
        _month_page(site, survey.facts, _made_of(spans, month, site.snapshot.rules.desk.timezone), month, over)
    listed = [(_place(month), month_name(month, site.texts.language), month.first.year) for month in reversed(over)]
    years = [(year, [one[:2] for one in group]) for year, group in groupby(listed, key=lambda one: one[2])]
    back = place("index", USUAL)
    data = {"months": [{"month": month.id, "place": _place(month)} for month in reversed(over)]}
    site.page("pages/reports.html", INDEX, site.texts.plain("Monthly reports"), years=years, back=back, as_data=data)


def _place(month: Month) -> str:
    return report_page(month.id)


def _month_page(site: Site, tickets: Sequence[Facts], told_by: str, month: Month, over: Sequence[Month]) -> None:
    """`told_by` is a digest of the tickets that the month is made of."""
    rules = site.snapshot.rules
    title = site.texts.plain("Monthly report, {month}", month=month_name(month, site.texts.language))
    near = [each if each in over else None for each in (month.before, month.following)]
    made_of = (month.id, [each.id if each else "" for each in near], told_by)

    @cache
    def made() -> Report:
        return month_report(tickets, month, site.now, rules, site.snapshot.these)

    def context() -> dict[str, object]:
        return {
            "it": worded(made(), site.names, site.texts),
            "empty_month": made().empty,
            "charts": () if made().empty else tuple(_charts(made(), site)),
            "near": [(_place(each), month_name(each, site.texts.language)) if each else None for each in near],
            "index": INDEX,
            "figures": FIGURES,
            "back": place("index", USUAL),
        }

    site.keyed_page("pages/report.html", _place(month), title, made_of, context, made)


def _spans(survey: Survey) -> list[Span]:
    seen = ((one, survey.glances.of(TicketNumber(one.number))) for one in survey.facts)
    return [(one.opened, matters_until(one), glance.facts.encode()) for one, glance in seen if glance is not None]


def _made_of(spans: Sequence[Span], month: Month, timezone: str) -> str:
    """A digest of the tickets that the month is made of."""
    zone = zone_of(timezone)
    end, since = month.window(zone).end, looked_back(month, zone)
    # Every month looks at every ticket: this line is what a month costs whose page stays.
    mine = [facts for opened, last, facts in spans if opened < end and last >= since]
    return hashlib.blake2b(b" ".join(mine), digest_size=12).hexdigest()


def _charts(made: Report, site: Site) -> Sequence[vega.Chart]:
    say = site.texts.plain
    names = [(say(METRICS[id].title), id) for id in ("opened", "ended")]
    day, what, tickets = say("Day"), say("What"), say("Tickets")
    data: list[vega.Data] = [
        {day: each.day[-2:], what: name, tickets: float(getattr(each, id))} for each in made.days for name, id in names
    ]
    return (vega.columns(say("Day by day"), say("Tickets opened and ended on each day."), data, day, tickets, what),)
