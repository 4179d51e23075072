"""`/chat/slack`, `/chat/mattermost`, `/chat/teams`: commands and message actions, answered within three seconds."""

import asyncio
from collections.abc import Callable
from typing import Any

import msgspec
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response

from helpdesk.channels.chat import mattermost, slack, teams
from helpdesk.channels.chat.asked import Asked, Delivery, Unreadable, message_of, subject_of
from helpdesk.channels.chat.wire import Later, Never, call, origin
from helpdesk.channels.chat.words import Meant, Verbs, meant
from helpdesk.channels.gateway.answer import Problem, answer
from helpdesk.channels.gateway.place import Place, refuse_sender
from helpdesk.channels.gateway.signing import variable
from helpdesk.channels.gateway.spool import Accepted
from helpdesk.decide.incoming.content import title_of
from helpdesk.decide.spoken.table import BY_WORD, COMMANDS
from helpdesk.model.message import Message

# The commands of a comment, and other words for them.
VERBS = Verbs(frozenset(one.name for one in COMMANDS), frozenset(BY_WORD))


class Service(msgspec.Struct, frozen=True):
    """How one service proves itself, what it sends and how it is answered; `origins` take later answers."""

    proved: Callable[[Delivery, tuple[str, ...]], bool]
    read: Callable[[bytes], Asked]
    answer: Callable[[str], dict[str, Any]]
    command: str
    origins: tuple[str, ...] = ()


SERVICES = {
    "slack": Service(slack.proved, slack.read, slack.answer, "/helpdesk", (slack.HOOKS,)),
    "mattermost": Service(mattermost.proved, mattermost.read, mattermost.answer, "/helpdesk"),
    "teams": Service(teams.proved, teams.read, teams.answer, "@Helpdesk"),
}


class Chat:
    """The handler of all of them."""

    def __init__(self, place: Place) -> None:
        self._place = place

    async def post(self, request: Request) -> Response:
        name = request.path_params["service"]
        source = f"chat/{name}"
        known, keys = SERVICES.get(name), self._place.settings.keys(source)
        if known is None:
            raise Problem(404, f"There is no such chat; there are {', '.join(SERVICES)}.")
        if not keys:
            raise Problem(404, f"{name} is not connected; set {variable(source)} on the gateway.")
        delivery = Delivery(request.state.headers, request.state.body, self._place.now().timestamp())
        if not known.proved(delivery, keys):
            raise refuse_sender(request, "The signature does not hold, or the request is more than 5 minutes old.")
        try:
            asked = known.read(request.state.body)
        except Unreadable as problem:
            raise Problem(422, f"Nothing was taken: {problem}.") from None
        return await self._answer(known, asked)

    async def _answer(self, service: Service, asked: Asked) -> Response:
        said = self._meant(service, asked)
        if said.answer or not said.text.strip():
            return answer(service.answer(said.answer or "There are no words to take down."))
        message = message_of(asked, said.subject or subject_of(said.text), said.text, self._place.now())
        await self._place.keep([Accepted(message, message.content_hash)])
        reference = await self._place.keeper.landing(message.key, self._place.settings.patience)
        words = service.answer(_words(message, reference))
        if reference and not asked.action:
            return answer(words)
        later = BackgroundTask(self._later, service, asked, message)
        response = Response(status_code=200) if asked.action and asked.url else answer(words)
        response.background = later if asked.url else None
        return response

    def _meant(self, service: Service, asked: Asked) -> Meant:
        if asked.action:
            return Meant(text=asked.words)
        return meant(asked.words, self._place.rules().desk.prefix, VERBS, service.command)

    async def _later(self, service: Service, asked: Asked, message: Message) -> None:
        """The reference, once there is one, to where the service said; only to where it may be."""
        if origin(asked.url) not in (*service.origins, *self._place.settings.chats):
            return
        reference = await self._place.keeper.landing(message.key, self._place.settings.late)
        if reference:
            try:
                await asyncio.to_thread(call, asked.url, service.answer(_words(message, reference)))
            except (Later, Never):
                # The receipt of a chat is a convenience: the ticket is there, and its notices go their own way.
                return


def _words(message: Message, reference: str) -> str:
    title = title_of(message)
    if message.subject.startswith("["):
        name = message.subject.strip("[]")
        return f"{name}: taken in." if reference else f"{name}: it is safe with us and is taken in within moments."
    if reference:
        return f"{reference}: {title}"
    return f"We have it: {title}. Its reference follows in a moment."
