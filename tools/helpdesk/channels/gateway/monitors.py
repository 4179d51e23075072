"""`/alerts/SOURCE`: what monitors post, each request whole on disk or not at all."""

import logging

from starlette.requests import Request
from starlette.responses import Response

from helpdesk.channels.alerts.message import messages_of
from helpdesk.channels.alerts.read import read_alerts
from helpdesk.channels.alerts.reading import Handshake, Outcome
from helpdesk.channels.gateway.answer import HEADERS, Problem, answer
from helpdesk.channels.gateway.place import Place, refuse_sender
from helpdesk.channels.gateway.signing import keys_of_any, proved, variable
from helpdesk.channels.gateway.spool import Accepted

_LOG = logging.getLogger("helpdesk.gateway")


class Monitors:
    """The handler of alerts. `SOURCE` is the kind of monitor or a mapping of the desk's own; without it the request
    itself says what it is."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def post(self, request: Request) -> Response:
        source = request.path_params.get("source", "")
        name = f"alerts/{source}" if source else "alerts"
        keys = keys_of_any(list(dict.fromkeys((name, "alerts"))), self._place.settings.keys)
        if not keys:
            raise Problem(
                404, f"No alerts are taken here; set {variable(name)} or {variable('alerts')} on the gateway."
            )
        headers, body = request.state.headers, request.state.body
        if not proved(headers, body, keys, self._place.now().timestamp()):
            raise refuse_sender(request, "The token or signature does not hold.")
        reading = read_alerts(body, headers, source, self._place.rules().alerts.mappings)
        match reading.outcome:
            case Outcome.ALERTS:
                messages = messages_of(reading, self._place.now())
                await self._place.keep([Accepted(message, message.key) for message in messages])
                return answer({"status": "accepted", "kind": reading.kind, "alerts": len(messages)}, 202)
            case Outcome.HANDSHAKE if reading.handshake is not None:
                return _shake(reading.handshake, reading.why)
            case Outcome.IGNORED:
                return answer({"status": "ignored", "why": reading.why})
        raise Problem(422, f"Nothing was taken: {reading.why}.")

    async def asked(self, request: Request) -> Response:
        """OPTIONS: a sender of CloudEvents asks whether it may send (HTTP Webhook 1.0, 4). It may; each request still
        has to prove itself."""
        reading = read_alerts(b"", dict(request.headers), request.path_params.get("source", ""))
        return _shake(reading.handshake or Handshake(), reading.why)


def _shake(handshake: Handshake, why: str) -> Response:
    if handshake.confirm:
        # Asked for by hand: a gateway that opens addresses it was sent is anybody's errand boy.
        _LOG.warning("%s; to confirm, open once: %s", why, handshake.confirm)
    kind = "application/json" if handshake.answer.startswith("{") else "text/plain"
    return Response(handshake.answer, 200, {**HEADERS, **handshake.headers}, media_type=kind)
