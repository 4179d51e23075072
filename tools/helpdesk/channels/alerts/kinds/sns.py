"""Amazon SNS and the CloudWatch alarms that come through it.

The signature is checked nowhere in here: whoever may post is the gateway's to say. A subscription waits to be confirmed
at an address of Amazon's own, and no other is ever handed on.
https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
"""

import json
import re
from urllib.parse import urlsplit

from msgspec.structs import replace

from helpdesk.channels.alerts.kind import Found, Headers, Kind
from helpdesk.channels.alerts.kinds.plain_json import MARKS, alert_of
from helpdesk.channels.alerts.moments import first_moment
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Handshake, Quiet
from helpdesk.channels.alerts.severity import CRITICAL
from helpdesk.channels.alerts.standing import FIRING, RESOLVED, Standing, standing
from helpdesk.channels.alerts.wording import paragraphs, titled
from helpdesk.model.alert import Alert

_AMAZON = re.compile(r"sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\Z")


def fits(body: Node, headers: Headers) -> bool:
    alarm = body.has("AlarmName", "NewStateValue") or _is_bridged(body)
    return "x-amz-sns-message-type" in headers or body.has("TopicArn", "Type") or alarm


def handshake(body: Node) -> Handshake | None:
    """A subscription that waits to be confirmed; None for every other message."""
    if body.text("Type") != "SubscriptionConfirmation":
        return None
    address = body.text("SubscribeURL")
    try:
        parts = urlsplit(address)
        amazon = parts.scheme == "https" and parts.port in (None, 443) and not parts.username
    except ValueError:
        return Handshake()
    return Handshake(confirm=address if amazon and _AMAZON.match(parts.hostname or "") else "")


def read(body: Node, _: Headers) -> Found:
    if body.text("Type") == "UnsubscribeConfirmation":
        raise Quiet("a subscription ended; subscribe again where that was a mistake")
    inner = _inside(body)
    if inner.has_any("AlarmName", "NewStateValue"):
        yield _alarm(inner, body), inner
    elif inner.has_any(*MARKS):
        alert = alert_of(inner, "sns")
        yield _named(alert, body), inner
    else:
        yield _plain(body), Node({"Message": body.text("Message"), "TopicArn": body.text("TopicArn")})


def _inside(body: Node) -> Node:
    """The message's own JSON, or the request itself where the topic delivers raw."""
    if body.has("AlarmName") or _is_bridged(body):
        return _unbridged(body)
    try:
        return _unbridged(Node(json.loads(body.text("Message"))))
    except (ValueError, RecursionError):
        return Node()


def _is_bridged(body: Node) -> bool:
    """EventBridge's own form of the same alarm."""
    return body.has("detail-type", "detail") and bool(body.text("detail.alarmName"))


def _unbridged(body: Node) -> Node:
    """An alarm that came by EventBridge, in the names that CloudWatch uses itself."""
    if not _is_bridged(body):
        return body
    names = {
        "AlarmName": "detail.alarmName",
        "AlarmArn": "resources.0",
        "AlarmDescription": "detail.configuration.description",
        "NewStateValue": "detail.state.value",
        "NewStateReason": "detail.state.reason",
        "StateChangeTime": "detail.state.timestamp",
        "OldStateValue": "detail.previousState.value",
        "Region": "region",
        "AWSAccountId": "account",
    }
    return Node({name: body.text(path) for name, path in names.items()})


def _alarm(alarm: Node, envelope: Node) -> Alert:
    stands = standing(alarm.word("NewStateValue")) or Standing(RESOLVED, alarm.text("NewStateValue") or "no state")
    at = first_moment(alarm, "StateChangeTime") or first_moment(envelope, "Timestamp")
    over = stands.status is RESOLVED
    name = alarm.text("AlarmName")
    labels = {each.text("name"): each.text("value") for each in alarm.items("Trigger.Dimensions") if each.text("name")}
    return Alert(
        source="cloudwatch",
        key=alarm.text("AlarmArn") or "/".join(filter(None, (alarm.text("AWSAccountId", "Region"), name))),
        status=stands.status,
        event=stands.event,
        title=titled(name, alarm.text("AlarmDescription")) or envelope.text("Subject") or "CloudWatch alarm",
        text=paragraphs(alarm.text("AlarmDescription"), alarm.text("NewStateReason")),
        severity="" if over else CRITICAL,
        service=labels.get("ServiceName", ""),
        starts_at=None if over else at,
        ends_at=at if over and not stands.event else None,
        labels=labels,
    )


def _named(alert: Alert, body: Node) -> Alert:
    return replace(alert, title=alert.title or body.text("Subject", "Message")[:250], key=alert.key or _topic(body))


def _plain(body: Node) -> Alert:
    said = body.text("Message")
    subject = body.text("Subject")
    word = subject.partition(":")[0]
    stands = standing(word) or Standing(FIRING)
    return Alert(
        source="sns",
        key=_topic(body),
        status=stands.status,
        event=stands.event,
        title=subject or titled(said) or "Message of an SNS topic",
        text=said,
        starts_at=first_moment(body, "Timestamp"),
        labels={"topic": body.text("TopicArn")} if body.text("TopicArn") else {},
    )


def _topic(body: Node) -> str:
    subject = body.text("Subject").partition(":")
    return "/".join(filter(None, (body.text("TopicArn"), (subject[2] or subject[0]).strip()))) or body.text("MessageId")


KIND = Kind("sns", fits, read)
