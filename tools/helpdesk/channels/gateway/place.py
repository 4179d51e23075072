"""What every handler of the gateway is given."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from helpdesk.channels.gateway.answer import Problem
from helpdesk.channels.gateway.guard import TRY_LATER, Guard
from helpdesk.channels.gateway.heard import HeardSpool
from helpdesk.channels.gateway.keeper import Busy, Keeper
from helpdesk.channels.gateway.keys import receipt_of
from helpdesk.channels.gateway.settings import Settings
from helpdesk.channels.gateway.spool import Accepted, Known
from helpdesk.model.message import Party
from helpdesk.model.rules import Rules


@dataclass(frozen=True)
class Place:
    """`rules` are the desk's as last read; `now` is the clock, `requester` who asked for a ticket, `offered` the
    articles that they were shown on it, by id and title. `heard` keeps what readers say, of articles that
    `has_article` knows."""

    settings: Settings
    keeper: Keeper
    rules: Callable[[], Rules]
    now: Callable[[], datetime]
    requester: Callable[[str], Party | None] = lambda _reference: None
    offered: Callable[[str], Mapping[str, str]] = lambda _reference: {}
    heard: HeardSpool | None = None
    has_article: Callable[[str], bool] = lambda _article: False

    async def keep(self, accepted: Sequence[Accepted]) -> list[Known]:
        """On disk when this returns. Raises Problem 503 where that could not be."""
        try:
            return await self.keeper.keep(accepted)
        except Busy as busy:
            raise Problem(503, f"Nothing was taken: {busy}. Please try again.", retry=TRY_LATER) from None

    def receipt(self, key: str) -> str:
        return f"{self.settings.url}/receipt/{receipt_of(key, self.keeper.secret)}"


def refuse_sender(request: Request, why: str, status: int = 401) -> Problem:
    """What a request without proof gets; an address that tries often is slowed down."""
    guard: Guard = request.state.guard
    return guard.too_often(request.state.address) or Problem(status, why)
