"""What the twins of pages say: a type for each, and where they lie. The published schema is made of these.

Fields may be added; what is there keeps its name and meaning for as long as the path of the API says v1.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from helpdesk.model.rules.catalog import FieldType
from helpdesk.publish.audience import Audience
from helpdesk.publish.dashboards.board import Table, Tile
from helpdesk.publish.pages.articles import ArticleData
from helpdesk.publish.pages.figure_files import figure_files
from helpdesk.publish.pages.staff_twins import staff_twins
from helpdesk.publish.pages.tickets import PublicPage, TicketData
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.services import Incident, Planned
from helpdesk.publish.staff_ticket import Row


class BuildStatus(msgspec.Struct, frozen=True):
    """When the portal was built, of which commit, and after how many hours a page says that it is old."""

    built: str
    commit: str
    stale_after_hours: int


class Section(msgspec.Struct, frozen=True):
    """`articles` are ids."""

    name: str
    articles: tuple[str, ...]


class PublicHome(msgspec.Struct, frozen=True):
    """`open` counts open public tickets; `happening` are major incidents."""

    name: str
    open: int
    happening: tuple[PublicTicket, ...]
    next_due: tuple[PublicTicket, ...]
    sections: tuple[Section, ...]


class StaffHome(msgspec.Struct, frozen=True):
    """`open` counts open tickets; `happening` are major incidents, `next_due` the tickets that press most."""

    name: str
    open: int
    happening: tuple[Row, ...]
    next_due: tuple[Row, ...]
    sections: tuple[Section, ...]


class Listed(msgspec.Struct, frozen=True):
    """A page that the search knows; `kind` is article, service or form."""

    title: str
    place: str
    kind: str


class Searchable(msgspec.Struct, frozen=True):
    """Articles, services and forms from A to Z."""

    found: tuple[Listed, ...]


class Asked(msgspec.Struct, frozen=True):
    """A question of a form; `options` are what may be chosen, `section` is the heading that begins with it."""

    id: str
    label: str
    type: FieldType
    required: bool
    options: tuple[str, ...]
    section: str


class Form(msgspec.Struct, frozen=True):
    """What can be asked for, and what its form asks."""

    id: str
    name: str
    description: str = ""
    service: str = ""
    fields: tuple[Asked, ...] = ()


class Forms(msgspec.Struct, frozen=True):
    """All that can be asked for."""

    items: tuple[Form, ...]


class PromisedTimes(msgspec.Struct, frozen=True):
    """By the name of a promise pieces of time: from this moment on (Unix seconds) the due time is that, and moves with
    the moment (1) or stands still (0)."""

    tables: dict[str, tuple[tuple[int, int, int], ...]]


class ArticleList(msgspec.Struct, frozen=True):
    """Every article in force, and for staff the drafts."""

    articles: tuple[ArticleData, ...]


class ServiceNow(msgspec.Struct, frozen=True):
    """A service: `standing` is down, trouble, maintenance or working; `incidents` references of open ones."""

    id: str
    name: str
    standing: str
    incidents: tuple[str, ...]


class Services(msgspec.Struct, frozen=True):
    """Services, incidents of the last ninety days, and what is planned."""

    services: tuple[ServiceNow, ...]
    incidents: tuple[Incident, ...]
    planned: tuple[Planned, ...]


class PublicList(msgspec.Struct, frozen=True):
    """Public tickets, open ones first; `archives` are months."""

    total: int
    tickets: tuple[PublicTicket, ...]
    archives: tuple[str, ...]


class StaffList(msgspec.Struct, frozen=True):
    """The tickets that changed last; `total` how many there are, `archives` months."""

    total: int
    tickets: tuple[Row, ...]
    archives: tuple[str, ...]


class PublicArchive(msgspec.Struct, frozen=True):
    """Public tickets that were closed in a month."""

    month: str
    tickets: tuple[PublicTicket, ...]


class StaffArchive(msgspec.Struct, frozen=True):
    """Tickets that were closed in a month."""

    month: str
    tickets: tuple[Row, ...]


class ChartData(msgspec.Struct, frozen=True):
    """The table behind a drawing."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class BoardData(msgspec.Struct, frozen=True):
    """A dashboard: figures in words, as the page has them. `since` is the first day of its period."""

    board: str
    period: str
    since: date
    about: str
    tiles: tuple[Tile, ...]
    charts: tuple[ChartData, ...]
    tables: tuple[Table, ...]


class MetricData(msgspec.Struct, frozen=True):
    """A figure: `formula` in words, `better` is less, more or nothing; `how` it is made of what it is of each ticket:
    their sum, mean, median, nine in ten (ninety), or mean by how long each took (weighed)."""

    id: str
    title: str
    short: str
    unit: str
    formula: str
    better: str
    how: str


class Metrics(msgspec.Struct, frozen=True):
    """How every figure is made."""

    metrics: tuple[MetricData, ...]


Described = tuple[str, str, type]
"""A path with its parts that differ in braces, what lies there, and its type."""


def twins(audience: Audience) -> Iterator[Described]:
    """Every twin of this audience's portal, and the files that scripts read beside them."""
    staff = audience.staff
    yield "/status.json", "When this was built", BuildStatus
    yield "/index.json", "The front page", StaffHome if staff else PublicHome
    yield "/search.json", "Everything from A to Z", Searchable
    yield "/request/index.json", "What can be asked for", Forms
    yield "/request/promised.json", "When an answer comes", PromisedTimes
    yield "/request/{item}.json", "One form", Form
    yield "/report.json", "The form for a thing that has a label", Form
    yield "/articles/index.json", "The articles in force", ArticleList
    yield "/articles/{article}.json", "One article", ArticleData
    yield "/services/index.json", "How services stand", Services
    yield "/tickets/index.json", "The list of tickets", StaffList if staff else PublicList
    yield "/tickets/archive/{month}.json", "Closed in a month", StaffArchive if staff else PublicArchive
    yield "/tickets/{shard}/{reference}.json", "One ticket", TicketData if staff else PublicPage
    yield "/analytics/figures.json", "How figures are made", Metrics
    yield "/analytics/{board}.json", "One dashboard of the usual period", BoardData
    yield "/analytics/{period}/{board}.json", "One dashboard", BoardData
    yield from figure_files(staff=staff)
    if staff:
        yield from staff_twins()
