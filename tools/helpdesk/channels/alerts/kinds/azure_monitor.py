"""Azure Monitor: the common alert schema, metric alerts, and the classic ones before them.

https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, INFO, severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

# Azure's "Sev0" to "Sev4": critical, error, warning, informational, verbose.
_SEVERITIES = ("critical", "error", "warning", "informational", "verbose")


def fits(body: Node, _: Headers) -> bool:
    if body.text("schemaId") or body["data.essentials"].is_map:
        return body["data"].is_map
    return bool(body.text("status")) and body["context"].has_any("resourceId", "resourceName", "conditionType")


def read(body: Node, _: Headers) -> Found:
    if body["data.essentials"].is_map:
        yield _common(body), body["data"]
    else:
        yield _metric(body["data"] if body["data"].is_map else body, classic=not body.text("schemaId")), body


def _common(body: Node) -> Alert:
    about = body["data.essentials"]
    over = about.word("monitorCondition") == "resolved"
    fired = first_moment(about, "firedDateTime")
    resource = about.text("configurationItems.0", "alertTargetIDs.0")
    return Alert(
        source="azure-monitor",
        key=about.text("alertId", "originAlertId", "alertRule"),
        status=RESOLVED if over else FIRING,
        title=titled(about.text("alertRule"), resource) or "Azure Monitor alert",
        text=paragraphs(about.text("description"), *_conditions(body["data.alertContext.condition"])),
        severity=_severity(about.text("severity")),
        service=resource,
        starts_at=fired,
        ends_at=first_moment(about, "resolvedDateTime") if over else None,
        labels=body.labels("data.customProperties") or body.labels("data.alertContext.properties"),
    )


def _metric(body: Node, *, classic: bool) -> Alert:
    about = body["context"]
    stands = standing(body.word("status")) or Standing(FIRING)
    over = stands.status is RESOLVED
    at = first_moment(about, "timestamp")
    name, resource = about.text("name"), about.text("resourceName")
    given = _severity(about.text("severity"))
    return Alert(
        source="azure-monitor",
        key="|".join(filter(None, (about.text("id"), about.text("resourceId")))) or f"{resource}/{name}",
        status=stands.status,
        title=titled(name, resource) or "Azure Monitor alert",
        text=paragraphs(about.text("description"), *_conditions(about["condition"])),
        # Without one: 3 is what a metric alert's rule has; classic alerts have but the one kind, and that wakes people.
        severity=given or (CRITICAL if classic and not over else INFO),
        service=resource,
        starts_at=None if over else at,
        ends_at=at if over else None,
        url=about.text("portalLink"),
        labels=body.labels("properties"),
    )


def _conditions(condition: Node) -> list[str]:
    each = condition.items("allOf") or [condition]
    return [
        f"{one.text('metricName')} {one.text('operator')} {one.text('threshold')}: {one.text('metricValue')}"
        for one in each
        if one.text("metricName")
    ]


def _severity(word: str) -> str:
    number = word.casefold().removeprefix("sev")
    return severity(_SEVERITIES[int(number)] if number in ("0", "1", "2", "3", "4") else word)


KIND = Kind("azure-monitor", fits, read)
