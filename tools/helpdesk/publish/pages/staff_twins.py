"""What the twins of pages say that staff alone have: a type for each, and where they lie."""

from collections.abc import Iterator

import msgspec

from helpdesk.figures.patterns.survival import Curve
from helpdesk.figures.report import Report
from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding
from helpdesk.model.rules.approvals import Freeze
from helpdesk.publish.pages.assets import Falls, Related
from helpdesk.publish.pages.problems import Shown
from helpdesk.publish.pass_figures import PassFigures
from helpdesk.publish.queue_data import QueueData
from helpdesk.publish.services import Planned


class BehindFigure(msgspec.Struct, frozen=True):
    """The tickets behind a figure: `total` how many, `tickets` references of the newest."""

    metric: str
    period: str
    total: int
    tickets: tuple[str, ...]


class ReportPlace(msgspec.Struct, frozen=True):
    month: str
    place: str


class ReportList(msgspec.Struct, frozen=True):
    """The monthly reports, the newest first."""

    months: tuple[ReportPlace, ...]


class QueueCount(msgspec.Struct, frozen=True):
    """`kind` is desk, view, team or person; the others count tickets."""

    name: str
    kind: str
    place: str
    open: int
    late: int
    unassigned: int


class QueueList(msgspec.Struct, frozen=True):
    """Every queue."""

    queues: tuple[QueueCount, ...]


class Calendar(msgspec.Struct, frozen=True):
    """The change calendar: what is `planned`, what is done or past, and when nothing may be changed."""

    planned: tuple[Planned, ...]
    over: tuple[Planned, ...]
    freezes: tuple[Freeze, ...]


class AssetList(msgspec.Struct, frozen=True):
    """`open_tickets` counts by an asset's id."""

    assets: tuple[Asset, ...]
    open_tickets: dict[str, int]


class AssetPage(msgspec.Struct, frozen=True):
    """`warranty` is none, valid, ending or over; `cost` what it cost and what was spent on it since; `falls` what
    stands still with it; `towards` what points at it (relation, name, place); `tickets` references."""

    asset: Asset
    warranty: str
    cost: tuple[float, float]
    falls: Falls
    towards: tuple[Related, ...]
    tickets: tuple[str, ...]


class Label(msgspec.Struct, frozen=True):
    """`address` is what its code says; empty where the portal's address is not known."""

    id: str
    name: str
    address: str


class Labels(msgspec.Struct, frozen=True):
    """A sheet of labels for assets of a kind."""

    kind: str
    labels: tuple[Label, ...]


class Problems(msgspec.Struct, frozen=True):
    """Patterns found in `tickets` tickets, after a look at `looked` groups of them."""

    patterns: tuple[Shown, ...]
    looked: int
    tickets: int


class Undelivered(msgspec.Struct, frozen=True):
    ticket: str
    notices: int


class NotReached(msgspec.Struct, frozen=True):
    ticket: str
    why: str


class Health(msgspec.Struct, frozen=True):
    """How the desk itself fares; `late` and `quarantined` are references."""

    commit: str
    passes: PassFigures | None
    open: int
    late: tuple[str, ...]
    quarantined: tuple[str, ...]
    findings: tuple[Finding, ...]
    undelivered: tuple[Undelivered, ...]
    not_reached: tuple[NotReached, ...]


def staff_twins() -> Iterator[tuple[str, str, type]]:
    """As `twins.twins`: those that staff alone have."""
    yield "/analytics/tickets/{metric}.json", "Tickets behind a figure of the usual period", BehindFigure
    yield "/analytics/{period}/tickets/{metric}.json", "Tickets behind a figure", BehindFigure
    yield "/analytics/reports/index.json", "The monthly reports", ReportList
    yield "/analytics/reports/{month}.json", "One monthly report", Report
    yield "/queues/index.json", "Every queue", QueueList
    yield "/queues/{queue}.json", "One queue of the desk", QueueData
    yield "/queues/{kind}/{queue}.json", "One queue", QueueData
    yield "/changes/index.json", "The change calendar", Calendar
    yield "/assets/index.json", "Every asset", AssetList
    yield "/assets/{kind}/{asset}.json", "One asset", AssetPage
    yield "/labels/{kind}.json", "A sheet of labels", Labels
    yield "/problems/index.json", "What comes again", Problems
    yield "/problems/models/{model}.json", "How a model of assets lasts", Curve
    yield "/health/index.json", "How the desk fares", Health
