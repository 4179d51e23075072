"""Monitors that send mail: Nagios, Icinga and Monit, in the words of their own templates.

Only mail from an address that `rules/alerts.yml` names is read as an alert; what anybody else writes is mail.
"""

import re
from datetime import datetime

from msgspec.structs import replace

from helpdesk.channels.alerts.kinds.nagios import alert_of
from helpdesk.channels.alerts.message import CHANNEL
from helpdesk.channels.alerts.moments import moment
from helpdesk.channels.alerts.payload import one_line
from helpdesk.channels.alerts.standing import FIRING, RESOLVED
from helpdesk.channels.alerts.wording import titled
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message
from helpdesk.model.rules.alerts import AlertRules

_LINE = re.compile(r"^[ \t>*]*([A-Z][A-Za-z0-9/ ]{1,24}?)[ \t]*:[ \t]*(\S.{0,2000})?$", re.MULTILINE)
_DISPLAY = re.compile(r"\s*\(Display Name:.*\)\Z")
_SAYS = re.compile(r"\b(?:is|has become) (OK|WARNING|CRITICAL|UNKNOWN|UP|DOWN|UNREACHABLE)\b")
_KIND = re.compile(
    r"\b(PROBLEM|RECOVERY|ACKNOWLEDGEMENT|FLAPPING ?START|FLAPPING ?STOP|DOWNTIME ?START|DOWNTIME ?END)\b"
)
_MONIT = re.compile(r"monit alert\s+--\s+(.+)", re.IGNORECASE)
_MONIT_OVER = re.compile(r"\b(succeeded|action done|exists|recovered|resumed|not changed)\b", re.IGNORECASE)
_MONIT_NEWS = re.compile(r"\b(changed|instance)\b", re.IGNORECASE)


def as_alert(message: Message, rules: AlertRules) -> Message:
    """The message with its alert, where it is the mail of a monitor that the rules name; else as it is."""
    if message.alert is not None or not rules.mail or not message.sender.email:
        return message
    sender = message.sender.email.casefold()
    kind = next((each.kind for each in rules.mail if each.sender.casefold() == sender), "")
    alert = read_mail(message, kind) if kind else None
    if alert is None:
        return message
    return replace(message, alert=alert, channel=CHANNEL, automatic=True, content_hash="")


def read_mail(message: Message, kind: str) -> Alert | None:
    """What a mail of this kind of monitor says; None where it names neither host nor service."""
    fields = {
        name.strip().casefold(): one_line(value or "", 1000) for name, value in _LINE.findall(message.text[:20_000])
    }
    alert = _monit(message, fields) if kind == "monit" else _nagios(message, fields, kind)
    return replace(alert, text=message.text[:30_000]) if alert is not None else None


def _nagios(message: Message, fields: dict[str, str], kind: str) -> Alert | None:
    host = _DISPLAY.sub("", fields.get("host", ""))
    service = _DISPLAY.sub("", fields.get("service", ""))
    said = _SAYS.search(message.text[:20_000]) or _SAYS.search(message.subject)
    state = (fields.get("state") or (said[1] if said else "")).casefold()
    typed = _KIND.search(message.subject)
    word = fields.get("notification type") or (typed[1] if typed else "")
    # A subject may go on saying PROBLEM for what is well again: the state decides.
    word = "" if word.casefold() in ("problem", "recovery") and state else word
    if not host or not (state or word):
        return None
    at = moment(fields.get("date/time") or fields.get("when") or "") or message.date
    info = fields.get("additional info") or fields.get("info") or ""
    return alert_of(kind, host, service, state, word.casefold().replace(" ", ""), info, _trusted(at, message.received))


def _monit(message: Message, fields: dict[str, str]) -> Alert | None:
    found = _MONIT.search(message.subject)
    host = fields.get("host", "")
    named = re.search(r"^\s*(.{1,200}?) Service (\S{1,200})\s*$", message.text[:20_000], re.MULTILINE)
    if named is None or not (found or host):
        return None
    event, service = named[1].strip(), named[2]
    over = bool(_MONIT_OVER.search(event))
    news = "" if over or not _MONIT_NEWS.search(event) else event.casefold()
    at = message.date or message.received
    return Alert(
        source="monit",
        key="/".join(filter(None, (host, service))),
        status=RESOLVED if over else FIRING,
        event=news,
        title=titled(f"{service} on {host}" if host else service, event),
        severity="info" if over or news else "critical",
        service=service,
        starts_at=None if over else _trusted(at, message.received),
        ends_at=_trusted(at, message.received) if over else None,
        labels={"host": host, "service": service, "description": fields.get("description", ""), "event": event},
    )


def _trusted(at: datetime | None, received: datetime) -> datetime | None:
    """A monitor's clock may be wrong, and a mail may be days late; what has not happened yet has not."""
    return min(at, received) if at is not None else None
