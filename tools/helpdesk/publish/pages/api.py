"""The published API: what the pages show, as JSON at fixed places, with its schema and an OpenAPI 3.1 description.

Every page has a twin of the same name that ends in `.json`. Fields may be added; what is there keeps its name and
meaning for as long as the path says v1.
"""

import re
from collections.abc import Iterable, Sequence

import msgspec

from helpdesk import __version__
from helpdesk.publish.pages.articles import ArticleData
from helpdesk.publish.pages.twins import Described, twins
from helpdesk.publish.phrasing import instant
from helpdesk.publish.public_ticket import PublicTicket
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
    parts: list[Described] = [
        (f"/{FOLDER}/tickets.json", "Open and recent tickets", type(tickets)),
        (f"/{FOLDER}/articles.json", "Every article", Articles),
        *twins(site.audience),
    ]
    _, described = _described(parts, "#/$defs/{name}")
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "schema.json", "$defs": described}
    site.json(f"{FOLDER}/schema.json", schema)
    site.json(f"{FOLDER}/openapi.json", _openapi(site, parts))


def _described(parts: Sequence[Described], ref: str) -> tuple[Iterable[object], dict[str, object]]:
    """The reference of each part's type, and what all types are made of."""
    references, described = msgspec.json.schema_components([kind for _, _, kind in parts], ref_template=ref)
    return references, described


def _openapi(site: Site, parts: Sequence[Described]) -> dict[str, object]:
    """OpenAPI 3.1: every path answers a GET, and nothing else."""
    references, described = _described(parts, "#/components/schemas/{name}")
    paths = zip(parts, references, strict=True)
    return {
        "openapi": "3.1.0",
        "info": {"title": site.frame.name, "version": "1", "x-made-by": f"helpdesk {__version__}"},
        "servers": [{"url": site.base_url or "../.."}],
        "paths": {path: {"get": _answer(path, what, reference)} for (path, what, _), reference in paths},
        "components": {"schemas": described},
    }


def _answer(path: str, what: str, reference: object) -> dict[str, object]:
    names = [part.split("}")[0] for part in path.split("{")[1:]]
    content = {"application/json": {"schema": reference}}
    return {
        "summary": what,
        "operationId": "".join(part.capitalize() for part in re.findall(r"[a-z]+", path.removesuffix(".json"))),
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names],
        "responses": {"200": {"description": what, "content": content}, "404": {"description": "It is not there"}},
    }
