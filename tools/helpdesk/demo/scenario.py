"""What somebody asks and how it is solved, as data: `_data/demo/scenarios/*.yml`, one mapping a scenario."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec
from ryaml import loads  # type: ignore[attr-defined]

from helpdesk.model.ticket import Level, TicketType
from helpdesk.resources import data_folder

CHANNELS = ("mail", "mail", "mail", "portal", "portal", "phone")


class Chore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A task of a request, and the team that does it."""

    title: str
    team: str


class Ending(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    code: str
    summary: str


class Finding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a problem's investigation found."""

    cause: str = ""
    workaround: str = ""
    known_error: bool = False


class Scheme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a change is done, and undone."""

    kind: str
    risk: str
    plan: str
    rollback: str
    outcome: str


class Scenario(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that people ask for. Each text is one variant of several; `{words}` in braces are slots.

    `talk` is the conversation, step by step: `ask` and `answer` (a question, during which the clock stands still),
    `do` (a public reply), `note` (internal), `fix` (the reply that solves it), `thanks`. `asset` is laptop, desktop,
    printer, or `software:<id>`; `device` one certain device. `gathers` names the scenario a problem is about.
    """

    id: str
    type: TicketType = TicketType.INCIDENT
    language: str = "en"
    category: str
    service: str
    channels: tuple[str, ...] = CHANNELS
    impact: Level = Level.LOW
    urgency: Level = Level.MEDIUM
    weight: int = 1
    asset: str = ""
    device: str = ""
    article: str = ""
    gathers: str = ""
    major: bool = False
    slots: dict[str, tuple[str, ...]] = {}
    subject: tuple[str, ...]
    request: tuple[str, ...]
    tasks: tuple[Chore, ...] = ()
    problem: Finding | None = None
    change: Scheme | None = None
    talk: tuple[dict[str, tuple[str, ...]], ...]
    resolution: Ending


@lru_cache(maxsize=1)
def scenarios() -> Mapping[str, Scenario]:
    """Every scenario by id, in the order of the files. Raises msgspec.ValidationError for one that is malformed."""
    found: dict[str, Scenario] = {}
    for path in sorted((data_folder("demo") / "scenarios").glob("*.yml")):
        for name, value in loads(path.read_text(encoding="utf-8")).items():
            found[name] = msgspec.convert({**value, "id": name}, Scenario)
    return found
