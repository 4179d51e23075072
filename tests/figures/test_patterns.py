"""Patterns: what is planted is found, what is chance is not; what chance is, is exact."""

import math
from datetime import date, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from planted import NOW, PLANTED, Maker, a_desk_whose_model_has, a_desk_with_patterns, a_quiet_desk, name_of

from helpdesk.figures.patterns.before import what_changed
from helpdesk.figures.patterns.cell import Cell, Kind, Looked
from helpdesk.figures.patterns.find import accepted, find_patterns
from helpdesk.figures.patterns.survival import curves
from helpdesk.figures.patterns.training import training_needs
from helpdesk.model.asset import Asset, AssetEvent, Holding, Relation
from helpdesk.model.chance import binomial_tail, hypergeometric_tail, negative_binomial_tail, poisson_tail

UTC = ZoneInfo("UTC")


def found(maker: Maker) -> set[str]:
    return {name_of(one) for one in find_patterns(maker.made, maker.assets, NOW, UTC).patterns}


@pytest.mark.parametrize("seed", [3, 4])
def test_what_is_planted_among_twenty_thousand_tickets_is_found_and_nothing_else(seed: int) -> None:
    assert found(a_desk_with_patterns(seed)) == PLANTED


@pytest.mark.parametrize("seed", [100, 101, 102])
def test_a_desk_without_a_pattern_is_told_of_none(seed: int) -> None:
    assert found(a_quiet_desk(seed)) == set()


@pytest.mark.parametrize("seed", range(200, 206))
def test_a_small_desk_without_a_pattern_is_told_of_none(seed: int) -> None:
    assert found(a_quiet_desk(seed, tickets=800)) == set()


def test_a_desk_with_nothing_in_it_has_no_patterns() -> None:
    assert find_patterns((), {}, NOW, UTC).patterns == ()


def test_one_bad_day_is_an_outage_and_no_pattern_of_its_weekday_or_hour() -> None:
    maker = a_quiet_desk(7, tickets=4000)
    monday = NOW - timedelta(days=35)
    for minute in range(60):
        maker.add(type="incident", service="wifi", opened=monday + timedelta(hours=4, minutes=minute))
    assert not {name for name in found(maker) if name.startswith(("weekday", "hour"))}


def test_a_bad_asset_among_good_ones_is_found() -> None:
    maker = a_quiet_desk(8)
    for _ in range(90):
        maker.add(type="incident", assets=("lt-0123",))
    assert "asset lt-0123 " + maker.assets["lt-0123"].model in found(maker)


def test_a_model_of_people_who_ask_much_is_not_taken_for_a_bad_one() -> None:
    assert found(a_desk_whose_model_has(1, asks=2.5, more=0)) == set()


def test_a_bad_model_is_found_in_the_hands_of_people_who_ask_little() -> None:
    assert found(a_desk_whose_model_has(1, asks=0.4, more=110)) == {"model Slate 14"}


def test_a_location_with_one_sort_of_trouble_is_found() -> None:
    maker = a_quiet_desk(9)
    for number in range(240):
        maker.add(type="incident", category="printing", location="lisbon", requester=f"p{number * 4 % 600:03d}")
    assert "place lisbon printing" in found(maker)


def test_who_asks_often_is_found_among_people_who_all_asked_once() -> None:
    maker = Maker(10)
    for number in range(40):
        maker.add(requester=f"p{number:03d}")
    assert found(maker) == set()
    for _ in range(15):
        maker.add(requester="p999")
    (pattern,) = find_patterns(maker.made, maker.assets, NOW, UTC).patterns
    assert pattern.cell.what == {"requester": "p999"}


def test_cells_are_paid_for_by_how_many_were_looked_at() -> None:
    cell = Cell(Kind.RISE, {"service": "vpn"}, 20, 5.0, 1e-4, (1, 2))
    assert accepted([Looked((cell,), 50)])[0].p == pytest.approx(0.005)
    assert accepted([Looked((cell,), 101)]) == ()
    assert accepted([Looked((cell,), 50), Looked((), 9), Looked((), 1)]) == ()


def test_what_the_same_tickets_make_twice_is_said_once() -> None:
    tickets = tuple(range(20))
    one = Cell(Kind.WORDS, {"word": "gadget"}, 20, 1.0, 1e-12, tickets)
    two = Cell(Kind.WORDS, {"word": "freezes"}, 19, 1.0, 1e-11, tickets[1:])
    (pattern,) = accepted([Looked((two, one), 10)])
    assert (pattern.cell, pattern.also) == (one, (two,))


def test_tails_are_exact() -> None:
    share = Fraction(3, 10)
    exact = sum(Fraction(math.comb(40, k)) * share**k * (1 - share) ** (40 - k) for k in range(20, 41))
    assert binomial_tail(20, 40, 0.3) == pytest.approx(float(exact), rel=1e-9)
    ways = sum(Fraction(math.comb(50, k) * math.comb(150, 30 - k), math.comb(200, 30)) for k in range(15, 31))
    assert hypergeometric_tail(15, 30, 50, 200) == pytest.approx(float(ways), rel=1e-9)
    assert hypergeometric_tail(5, 30, 50, 200) == pytest.approx(
        float(sum(Fraction(math.comb(50, k) * math.comb(150, 30 - k), math.comb(200, 30)) for k in range(5, 31)))
    )
    below = math.fsum(math.exp(-4) * 4**k / math.factorial(k) for k in range(10))
    assert poisson_tail(10, 4.0) == pytest.approx(1 - below, rel=1e-6)
    assert negative_binomial_tail(10, 4.0, 0.0) == poisson_tail(10, 4.0)
    assert poisson_tail(300, 10.0) < 1e-250 < poisson_tail(100, 10.0) < negative_binomial_tail(100, 10.0, 0.5)
    assert [poisson_tail(0, 4.0), binomial_tail(5, 4, 0.5), hypergeometric_tail(6, 5, 9, 10)] == [1.0, 0.0, 0.0]


def test_a_failure_curve_counts_what_never_failed_as_long_as_it_was_watched() -> None:
    """Of five, one fails on day 10, one is watched for 15 days, one fails on day 20, two hold for 30."""
    today = date(2026, 6, 29)
    maker, assets = Maker(1), {}
    for name, age, fails in (("a", 30, 10), ("b", 15, None), ("c", 30, 20), ("d", 30, None), ("e", 30, None)):
        bought = today - timedelta(days=age)
        assets[name] = Asset(id=name, kind="d", path=f"assets/d/{name}.yml", name=name, model="M", purchased=bought)
        if fails is not None:
            maker.add(type="incident", assets=(name,), opened=NOW - timedelta(days=age - fails))
    curve = curves(assets, maker.made, today)["M"]
    assert (curve.assets, curve.failed) == (5, 2)
    assert [(point.days, round(point.share, 4), point.at_risk) for point in curve.points] == [
        (0, 1.0, 5), (10, 0.8, 5), (20, round(0.8 * 2 / 3, 4), 3),
    ]  # fmt: skip
    assert (curve.share_after(9), round(curve.share_after(25), 3)) == (1.0, 0.533)


def test_what_changed_before_is_ranked_by_nearness_in_time_and_relation() -> None:
    maker = Maker(2)
    day = timedelta(days=1)
    for title, service, ago in (
        ("New firmware", "gw-1", 1), ("Another menu", "canteen", 0.1),
        ("VPN profile", "vpn", 5), ("Long ago", "vpn", 20),
    ):  # fmt: skip
        maker.add(type="change", title=title, service=service, opened=NOW - 30 * day)
        maker.made[-1] = replace(maker.made[-1], ended=NOW - ago * day)
    assets = {
        "vpn": Asset(id="vpn", kind="s", path="", name="VPN", relations=(Relation("runs_on", "gw-1"),)),
        "gw-1": Asset(
            id="gw-1", kind="d", path="", name="Gateway",
            events=(AssetEvent((NOW - 2 * day).date(), "Power supply replaced"),),
            holders=(Holding((NOW - 400 * day).date(), "kim"),),
        ),
    }  # fmt: skip
    told = what_changed(NOW, ("vpn",), maker.made, assets)
    assert [one.what for one in told] == ["New firmware", "Power supply replaced", "VPN profile", "Another menu"]
    assert [one.why for one in told][:1] == ["1 step away: gw-1"]
    assert told[-1].why == "not related as far as is known"


def test_whose_tickets_come_back_is_found_with_who_and_what_could_help() -> None:
    maker = a_quiet_desk(11, tickets=6000)
    for number in range(200):
        maker.add(assignee="eve", team="first", reopened=int(number < 60), category="access")
        maker.add(assignee="kim", team="first", reopened=0, category="access", article="access/reset" if number else "")
    needs = training_needs(maker.made, NOW)
    need = next(one for one in needs if one.pattern.cell.what == {"assignee": "eve"})
    assert need.pattern.cell.kind is Kind.REOPENED and need.category == "access"
    assert need.colleagues[0] == "kim" and need.articles == ("access/reset",)


def test_who_does_the_hard_ones_is_not_taken_for_who_does_them_badly() -> None:
    """Data tickets come back three times as often whoever does them; Bo does most of them."""
    maker = a_quiet_desk(12, tickets=3000)
    for number in range(600):
        who = "bo" if number % 3 else maker.dice.choice(("kim", "lou", "max", "rui"))
        maker.add(assignee=who, category="data", reopened=int(maker.dice.random() < 0.3))
    assert not [one for one in training_needs(maker.made, NOW) if one.pattern.cell.what == {"assignee": "bo"}]


@pytest.mark.parametrize("seed", range(300, 310))
def test_a_team_whose_people_do_alike_is_told_of_nobody(seed: int) -> None:
    assert training_needs(a_quiet_desk(seed, tickets=2000).made, NOW) == ()
