"""Articles and assets in the full-text index: what is found, and how the index follows them."""

import sqlite3
from datetime import date

import pytest
from msgspec.structs import replace

from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.shelf import prepare_shelf, search_assets, shelve_articles, shelve_assets, take_out
from helpdesk.model.asset import Asset, Holding
from helpdesk.model.knowledge import Article, ArticleStatus

LAPTOP = Asset(
    id="lt-7", kind="device", path="", name="Laptop of Ana", serial="XK-12", holders=(Holding(date(2026, 1, 2), "ana"),)
)
SWITCH = Asset(id="sw-1", kind="device", path="", name="Switch", location="Laptop room")
MAIL = Asset(id="mail", kind="service", path="", name="Mail")
VPN = Article(
    id="network/vpn", path="kb/network/vpn.md", title="VPN drops", body="Restart it.", categories=("network/vpn",)
)


@pytest.fixture
def index() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    prepare_shelf(made)
    shelve_assets(made, [SWITCH, LAPTOP, MAIL])
    shelve_articles(made, [VPN])
    return made


def ids(index: sqlite3.Connection, text: str, kind: str = "") -> list[str]:
    return [each.id for each in search_assets(index, text, 5, kind)]


def articles(index: sqlite3.Connection, text: str, *about: str) -> list[str]:
    return [each.article for each in ArticleIndex(index).search(text, 5, audience="staff", about=about)]


def test_assets_are_found_by_every_name_they_have_and_by_how_it_begins(index: sqlite3.Connection) -> None:
    assert ids(index, "xk ana") == ["lt-7"]
    assert ids(index, "sw-1") == ["sw-1"]
    assert ids(index, "devi") == ["lt-7", "sw-1"]
    assert ids(index, "lap") == ["lt-7", "sw-1"], "what the name holds comes first"
    assert ids(index, "") == []


def test_assets_of_one_kind_can_be_asked_for(index: sqlite3.Connection) -> None:
    assert ids(index, "mail", "service") == ["mail"]
    assert ids(index, "mail", "device") == []


@pytest.mark.parametrize("text", ['"', "NEAR(a", "name:", "a*", "\x00", "-", "(((", "OR AND NOT"])
def test_nothing_a_person_types_is_a_syntax_error(index: sqlite3.Connection, text: str) -> None:
    search_assets(index, text, 5)
    articles(index, text)


def test_what_changed_is_found_by_its_new_words_alone(index: sqlite3.Connection) -> None:
    shelve_assets(index, [replace(SWITCH, name="Router", location="")])
    shelve_articles(index, [replace(VPN, title="Tunnel is lost")])
    assert (ids(index, "switch"), ids(index, "router")) == ([], ["sw-1"])
    assert (articles(index, "drops"), articles(index, "tunnel")) == ([], ["network/vpn"])


def test_what_is_gone_or_not_in_force_is_not_found(index: sqlite3.Connection) -> None:
    take_out(index, "asset", "sw-1")
    take_out(index, "asset", "never-there")
    shelve_articles(index, [replace(VPN, status=ArticleStatus.RETIRED)])
    assert ids(index, "switch") == []
    assert articles(index, "vpn") == []


def test_articles_of_a_category_and_all_below_it_can_be_asked_for(index: sqlite3.Connection) -> None:
    assert articles(index, "vpn", "network") == ["network/vpn"]
    assert articles(index, "vpn", "network/vpn") == ["network/vpn"]
    assert articles(index, "vpn", "net") == []
