"""What a register of assets answers: who had what when, what falls over with what, how many of a licence are used."""

from datetime import date

import pytest

from helpdesk.model.asset import Asset, AssetEvent, Holding, Relation, Seats, Term, Warranty
from helpdesk.model.impact import Graph
from helpdesk.model.inventory import cost, ends, held, held_on, use_of
from helpdesk.model.rules.assets import Falls


def asset(name: str, kind: str = "devices", *relations: tuple[str, str], **values: object) -> Asset:
    ways = tuple(Relation(what, to) for what, to in relations)
    return Asset(id=name, kind=kind, path=f"assets/{kind}/{name}.yml", name=name, relations=ways, **values)  # type: ignore[arg-type]


def register(*assets: Asset) -> dict[str, Asset]:
    return {one.id: one for one in assets}


LAPTOP = asset(
    "lt-0042",
    holders=(
        Holding(date(2025, 1, 9), "ana"),
        Holding(date(2026, 3, 10), "", "returned"),
        Holding(date(2026, 3, 16), "bo"),
    ),
)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        ("2025-01-08", None),
        ("2025-01-09", "ana"),
        ("2026-03-09", "ana"),
        ("2026-03-10", ""),
        ("2026-03-16", "bo"),
        ("2030-01-01", "bo"),
    ],
)
def test_who_had_it_on_a_day_is_known_from_its_holders(day: str, who: str | None) -> None:
    found = held_on(LAPTOP, date.fromisoformat(day))
    assert (found.who if found else None) == who


def test_who_had_it_in_march_are_all_who_had_it_on_any_day_of_it() -> None:
    march = [one.who for one in held(LAPTOP) if one.during(date(2026, 3, 1), date(2026, 3, 31))]
    assert march == ["ana", "", "bo"]


def test_nobody_is_known_to_have_had_what_has_no_holders() -> None:
    assert (held(asset("x")), held_on(asset("x"), date(2026, 3, 1))) == ((), None)


def test_two_hand_overs_on_one_day_leave_it_with_the_last() -> None:
    day = date(2026, 3, 10)
    twice = asset("x", holders=(Holding(day, "ana"), Holding(day, "bo")))
    assert held_on(twice, day).who == "bo"  # type: ignore[union-attr]


def test_a_licence_and_a_contract_end_and_say_by_when_one_must_act() -> None:
    licence = asset("cad", "software", term=Term(date(2026, 12, 31), notice=30), seats=Seats(5))
    lease = asset("lease", "contracts", term=Term(date(2026, 12, 31)), warranty=Warranty(date(2026, 6, 30)))
    assert [(end.what, end.act_by.isoformat()) for end in ends(licence)] == [("licence", "2026-12-01")]
    assert [end.what for end in ends(lease)] == ["warranty", "contract"]


def test_what_fails_takes_along_what_stands_on_it_however_deep() -> None:
    graph = Graph(
        register(
            asset("switch"),
            asset("server", "devices", ("depends_on", "switch")),
            asset("erp", "services", ("runs_on", "server")),
            asset("printer", "devices", ("used_by", "printing")),
            asset("printing", "services"),
            asset("old", "services", ("runs_on", "server"), status="retired"),
        )
    )
    assert [(hit.asset, hit.steps, hit.through) for hit in graph.impact("switch").hits] == [
        ("server", 1, "switch"),
        ("erp", 2, "server"),
    ]
    assert [hit.asset for hit in graph.impact("printer").hits] == ["printing"]
    assert graph.impact("erp").hits == ()


def test_relations_that_go_round_in_a_circle_end_and_name_each_once() -> None:
    ring = register(*(asset(f"n{i}", "services", ("depends_on", f"n{(i + 1) % 5}")) for i in range(5)))
    assert sorted(hit.asset for hit in Graph(ring).impact("n0").hits) == ["n1", "n2", "n3", "n4"]
    itself = register(asset("x", "services", ("depends_on", "x"), ("depends_on", "gone")))
    assert Graph(itself).impact("x").hits == ()


def test_the_desk_says_what_its_own_relations_carry() -> None:
    assets = register(
        asset("ups", "devices", ("powers", "server")), asset("server", holders=(Holding(date.min, "ana"),))
    )
    assert Graph(assets).impact("ups").hits == ()
    found = Graph(assets, {"powers": Falls.OTHER}).impact("ups")
    assert ([hit.asset for hit in found.hits], found.people) == (["server"], ("ana",))


def test_a_licence_is_counted_by_its_relations_unless_somebody_else_counts() -> None:
    cad = asset("cad", "software", ("installed_on", "lt-1"), ("installed_on", "lt-2"), seats=Seats(2))
    others = register(
        cad,
        asset("lt-1"),
        asset("lt-2", status="retired"),
        asset("lt-3", "devices", ("covered_by", "cad")),
        asset("lt-1b", "devices", ("licensed_by", "cad")),
    )
    use = use_of(cad, others)
    assert use is not None and (use.used, use.over) == (3, 1)
    told = use_of(asset("x", "software", seats=Seats(10, used=12)), {})
    assert told is not None and told.over == 2
    assert use_of(LAPTOP, {}) is None


def test_what_it_cost_is_its_price_and_what_was_spent_since() -> None:
    events = (AssetEvent(date.min, "a", 100.0), AssetEvent(date.max, "b", 19.5))
    assert cost(asset("x", cost=1290.0, events=events)) == (1290.0, 119.5)
