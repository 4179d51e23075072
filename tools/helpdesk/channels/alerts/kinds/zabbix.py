"""Zabbix, by a webhook media type: problem events with their own id, whatever of the usual macros the body has.

The names follow https://www.zabbix.com/documentation/current/en/manual/appendix/macros/supported_by_location; a media
type's body is each installation's own, so that one fact has several names.
"""

import re

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.moments import first_moment, moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.severity import severity
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

# Zabbix's six severities by number: "high" and "disaster" wake people.
_SEVERITIES = ("not classified", "information", "warning", "average", "high", "disaster")
_NAMES = ("trigger_name", "event_name", "trigger.name", "event.name", "trigger", "problem", "subject", "title", "name")
_MARKS = ("trigger_name", "trigger_id", "trigger_severity", "trigger_status", "trigger", "triggerid", "event_value")


def fits(body: Node, _: Headers) -> bool:
    return body.has_any(*_MARKS, "eventid", "zabbix_url") and bool(body.text(*_NAMES))


def read(body: Node, _: Headers) -> Found:
    host = body.text("host", "hostname", "host_name", "host.name", "host.host")
    name = body.text(*_NAMES)
    stands = _standing(body)
    at = first_moment(body, "datetime", "timestamp", "clock") or moment(
        f"{body.text('event_date', 'date')} {body.text('event_time', 'time')}"
    )
    ended = first_moment(body, "recovery_datetime", "event_recovery_datetime")
    over = stands.status is RESOLVED and not stands.event
    yield (
        Alert(
            source="zabbix",
            key=_key(body, host, name),
            status=stands.status,
            event=stands.event,
            title=titled(name) if host and host in name else titled(host, name),
            text=paragraphs(body.text("trigger_description", "description", "message"), _item(body)),
            severity=_severity(body.text("trigger_severity", "severity", "event_severity", "nseverity", "priority")),
            service=body.text("service", "tags.service"),
            starts_at=None if over else at,
            ends_at=(ended or at) if over else None,
            url=body.text("trigger_url", "link", "event_url", "url"),
            labels={name: text for name, text in (("host", host), ("item", body.text("item", "item_name"))) if text},
        ),
        body,
    )


def _standing(body: Node) -> Standing:
    value = body.text("event_value", "value")
    if value in ("0", "1"):
        return Standing(RESOLVED if value == "0" else FIRING)
    word = body.word("trigger_status", "status", "event_status", "action")
    return standing(word) or _subject(body) or Standing(FIRING)


def _subject(body: Node) -> Standing | None:
    """The usual subjects: "Problem: ...", "Resolved in 5m: ..."."""
    return standing(body.text("alert_subject", "subject").partition(":")[0].partition(" in ")[0])


def _key(body: Node, host: str, name: str) -> str:
    """The problem's event id, which the recovery repeats; else the trigger, else what the trigger is called where."""
    return body.text("event_id", "eventid", "problem_id", "trigger_id", "triggerid") or "/".join(
        part for part in (host, name) if part
    )


def _item(body: Node) -> str:
    value = body.text("item_lastvalue", "item_value")
    return f"{body.text('item', 'item_name') or 'Value'}: {value}" if value else body.text("item", "item_name")


def _severity(word: str) -> str:
    return severity(_SEVERITIES[int(word)] if re.fullmatch("[0-5]", word) else word)


KIND = Kind("zabbix", fits, read)
