"""UptimeRobot's webhook, whose fields are the macros it offers. Alert type 1 is down, 2 up, 3 an expiring certificate.

https://uptimerobot.com/blog/web-hook-alert-contacts-new-feature/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, INFO, WARNING
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_NAME = ("monitor_friendly_name", "monitorFriendlyName")
_TYPE = ("alert_type", "alertType")
_TYPE_NAME = ("alert_type_friendly_name", "alertTypeFriendlyName")
_SAID = ("alert_details", "alertDetails")


def fits(body: Node, _: Headers) -> bool:
    return body.has_any(*_NAME) and body.has_any(*_TYPE, *_TYPE_NAME)


def read(body: Node, _: Headers) -> Found:
    kind = body.text(*_TYPE)
    over = kind == "2" or body.word(*_TYPE_NAME) == "up"
    at = first_moment(body, "alert_date_time", "alertDateTime")
    url = body.text("monitor_url", "monitorURL")
    yield (
        Alert(
            source="uptimerobot",
            key=body.text("monitor_id", "monitorID") or url or body.text(*_NAME),
            status=RESOLVED if over else FIRING,
            title=titled(body.text(*_NAME), f"{body.text(*_TYPE_NAME)}: {body.text(*_SAID)}".strip(": ")),
            text=paragraphs(body.text(*_SAID), url),
            severity=INFO if over else WARNING if kind == "3" else CRITICAL,
            service=body.text(*_NAME),
            starts_at=None if over else at,
            ends_at=at if over else None,
            url=url if url.startswith(("http://", "https://")) else "",
            labels={"monitor": body.text(*_NAME)},
        ),
        body,
    )


KIND = Kind("uptimerobot", fits, read)
