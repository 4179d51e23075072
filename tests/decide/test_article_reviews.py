"""Articles are read again: on the day, their owner gets one ticket for each, whatever passes ran or did not run."""

from datetime import date

import pytest

from builders import DeskBuilder, Scene, a_desk
from helpdesk.decide.scheduled.article_reviews import MOST_OPEN
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.timeline import Opened, Owed

DUE = date(2026, 3, 2)


def a_library(*articles: str, owner: str = "kim", review: date | None = DUE, **values: object) -> DeskBuilder:
    desk = a_desk().person("kim").person("ann").team("desk", "kim", "ann")
    for name in articles:
        desk.article(name, f"How to {name}", owner=owner, review=review, **values)
    return desk


def reviews(scene: Scene) -> list[tuple[str, str]]:
    """(key, assignee) of every ticket that asks for a review."""
    found = []
    for record in scene.desk.all_tickets():
        found += [(one.key, record.ticket.assignee) for one in record.timeline if isinstance(one, Opened)]
    return found


def test_its_owner_gets_one_ticket_on_the_day_however_many_passes_run() -> None:
    scene = a_library("network/vpn").open()
    scene.run("2026-03-01T23:00")
    assert reviews(scene) == []
    for now in ("2026-03-02T01:00", "2026-03-02T09:00", "2026-03-20T09:00"):
        scene.run(now)
    assert reviews(scene) == [("review:network/vpn:2026-03-02", "kim")]
    assert [owed.role for owed in scene.entries(Owed) if owed.template == "assigned"] == ["assignee"]


def test_it_says_why_and_what_to_do() -> None:
    scene = a_library("network/vpn").open()
    scene.run("2026-03-03T09:00")
    (opened,) = scene.entries(Opened)
    assert opened.rule == "built-in practice: an article is read again on its review date"
    assert opened.why == "kb/network/vpn.md says that it is to be read again on 2026-03-02"
    record = scene.record()
    assert record.ticket.title == "Read the article again: How to network/vpn"
    assert "helpdesk article reviewed network/vpn" in record.request


def test_resolving_it_without_a_new_date_does_not_bring_it_back() -> None:
    scene = a_library("network/vpn").open()
    scene.run("2026-03-02T09:00")
    scene.edit(at="2026-03-02T10:00", status="resolved")
    scene.run("2026-03-04T09:00")
    assert len(reviews(scene)) == 1


def test_the_next_date_brings_the_next_ticket() -> None:
    scene = a_library("network/vpn").open()
    scene.run("2026-03-02T09:00")
    (article,) = scene.desk.articles.values()
    scene.desk.articles = {article.id: a_library("network/vpn", review=date(2026, 9, 1)).articles[article.id]}
    scene.run("2026-08-31T09:00")
    assert len(reviews(scene)) == 1
    scene.run("2026-09-01T09:00")
    assert [key for key, _ in reviews(scene)][-1] == "review:network/vpn:2026-09-01"


@pytest.mark.parametrize("values", [{"review": None}, {"status": ArticleStatus.RETIRED}])
def test_without_a_date_or_retired_it_is_not_read_again(values: dict[str, object]) -> None:
    scene = a_library("network/vpn", **values).open()  # type: ignore[arg-type]
    scene.run("2026-03-20T09:00")
    assert reviews(scene) == []


def test_a_team_that_owns_it_gets_it_and_the_desk_chooses_who() -> None:
    scene = a_library("network/vpn", owner="desk").open()
    scene.run("2026-03-02T09:00")
    assert scene.record().ticket.team == "desk"
    assert scene.record().ticket.assignee in ("kim", "ann")


def test_an_owner_who_left_leaves_it_to_the_desk() -> None:
    scene = a_library("network/vpn", owner="gone").open()
    scene.run("2026-03-02T09:00")
    assert scene.record().ticket.team
    assert len(reviews(scene)) == 1


def test_of_a_neglected_library_only_a_few_are_asked_for_at_a_time_the_oldest_first() -> None:
    desk = a_library(*(f"a/{number}" for number in range(MOST_OPEN)), review=date(2026, 2, 1))
    for number in range(3):
        desk.article(f"b/{number}", "Later", owner="kim", review=date(2026, 2, 2))
    scene = desk.article("c/ann", "Hers", owner="ann", review=date(2026, 2, 20)).open()
    scene.run("2026-03-02T09:00")
    scene.run("2026-03-02T09:05")
    asked = [key.split(":")[1] for key, _ in reviews(scene)]
    assert asked == [*(f"a/{number}" for number in range(MOST_OPEN)), "c/ann"]
    scene.edit(2, at="2026-03-02T10:00", status="resolved")
    scene.run("2026-03-02T10:05")
    scene.run("2026-03-02T10:10")
    assert [key.split(":")[1] for key, _ in reviews(scene)][-1] == "b/0"
    assert len(reviews(scene)) == MOST_OPEN + 2


def test_a_pass_after_it_has_nothing_left_to_do() -> None:
    scene = a_library("network/vpn", "network/wifi").open()
    scene.run("2026-03-02T09:00")
    assert scene.run("2026-03-02T09:00").work == ()
