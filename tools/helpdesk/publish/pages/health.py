"""Desk health: what needs somebody's hand before it hurts."""

from collections.abc import Sequence

from helpdesk.model.finding import Severity
from helpdesk.model.pass_run import PassRun
from helpdesk.publish.pass_figures import pass_figures
from helpdesk.publish.site import Site
from helpdesk.publish.survey import Survey


def health_page(site: Site, survey: Survey, passes: Sequence[PassRun] = ()) -> None:
    """`health/index.html`: how the passes fare, figures of the desk at this commit, quarantine, findings, and
    notices nobody got."""
    rows = survey.open_rows
    findings = sorted(site.snapshot.findings)
    figures = pass_figures(passes, site.now)
    undelivered = [{"ticket": row.reference, "notices": number} for row, number in survey.undelivered]
    site.page(
        "pages/health.html",
        "health/index.html",
        site.texts.plain("Desk health"),
        commit=site.snapshot.commit,
        now=site.now,
        passes=figures,
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
        as_data={
            "commit": site.snapshot.commit,
            "passes": figures,
            "open": len(rows),
            "late": [row.reference for row in rows if row.late],
            "quarantined": [row.reference for row in survey.rows if row.quarantined],
            "findings": findings,
            "undelivered": undelivered,
            "not_reached": [{"ticket": row.reference, "why": said} for row, said in survey.not_reached],
        },
    )
