"""An alert as a message: what the desk takes in, whatever door it came through."""

import hashlib
from datetime import datetime, timedelta

from helpdesk.channels.alerts.reading import Reading
from helpdesk.channels.alerts.wording import paragraphs
from helpdesk.model.alert import Alert
from helpdesk.model.message import Message, Party

CHANNEL = "alert"
_NAMES = {"alertmanager": "Alertmanager", "grafana": "Grafana", "zabbix": "Zabbix", "pagerduty": "PagerDuty"}


def to_message(alert: Alert, received: datetime) -> Message:
    """The message of an alert. Its key is the same for the same news of the same alert: a request that is sent twice
    is taken in once. `received` is aware, and must be the same when a request is read again after a crash."""
    return Message(
        key=key_of(alert, received),
        channel=CHANNEL,
        received=received,
        sender=Party(name=_NAMES.get(alert.source, alert.source)),
        subject=alert.title,
        text=_text(alert),
        date=alert.starts_at,
        automatic=True,
        alert=alert,
    )


def messages_of(reading: Reading, received: datetime) -> tuple[Message, ...]:
    """All that one request says, in its order: down and up again in one request are two messages, a moment apart."""
    return tuple(
        to_message(alert, received + timedelta(microseconds=place)) for place, alert in enumerate(reading.alerts)
    )


def key_of(alert: Alert, received: datetime) -> str:
    """`alert:SOURCE:FINGERPRINT@START:STATUS`; a monitor that does not say since when is taken by when it said so."""
    start = alert.starts_at or alert.ends_at or received
    about = f"alert:{alert.source}:{alert.key}@{start.isoformat()}"
    news = f"{about}:{alert.status.value}" + (f":{alert.event}" if alert.event else "")
    return news if len(news) <= 500 else f"alert:{alert.source}:{hashlib.sha256(news.encode()).hexdigest()}"


def _text(alert: Alert) -> str:
    rows = [f"- {name}: `{value.replace('`', chr(39))}`" for name, value in alert.labels.items()]
    link = f"<{alert.url}>" if alert.url else ""
    return paragraphs(alert.text, "\n".join(rows), link)
