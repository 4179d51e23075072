"""The published API: the same views as the pages, as JSON files at a fixed place."""

import msgspec

from helpdesk.publish.phrasing import instant
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey


def api_files(site: Site, survey: Survey) -> None:
    """`api/v1/tickets.json`: open and recent tickets in this audience's view, with places relative to the root."""
    rows: list[object] = list(survey.rows) if site.audience.staff else list(survey.public)
    site.json(
        "api/v1/tickets.json",
        {"built": instant(site.now), "commit": site.snapshot.commit, "tickets": msgspec.to_builtins(rows)},
    )
