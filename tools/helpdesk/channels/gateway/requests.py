"""`/request`: the form as a page, and the form posted; `/receipt`: what became of it."""

import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from helpdesk.channels.gateway.answer import HEADERS, Problem, Wrong, answer, moved, wants_html
from helpdesk.channels.gateway.caller import allowed, why_foreign
from helpdesk.channels.gateway.filled import Filled, read_filled
from helpdesk.channels.gateway.form import CHANNEL, items_for_everybody, message_of, wrongs
from helpdesk.channels.gateway.keys import key_of, key_of_receipt
from helpdesk.channels.gateway.pages import page
from helpdesk.channels.gateway.place import Place
from helpdesk.channels.gateway.spool import Accepted
from helpdesk.channels.gateway.tongue import language_of, speaker
from helpdesk.model.rules.catalog import Item

# How soon the page of a receipt looks again, in seconds.
AGAIN = 3
LONGEST_KEY = 200


class Requests:
    """The handlers of the web form."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def show(self, request: Request) -> Response:
        """GET: the form, empty."""
        return self._form(request, self._item(request), Filled())

    async def post(self, request: Request) -> Response:
        """POST: kept, and answered with the reference or a receipt."""
        headers: Mapping[str, str] = request.state.headers
        html = wants_html(headers)
        item = self._item(request)
        foreign = why_foreign(headers, (self._place.settings.url, *self._place.settings.origins))
        if foreign:
            raise Problem(403, f"Nothing was sent: {foreign}. Please use the form of this helpdesk.")
        filled = await read_filled(request, request.state.body)
        refusal: Problem | None = getattr(request.state, "refusal", None)
        if refusal is not None:
            return self._form(request, item, filled, notice=refusal.detail, problem=refusal)
        wrong = wrongs(filled, item, self._place.rules())
        if wrong and html:
            return self._form(request, item, filled, wrong)
        if wrong:
            raise Problem(422, "Nothing was taken: some of it has to be mended first.", errors=wrong)
        key = await self._keep(filled, item, headers.get("idempotency-key", ""))
        # Who says "respond-async" (RFC 7240) comes back for the reference.
        patient = "respond-async" not in headers.get("prefer", "").lower()
        reference = await self._place.keeper.landing(key, self._place.settings.patience if patient else 0.0)
        return self._allow(request, self._answer(key, reference, html=html))

    async def preflight(self, request: Request) -> Response:
        """OPTIONS: whether a page of another site may post (CORS). Only those that the desk's owner named."""
        return self._allow(request, Response(status_code=204, headers=HEADERS))

    async def receipt(self, request: Request) -> Response:
        """GET: what became of it. Whoever has the address may look."""
        html = wants_html(request.headers)
        key = key_of_receipt(request.path_params["receipt"], self._place.keeper.secret)
        known = self._place.keeper.known(key) if key else None
        if known is None:
            raise Problem(404, "There is no such receipt, or it is more than 30 days old. The ticket, if any, stays.")
        language = language_of(request.headers) if html else ""
        return self._allow(request, self._state(key, known.reference, language))

    async def _keep(self, filled: Filled, item: Item | None, given: str) -> str:
        if len(given) > LONGEST_KEY:
            raise Problem(400, f"An Idempotency-Key has {LONGEST_KEY} characters at most.")
        print_ = filled.print(item.id if item else "")
        # Somebody who goes back and sends something else from the same page makes another request.
        own = given or (f"{filled.key} {print_}" if filled.key else "")
        place = self._place
        key = key_of(CHANNEL, place.keeper.secret, own)
        message = message_of(filled, item, key, place.now())
        (known,) = await place.keep([Accepted(message, print_)])
        if known.print != print_:
            raise Problem(422, "This Idempotency-Key was used for another request; take a new one.", code="key-reused")
        return key

    def _answer(self, key: str, reference: str, *, html: bool) -> Response:
        if html:
            return moved(self._place.receipt(key))
        return self._state(key, reference, posted=True)

    def _state(self, key: str, reference: str, language: str = "", *, posted: bool = False) -> Response:
        """A page in a language, or without one JSON."""
        if language:
            title = "We have your request"
            text = page("receipt.html", language, title=title, reference=reference, again=AGAIN, again_url="/request")
            return HTMLResponse(text, 200, HEADERS)
        address = self._place.receipt(key)
        data = {"status": "ticket" if reference else "accepted", "reference": reference, "receipt": address}
        status = (201 if reference else 202) if posted else 200
        return answer(data, status, {"Location": address} if posted else {"Retry-After": str(AGAIN)})

    def _item(self, request: Request) -> Item | None:
        name = request.path_params.get("item", "")
        if not name:
            return None
        found = next((item for item in items_for_everybody(self._place.rules()) if item.id == name), None)
        if found is None:
            raise Problem(404, "There is no such form. What can be asked for is listed at /request.")
        return found

    def _form(
        self,
        request: Request,
        item: Item | None,
        given: Filled,
        wrong: tuple[Wrong, ...] = (),
        notice: str = "",
        problem: Problem | None = None,
    ) -> Response:
        rules = self._place.rules()
        language = language_of(request.state.headers)
        say = speaker(language)
        text = page(
            "form.html",
            language,
            title=item.name if item else f"{say('Ask')} {rules.desk.name}",
            item=item,
            items=items_for_everybody(rules),
            given=given,
            had_files=bool(given.files),
            wrong={each.field: "; ".join(say(words) for words in (each.what, each.remedy) if words) for each in wrong},
            notice=notice,
            action=f"/request/{item.id}" if item else "/request",
            key=secrets.token_urlsafe(18),
            largest=_size(rules.desk.attachments.largest),
        )
        headers = {"Retry-After": str(problem.retry)} if problem and problem.retry else {}
        status = problem.status.value if problem else 422 if wrong else 200
        return HTMLResponse(text, status, {**HEADERS, **headers})

    def _allow(self, request: Request, response: Response) -> Response:
        return allowed(request, response, self._place.settings.origins, "POST, GET", "idempotency-key")


def _size(count: int) -> str:
    return f"{count / 1_000_000:g} MB"
