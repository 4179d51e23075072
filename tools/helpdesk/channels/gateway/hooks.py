"""`/github`: a signed webhook wakes the pass, and nothing in it is believed: the pass asks GitHub itself."""

from starlette.requests import Request
from starlette.responses import Response

from helpdesk.channels.gateway.answer import Problem, answer
from helpdesk.channels.gateway.place import Place, refuse_sender
from helpdesk.channels.gateway.signing import signed_hub, variable

SOURCE = "github"


class Hooks:
    """The handler of GitHub's webhooks ("Validating webhook deliveries")."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def github(self, request: Request) -> Response:
        keys = self._place.settings.keys(SOURCE)
        if not keys:
            raise Problem(404, f"Webhooks of GitHub are not taken here; set {variable(SOURCE)} on the gateway.")
        if not signed_hub(request.state.headers, request.state.body, keys):
            raise refuse_sender(request, "The signature does not hold: the webhook's secret is another one.")
        self._place.keeper.ring()
        return answer({"status": "woken"}, 202)
