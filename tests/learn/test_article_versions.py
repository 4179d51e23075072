"""Which articles are suggested and found: those in force, and of the versions of one the reader's own."""

from helpdesk.learn.articles import ArticleIndex
from helpdesk.model.knowledge import Article, ArticleStatus, listed, successor_of


def article(name: str, **values: object) -> Article:
    text = "The tunnel drops every ten minutes: update the client."
    return Article(id=name, path=f"kb/{name}.md", title="VPN drops", body=text, **values)  # type: ignore[arg-type]


PUBLIC = article("network/vpn")
STAFF = article("network/vpn-staff", audience="staff", version_of="network/vpn")
DRAFT = article("network/vpn-draft", status=ArticleStatus.DRAFT, audience="staff")
RETIRED = article("network/vpn-old", status=ArticleStatus.RETIRED, successor="network/vpn")
ALL = {each.id: each for each in (PUBLIC, STAFF, DRAFT, RETIRED)}


def found(audience: str) -> list[str]:
    index = ArticleIndex.of(ALL.values())
    suggested = [each.article for each in index.suggest("my vpn tunnel drops", 5, audience)]
    assert [each.article for each in index.search("tunnel drops", 5, audience)] == suggested
    return suggested


def test_drafts_and_retired_articles_are_neither_suggested_nor_found() -> None:
    assert found("public") == ["network/vpn"]


def test_staff_get_the_version_that_is_written_for_staff() -> None:
    assert found("staff") == ["network/vpn-staff"]


def test_a_version_in_another_language_is_an_answer_of_its_own() -> None:
    other = article("network/vpn-fr", version_of="network/vpn", language="fr")
    index = ArticleIndex.of([PUBLIC, other])
    assert len(index.suggest("my vpn tunnel drops", 5)) == 2


def test_a_retired_article_leads_to_the_one_in_force_at_the_end_of_the_chain() -> None:
    older = article("network/vpn-1", status=ArticleStatus.RETIRED, successor="network/vpn-old")
    assert successor_of(older, ALL) == PUBLIC
    assert successor_of(PUBLIC, ALL) is None


def test_successors_that_go_in_a_circle_lead_nowhere() -> None:
    one = article("a/one", status=ArticleStatus.RETIRED, successor="a/two")
    two = article("a/two", status=ArticleStatus.RETIRED, successor="a/one")
    assert successor_of(one, {"a/one": one, "a/two": two}) is None


def test_everybody_may_open_what_is_public_and_no_draft() -> None:
    assert [each.id for each in ALL.values() if each.read_by(staff=False)] == ["network/vpn", "network/vpn-old"]
    assert all(each.read_by(staff=True) for each in ALL.values())


def test_lists_show_what_is_in_force_and_for_the_reader() -> None:
    assert list(listed(ALL, staff=False)) == ["network/vpn"]
    assert list(listed(ALL, staff=True)) == ["network/vpn", "network/vpn-staff"]
