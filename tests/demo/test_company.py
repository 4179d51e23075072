"""The reference desk: one invented company, whose files are right by the desk's own checks."""

import re

import pytest

from helpdesk.demo.files import company, desk_files
from helpdesk.demo.scenario import scenarios
from helpdesk.load.article import read_article
from helpdesk.model.knowledge import Article
from helpdesk.model.rules.people import Role

FILES = desk_files()
RULES, ASSETS = company(FILES)
_ADDRESS = re.compile(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    found = {}
    for path, data in FILES.items():
        if path.startswith("kb/"):
            article, findings = read_article(path, data)
            assert article is not None and not findings, findings
            found[article.id] = article
    return found


def test_the_company_has_three_teams_of_three_and_people_who_ask() -> None:
    assert {team.id: len(team.members) for team in RULES.teams.values()} == {
        "service-desk": 3,
        "network": 3,
        "workplace": 3,
    }
    assert sum(person.role is Role.REQUESTER for person in RULES.people.values()) >= 40
    assert len(RULES.routing) >= 12


def test_every_lead_has_a_manager_to_escalate_to() -> None:
    for team in RULES.teams.values():
        assert RULES.people[RULES.people[team.lead].manager].role is Role.MANAGER


def test_every_asset_relates_to_assets_and_is_held_by_people_who_exist() -> None:
    assert len(ASSETS) == 60
    for asset in ASSETS.values():
        assert {relation.to for relation in asset.relations} <= set(ASSETS), asset.id
        assert {holding.who for holding in asset.holders} <= {*RULES.people, ""}, asset.id
        assert asset.owner in RULES.people, asset.id
        assert [holding.since for holding in asset.holders] == sorted(holding.since for holding in asset.holders)


def test_every_service_of_a_category_is_an_asset() -> None:
    services = {asset.id for asset in ASSETS.values() if asset.kind == "services"}
    assert {category.service for category in RULES.categories.values()} <= services
    assert {str(rule.set["service"]) for rule in RULES.routing if "service" in rule.set} <= services


def test_every_skill_that_work_needs_is_somebodys_of_that_team() -> None:
    for category in RULES.categories.values():
        members = [RULES.people[name] for name in RULES.teams[category.team].members]
        assert any(set(category.skills) <= set(member.skills) for member in members), category.id


def test_articles_name_owners_categories_and_services_that_exist(articles: dict[str, Article]) -> None:
    assert len(articles) >= 25
    for article in articles.values():
        assert article.owner in RULES.people, article.id
        assert set(article.categories) <= set(RULES.categories), article.id
        assert set(article.services) <= set(ASSETS), article.id
        assert article.review is not None and article.summary and article.keywords


def test_articles_have_the_length_of_something_one_reads(articles: dict[str, Article]) -> None:
    assert {
        article.id: len(article.body.split())
        for article in articles.values()
        if not 150 <= len(article.body.split()) <= 400
    } == {}


def test_links_between_articles_lead_to_articles(articles: dict[str, Article]) -> None:
    for article in articles.values():
        section = article.id.split("/")[0]
        for target in re.findall(r"\]\(([^)]+)\.md\)", article.body):
            name = target.removeprefix("../") if target.startswith("../") else f"{section}/{target}"
            assert name in articles, f"{article.id} links to {target}"


def test_scenarios_speak_of_categories_services_things_and_articles_that_exist(articles: dict[str, Article]) -> None:
    assert len(scenarios()) >= 60
    for scenario in scenarios().values():
        assert scenario.category in RULES.categories, scenario.id
        assert scenario.service in ASSETS, scenario.id
        assert not scenario.article or scenario.article in articles, scenario.id
        assert not scenario.device or scenario.device in ASSETS, scenario.id
        assert not scenario.asset.startswith("software:") or scenario.asset[9:] in ASSETS, scenario.id
        assert not scenario.gathers or scenario.gathers in scenarios(), scenario.id


def test_no_address_belongs_to_anybody() -> None:
    for path, data in FILES.items():
        assert {domain.decode() for domain in _ADDRESS.findall(data)} <= {
            "example.org",
            "example.com",
            "mx.example.org",
        }, path
