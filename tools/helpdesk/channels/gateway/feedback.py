"""`/feedback/...`: whoever asked says whether it is solved, and how it was. GET shows, POST says it to the desk.

The link is the proof that its reader was told; what they say is said as if they had answered the mail it came in.
"""

import asyncio
import secrets
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from helpdesk.channels.gateway.answer import HEADERS, Problem, moved
from helpdesk.channels.gateway.caller import why_foreign
from helpdesk.channels.gateway.form import CHANNEL, LONGEST_TEXT
from helpdesk.channels.gateway.keys import key_of
from helpdesk.channels.gateway.pages import page
from helpdesk.channels.gateway.place import Place
from helpdesk.channels.gateway.spool import Accepted
from helpdesk.channels.gateway.tongue import language_of, speaker
from helpdesk.decide.notifying.answer_link import linked_reference
from helpdesk.decide.notifying.reply_address import reply_address
from helpdesk.model.message import Message, Party, Proof

_SOLVED = {"yes": "/confirm", "no": "/reopen", "": ""}
_HELPED = {"yes": "/helped", "no": "/not-helped"}
_RATINGS = frozenset("12345")


class Feedback:
    """The handlers of the page."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        reference, _ = await self._asked(request)
        return await self._page(request, reference)

    async def post(self, request: Request) -> Response:
        reference, party = await self._asked(request)
        settings = self._place.settings
        foreign = why_foreign(request.state.headers, (settings.url,))
        if foreign:
            raise Problem(403, f"Nothing was sent: {foreign}.")
        given = _fields(request.state.body)
        solved, rating, words = given.get("solved", ""), given.get("rating", ""), given.get("words", "").strip()
        if solved not in _SOLVED or (rating and rating not in _RATINGS) or len(words) > LONGEST_TEXT:
            raise Problem(422, "Choose yes or no, and a number from 1 to 5.")
        said = (f"/rate {rating}" if rating else "", _SOLVED[solved], *_helped(given, await self._offered(reference)))
        if not any(said) and not words:
            return await self._page(request, reference, notice="Nothing was chosen and nothing was written yet.")
        # One page says one thing: sent twice it is the same message.
        key = key_of(CHANNEL, self._place.keeper.secret, f"{reference} {given.get('key', '') or secrets.token_hex(8)}")
        address = reply_address(self._place.rules().desk.mail.address, reference, settings.reply_keys[0])
        message = Message(
            key=key,
            channel=CHANNEL,
            received=self._place.now(),
            sender=party,
            subject=f"[{reference}]",
            text=words,
            visible_reply=words,
            to=(Party(email=address),),
            proof=Proof.REPLY_ADDRESS,
            commands=tuple(filter(None, said)),
        )
        await self._place.keep([Accepted(message, key)])
        return moved(f"{settings.url}{request.url.path}?said=yes")

    async def _page(self, request: Request, reference: str, notice: str = "") -> Response:
        said = request.query_params.get("said") == "yes"
        values: dict[str, object] = {
            "reference": reference,
            "said": said,
            "notice": notice,
            "key": secrets.token_urlsafe(12),
        }
        values["articles"] = await self._offered(reference)
        language = language_of(request.state.headers)
        title = "Thank you" if said else f"{speaker(language)('How was it?')} {reference}"
        text = page("feedback.html", language, title=title, **values)
        return HTMLResponse(text, 422 if notice else 200, HEADERS)

    async def _offered(self, reference: str) -> Mapping[str, str]:
        return await asyncio.to_thread(self._place.offered, reference)

    async def _asked(self, request: Request) -> tuple[str, Party]:
        """The ticket and who asked. Raises Problem 404 that does not say which of the two there is not."""
        keys = self._place.settings.reply_keys
        reference = linked_reference(request.path_params["token"], keys) if keys else ""
        party = await asyncio.to_thread(self._place.requester, reference) if reference else None
        if party is None or not self._place.rules().desk.mail.address:
            raise Problem(404, "This link leads nowhere (any more). Please answer the mail that it was in.")
        return reference, party


def _helped(given: Mapping[str, str], offered: Mapping[str, str]) -> Iterator[str]:
    """What was said of the articles that were offered; of no other."""
    for article in offered:
        command = _HELPED.get(given.get(f"helped {article}", ""))
        if command:
            yield f"{command} {article}"


def _fields(body: bytes) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(body.decode(), max_num_fields=40).items()}
    except (UnicodeDecodeError, ValueError):
        raise Problem(400, "This is no form.") from None
