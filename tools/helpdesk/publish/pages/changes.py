"""The change calendar: what is changed when, on which days nothing may be, and what gets in each other's way."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec.structs import replace

from helpdesk.decide.changes.freezes import conflicts
from helpdesk.model.marks import PLANNED
from helpdesk.model.rules.approvals import Freeze
from helpdesk.publish.feeds import Event, calendar
from helpdesk.publish.pages.services import all_planned, event_of
from helpdesk.publish.phrasing import zone
from helpdesk.publish.services import AHEAD, Planned
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey

CALENDAR = "changes/calendar.ics"


def change_pages(site: Site, survey: Survey) -> None:
    """`changes/index.html`, its calendar and its data. For staff only: it says how they collide."""
    found = _conflicts(site)
    planned = [replace(each, conflicts=found.get(each.id, ())) for each in all_planned(site, survey)]
    shown = [each.next_from(site.now) for each in planned]
    shown = sorted((each for each in shown if each.start < site.now + AHEAD), key=lambda each: (each.start, each.id))
    freezes = [each for each in site.snapshot.rules.approvals.freezes if each.last >= _today(site)]
    coming = [each for each in shown if each.end > site.now and not each.done]
    over = [each for each in reversed(shown) if each.end <= site.now or each.done]
    weeks = _weeks(site, coming, freezes)
    made_of = (planned, coming, over, freezes, weeks, [each.runs(site.now) for each in coming])
    site.group("changes", made_of, lambda: _draw(site, planned, coming, over, freezes, weeks))


def _draw(
    site: Site,
    planned: Sequence[Planned],
    coming: Sequence[Planned],
    over: Sequence[Planned],
    freezes: Sequence[Freeze],
    weeks: Sequence["Week"],
) -> None:
    site.page(
        "pages/changes.html",
        "changes/index.html",
        site.texts.plain("Change calendar"),
        weeks=weeks,
        over=over[:50],
        colliding=sum(bool(each.conflicts) for each in coming),
        freezes=freezes,
        now=site.now,
        names=site.names,
        feed=CALENDAR,
    )
    events = [event_of(each, site) for each in planned] + [
        _frozen(each) for each in site.snapshot.rules.approvals.freezes
    ]
    site.output.write(CALENDAR, calendar(site.frame.name, "changes", site.base_url, events))
    site.json("changes/index.json", {"planned": coming, "over": over, "freezes": freezes})


def _today(site: Site) -> date:
    return site.now.astimezone(zone(site.frame.zone)).date()


def _conflicts(site: Site) -> Mapping[str, tuple[str, ...]]:
    """What collides with each open change, as its own ticket has it noted."""
    records = list(site.snapshot.marked(PLANNED))
    rules, assets = site.snapshot.rules, site.snapshot.assets
    return {record.reference: conflicts(record.ticket, records, rules, assets) for record in records}


Week = tuple[date, list[Freeze], list[tuple[date, list[Planned]]]]
"""The Monday it begins on, the freezes that touch it, and its days that have something planned."""


def _weeks(site: Site, coming: list[Planned], freezes: list[Freeze]) -> list[Week]:
    where = zone(site.frame.zone)
    weeks: dict[date, dict[date, list[Planned]]] = {}
    for each in coming:
        day = max(each.start, site.now).astimezone(where).date()
        weeks.setdefault(day - timedelta(days=day.weekday()), {}).setdefault(day, []).append(each)
    for freeze in freezes:
        first = max(freeze.first, _today(site))
        weeks.setdefault(first - timedelta(days=first.weekday()), {})
    found: list[Week] = []
    for monday, days in sorted(weeks.items()):
        sunday = monday + timedelta(days=6)
        touching = [each for each in freezes if each.first <= sunday and monday <= each.last]
        found.append((monday, touching, sorted(days.items())))
    return found


def _frozen(freeze: Freeze) -> Event:
    touched = ", ".join(freeze.services) or "all services"
    allowed = f"; {', '.join(freeze.allow)} changes go on" if freeze.allow else ""
    changed = datetime(freeze.first.year, freeze.first.month, freeze.first.day, tzinfo=UTC)
    return Event(
        id=f"freeze {freeze.name} {freeze.first}",
        title=f"Freeze: {freeze.name}",
        text=f"No change to {touched}{allowed}.",
        start=freeze.first,
        end=freeze.last,
        changed=changed,
    )
