"""Statuspage (Atlassian): incidents and components of a status page, one's own or a supplier's.

https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.severity import CRITICAL, ERROR, INFO, WARNING, severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_IMPACT = {"critical": CRITICAL, "major": ERROR, "minor": WARNING, "maintenance": INFO, "none": INFO}
_PLANNED = ("scheduled", "in_progress", "verifying")
_COMPONENT = {"major_outage": CRITICAL, "partial_outage": ERROR, "degraded_performance": WARNING}


def fits(body: Node, _: Headers) -> bool:
    return body["page"].has_any("id", "status_indicator") and body.has_any("incident", "component")


def read(body: Node, _: Headers) -> Found:
    if body["incident"].is_map:
        yield _incident(body), body
    elif body["component"].is_map:
        yield _component(body), body
    else:
        raise Unreadable("neither `incident` nor `component` is an object")


def _incident(body: Node) -> Alert:
    incident, newest = body["incident"], body["incident.incident_updates.0"]
    status = incident.word("status")
    planned = status in _PLANNED
    stands = Standing(RESOLVED, status.replace("_", " ")) if planned else _standing(status)
    over = stands.status is RESOLVED and not stands.event
    return Alert(
        source="statuspage",
        key=incident.text("id", "shortlink") or incident.text("name"),
        status=stands.status,
        event=stands.event,
        title=titled(incident.text("name")) or "Incident on a status page",
        text=paragraphs(newest.text("body"), body.text("page.status_description")),
        severity=_IMPACT.get(incident.word("impact"), severity(incident.text("impact"))),
        service=newest.text("affected_components.0.name"),
        starts_at=first_moment(incident, "started_at", "created_at"),
        ends_at=first_moment(incident, "resolved_at", "updated_at") if over else None,
        url=incident.text("shortlink"),
    )


def _standing(status: str) -> Standing:
    return Standing(RESOLVED) if status == "postmortem" else standing(status) or Standing(FIRING)


def _component(body: Node) -> Alert:
    status = body.word("component_update.new_status", "component.status")
    stands = standing(status) or Standing(FIRING)
    over = stands.status is RESOLVED and not stands.event
    name = body.text("component.name")
    at = first_moment(body, "component_update.created_at", "component.updated_at")
    return Alert(
        source="statuspage",
        key=f"component/{body.text('component.id', 'component_update.component_id') or name}",
        status=stands.status,
        event=stands.event,
        title=titled(name, status.replace("_", " ")),
        text=paragraphs(body.text("component.description"), body.text("page.status_description")),
        severity=_COMPONENT.get(status, INFO),
        service=name,
        starts_at=None if over else at,
        ends_at=at if over else None,
    )


KIND = Kind("statuspage", fits, read)
