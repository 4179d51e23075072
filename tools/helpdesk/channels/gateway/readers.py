"""`/readers/helped` and `/readers/sought`: what readers of the portal say without asking for anything.

Nobody is known here, and nothing about the caller is kept. The answer is the same whether an article is there or not.
"""

import asyncio
import re
from collections.abc import Mapping
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from helpdesk.channels.gateway.answer import HEADERS, Problem, answer, moved, wants_html
from helpdesk.channels.gateway.caller import allowed, why_foreign
from helpdesk.channels.gateway.guard import TRY_LATER
from helpdesk.channels.gateway.heard import HeardSpool, Taken
from helpdesk.channels.gateway.limits import network_of
from helpdesk.channels.gateway.pages import page
from helpdesk.channels.gateway.place import Place
from helpdesk.channels.gateway.scrubbed import line_of, search_of
from helpdesk.channels.gateway.tongue import language_of
from helpdesk.model.readers import Said

LARGEST = 4_000
_ARTICLE = re.compile(r"\w[\w.-]*(?:/\w[\w.-]*){0,5}\Z")
_KEY = re.compile(r"[A-Za-z0-9_-]{8,64}\Z")


class Readers:
    """The handlers. `heard` is None where nothing is kept: then there is nothing here."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """GET: where a form without a script ends."""
        said = request.query_params.get("said") == "yes"
        if not said:
            raise Problem(404, "There is nothing here. The form is at /request.")
        text = page("thanks.html", language_of(request.headers), title="Thank you", portal=self._portal())
        return HTMLResponse(text, 200, HEADERS)

    async def helped(self, request: Request) -> Response:
        """POST: whether an article helped, `helped` yes or no, and `why` in a line."""
        given, heard = self._given(request), self._heard()
        article, said = given.get("article", ""), given.get("helped", "")
        if said not in ("yes", "no") or len(article) > 200 or not _ARTICLE.match(article):
            raise Problem(422, "Say which article, and yes or no.")
        if self._place.rules().desk.readers.ask and await asyncio.to_thread(self._place.has_article, article):
            one = Said(
                place=0,
                at=self._place.now(),
                article=article,
                helped=said == "yes",
                asking=given.get("from") == "form",
                why=line_of(given.get("why", ""), self._place.rules()),
            )
            key = given.get("key", "")
            await self._keep(heard, one, request, key if _KEY.match(key) else "")
        return self._thanks(request)

    async def sought(self, request: Request) -> Response:
        """POST: the words of a search that found nothing, where the desk counts them."""
        given, heard = self._given(request), self._heard()
        words = search_of(given.get("words", ""), self._place.rules())
        if words and self._place.rules().desk.readers.searches:
            mark = await asyncio.to_thread(heard.mark_of, words)
            one = Said(place=0, at=self._place.now(), sought=mark, words=words)
            await self._keep(heard, one, request)
        return self._thanks(request)

    async def preflight(self, request: Request) -> Response:
        """OPTIONS: whether a page of another site may post (CORS). Only those that the desk's owner named."""
        return self._allow(request, Response(status_code=204, headers=HEADERS))

    async def _keep(self, heard: HeardSpool, said: Said, request: Request, key: str = "") -> None:
        network = network_of(request.state.address)
        taken = await asyncio.to_thread(heard.keep, said, network, key)
        if taken is Taken.TOO_MANY:
            raise Problem(429, "Thank you, that is enough for today.", retry=3600.0)
        if taken is Taken.FULL:
            raise Problem(503, "Too much is coming in at the moment. Please try again.", retry=TRY_LATER)

    def _given(self, request: Request) -> Mapping[str, str]:
        """The form's fields. Raises Problem for what is none, or comes from elsewhere."""
        headers: Mapping[str, str] = request.state.headers
        foreign = why_foreign(headers, (self._place.settings.url, *self._place.settings.origins))
        if foreign:
            raise Problem(403, f"Nothing was sent: {foreign}.")
        if len(request.state.body) > LARGEST:
            raise Problem(413, f"At most {LARGEST:,} bytes can be sent at once.")
        try:
            found = parse_qs(request.state.body.decode(), max_num_fields=20)
        except (UnicodeDecodeError, ValueError):
            raise Problem(400, "This is no form.") from None
        return {name: values[0] for name, values in found.items()}

    def _heard(self) -> HeardSpool:
        if self._place.heard is None:
            raise Problem(404, "There is nothing here. The form is at /request.")
        return self._place.heard

    def _thanks(self, request: Request) -> Response:
        if wants_html(request.state.headers):
            return moved(f"{self._place.settings.url}/readers/helped?said=yes")
        return self._allow(request, answer({"status": "accepted"}, 202))

    def _portal(self) -> str:
        portal = self._place.rules().desk.portal
        return portal if portal.startswith(("https://", "http://")) else ""

    def _allow(self, request: Request, response: Response) -> Response:
        return allowed(request, response, self._place.settings.origins, "POST")
