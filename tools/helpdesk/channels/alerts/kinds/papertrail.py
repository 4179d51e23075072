"""Papertrail: a saved search that found events. It never says that it is over.

https://www.papertrail.com/help/webhooks/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING
from helpdesk.channels.alerts.wording import code, titled
from helpdesk.model.alert import Alert


def fits(body: Node, _: Headers) -> bool:
    return body["saved_search"].is_map and body.has_any("events", "counts")


def read(body: Node, _: Headers) -> Found:
    events = body.items("events")
    first = events[0] if events else Node()
    lines = [
        f"{each.text('received_at')} {each.text('source_name', 'hostname')} {each.text('program')}: "
        f"{each.text('message')}"[:400]
        for each in events[:20]
    ]
    name = body.text("saved_search.name", "saved_search.query")
    yield (
        Alert(
            source="papertrail",
            key=body.text("saved_search.id") or name,
            status=FIRING,
            title=titled(name, f"{len(events)} events" if events else "") or "Papertrail search",
            text=code("\n".join(lines)) if lines else "",
            severity=severity(first.text("severity")),
            service=first.text("program"),
            starts_at=first_moment(first, "received_at"),
            url=body.text("saved_search.html_search_url", "saved_search.html_edit_url"),
            labels={"host": first.text("source_name", "hostname")} if first.text("source_name", "hostname") else {},
        ),
        Node({"saved_search": body["saved_search"].value, "counts": body["counts"].value}),
    )


KIND = Kind("papertrail", fits, read)
