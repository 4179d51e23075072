"""Raygun: errors of a program, new or come back, and what people did with them.

https://raygun.com/documentation/integrations/webhooks/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import ERROR
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_NEWS = {"assigntouser": "assigned", "comment": "commented", "commentadded": "commented"}
_BEGINS = ("newerroroccurred", "errorreoccurred", "", "oneminutefollowup", "fiveminutefollowup", "tenminutefollowup")


def fits(body: Node, _: Headers) -> bool:
    return body["error"].is_map and body["application"].is_map and body.has_any("event", "eventType")


def read(body: Node, _: Headers) -> Found:
    error, what = body["error"], body.word("eventType").replace("_", "")
    stands = _standing(what)
    service = body.text("application.name")
    yield (
        Alert(
            source="raygun",
            key=error.text("url").partition("?")[0] or error.text("message"),
            status=stands.status,
            event=stands.event,
            title=titled(error.text("message")) or "Error of a program",
            text=paragraphs(error.text("comment"), error.text("user")),
            severity=ERROR,
            service=service,
            starts_at=first_moment(error, "firstOccurredOn"),
            url=error.text("url"),
            labels={"application": service} if service else {},
        ),
        body,
    )


def _standing(what: str) -> Standing:
    if what in ("statuschanged", "errorresolved", "resolved"):
        return Standing(RESOLVED) if "resolved" in what else Standing(FIRING, "status changed")
    if what in _BEGINS or what.endswith("followup"):
        return Standing(FIRING)
    return standing(what) or Standing(FIRING, _NEWS.get(what, what))


KIND = Kind("raygun", fits, read)
