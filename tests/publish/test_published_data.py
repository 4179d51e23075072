"""The portal as data: every page has a twin, and all of it keeps to the published schema."""

import json
from xml.etree import ElementTree

import jsonschema
import pytest
from msgspec.structs import replace
from northwind import NOW, articles, rules, sample_desk

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


def test_a_draft_is_for_staff_and_a_retired_article_says_that_it_is(out):
    made = articles()
    draft = replace(made["network/vpn"], id="network/draft", title="Q7DRAFT", status=ArticleStatus.DRAFT)
    retired = replace(made["network/wifi"], status=ArticleStatus.RETIRED)
    desk = MemoryDesk(rules(), articles={draft.id: draft, retired.id: retired})
    build(desk, out, NOW, Audience.PUBLIC)
    assert not any(b"Q7DRAFT" in path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert "Retired: it is kept" in (out / "articles/network/wifi.html").read_text()


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.PUBLIC])
def test_a_retired_article_is_in_no_list_and_its_page_leads_to_the_successor(out, audience):
    vpn = articles()["network/vpn"]
    old = replace(vpn, id="network/old-vpn", title="Q7OLD", status=ArticleStatus.RETIRED, successor="network/vpn")
    build(MemoryDesk(rules(), articles={vpn.id: vpn, old.id: old}), out, NOW, audience)
    page = (out / "articles/network/old-vpn.html").read_text()
    assert f'Read instead: <a href="../../articles/network/vpn.html" lang="en">{vpn.title}</a>' in page
    files = (file for file in out.rglob("*") if file.is_file() and b"Q7OLD" in file.read_bytes())
    data = {"articles/network/old-vpn.json", "articles/index.json", "api/v1/articles.json"}
    assert {file.relative_to(out).as_posix() for file in files} == {"articles/network/old-vpn.html", *data}


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
