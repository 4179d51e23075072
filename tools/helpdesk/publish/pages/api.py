"""The published API: what the pages show, as JSON at fixed places, with its schema and an OpenAPI 3.1 description.

Every page has a twin of the same name that ends in `.json`. Fields may be added; what is there keeps its name and
meaning for as long as the path says v1.
"""

from collections.abc import Mapping

import msgspec

from helpdesk import __version__
from helpdesk.publish.pages.articles import ArticleData
from helpdesk.publish.pages.tickets import TicketData
from helpdesk.publish.phrasing import instant
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.services import Incident, Planned
from helpdesk.publish.site import Site
from helpdesk.publish.staff_ticket import Row
from helpdesk.publish.survey import Survey

FOLDER = "api/v1"


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """When the portal was built, of which commit."""

    built: str
    commit: str


class StaffTickets(Status, frozen=True, kw_only=True):
    """Open and recent tickets."""

    tickets: tuple[Row, ...]


class PublicTickets(Status, frozen=True, kw_only=True):
    """Open and recent tickets that are public."""

    tickets: tuple[PublicTicket, ...]


class Articles(Status, frozen=True, kw_only=True):
    """Every article of this audience."""

    articles: tuple[ArticleData, ...]


class ServiceData(msgspec.Struct, frozen=True, kw_only=True):
    """A service: `standing` is down, trouble, maintenance or working; `incidents` references of open ones."""

    id: str
    name: str
    standing: str
    incidents: tuple[str, ...]


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """Services, incidents of the last ninety days, and what is planned."""

    services: tuple[ServiceData, ...]
    incidents: tuple[Incident, ...]
    planned: tuple[Planned, ...]


def api_files(site: Site, survey: Survey, articles: tuple[ArticleData, ...]) -> None:
    """Everything below `api/v1/`."""
    when = {"built": instant(site.now), "commit": site.snapshot.commit}
    staff = site.audience.staff
    tickets = (
        StaffTickets(**when, tickets=tuple(survey.rows))
        if staff
        else PublicTickets(**when, tickets=tuple(survey.public))
    )
    site.json(f"{FOLDER}/tickets.json", tickets)
    site.json(f"{FOLDER}/articles.json", Articles(**when, articles=articles))
    one = TicketData if staff else PublicTicket
    parts: dict[str, tuple[str, type]] = {
        f"/{FOLDER}/tickets.json": ("Open and recent tickets", type(tickets)),
        f"/{FOLDER}/articles.json": ("Every article", Articles),
        "/tickets/{shard}/{reference}.json": ("One ticket: the twin of its page", one),
        "/articles/{article}.json": ("One article: the twin of its page", ArticleData),
        "/services/index.json": ("How services stand", Services),
    }
    _, described = msgspec.json.schema_components([kind for _, kind in parts.values()], ref_template="#/$defs/{name}")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "schema.json", "$defs": described}
    site.json(f"{FOLDER}/schema.json", schema)
    site.json(f"{FOLDER}/openapi.json", _openapi(site, parts))


def _openapi(site: Site, parts: Mapping[str, tuple[str, type]]) -> dict[str, object]:
    """OpenAPI 3.1: every path answers a GET, and nothing else."""
    _, described = msgspec.json.schema_components(
        [kind for _, kind in parts.values()], ref_template="#/components/schemas/{name}"
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": site.frame.name, "version": "1", "x-made-by": f"helpdesk {__version__}"},
        "servers": [{"url": site.base_url or "../.."}],
        "paths": {path: {"get": _answer(path, what, kind)} for path, (what, kind) in parts.items()},
        "components": {"schemas": described},
    }


def _answer(path: str, what: str, kind: type) -> dict[str, object]:
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}
    return {
        "summary": what,
        "operationId": "".join(part.capitalize() for part in what.split(":")[0].split()),
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names],
        "responses": {"200": {"description": what, "content": content}, "404": {"description": "It is not there"}},
    }
