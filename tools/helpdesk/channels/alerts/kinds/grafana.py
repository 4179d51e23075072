"""Grafana: unified alerting, which speaks like Alertmanager, and the legacy dashboard alerts before version 9.

https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.kinds.alertmanager import read_group
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert


def _is_unified(body: Node, _: Headers) -> bool:
    first = body["alerts.0"]
    marks = body.has_any("orgId", "truncatedAlerts") and body.has_any("title", "state")
    return first.is_map and (marks or first.has_any("silenceURL", "dashboardURL", "valueString"))


def _read_unified(body: Node, _: Headers) -> Found:
    yield from read_group(body, "grafana")


def _is_legacy(body: Node, _: Headers) -> bool:
    return body.has("state") and body.has_any("ruleId", "ruleName", "evalMatches")


def _read_legacy(body: Node, _: Headers) -> Found:
    stands = standing(body.word("state")) or Standing(FIRING)
    name = body.text("ruleName")
    values = [f"{match.text('metric')}: {match.text('value')}" for match in body.items("evalMatches")[:20]]
    tags = body.labels("tags")
    yield (
        Alert(
            source="grafana",
            key=f"{body.text('orgId') or '1'}/{body.text('ruleId') or name}",
            status=stands.status,
            event=stands.event,
            title=titled(name, body.text("title") if not name else "") or "Grafana alert",
            text=paragraphs(body.text("message"), "\n".join(f"- {value}" for value in values)),
            severity=severity(tags.get("severity", "")),
            service=tags.get("service", ""),
            url=body.text("ruleUrl"),
            labels=tags,
        ),
        body,
    )


UNIFIED = Kind("grafana", _is_unified, _read_unified)
LEGACY = Kind("grafana-legacy", _is_legacy, _read_legacy)
