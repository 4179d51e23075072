"""The gateway as an ASGI application."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TextIO

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from helpdesk.channels.gateway.answer import Problem, answer
from helpdesk.channels.gateway.chat import Chat
from helpdesk.channels.gateway.feedback import Feedback
from helpdesk.channels.gateway.guard import Guard
from helpdesk.channels.gateway.hooks import Hooks
from helpdesk.channels.gateway.monitors import Monitors
from helpdesk.channels.gateway.place import Place
from helpdesk.channels.gateway.readers import Readers
from helpdesk.channels.gateway.requests import Requests

Page = Callable[[Request], Awaitable[Response]]


def gateway(place: Place, portal: Page | None = None, log: TextIO | None = None) -> ASGIApp:
    """Every route. What no route knows is the `portal`'s, where there is one. No GET changes anything."""
    feedback, readers = Feedback(place), Readers(place)
    requests, hooks, monitors = Requests(place), Hooks(place), Monitors(place)

    async def health(_request: Request) -> Response:
        fine = place.keeper.has_room
        return answer({"status": "ok" if fine else "disk full"}, 200 if fine else 503)

    async def nothing(_request: Request) -> Response:
        raise Problem(404, "There is nothing here. The form is at /request.")

    # The portal's own pages of forms lie in a folder of the same name, and offer more: what may help meanwhile, drafts.
    forms = [Route(f"/request/{{page:path}}.{kind}", portal) for kind in ("html", "json")] if portal else []
    routes = [
        *forms,
        Route("/request", requests.show),
        Route("/request", requests.post, methods=["POST"]),
        Route("/request", requests.preflight, methods=["OPTIONS"]),
        Route("/request/{item:path}", requests.show),
        Route("/request/{item:path}", requests.post, methods=["POST"]),
        Route("/request/{item:path}", requests.preflight, methods=["OPTIONS"]),
        Route("/feedback/{token}", feedback.show),
        Route("/feedback/{token}", feedback.post, methods=["POST"]),
        Route("/readers/helped", readers.show),
        Route("/readers/helped", readers.helped, methods=["POST"]),
        Route("/readers/sought", readers.sought, methods=["POST"]),
        Route("/readers/{what}", readers.preflight, methods=["OPTIONS"]),
        Route("/receipt/{receipt}", requests.receipt),
        Route("/alerts", monitors.post, methods=["POST"]),
        Route("/alerts/{source}", monitors.post, methods=["POST"]),
        Route("/alerts/{source}", monitors.asked, methods=["OPTIONS"]),
        Route("/chat/{service}", Chat(place).post, methods=["POST"]),
        Route("/github", hooks.github, methods=["POST"]),
        Route("/health", health),
        Route("/{rest:path}", portal or nothing),
    ]
    app = Starlette(
        routes=routes,
        lifespan=_life(place),
        exception_handlers={Problem: _problem, HTTPException: _http, Exception: _broken},
    )
    return Guard(app, place.settings, lambda: place.keeper.has_room, log)


def _life(place: Place) -> "Callable[[Starlette], contextlib.AbstractAsyncContextManager[None]]":
    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        place.keeper.start()
        try:
            yield
        finally:
            await place.keeper.stop()

    return life


async def _problem(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem.response(request.headers)


async def _http(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    response = Problem(problem.status_code, f"{problem.detail}.").response(request.headers)
    response.headers.update(problem.headers or {})
    return response


async def _broken(request: Request, _problem: Exception) -> Response:
    detail = "Something went wrong here, and nothing was taken. Please try again."
    return Problem(500, detail, retry=30.0).response(request.headers)
