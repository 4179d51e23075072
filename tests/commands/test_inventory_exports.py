"""Inventories come in by the maps in examples/sync: a plan first, then files, with who has what since when."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main

MAPS = Path(__file__).parents[2] / "examples/sync"
LANSWEEPER = (
    "AssetName,AssetTypename,Manufacturer,Model,Serialnumber,Location,Username,PurchaseDate,Warrantydate,State,OS,IPAddress\n"
    "LT-0042,Windows,Corvo,Corvo 14,CO42,Berlin,ana,03/02/2024,03/01/2027,Active,Windows 11,10.0.0.42\n"
    "PRN-1,Printer,Papierwerk,C450,PW1,Berlin,,,,Active,,10.0.0.7\n"
    "LT-0043,Windows,Corvo,Corvo 14,CO43,Lisbon,,31.12.2024,,Stock,Windows 11,10.0.0.43\n"
)
GLPI_BOUGHT = "Financial and administrative information - Date of purchase"
GLPI_ENDS = "Financial and administrative information - Warranty expiration date"
GLPI_VALUE = "Financial and administrative information - Value"
GLPI = (
    f"Name;Status;Inventory number;Serial number;Model;Location;User;{GLPI_BOUGHT};{GLPI_ENDS};{GLPI_VALUE};"
    "Operating System - Name\n"
    "lisbon-07;In use;INV-0007;SN7;Corvo 15;Lisbon > Floor 1;rui;2025-05-01;2028-04-30;1290.00;Debian GNU/Linux\n"
)
OSQUERY = [
    {
        "uuid": "4C4C4544",
        "hostname": "lt-0042.example.org",
        "hardware_vendor": "Corvo",
        "hardware_model": "14",
        "hardware_serial": "CO42",
        "physical_memory": "17179869184",
        "os_name": "Ubuntu",
        "os_version": "24.04",
        "last_user": "ana",
    }
]
SPREADSHEET = "tag,name,model,serial,bought,price,warranty,who\nLT-1,Laptop 1,Corvo 14,S1,2.3.2026,1290,1.3.2029,ana\n"
INVENTORY = [
    {
        "tag": "SW-7",
        "product": {"name": "CAD"},
        "vendor": "Drawn",
        "licence": {"seats": 20, "inUse": 18, "ends": "2027-01-31"},
    }
]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    made = CliRunner().invoke(main, ["init", str(folder), "--name", "Support", "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    (folder / "rules/sync").mkdir()
    for each in MAPS.glob("*.yml"):
        (folder / "rules/sync" / each.name).write_bytes(each.read_bytes())
    return folder


def sync(desk: Path, name: str, content: str | list[object], *words: str) -> Result:
    kind = "csv" if isinstance(content, str) else "json"
    (desk.parent / "list").write_text(content if isinstance(content, str) else json.dumps(content))
    command = ["sync", "assets", "--from", kind, str(desk.parent / "list"), "--map", name, "-C", str(desk), *words]
    return CliRunner().invoke(main, command)


@pytest.mark.parametrize(
    ("name", "content", "file", "holds"),
    [
        (
            "glpi",
            GLPI,
            "devices/inv-0007",
            ["name: lisbon-07", "purchased: 2025-05-01", "  until: 2028-04-30", "who: rui"],
        ),
        ("osquery", OSQUERY, "devices/lt-0042.example.org", ["serial: CO42", "  system: Ubuntu", "who: ana"]),
        ("spreadsheet", SPREADSHEET, "devices/lt-1", ["purchased: 2026-03-02", "cost: 1290.0", "  until: 2029-03-01"]),
        ("inventory", INVENTORY, "software/sw-7", ["name: CAD", "  owned: 20", "  used: 18", "  until: 2027-01-31"]),
    ],
)
def test_an_export_becomes_assets_and_a_second_run_finds_nothing_to_do(
    desk: Path, name: str, content: str | list[object], file: str, holds: list[str]
) -> None:
    planned = sync(desk, name, content)
    assert planned.exit_code == 0, planned.output
    assert "1 add" in planned.output and not (desk / f"assets/{file}.yml").exists()
    assert sync(desk, name, content, "--apply").exit_code == 0
    text = (desk / f"assets/{file}.yml").read_text().replace('"', "")
    assert not [line for line in holds if line not in text], text
    assert "nothing to do, 1 as they are" in sync(desk, name, content).output
    check = CliRunner().invoke(main, ["check", "-C", str(desk)])
    assert check.exit_code == 0, check.output


def test_a_row_that_cannot_be_used_is_named_and_other_kinds_are_left_out(desk: Path) -> None:
    done = sync(desk, "lansweeper", LANSWEEPER, "--apply")
    assert done.exit_code == 1
    assert "! line 4: lt-0043: purchased is no day written %m/%d/%Y: '31.12.2024'" in done.output
    assert [path.name for path in (desk / "assets/devices").iterdir()] == ["lt-0042.yml"]
    assert "until: 2027-03-01" in (desk / "assets/devices/lt-0042.yml").read_text().replace('"', "")


def test_a_new_user_in_the_list_is_one_more_holder_and_the_old_ones_stay(desk: Path) -> None:
    sync(desk, "spreadsheet", SPREADSHEET, "--apply")
    moved = SPREADSHEET.replace(",ana", ",bo")
    plan = sync(desk, "spreadsheet", moved)
    assert "1 change" in plan.output and "holders" in plan.output, plan.output
    sync(desk, "spreadsheet", moved, "--apply")
    sync(desk, "spreadsheet", SPREADSHEET.replace(",ana", ","), "--apply")
    said = CliRunner().invoke(main, ["assets", "holder", "LT-1", "--json", "-C", str(desk)])
    assert [one["who"] for one in json.loads(said.output)["holders"]] == ["ana", "bo", ""]
