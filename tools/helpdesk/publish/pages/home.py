"""Home: one search box, top articles, how to get help. And what its script reads: when all this was built."""

from itertools import groupby

from helpdesk.model.knowledge import listed
from helpdesk.model.ticket import TicketType
from helpdesk.publish.pages.articles import section_name, section_of
from helpdesk.publish.phrasing import instant
from helpdesk.publish.places import article_page
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey

TOP = 5
STALE_AFTER_HOURS = 24


def home_page(site: Site, survey: Survey) -> None:
    """`index.html`."""
    shown = sorted(listed(site.snapshot.articles, staff=site.audience.staff).values(), key=lambda each: each.id)
    sections = [
        (section_name(name), sorted(group, key=lambda each: each.title.casefold()))
        for name, group in groupby(shown, key=section_of)
    ]
    rows = survey.open_rows
    site.page(
        "pages/home.html",
        "index.html",
        site.frame.name,
        sections=[(name, group[:TOP], len(group)) for name, group in sections],
        place=article_page,
        major=major_incidents(site, survey),
        open_count=len(rows) if site.audience.staff else len(survey.open_public),
        late=sum(row.late for row in rows),
        unassigned=sum(not row.assignee for row in rows),
        next_due=rows[:TOP],
        github=_issues_page(site.snapshot.rules.desk.portal),
        as_data={
            "name": site.frame.name,
            "open": len(rows) if site.audience.staff else len(survey.open_public),
            "happening": major_incidents(site, survey),
            "next_due": rows[:TOP],
            "sections": [{"name": name, "articles": [each.id for each in group]} for name, group in sections],
        },
    )


def major_incidents(site: Site, survey: Survey) -> list[Row | PublicTicket]:
    """Open incidents of the most urgent level."""
    rows = survey.open_rows if site.audience.staff else survey.open_public
    return [
        row for row in rows if row.type == TicketType.INCIDENT and row.rank == 0 and site.names.rules.priority.levels
    ]


def _issues_page(portal: str) -> str:
    """The issue forms of the repository that `portal` names, where it names one on GitHub."""
    return f"{portal.rstrip('/')}/issues/new/choose" if portal.startswith("https://github.com/") else ""


def machine_files(site: Site) -> None:
    """`status.json` (when this was built, for the banner), and the 404 page."""
    site.json(
        "status.json",
        {"built": instant(site.now), "commit": site.snapshot.commit, "stale_after_hours": STALE_AFTER_HOURS},
    )
    # A 404 page is served at every depth, so its links have to start at the site's own root.
    title = site.texts.plain("Page not found")
    missing = site.render("pages/missing.html", "404.html", title, root=f"{site.base_url}/")
    site.output.write("404.html", missing.encode())
