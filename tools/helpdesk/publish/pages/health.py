"""Desk health: what needs somebody's hand before it hurts."""

from helpdesk.model.finding import Severity
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey


def health_page(site: Site, survey: Survey) -> None:
    """`health/index.html`: figures of the desk at this commit, quarantine, findings, and notices nobody got."""
    rows = survey.open_rows
    findings = sorted(site.snapshot.findings)
    site.page(
        "pages/health.html",
        "health/index.html",
        site.texts.plain("Desk health"),
        commit=site.snapshot.commit,
        now=site.now,
        total=survey.tickets,
        open_count=len(rows),
        late=[row for row in rows if row.late],
        unassigned=sum(not row.assignee for row in rows),
        quarantined=[row for row in survey.rows if row.quarantined],
        undelivered=survey.undelivered,
        not_reached=survey.not_reached,
        errors=[each for each in findings if each.severity is Severity.ERROR],
        warnings=[each for each in findings if each.severity is Severity.WARNING],
        dropped=sum(1 for _ in site.snapshot.drop_box()),
    )
