"""The portal as data: every page has a twin, and all of it keeps to the published schema."""

import json
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from msgspec.structs import replace
from northwind import NOW, articles, assets, rules, sample_desk

from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build


def read(out, path: str):
    return json.loads((out / path).read_text())


@pytest.fixture(params=[Audience.STAFF, Audience.PUBLIC])
def built(request, out):
    build(sample_desk(60), out, NOW, request.param, "https://help.example.org")
    return out


def test_every_file_of_the_api_keeps_to_its_schema(built):
    described = read(built, "api/v1/openapi.json")
    schema = read(built, "api/v1/schema.json")
    assert described["openapi"] == "3.1.0"
    checked = 0
    for path, item in described["paths"].items():
        name = item["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        validator = jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{name}"})
        pattern = path.replace("{shard}/{reference}", "000/*").replace("{article}", "network/*").lstrip("/")
        for file in built.glob(pattern):
            validator.validate(json.loads(file.read_text()))
            checked += 1
    assert checked > 5


def test_tickets_articles_queues_services_and_changes_have_twins(built):
    pages = [path for path in built.rglob("*.html") if path.parent.name not in ("public", "archive")]
    kinds = ("tickets/0", "articles/", "queues/team/", "services/", "changes/")
    wanted = [path for path in pages if path.relative_to(built).as_posix().startswith(kinds)]
    assert wanted
    assert [path for path in wanted if not path.with_suffix(".json").exists()] == []


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
