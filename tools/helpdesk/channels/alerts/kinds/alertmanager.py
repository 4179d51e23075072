"""Prometheus Alertmanager's webhook, version 4 and the older 3, and a single alert without its group.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

import hashlib
import json

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Unreadable
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_SERVICE = ("service", "app", "application", "job", "component")


def fits(body: Node, _: Headers) -> bool:
    grouped = isinstance(body["alerts"].value, list) and body.has_any("groupKey", "groupLabels", "receiver")
    return grouped or (body["labels.alertname"].value is not None and body.has("labels"))


def read(body: Node, _: Headers) -> Found:
    yield from read_group(body, "alertmanager")


def read_group(body: Node, source: str) -> Found:
    """Alerts of one group. Each has its own status: the group's says only whether any of them fires."""
    each = body.items("alerts") or ([body] if body.has("labels") else [])
    if not each:
        raise Unreadable("`alerts` is empty or is no list; it must hold the alerts of the group")
    for alert in each:
        if not alert.is_map:
            raise Unreadable("an element of `alerts` is no object with `labels` and `status`")
        yield _alert(alert, body, source), alert


def _alert(alert: Node, group: Node, source: str) -> Alert:
    labels = alert.labels("labels")
    notes = alert.labels("annotations")
    name = labels.get("alertname", "")
    summary = alert.text("annotations.summary", "annotations.title", "annotations.message")
    said = alert.text("annotations.description", "annotations.message", "message", "valueString")
    resolved = alert.word("status") == RESOLVED or (not alert.text("status") and group.word("status") == RESOLVED)
    key = fingerprint(alert.text("fingerprint"), labels)
    return Alert(
        source=source,
        key=key,
        status=RESOLVED if resolved else FIRING,
        title=titled(name, summary) or titled(said) or group.text("title") or f"Alert {key}",
        text=paragraphs(summary, said, *_links(notes), _truncated(group)),
        severity=severity(labels.get("severity") or labels.get("priority") or labels.get("level") or ""),
        service=next((labels[label] for label in _SERVICE if label in labels), ""),
        starts_at=first_moment(alert, "startsAt"),
        ends_at=first_moment(alert, "endsAt") if resolved else None,
        group=group.text("groupKey"),
        url=alert.text("panelURL", "dashboardURL", "generatorURL") or group.text("externalURL"),
        labels=labels,
    )


def fingerprint(given: str, labels: dict[str, str]) -> str:
    """Version 3 sends none: one of our own over the labels, which is what the monitor's own is made of."""
    return given or hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()[:16]


def _links(notes: dict[str, str]) -> list[str]:
    return [f"Runbook: {notes[name]}" for name in ("runbook_url", "runbook") if name in notes]


def _truncated(group: Node) -> str:
    number = group.text("truncatedAlerts")
    return f"({number} more alerts of this group were left out by the sender.)" if number not in ("", "0") else ""


KIND = Kind("alertmanager", fits, read)
