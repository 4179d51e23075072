"""Google Cloud Monitoring (Stackdriver): an incident that is open or closed.

https://cloud.google.com/monitoring/support/notification-options#webhooks
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    incident = body["incident"]
    return incident.has("incident_id", "state") and incident.has_any("policy_name", "condition_name", "resource_name")


def read(body: Node, _: Headers) -> Found:
    incident = body["incident"]
    over = incident.word("state") == "closed"
    name, resource = incident.text("condition_name", "policy_name"), incident.text("resource_name")
    yield (
        Alert(
            source="gcp-monitoring",
            key=incident.text("incident_id"),
            status=RESOLVED if over else FIRING,
            title=titled(name, resource) or incident.text("summary")[:250] or "Google Cloud incident",
            text=paragraphs(incident.text("summary"), incident.text("documentation.content")),
            # An incident without one is of a policy without one: it notifies all the same.
            severity=severity(incident.text("severity")) or CRITICAL,
            service=resource,
            starts_at=first_moment(incident, "started_at"),
            ends_at=first_moment(incident, "ended_at") if over else None,
            url=incident.text("url"),
            labels={**incident.labels("resource.labels"), **incident.labels("policy_user_labels")},
        ),
        body,
    )


KIND = Kind("gcp-monitoring", fits, read)
