"""Build the portal: the desk at one commit and one moment becomes a folder of pages. Same input, same bytes."""

import time
from datetime import datetime
from pathlib import Path

import msgspec

from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.audience import Audience
from helpdesk.publish.extras import NONE, Extras
from helpdesk.publish.glance import Looker
from helpdesk.publish.glances import Glances
from helpdesk.publish.output import Output
from helpdesk.publish.pages.analytics import analytics_pages
from helpdesk.publish.pages.api import api_files
from helpdesk.publish.pages.articles import article_pages
from helpdesk.publish.pages.assets import asset_pages
from helpdesk.publish.pages.changes import change_pages
from helpdesk.publish.pages.finding import search_files
from helpdesk.publish.pages.health import health_page
from helpdesk.publish.pages.home import home_page, machine_files
from helpdesk.publish.pages.problems import problem_pages
from helpdesk.publish.pages.queues import queue_pages
from helpdesk.publish.pages.reports import report_pages
from helpdesk.publish.pages.request import request_pages
from helpdesk.publish.pages.requester import requester_pages
from helpdesk.publish.pages.services import service_pages
from helpdesk.publish.pages.tickets import Shard, ticket_lists, ticket_pages
from helpdesk.publish.pages.web import web_files
from helpdesk.publish.site import Site, frame_of
from helpdesk.publish.survey import Survey


class BuildReport(msgspec.Struct, frozen=True, kw_only=True):
    """`written` are paths in the output folder; the others how many files; `seconds` of the whole build."""

    written: tuple[str, ...]
    unchanged: int
    removed: int
    seconds: float


def build(
    snapshot: Snapshot,
    out: Path,
    now: datetime,
    audience: Audience,
    base_url: str = "",
    extras: Extras = NONE,
) -> BuildReport:
    """Write the portal's own pages into `out`.

    `base_url` is where the portal will be served ("" at the root of its host); only the 404 page needs it.
    Raises ForeignFolderError where `out` has files of somebody else's (`extras.adopt` allows it).
    """
    started = time.monotonic()
    output = Output(out, audience.value, "pages", adopt=extras.adopt, drawn=extras.drawn)
    site = Site(snapshot, output, frame_of(snapshot, audience, guide=extras.guide), now, base_url)
    glances = _glances(site)
    survey = Survey(site.names, now, glances)
    finish_tickets = ticket_pages(site, glances, extras.files)
    if extras.page_keys and not audience.staff:
        requester_pages(site, extras.page_keys, [number for number, glance in glances if glance.page])
    ticket_lists(site, survey)
    home_page(site, survey)
    articles = article_pages(site, survey)
    request_pages(site, survey)
    search_files(site, survey)
    finish_analytics = analytics_pages(site, survey)
    service_pages(site, survey)
    if audience.staff:
        _staff_pages(site, survey, extras)
    finish_tickets()
    finish_analytics()
    api_files(site, survey, articles)
    machine_files(site)
    site.static_files()
    web_files(site)
    site.drawings.finish()
    output.finish()
    return _report(output, started)


def build_shard(
    snapshot: Snapshot,
    out: Path,
    now: datetime,
    audience: Audience,
    shard: Shard,
    base_url: str = "",
    extras: Extras = NONE,
) -> BuildReport:
    """Write only the ticket pages of one shard into `out`, for a build of the same desk and moment to take over."""
    started = time.monotonic()
    output = Output(out, audience.value, "pages")
    site = Site(snapshot, output, frame_of(snapshot, audience, guide=extras.guide), now, base_url)
    ticket_pages(site, _glances(site), extras.files, shard)()
    output.finish()
    return _report(output, started)


def _staff_pages(site: Site, survey: Survey, extras: Extras) -> None:
    change_pages(site, survey)
    queue_pages(site, survey)
    asset_pages(site, survey)
    problem_pages(site, survey)
    report_pages(site, survey)
    health_page(site, survey, extras.passes)


def _glances(site: Site) -> Glances:
    looker = Looker(site.snapshot, site.names, site.audience, site.now)
    return Glances(site.snapshot, looker, site.now, "staff" if site.audience.staff else "the public", site.world)


def _report(output: Output, started: float) -> BuildReport:
    return BuildReport(
        written=tuple(output.written),
        unchanged=output.unchanged,
        removed=output.removed,
        seconds=time.monotonic() - started,
    )
