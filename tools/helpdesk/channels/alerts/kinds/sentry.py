"""Sentry: events that an alert rule picked, issues that begin and end, and the older plug-in's webhook.

https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
"""

import re

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Quiet
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import code, paragraphs, titled
from helpdesk.model.alert import Alert

_ISSUE = re.compile(r"/issues/(\d{1,20})")
_BEGINS = ("created", "triggered", "unresolved", "critical", "warning", "")
_LINES = 12


def fits(body: Node, headers: Headers) -> bool:
    if "sentry-hook-resource" in headers:
        return True
    inside = body["data"]
    new = bool(body.text("action")) and inside.has_any("issue", "event", "metric_alert", "error", "issue_alert")
    return new or (body.has("event", "culprit") and body.has_any("project", "project_name"))


def read(body: Node, headers: Headers) -> Found:
    if headers.get("sentry-hook-resource") in ("installation", "comment"):
        raise Quiet("about the integration itself, or a comment")
    action = body.word("action")
    issue = body["data.issue"]
    event = body["data.event"] or body["data.error"] or body["event"]
    if body["data.metric_alert"].is_map:
        yield _metric(body, action), body["data"]
    elif issue.is_map:
        yield _issue(issue, action), body
    else:
        yield _event(body, event, action), _shown(body, event)


def _standing(action: str, status: str = "") -> Standing:
    if action in ("resolved", "archived") or (status == "resolved" and action in _BEGINS):
        return Standing(RESOLVED)
    return Standing(FIRING) if action in _BEGINS else Standing(FIRING, action.replace("_", " "))


def _issue(issue: Node, action: str) -> Alert:
    stands = _standing(action, issue.word("status"))
    who = issue.text("assignedTo.name", "assignedTo.email")
    return Alert(
        source="sentry",
        key=issue.text("id", "shortId"),
        status=stands.status,
        event=stands.event,
        title=titled(issue.text("title", "metadata.title")) or f"Sentry issue {issue.text('shortId', 'id')}",
        text=paragraphs(
            issue.text("metadata.value"), issue.text("culprit"), f"{action}: {who}" if stands.event and who else ""
        ),
        severity=severity(issue.text("level")),
        service=issue.text("project.slug", "project.name"),
        # An issue that comes back begins again.
        starts_at=first_moment(issue, "lastSeen" if action == "unresolved" else "firstSeen"),
        ends_at=first_moment(issue, "statusDetails.resolvedAt", "lastSeen") if stands.status is RESOLVED else None,
        url=issue.text("permalink", "web_url", "url"),
        labels={"project": issue.text("project.slug")} if issue.text("project.slug") else {},
    )


def _event(body: Node, event: Node, action: str) -> Alert:
    url = event.text("web_url", "url") or body.text("url")
    found = _ISSUE.search(event.text("issue_url")) or _ISSUE.search(url)
    key = event.text("issue_id", "groupID") or (found[1] if found else body.text("id", "event_id"))
    project = body.text("project_slug", "project_name", "project") or event.text("project_slug", "project")
    raised = event.items("exception.values") or event.items("sentry.interfaces.Exception.values")
    return Alert(
        source="sentry",
        key=key or event.text("event_id", "id"),
        status=_standing(action).status,
        event=_standing(action).event,
        title=titled(event.text("title", "metadata.title") or body.text("message"), "")
        or titled(event.text("message", "logentry.formatted"))
        or f"Sentry issue {key}",
        text=paragraphs(
            event.text("message", "logentry.formatted") or body.text("message"),
            *(f"{each.text('type')}: {each.text('value')}" for each in raised[:5]),
            *_source_lines(raised),
        ),
        severity=severity(event.text("level") or body.text("level") or "error"),
        service=project,
        starts_at=first_moment(event, "datetime", "timestamp", "received"),
        url=url,
        labels={name: text for name, text in (("project", project), ("platform", event.text("platform"))) if text},
    )


def _source_lines(raised: list[Node]) -> list[str]:
    """The lines around the place where it happened, of the innermost frame that has some."""
    for each in reversed(raised):
        for frame in reversed(each.items("stacktrace.frames")):
            if isinstance(frame["context_line"].value, str):
                around = (*frame.items("pre_context"), frame["context_line"], *frame.items("post_context"))
                lines = [node.value for node in around[:_LINES] if isinstance(node.value, str)]
                where = f"{frame.text('abs_path', 'filename')}:{frame.text('lineno')}"
                return [where, code("\n".join(line[:300] for line in lines))]
    return []


def _shown(body: Node, event: Node) -> Node:
    """Identities of the event; stack frames, modules and the reporter's own settings would drown them."""
    inside = event.value if isinstance(event.value, dict) else {}
    left = ("exception", "modules", "sdk", "grouping_config", "_metrics", "contexts", "extra", "breadcrumbs", "request")
    rest = {name: value for name, value in inside.items() if name not in left and not name.startswith("sentry.")}
    outer = {name: value for name, value in body.labels().items() if name != "message"}
    return Node({**outer, "event": rest})


def _metric(body: Node, action: str) -> Alert:
    alert = body["data.metric_alert"]
    stands = standing(action) or Standing(FIRING)
    over = stands.status is RESOLVED
    return Alert(
        source="sentry",
        key=f"metric/{alert.text('id', 'identifier')}",
        status=stands.status,
        event=stands.event,
        title=titled(body.text("data.description_title") or alert.text("title", "alert_rule.name")) or "Metric alert",
        text=paragraphs(body.text("data.description_text")),
        severity=severity("" if over else action),
        service=alert.text("projects.0"),
        starts_at=first_moment(alert, "date_started", "date_detected"),
        ends_at=first_moment(alert, "date_closed") if over else None,
        url=body.text("data.web_url"),
    )


KIND = Kind("sentry", fits, read)
