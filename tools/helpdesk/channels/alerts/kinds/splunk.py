"""Splunk's alert webhook: a saved search that found something, with its first result. It never says that it is over.

https://docs.splunk.com/Documentation/Splunk/latest/Alert/Webhooks
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING
from helpdesk.channels.alerts.wording import code, paragraphs, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body.has_any("search_name", "sid") and body.has_any("result", "results_link")


def read(body: Node, _: Headers) -> Found:
    result = body["result"]
    raw = result.text("_raw")
    host = result.text("host")
    name = body.text("search_name")
    yield (
        Alert(
            source="splunk",
            key="/".join(filter(None, (body.text("app"), name or body.text("sid"), host))),
            status=FIRING,
            title=titled(name or "Splunk search", host),
            text=paragraphs(code(raw) if raw else ""),
            severity=severity(result.text("severity", "urgency", "level")),
            service=result.text("service", "app"),
            starts_at=first_moment(result, "_time"),
            url=body.text("results_link"),
            labels={name: text for name, text in (("host", host), ("index", result.text("index"))) if text},
        ),
        body,
    )


KIND = Kind("splunk", fits, read)
