"""`helpdesk sync`: people and assets from other systems - a plan first, the smallest edits, nobody lost."""

import base64
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main

HR = """into: people
id: login
columns:
  name: displayName
  email: mail
  phone: phone
  department: unit
  manager: {column: boss, by: login}
  role: {column: group, values: {Helpdesk: technician}, otherwise: requester}
at_most: "50%"
"""
HEAD = "login,displayName,mail,phone,unit,boss,group\n"
ANA = "ana.reis,Ana Reis,ana@example.org,+351 21 000,Sales,bo,Staff\n"
BO = "bo,Bo Lind,bo@example.org,,IT,,Helpdesk\n"
DEVICES = """into: assets
kind: devices
id: tag
columns: {name: model, serial: serial, cost: price, fields.rack: rack}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    made = CliRunner().invoke(main, ["init", str(folder), "--name", "Support", "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    (folder / "rules/sync").mkdir()
    (folder / "rules/sync/hr.yml").write_text(HR)
    (folder / "rules/sync/devices.yml").write_text(DEVICES)
    return folder


def sync(desk: Path, text: str, *words: str, what: str = "people", kind: str = "csv") -> Result:
    (desk.parent / "list").write_bytes(text.encode() if isinstance(text, str) else text)
    command = ["sync", what, "--from", kind, str(desk.parent / "list"), "-C", str(desk), *words]
    return CliRunner().invoke(main, command)


def person(desk: Path, name: str) -> str:
    return (desk / f"rules/people/{name}.yml").read_text()


def test_a_plan_is_shown_and_nothing_written_until_it_is_applied(desk: Path) -> None:
    before = sorted((desk / "rules/people").iterdir())
    done = sync(desk, HEAD + ANA + BO)
    assert done.exit_code == 0, done.output
    assert "+ add     ana.reis  Ana Reis" in done.output and "--apply" in done.output
    assert sorted((desk / "rules/people").iterdir()) == before
    sync(desk, HEAD + ANA + BO, "--apply")
    assert person(desk, "ana.reis") == (
        'name: Ana Reis\nemail: ana@example.org\nphone: "+351 21 000"\ndepartment: Sales\nmanager: bo\n'
        "role: requester\nsource: hr\n"
    )
    assert "role: technician" in person(desk, "bo")
    check = CliRunner().invoke(main, ["check", "-C", str(desk)])
    assert (check.exit_code, "error" in check.output.lower()) == (0, False), check.output


def test_a_second_run_finds_nothing_to_do(desk: Path) -> None:
    sync(desk, HEAD + ANA + BO, "--apply")
    done = sync(desk, HEAD + ANA + BO, "--apply")
    assert "nothing to do, 2 as they are" in done.output
    assert json.loads(sync(desk, HEAD + ANA + BO, "--json").output)["changes"] == []


def test_a_change_edits_its_own_line_and_what_people_wrote_stays(desk: Path) -> None:
    sync(desk, HEAD + ANA, "--apply")
    path = desk / "rules/people/ana.reis.yml"
    written = "# Ana likes to be called\n" + path.read_text() + "languages: [pt, en] # since May\n"
    path.write_text(written)
    done = sync(desk, HEAD + ANA.replace("Sales", "Marketing"), "--apply")
    assert "department: Sales -> Marketing" in done.output
    assert path.read_text() == written.replace("department: Sales", "department: Marketing")


def test_who_is_gone_is_marked_away_for_good_and_comes_back_as_they_were(desk: Path) -> None:
    sync(desk, HEAD + ANA + BO, "--apply")
    before = person(desk, "bo")
    done = sync(desk, HEAD + ANA.replace(",bo,", ",,"), "--apply")
    assert "- leave   bo" in done.output
    assert "9999-12-31" in person(desk, "bo") and "left, says hr" in person(desk, "bo")
    assert "nothing to do" in sync(desk, HEAD + ANA.replace(",bo,", ",,")).output
    assert "+ return  bo" in sync(desk, HEAD + ANA + BO, "--apply").output
    assert person(desk, "bo") == before


def test_whoever_the_list_never_brought_is_none_of_its_business(desk: Path) -> None:
    mine = {path: path.read_bytes() for path in (desk / "rules/people").iterdir()}
    assert mine
    sync(desk, HEAD + ANA, "--apply")
    assert {path: path.read_bytes() for path in mine} == mine


def test_a_person_known_by_their_address_is_not_made_twice(desk: Path) -> None:
    (desk / "rules/people/annie.yml").write_text("name: Ana\nemail: ANA@example.org\n")
    sync(desk, HEAD + ANA, "--apply")
    assert not (desk / "rules/people/ana.reis.yml").exists()
    assert "source: hr" in person(desk, "annie") and "name: Ana Reis" in person(desk, "annie")


def test_an_empty_list_lets_nobody_leave(desk: Path) -> None:
    sync(desk, HEAD + ANA + BO, "--apply")
    before = person(desk, "bo")
    done = sync(desk, HEAD, "--apply")
    assert done.exit_code == 1 and "2 would leave, at most 1" in done.output
    assert person(desk, "bo") == before
    assert sync(desk, HEAD, "--apply", "--at-most", "2").exit_code == 0


def test_a_row_that_cannot_be_used_is_refused_with_its_number_and_the_rest_goes_on(desk: Path) -> None:
    sync(desk, HEAD + BO, "--apply")
    hostile = f"eve,{'x' * 600},eve@example.org,,,,\n,No Login,,,,,\nbo,,bo@example.org,,IT,,Helpdesk\n{ANA}{ANA}"
    done = sync(desk, HEAD + hostile, "--apply")
    assert done.exit_code == 1
    for said in ("line 3: no 'login'", "bo: it has no name", "line 6: a second row for ana.reis", "eve.yml"):
        assert said in done.output, said
    assert "Bo Lind" in person(desk, "bo") and "away" not in person(desk, "bo"), "a bad row is no farewell"
    assert (desk / "rules/people/ana.reis.yml").exists()


LAPTOPS = """into: assets
kind: devices
id: AssetName
columns:
  name: AssetName
  holder: Username
  purchased: {column: PurchaseDate, date: "%m/%d/%Y"}
  cost: Value
"""


def test_days_and_amounts_are_read_as_inventories_print_them(desk: Path) -> None:
    """A day with the midnight that a database prints behind it, and amounts with their digits in groups."""
    (desk / "rules/sync/laptops.yml").write_text(LAPTOPS)
    rows = 'AssetName,PurchaseDate,Value\nLT-1,3/14/2024 12:00:00 AM,1 290.00\nLT-2,03/14/2024,"1,290"\nLT-3,,1,29\n'
    done = sync(desk, rows.replace("1,29\n", '"1,29"\n'), "--map", "laptops", "--apply", what="assets")
    assert "! line 4: lt-3: cost is no number: '1,29'; write it like 1290.00, or say `decimal`" in done.output
    for name in ("lt-1", "lt-2"):
        text = (desk / f"assets/devices/{name}.yml").read_text()
        assert 'purchased: "2024-03-14"' in text and "cost: 1290.0" in text
    (desk / "rules/sync/laptops.yml").write_text(LAPTOPS.replace("cost: Value", 'cost: {column: Value, decimal: ","}'))
    sync(desk, 'AssetName,Value\nLT-3,"1.290,50"\n', "--map", "laptops", "--apply", "--at-most", "2", what="assets")
    assert "cost: 1290.5" in (desk / "assets/devices/lt-3.yml").read_text()


def test_holders_are_found_however_the_list_calls_them_and_strangers_are_said(desk: Path) -> None:
    sync(desk, HEAD + ANA, "--map", "hr", "--apply")
    (desk / "rules/sync/laptops.yml").write_text(LAPTOPS)
    rows = "AssetName,Username\nLT-1,CORP\\ana.reis\nLT-2,Ana Reis\nLT-3,ANA@example.org\nLT-4,xavier\n"
    done = sync(desk, rows, "--map", "laptops", "--apply", what="assets")
    assert "? nobody in rules/people/ is called xavier; sync people first" in done.output
    for name in ("lt-1", "lt-2", "lt-3"):
        assert "who: ana.reis" in (desk / f"assets/devices/{name}.yml").read_text()
    assert "nothing to do" in sync(desk, rows, "--map", "laptops", what="assets").output


def test_hostile_values_are_data_and_never_a_path_or_markup(desk: Path) -> None:
    rows = (
        "../../etc/passwd,=HYPERLINK(\"http://evil\"),a@example.org,,,,\n"
        "-rf,\"!!python/object:os.system\",b@example.org,,,,\n"
        "x,\"on\nrole: maintainer\",c@example.org,,,,maintainer\n"
    )  # fmt: skip
    done = sync(desk, HEAD + rows.replace('=HYPERLINK("http://evil")', "=HYPERLINK('http://evil')"), "--apply")
    assert done.exit_code == 0, done.output
    names = {path.name for path in (desk / "rules/people").iterdir()}
    assert {"etc-passwd.yml", "rf.yml", "x.yml"} <= names
    assert not (desk.parent / "etc").exists()
    import ryaml

    assert ryaml.loads(person(desk, "etc-passwd"))["name"] == "=HYPERLINK('http://evil')"
    assert ryaml.loads(person(desk, "rf"))["name"] == "!!python/object:os.system"
    assert ryaml.loads(person(desk, "x"))["role"] == "requester"


def test_assets_come_from_json_and_retire_when_they_are_gone(desk: Path) -> None:
    rows = [
        {"tag": "LT-1", "model": "Laptop", "serial": 7, "price": "900.5", "rack": None},
        {"tag": "LT-2", "model": "B"},
    ]
    sync(desk, json.dumps(rows), "--apply", what="assets", kind="json")
    text = (desk / "assets/devices/lt-1.yml").read_text()
    assert "cost: 900.5" in text and 'serial: "7"' in text and "source: devices" in text
    lines = json.dumps({**rows[0], "rack": "R2"}) + "\n"
    sync(desk, lines, "--apply", what="assets", kind="json")
    assert "rack: R2" in (desk / "assets/devices/lt-1.yml").read_text()
    assert "status: retired" in (desk / "assets/devices/lt-2.yml").read_text()


def test_a_directory_export_is_read_with_folded_lines_base64_and_names_of_managers(desk: Path) -> None:
    ldap = HR.replace("{column: boss, by: login}", "{column: manager, by: dn}").replace("login", "uid")
    (desk / "rules/sync/hr.yml").write_text(ldap.replace("displayName", "cn").replace("column: group", "column: ou"))
    name = base64.b64encode("Zoë Lind".encode()).decode()
    ldif = (
        "version: 1\n# people\ndn: uid=zoe,ou=people,dc=exa\n mple,dc=org\nuid: zoe\n"
        f"cn:: {name}\nmail: zoe@example.org\nou: Helpdesk\n\n"
        "dn: uid=max,dc=example,dc=org\nuid: max\ncn: Max\nmail: max@example.org\n"
        "manager: uid=zoe,ou=people,dc=example,dc=org\n"
    )
    done = sync(desk, ldif, "--apply", kind="ldap-ldif")
    assert done.exit_code == 0, done.output
    assert "name: Zoë Lind" in person(desk, "zoe") and "role: technician" in person(desk, "zoe")
    assert "manager: zoe" in person(desk, "max")


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("csv", "login,login\n", "line 1: two columns of one name"),
        ("csv", HEAD + "a,b,c,d,e,f,g,h,i\n", "line 2: 9 values for 7 columns"),
        ("json", "{", "Expecting"),
        ("json", "[1]", "item 1 is no object"),
        ("ldap-ldif", "uid: x\n", "line 1: an entry begins with its dn"),
        ("ldap-ldif", "dn: x\nphoto:< file:///etc/passwd\n", "line 2: a value at a URL"),
        ("ldap-ldif", "dn: x\nchangetype: delete\n", "line 2: a change"),
    ],
)
def test_what_is_no_list_is_refused_with_its_line(desk: Path, kind: str, text: str, said: str) -> None:
    done = sync(desk, text, "--apply", kind=kind)
    assert done.exit_code == 1 and said in done.output and "nothing was changed" in done.output


def test_a_command_prints_the_list_and_one_that_fails_lets_nobody_leave(desk: Path) -> None:
    script = desk.parent / "export.py"
    script.write_text(f"import sys\nprint({HEAD + BO!r}, end='')\nsys.exit(int(sys.argv[1]))\n")

    def run(status: int) -> Result:
        command = f"{sys.executable} {script} {status}"
        words = ["sync", "people", "--from", "command", command, "-C", str(desk), "--apply", "--at-most", "100%"]
        return CliRunner().invoke(main, words)

    assert run(0).exit_code == 0 and (desk / "rules/people/bo.yml").exists()
    done = run(3)
    assert done.exit_code == 1 and "failed with 3" in done.output


@pytest.mark.parametrize("command", ["", "no-such-program", "'unended"])
def test_a_command_that_is_none_is_refused_in_words(desk: Path, command: str) -> None:
    done = CliRunner().invoke(main, ["sync", "people", "--from", "command", command, "-C", str(desk)])
    assert done.exit_code == 1 and "the command could not be run" in done.output


def test_a_map_that_grants_roles_by_name_or_fills_no_field_is_a_finding(desk: Path) -> None:
    bad = "into: people\nid: a\ncolumns: {name: n, role: group, salary: pay}\n"
    (desk / "rules/sync/hr.yml").write_text(bad)
    subprocess.run(["git", "add", "-A"], cwd=desk, check=True)
    said = CliRunner().invoke(main, ["check", "-C", str(desk)]).output
    assert "R063" in said and "R061" in said and "salary" in said


def test_which_map_is_meant_is_asked(desk: Path) -> None:
    (desk / "rules/sync/crm.yml").write_text(HR)
    done = sync(desk, HEAD + BO)
    assert done.exit_code == 1 and "--map crm or --map hr" in done.output
    assert "hr: 1 add" in sync(desk, HEAD + BO, "--map", "hr").output
