"""Assets: assets/<kind>/<id>.yml - services, devices, software, contracts, locations."""

from datetime import date

import msgspec

from helpdesk.model.ticket import FieldValue


class Relation(msgspec.Struct, frozen=True):
    """`kind` is runs_on, depends_on, installed_on, used_by, covered_by, located_in ...; `to` an asset id."""

    kind: str
    to: str


class Holding(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who held an asset from when; append-only, the last one holds it now. An empty `who` is in stock."""

    since: date
    who: str = ""
    note: str = ""


class AssetEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    on: date
    what: str
    cost: float = 0.0
    ticket: str = ""


class Term(msgspec.Struct, frozen=True, omit_defaults=True):
    """A warranty, a contract or a licence: `until` is its last day, `notice` how many days before that one has to have
    said that it is not to go on."""

    until: date | None = None
    provider: str = ""
    contract: str = ""
    notice: int = 0


class Warranty(Term, frozen=True, omit_defaults=True):
    """Who mends it, and until when."""


class Seats(msgspec.Struct, frozen=True, omit_defaults=True):
    """How many a licence is for. `used` is what another system counts; without it the relations are counted."""

    owned: int
    used: int | None = None


class Asset(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One configuration item. `id` is the file's name, unique over all kinds; `kind` the folder's; `source` the list of
    rules/sync/ that brought it; `term` when a contract or a licence ends."""

    id: str
    kind: str
    path: str
    name: str
    status: str = "in use"
    owner: str = ""
    team: str = ""
    model: str = ""
    serial: str = ""
    location: str = ""
    purchased: date | None = None
    cost: float = 0.0
    warranty: Warranty | None = None
    term: Term | None = None
    seats: Seats | None = None
    criticality: str = ""
    description: str = ""
    relations: tuple[Relation, ...] = ()
    holders: tuple[Holding, ...] = ()
    events: tuple[AssetEvent, ...] = ()
    fields: dict[str, FieldValue] = {}
    source: str = ""

    @property
    def is_service(self) -> bool:
        """Whether it is something that people ask for and incidents are about. Desks name the folder either way."""
        return self.kind in ("service", "services")
