"""Senders that ask before they send: a subscription to be confirmed, a test of the address.

CloudEvents' webhook specification asks by OPTIONS, with an empty body; Azure Event Grid posts an event with a code that
has to come back; Amazon SNS names an address.
"""

import json
import re
from collections.abc import Mapping

from helpdesk.channels.alerts.kinds import sns
from helpdesk.channels.alerts.payload import Node
from helpdesk.channels.alerts.reading import Handshake

_ORIGIN = re.compile(r"[A-Za-z0-9._-]{1,253}\Z")
_VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent"


def asked(body: Node, headers: Mapping[str, str]) -> tuple[str, Handshake, str] | None:
    """(kind, the handshake, what it is about), where the request is one."""
    origin = headers.get("webhook-request-origin", "")
    if not body and _ORIGIN.match(origin):
        allowed = {"WebHook-Allowed-Origin": origin, "WebHook-Allowed-Rate": "120"}
        return "cloudevents", Handshake(headers=allowed), "a sender of CloudEvents asks whether it may send"
    event = body["0"] if isinstance(body.value, list) else body
    if event.text("eventType", "type") == _VALIDATION and event.text("data.validationCode"):
        answer = json.dumps({"validationResponse": event.text("data.validationCode")[:200]})
        return "azure-monitor", Handshake(answer=answer), "an Event Grid subscription asks for its code"
    amazon = sns.handshake(body)
    if amazon is None:
        return None
    if amazon.confirm:
        return "sns", amazon, "a subscription waits to be confirmed: open the address once"
    return (
        "sns",
        amazon,
        "a subscription asks to be confirmed at an address that is not Amazon's: nobody should open it",
    )
