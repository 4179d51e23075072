"""What readers of the portal say is counted once, by month, and steers no figure without bound."""

import pytest

from builders import DeskBuilder, a_desk, utc
from helpdesk.decide.incoming.readers import MOST_REMARKS, MOST_SOUGHT
from helpdesk.decide.incoming.withhold import withheld
from helpdesk.decide.plan import decide
from helpdesk.load.readers import read_month, write_month
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Message, Party
from helpdesk.model.readers import ArticleMonth, Day, Heard, Said, SearchMonth, opinions, sought_in_vain
from helpdesk.model.rules.desk import ReadersRule

PATH = "readers/2026-03/articles/network/vpn.yml"
SEARCHES = "readers/2026-03/searches.yml"


def heard(*said: Said, spool: str = "ab12", at: str = "2026-03-02T12:00") -> Message:
    return Message(
        key="readers:x",
        channel="portal",
        received=utc(at),
        sender=Party(),
        subject="",
        text="",
        heard=Heard(spool, said),
    )


def opinion(place: int, helped: bool = True, at: str = "2026-03-02T09:00", **values: object) -> Said:
    return Said(place=place, at=utc(at), article=str(values.pop("article", "network/vpn")), helped=helped, **values)  # type: ignore[arg-type]


def search(place: int, words: str = "standing desk", at: str = "2026-03-02T09:00", mark: str = "a" * 26) -> Said:
    return Said(place=place, at=utc(at), sought=mark, words=words)


def a_library(**rule: object) -> DeskBuilder:
    desk = a_desk().article("network/vpn", "VPN").settings(readers=ReadersRule(**rule))  # type: ignore[arg-type]
    return desk.article("network/old", "Old", status=ArticleStatus.RETIRED)


def article_month(desk: MemoryDesk, path: str = PATH) -> ArticleMonth:
    month = desk.readers[path]
    assert isinstance(month, ArticleMonth)
    return month


def search_month(desk: MemoryDesk) -> SearchMonth:
    month = desk.readers[SEARCHES]
    assert isinstance(month, SearchMonth)
    return month


def test_it_becomes_a_file_of_the_article_and_month_and_no_ticket() -> None:
    scene = a_library().open()
    scene.receive(heard(opinion(1), opinion(2, False, why="The menu looks different."), opinion(3, asking=True)))
    month = article_month(scene.desk)
    assert month.days == {"2026-03-02": Day(helped=2, not_helped=1, spared=1)}
    assert [remark.words for remark in month.remarks] == ["The menu looks different."]
    assert not list(scene.desk.all_tickets())


def test_what_comes_again_after_a_crash_is_not_counted_again() -> None:
    scene = a_library().open()
    scene.receive(heard(opinion(1), opinion(2)))
    assert scene.receive(heard(opinion(1), opinion(2))).empty
    scene.receive(heard(opinion(2), opinion(3)))
    assert article_month(scene.desk).days["2026-03-02"].helped == 3
    scene.receive(heard(opinion(1), spool="another"))
    assert article_month(scene.desk).days["2026-03-02"].helped == 4, "each gateway counts its own places"


def test_days_and_months_are_the_desks_own_and_no_sender_is_in_the_future() -> None:
    scene = a_library().settings(timezone="Pacific/Auckland").open()
    scene.receive(heard(opinion(1, at="2026-03-31T12:30"), at="2026-04-01T00:00"))
    scene.receive(heard(opinion(2, at="2031-01-01T00:00"), at="2026-04-01T00:00"))
    april = "readers/2026-04/articles/network/vpn.yml"
    assert article_month(scene.desk, april).days == {"2026-04-01": Day(helped=2)}


def test_a_flood_counts_up_to_the_bound_of_a_day_and_is_noted() -> None:
    scene = a_library(a_day=5).open()
    scene.receive(heard(*(opinion(place, why=f"flood {place}") for place in range(1, 200))))
    month = article_month(scene.desk)
    assert (month.days["2026-03-02"].helped, month.left_out, len(month.remarks)) == (5, 194, 5)
    many = a_library(a_day=1000).open()
    many.receive(heard(*(opinion(place, why="x") for place in range(1, 200))))
    assert len(article_month(many.desk).remarks) == MOST_REMARKS


@pytest.mark.parametrize("article", ["network/none", "network/old", "../../rules/desk"])
def test_what_nobody_reads_is_not_counted(article: str) -> None:
    scene = a_library().open()
    assert scene.receive(heard(opinion(1, article=article))).empty


def test_a_desk_that_does_not_ask_counts_nothing() -> None:
    assert a_library(ask=False).open().receive(heard(opinion(1))).empty
    assert a_library().open().receive(heard(search(1))).empty, "searches are counted only where the desk says so"


def test_words_are_kept_once_they_were_sought_often_enough_on_different_days() -> None:
    scene = a_library(searches=True, times=3, days=2).open()
    scene.receive(heard(*(search(place) for place in range(1, 6))))
    (one,) = search_month(scene.desk).sought.values()
    assert (one.times, one.days, one.words) == (5, 1, ""), "one day is not enough"
    assert b"standing" not in write_month(search_month(scene.desk))
    scene.receive(heard(search(6, at="2026-03-03T09:00"), at="2026-03-03T12:00"))
    (one,) = search_month(scene.desk).sought.values()
    assert (one.times, one.days, one.words) == (6, 2, "standing desk")
    until = utc("2026-04-01T00:00").date()
    assert sought_in_vain(scene.desk.readers.values(), utc("2026-03-01T00:00").date(), until) == (("standing desk", 6),)


def test_a_flood_of_searches_fills_no_more_than_its_room() -> None:
    scene = a_library(searches=True).open()
    flood = [search(place, f"words {place}", mark=f"mark{place}") for place in range(1, MOST_SOUGHT + 500)]
    scene.receive(heard(*flood))
    month = search_month(scene.desk)
    assert (len(month.sought), month.days["2026-03-02"]) == (MOST_SOUGHT, MOST_SOUGHT + 499)


def test_secrets_that_slipped_through_are_hidden_again() -> None:
    scene = a_library(searches=True, times=3, days=2).open()
    scene.receive(
        heard(opinion(1, why="password: Sommer2024!\nx"), *(search(n, "AKIAIOSFODNN7EXAMPLE") for n in (2, 3)))
    )
    scene.receive(heard(search(4, "AKIAIOSFODNN7EXAMPLE", at="2026-03-03T09:00"), at="2026-03-03T10:00"))
    assert article_month(scene.desk).remarks[0].words == "password: (hidden: password) x"
    assert [one.words for one in search_month(scene.desk).sought.values()] == [""]


def test_what_the_repository_refuses_is_counted_without_its_words() -> None:
    refused = withheld(heard(opinion(1, why="EICAR"), search(2)), "a hook said no")
    assert refused.heard is not None
    assert [(said.why, said.words, said.place) for said in refused.heard.said] == [("", "", 1), ("", "", 2)]


def test_the_files_read_back_as_they_were_written() -> None:
    scene = a_library(searches=True).open()
    scene.receive(heard(opinion(1, False, why="yes: # no\u2028"), opinion(2), search(3), search(4, mark="b" * 26)))
    for path, month in scene.desk.readers.items():
        assert read_month(path, write_month(month)) == (month, [])


def test_a_file_that_the_desk_did_not_write_is_found() -> None:
    assert [one.code for one in read_month("readers/2026-13/x.yml", b"days: {}\n")[1]] == ["Q001"]
    assert [one.code for one in read_month(PATH, b"days: {2026-03-02: {helped: -1}}\n")[1]] == ["S001"]


def test_opinions_are_of_a_while() -> None:
    months = [ArticleMonth(article="a", month="2026-03", days={"2026-03-02": Day(2, 1, 1), "2026-03-09": Day(5)})]
    found = opinions(months, utc("2026-03-01T00:00").date(), utc("2026-03-05T00:00").date())
    assert (found["a"].helped, found["a"].all, found["a"].spared) == (2, 3, 1)


def test_it_is_counted_beside_tickets_in_one_plan() -> None:
    from builders import mail

    scene = a_library().open()
    plan = decide(scene.desk, [heard(opinion(1)), mail("ana@example.org")], utc("2026-03-02T12:00"), scene.advise)
    assert len(plan.work) == 1 and len(plan.readers) == 1


def test_the_owner_is_told_when_the_article_is_read_again() -> None:
    from datetime import date

    desk = (
        a_desk().person("kim").team("desk", "kim").article("network/vpn", "VPN", owner="kim", review=date(2026, 3, 9))
    )
    scene = desk.open()
    scene.receive(heard(opinion(1), opinion(2, False, why="It is called Tunnel now.")))
    scene.run("2026-03-09T09:00")
    request = scene.record().request
    assert "1 of 2 say that it helped. It did not help because\n\n- It is called Tunnel now." in request
