"""VMware Aria (vRealize) Operations: the REST notification plug-in. `CANCELED` is the end.

https://techdocs.broadcom.com/us/en/vmware-cis/aria/aria-operations.html
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has("alertId", "criticality") and body.has_any("resourceId", "resourceName")


def read(body: Node, _: Headers) -> Found:
    stands = standing(body.word("status")) or Standing(FIRING)
    over = stands.status is RESOLVED
    name = body.text("alertName", "info")
    yield (
        Alert(
            source="vmware",
            key=body.text("alertId"),
            status=stands.status,
            event=stands.event,
            title=titled(body.text("resourceName"), name) or "VMware alert",
            text=paragraphs(body.text("info")),
            severity=severity(body.text("criticality").rpartition("_")[2]),
            service=body.text("resourceName"),
            starts_at=first_moment(body, "startDate"),
            ends_at=first_moment(body, "cancelDate") if over else None,
            labels=body.labels(),
        ),
        body,
    )


KIND = Kind("vmware", fits, read)
