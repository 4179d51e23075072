"""Honeybadger and Airbrake (Errbit): faults of a program that occurred, came back or were resolved; and uptime sites.

https://docs.honeybadger.io/guides/integrations/webhook/
"""

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import CRITICAL, ERROR
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_BEGINS = ("occurred", "unresolved", "rate_exceeded", "down", "check_in_missing", "")
_ENDS = ("resolved", "up", "check_in_reporting")


def fits(body: Node, _: Headers) -> bool:
    fault = body["fault"].is_map or body["problem"].has_any("app_name", "error_class") or body["site"].is_map
    return fault or body["error"].has_any("error_class", "error_message", "last_occurrence_request_url")


def read(body: Node, _: Headers) -> Found:
    fault = next((node for name in ("fault", "problem", "error", "site") if (node := body[name]).is_map), Node())
    word = body.word("event")
    stands = _standing(word, fault)
    over = stands.status is RESOLVED
    project = body.text("project.name", "fault.project.name", "problem.app_name", "error.project.name")
    name = fault.text("klass", "error_class", "where", "name")
    yield (
        Alert(
            source="honeybadger" if body["fault"].is_map or body["site"].is_map else "airbrake",
            key=fault.text("id", "_id") or name,
            status=stands.status,
            event=stands.event,
            title=titled(name, fault.text("message", "error_message") or body.text("message")) or "Error of a program",
            text=paragraphs(body.text("message"), fault.text("message", "error_message")),
            severity="" if over else CRITICAL if body["site"].is_map else ERROR,
            service=project,
            starts_at=first_moment(fault, "last_notice_at", "last_occurred_at", "last_notice", "created_at"),
            url=fault.text("url", "error_url") or body.text("airbrake_error_url"),
            labels={"project": project} if project else {},
        ),
        body,
    )


def _standing(word: str, fault: Node) -> Standing:
    if word in _ENDS or fault.word("resolved") == "true":
        return Standing(RESOLVED)
    return Standing(FIRING) if word in _BEGINS else standing(word) or Standing(FIRING, word.replace("_", " "))


KIND = Kind("honeybadger", fits, read)
