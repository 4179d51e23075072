"""The portal as data: every page has a twin, and all of it keeps to the published schema."""

import json
import re
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from msgspec.structs import replace
from northwind import NOW, articles, assets, rules, sample_desk

from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.pages.web import sitemaps

ATOM = "{http://www.w3.org/2005/Atom}"


def read(out, path: str):
    return json.loads((out / path).read_text())


@pytest.fixture(params=[Audience.MANAGERS, Audience.STAFF, Audience.PUBLIC])
def built(request, out):
    build(sample_desk(60), out, NOW, request.param, "https://help.example.org")
    return out


def described(out: Path) -> list[tuple[re.Pattern[str], jsonschema_rs.Draft202012Validator]]:
    """A pattern for each path of the OpenAPI description, those without a gap first, and what checks its answers: as
    published, but that a field which the schema does not name is an error here."""
    paths = read(out, "api/v1/openapi.json")["paths"]
    definitions = {name: closed(each) for name, each in read(out, "api/v1/schema.json")["$defs"].items()}
    found = []
    for path in sorted(paths, key=lambda path: (path.count("{"), -len(path))):
        answer = paths[path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
        schema = {"$ref": f"#/$defs/{answer.rpartition('/')[2]}", "$defs": definitions}
        gaps = re.sub(r"\\{(\w+)\\}", lambda gap: ".+" if gap[1] == "article" else "[^/]+", re.escape(path))
        found.append((re.compile(gaps), jsonschema_rs.Draft202012Validator(schema)))
    return found


def closed(schema: dict[str, object]) -> dict[str, object]:
    return {**schema, "additionalProperties": False} if "properties" in schema else schema


def data_of(built: Path) -> list[Path]:
    """All that is JSON, but for what describes it, the folder's own manifest, and the search's index, which is its
    own."""
    own = {".helpdesk.json", "openapi.json", "schema.json"}
    return [path for path in built.rglob("*.json") if path.name not in own and path.parts[len(built.parts)] != "search"]


def test_every_file_of_data_is_described_and_says_what_the_schema_says(built):
    patterns, used = described(built), set()
    twins = {path.with_suffix(".json") for path in built.rglob("*.html") if not re.search(r"404|~\d+", path.name)}
    files = data_of(built)
    assert twins - set(files) == set()
    for file in files:
        place = f"/{file.relative_to(built).as_posix()}"
        pattern, validator = next((each for each in patterns if each[0].fullmatch(place)), (None, None))
        assert validator is not None, f"{place} is described nowhere"
        validator.validate(json.loads(file.read_text()))
        used.add(pattern)
    assert len(used) > 10
    # A model has a page where several assets are of it; here none are.
    left = [each.pattern for each, _ in patterns if each not in used]
    assert [each for each in left if "models" not in each] == []


def test_the_index_of_the_search_says_in_which_form_it_is(built):
    assert read(built, "search/head.json")["form"] == 1


def test_the_description_of_the_api_is_openapi_and_each_operation_has_a_name_of_its_own(built):
    api = read(built, "api/v1/openapi.json")
    assert (api["openapi"], api["info"]["version"]) == ("3.1.0", "1")
    names = [item["get"]["operationId"] for item in api["paths"].values()]
    assert len(set(names)) == len(names)
    assert api["components"]["schemas"].keys() == read(built, "api/v1/schema.json")["$defs"].keys()


def test_every_page_names_its_twin_and_the_twin_is_there(built):
    pages = [path for path in built.rglob("*.html") if path.name != "404.html"]
    named = {
        path: re.findall(r'<link rel="alternate" type="application/json" href="([^"]+)">', path.read_text())
        for path in pages
    }
    assert len(pages) > 25
    assert [path for path, links in named.items() if len(links) != 1] == []
    missing = [path for path, links in named.items() if not (path.parent / unquote(links[0])).exists()]
    assert missing == []
    for path in pages:
        json.loads((path.parent / unquote(named[path][0])).read_text())


def test_a_page_that_is_shared_is_a_card_with_a_picture_and_its_own_words(out):
    build(sample_desk(9), out, NOW, Audience.PUBLIC, "https://help.example.org/desk/")
    page = (out / "articles/network/vpn.html").read_text()
    for property, content in {
        "og:title": "Connect to the VPN",
        "og:description": "Install the client, sign in, keep the connection.",
        "og:url": "https://help.example.org/desk/articles/network/vpn.html",
        "og:image": "https://help.example.org/desk/static/card.png",
        "og:type": "article",
    }.items():
        assert f'<meta property="{property}" content="{content}">' in page
    assert (out / "static/card.png").exists()
    described = re.compile(r'<meta name="description" content="[^"]{8,}">')
    assert [path for path in out.rglob("*.html") if not described.search(path.read_text())] == []
    build(sample_desk(9), out, NOW, Audience.STAFF, "https://help.example.org/desk/")
    assert "og:title" not in (out / "articles/network/vpn.html").read_text()


def dated() -> MemoryDesk:
    """Two articles with a date, and two without."""
    made = articles()
    days = {"network/vpn": date(2026, 2, 3), "network/wifi": date(2025, 11, 30), "workplace/imaging": date(2026, 1, 1)}
    return MemoryDesk(rules(), articles={name: replace(each, updated=days.get(name)) for name, each in made.items()})


def test_the_feed_of_articles_goes_by_the_dates_that_they_carry(out):
    build(dated(), out, NOW, Audience.PUBLIC, "https://help.example.org")
    feed = ElementTree.fromstring((out / "articles/articles.atom").read_bytes())
    names = (f"{ATOM}title", f"{ATOM}updated")
    said = [tuple(entry.findtext(name) for name in names) for entry in feed.iter(f"{ATOM}entry")]
    assert said == [
        ("Connect to the VPN", "2026-02-03T00:00:00Z"),
        ("Use the wireless network", "2025-11-30T00:00:00Z"),
    ]
    assert 'type="application/atom+xml"' in (out / "articles/index.html").read_text()
    before = (out / "articles/articles.atom").read_bytes()
    build(dated(), out, NOW + timedelta(days=30), Audience.PUBLIC, "https://help.example.org")
    assert (out / "articles/articles.atom").read_bytes() == before


def test_articles_without_a_date_are_in_no_feed_rather_than_with_a_wrong_one(out):
    build(sample_desk(3), out, NOW, Audience.PUBLIC)
    assert not (out / "articles/articles.atom").exists()
    assert "application/atom+xml" not in (out / "articles/index.html").read_text()


def test_a_sitemap_of_more_pages_than_one_may_hold_is_many(out):
    made = dict(sitemaps(["a.html", "404.html", "b.html", "b.json", "c d.html"], "https://x.example", most=2))
    assert list(made) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert b"https://x.example/c%20d.html" in made["sitemap-2.xml"]
    assert b"https://x.example/sitemap-2.xml" in made["sitemap.xml"]
    assert b"404" not in b"".join(made.values())


def test_search_engines_may_read_what_is_public_and_nothing_of_what_is_not(out):
    build(sample_desk(9), out, NOW, Audience.PUBLIC, "https://help.example.org")
    assert "Sitemap: https://help.example.org/sitemap.xml" in (out / "robots.txt").read_text()
    places = [each.text for each in ElementTree.fromstring((out / "sitemap.xml").read_bytes()).iter() if each.text]
    assert "https://help.example.org/articles/network/vpn.html" in places
    build(sample_desk(9), out, NOW, Audience.STAFF, "https://help.example.org")
    assert "Disallow: /\n" in (out / "robots.txt").read_text()
    assert not (out / "sitemap.xml").exists()


def with_lives() -> MemoryDesk:
    """A draft, and a retired article whose successor is in force."""
    made = articles()
    draft = replace(made["network/vpn"], id="network/draft", title="Q7DRAFT", status=ArticleStatus.DRAFT)
    over = {"status": ArticleStatus.RETIRED, "successor": "network/vpn"}
    retired = replace(made["network/wifi"], title="Q7RETIRED", **over)
    return MemoryDesk(rules(), articles={**made, draft.id: draft, retired.id: retired}, assets=assets())


def holding(out: Path, word: str) -> set[str]:
    """The files that say a word."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix() for path in files if word.encode() in path.read_bytes()}


def test_a_draft_is_for_staff_alone_who_find_it_under_its_own_heading(out):
    build(with_lives(), out, NOW, Audience.PUBLIC)
    assert holding(out, "Q7DRAFT") == set()
    build(with_lives(), out, NOW, Audience.STAFF)
    listing = (out / "articles/index.html").read_text()
    assert listing.index(">Drafts<") < listing.index("Q7DRAFT")


def test_a_retired_article_is_in_no_list_and_its_page_leads_to_its_successor(out):
    for audience in Audience.PUBLIC, Audience.STAFF:
        build(with_lives(), out, NOW, audience)
        page = "articles/network/wifi"
        assert holding(out, "Q7RETIRED") == {f"{page}.html", f"{page}.json", "api/v1/articles.json"}
        shown = (out / f"{page}.html").read_text()
        assert "Retired: it is kept" in shown
        assert 'href="../../articles/network/vpn.html" lang="en">' in shown.partition("Read instead:")[2][:80]


def test_an_article_names_its_versions_for_other_readers_to_those_who_may_read_them(out):
    made = articles()
    inner = replace(made["workplace/imaging"], title="Q7INNER", version_of="network/vpn")
    desk = MemoryDesk(rules(), articles={**made, inner.id: inner})
    build(desk, out, NOW, Audience.STAFF)
    assert "Q7INNER" in (out / "articles/network/vpn.html").read_text().partition("For other readers")[2]
    build(desk, out, NOW, Audience.PUBLIC)
    assert holding(out, "Q7INNER") == set()


def test_an_article_says_how_many_tickets_it_solved_and_what_readers_say(out):
    desk = sample_desk(3)
    record = desk.records[62 if 62 in desk.records else 4]
    resolution = replace(record.ticket.resolution, article="network/vpn") if record.ticket.resolution else None
    from helpdesk.model.ticket import Resolution

    ticket = replace(record.ticket, resolution=resolution or Resolution("fixed", "x", "network/vpn"))
    state = replace(record.state, helped={"network/vpn": True})
    build(
        MemoryDesk(rules(), [replace(record, ticket=ticket, state=state)], articles=articles()),
        out,
        NOW,
        Audience.STAFF,
    )
    data = read(out, "articles/network/vpn.json")
    assert (data["solved"], data["helpful"], data["unhelpful"]) == (1, 1, 0)
    page = (out / "articles/network/vpn.html").read_text()
    assert "1 ticket" in page
    assert "1 of 1: it helped" in page
