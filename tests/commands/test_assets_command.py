"""`helpdesk assets`: the register on the command line."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace
from paper_desk import NOW, PaperDesk, a_record

from helpdesk.commands import main
from helpdesk.model.asset import Asset, Holding, Relation, Warranty
from helpdesk.model.memory import MemoryDesk

HOLDERS = (Holding(date(2025, 1, 9), "ana"), Holding(date(2026, 3, 10), ""), Holding(date(2026, 3, 16), "bo"))


def asset(name: str, kind: str, label: str, **values: object) -> Asset:
    return Asset(id=name, kind=kind, path=f"assets/{kind}/{name}.yml", name=label, **values)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> PaperDesk:
    soon = NOW.date() + timedelta(days=20)
    made = (
        asset("lt-0042", "devices", "Laptop 42", holders=HOLDERS, warranty=Warranty(soon)),
        asset("gw-1", "devices", "Gateway", owner="lou"),
        asset("vpn", "services", "Remote access", owner="kim", relations=(Relation("runs_on", "gw-1"),)),
    )
    desk = PaperDesk()
    vpn, done = (
        a_record(1, "VPN drops", service="vpn"),
        a_record(2, "Laptop is slow", assets=("lt-0042",), status="closed"),
    )
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [vpn, done], assets={one.id: one for one in made})
    return desk


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-03-15", "in stock  2026-03-10 to 2026-03-16"),
        ("2026-02-28", "Ana Reis (ana)  2025-01-09 to 2026-03-10"),
        ("2020-01-01", "nobody is known to have had lt-0042 in 2020-01-01"),
    ],
)
def test_who_had_it_on_a_day(typed, at: str, said: str) -> None:
    assert typed("assets", "holder", "LT-0042", "--at", at).output.strip() == said


def test_who_had_it_in_march(answered) -> None:
    assert [one["who"] for one in answered("assets", "holder", "lt-0042", "--at", "2026-03")["holders"]] == [
        "ana",
        "",
        "bo",
    ]
    assert [one["who"] for one in answered("assets", "holder", "lt-0042", "--at", "2025-12")["holders"]] == ["ana"]


def test_what_falls_over_with_it_whom_to_tell_and_what_is_open(typed, answered) -> None:
    output = typed("assets", "impact", "gw-1").output
    assert "vpn  Remote access  (runs on, through gw-1)" in output
    assert "to tell: Kim Lee (kim), Lou Ito (lou)" in output
    assert "open: HD-000001  VPN drops" in output
    assert answered("assets", "impact", "gw-1")["hits"][0]["asset"] == "vpn"
    assert "nothing is known to fall over with lt-0042" in typed("assets", "impact", "lt-0042").output


def test_the_list_is_narrowed_by_kind_holder_and_what_ends_soon(typed, answered) -> None:
    assert [one["id"] for one in answered("assets", "list", "--kind", "devices")["assets"]] == ["gw-1", "lt-0042"]
    assert [one["id"] for one in answered("assets", "list", "--holder", "bo")["assets"]] == ["lt-0042"]
    assert [one["id"] for one in answered("assets", "list", "--ends-within", "30")["assets"]] == ["lt-0042"]
    assert "no assets like that" in typed("assets", "list", "--ends-within", "10").output


def test_an_asset_that_is_not_there_is_answered_with_the_nearest(typed) -> None:
    result = typed("assets", "show", "lt-0043")
    assert result.exit_code == 1 and "did you mean 'lt-0042'" in result.output


def test_labels_need_to_know_where_the_portal_is(typed, desk: PaperDesk, tmp_path: Path) -> None:
    assert "say --url" in typed("assets", "labels", "lt-0042").output
    out = tmp_path / "sheet.html"
    done = typed(
        "assets", "labels", "--kind", "devices", "--url", "https://help.example.org", "--out", str(out), "--json"
    )
    assert json.loads(done.output) == {"written": str(out), "labels": 2}
    assert out.read_text().count("<svg") == 2
    nowhere = str(tmp_path / "no" / "sheet.html")
    refused = typed("assets", "labels", "lt-0042", "--url", "https://help.example.org", "--out", nowhere)
    assert refused.exit_code == 1 and "can't be written" in refused.output


def test_a_desk_without_assets_says_where_they_come_from(typed, desk: PaperDesk) -> None:
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [], assets={})
    assert "no assets yet; they are files" in typed("assets", "list").output


def test_all_there_is_about_one(typed, desk: PaperDesk) -> None:
    one = replace(desk.snapshot.assets["lt-0042"], cost=1290.0, serial="CO42")
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [a_record(1, "Slow", assets=("lt-0042",))], assets={"lt-0042": one})
    output = typed("assets", "show", "lt-0042").output
    for shown in (
        "Laptop 42  [devices, in use]",
        "serial: CO42",
        "held by: bo",
        "cost: 1,290.00",
        "open: HD-000001  Slow",
    ):
        assert shown in output


def test_an_asset_where_a_verb_is_wanted_is_told_the_verb():
    result = CliRunner().invoke(main, ["assets", "lt-0042"])
    assert (result.exit_code, "helpdesk assets show lt-0042" in result.output) == (2, True)
