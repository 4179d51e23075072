"""Services and status: how each stands, what happened, what is planned; as page, Atom feed, calendar and data."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from helpdesk.model.knowledge import listed
from helpdesk.publish.feeds import Entry, Event, atom, calendar
from helpdesk.publish.phrasing import zone
from helpdesk.publish.places import asset_page
from helpdesk.publish.services import Incident, Planned, Service, maintenance_of, services_now
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey
from helpdesk.publish.wizard.offers import services as offered_services

STATUS, MAINTENANCE = "services/status.atom", "services/maintenance.ics"


def service_pages(site: Site, survey: Survey) -> None:
    """`services/index.html`, its feeds and its data."""
    planned = all_planned(site, survey)
    services = services_now(site.names, _shown(site, survey), survey.incidents, planned, site.now)
    coming = [each.next_from(site.now) for each in planned]
    coming = sorted((each for each in coming if not each.done and each.end > site.now), key=lambda each: each.start)
    # Without news the feed says when nobody had any: that is now.
    quiet = None if survey.incidents else site.now
    made_of = (services, coming, [each.runs(site.now) for each in coming], survey.incidents, planned, quiet)
    site.group("services", made_of, lambda: _draw(site, survey, services, planned, coming))


def _draw(
    site: Site,
    survey: Survey,
    services: Sequence[Service],
    planned: Sequence[Planned],
    coming: Sequence[Planned],
) -> None:
    site.page(
        "pages/services.html",
        "services/index.html",
        site.texts.plain("Services"),
        services=services,
        broken=[each for each in services if each.incidents],
        days=_by_day(site, [each for each in survey.incidents if each.ended is not None]),
        coming=coming,
        now=site.now,
        names=site.names,
        place=_place(site),
        feeds=(STATUS, MAINTENANCE),
    )
    desk = site.frame.name
    news = _news(site, survey.incidents)
    site.output.write(STATUS, atom(desk, "service status", STATUS, site.base_url, news, site.now))
    events = [event_of(each, site) for each in planned]
    site.output.write(MAINTENANCE, calendar(desk, "maintenance", site.base_url, events))
    site.json("services/index.json", _data(services, coming, survey.incidents))


def all_planned(site: Site, survey: Survey) -> list[Planned]:
    """Changes with a window, and the maintenance of rules/alerts.yml, as this audience may see them."""
    rules = site.snapshot.rules.alerts.maintenance
    return [*survey.planned.values(), *maintenance_of(rules, survey.planned, staff=site.audience.staff)]


def event_of(each: Planned, site: Site) -> Event:
    """Planned work as an event of a calendar."""
    touched = ", ".join(site.names.service(name) for name in each.services)
    lines = (f"Services: {touched}" if touched else "", each.status, *each.conflicts)
    return Event(
        id=each.id,
        title=each.heading,
        text="\n".join(filter(None, lines)),
        start=each.start,
        end=each.end,
        changed=each.changed,
        place=each.place,
        weekly=each.weekly,
    )


def _shown(site: Site, survey: Survey) -> list[str]:
    """The services that this audience reads of: staff all in use; the public those that something public names."""
    if site.audience.staff:
        return [each.id for each in offered_services(site.snapshot)]
    named = {name for each in listed(site.snapshot.articles, staff=False).values() for name in each.services}
    for incident in survey.incidents:
        named.update(incident.services)
    for planned in survey.planned.values():
        named.update(planned.services)
    return [name for name, each in site.snapshot.assets.items() if each.is_service and name in named]


def _place(site: Site) -> dict[str, str]:
    """Where a service's own page is, for those who may open it."""
    if not site.audience.staff:
        return {}
    return {name: asset_page(each.kind, name) for name, each in site.snapshot.assets.items()}


def _by_day(site: Site, incidents: Sequence[Incident]) -> list[tuple[date, list[Incident]]]:
    """What is over by the day it began, in the desk's time zone, the newest first."""
    where = zone(site.frame.zone)
    days: dict[date, list[Incident]] = defaultdict(list)
    for each in sorted(incidents, key=lambda each: (each.opened, each.reference), reverse=True):
        days[each.opened.astimezone(where).date()].append(each)
    return list(days.items())


def _news(site: Site, incidents: Sequence[Incident]) -> list[Entry]:
    """An entry an incident; it is updated when the incident ends."""
    made = []
    for each in incidents:
        touched = ", ".join(site.names.service(name) for name in each.services)
        made.append(
            Entry(
                id=each.reference,
                place=each.place,
                title=f"{'Over: ' if each.ended else ''}{touched}: {each.heading}",
                text=f"{each.status}. {each.reference}",
                published=each.opened,
                updated=each.changed,
            )
        )
    return made


def _data(services: Sequence[Service], coming: Sequence[Planned], incidents: Sequence[Incident]) -> dict[str, object]:
    return {
        "services": [
            {
                "id": each.id,
                "name": each.name,
                "standing": each.standing,
                "incidents": [i.reference for i in each.incidents],
            }
            for each in services
        ],
        "incidents": sorted(incidents, key=lambda each: (each.opened, each.reference), reverse=True),
        "planned": coming,
    }
