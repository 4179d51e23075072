"""What osquery's schedule wrote comes in as assets and as what is installed where; what it removed ends there."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main
from helpdesk.load.osquery_log import NotALog, read_osquery_log

MAPS = Path(__file__).parents[2] / "examples/sync"
MACHINE = "kind: devices\nname: {0}\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    folder = tmp_path / "desk"
    made = CliRunner().invoke(main, ["init", str(folder), "--name", "Support", "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    (folder / "rules/sync").mkdir()
    for name in ("osquery", "programs"):
        (folder / f"rules/sync/{name}.yml").write_bytes((MAPS / f"{name}.yml").read_bytes())
    (folder / "assets/devices").mkdir(parents=True)
    for name in ("lt-1", "lt-2"):
        (folder / f"assets/devices/{name}.yml").write_text(f"name: {name.upper()}\n")
    return folder


def result(time: int, host: str = "lt-1.example.org", name: str = "programs", counter: int = 5, **said: object) -> dict:
    about = {"name": name, "hostIdentifier": host, "calendarTime": "Mon Nov 23 09:00:00 2026 UTC", "epoch": 0}
    return {**about, "unixTime": time, "counter": counter, **said}


def added(time: int, program: str, action: str = "added", **more: object) -> dict:
    return result(time, action=action, columns={"name": program, "publisher": "Drawn"}, **more)


def sync(desk: Path, lines: list[dict], *words: str, map: str = "programs") -> Result:
    (desk.parent / "log").write_text("".join(json.dumps(line) + "\n" for line in lines))
    command = ["sync", "assets", "--from", "osquery-log", str(desk.parent / "log"), "--map", map, "-C", str(desk)]
    return CliRunner().invoke(main, [*command, *words])


def text(desk: Path, name: str) -> str:
    return (desk / f"assets/software/{name}.yml").read_text().replace('"', "")


def checked(desk: Path) -> None:
    check = CliRunner().invoke(main, ["check", "-C", str(desk)])
    assert check.exit_code == 0, check.output


def test_programs_are_planned_then_written_and_a_second_run_finds_nothing_to_do(desk: Path) -> None:
    log = [added(100, "CAD"), added(101, "CAD", host="lt-2"), added(102, "Mail")]
    planned = sync(desk, log)
    assert planned.exit_code == 0 and "2 add" in planned.output, planned.output
    assert not (desk / "assets/software").exists()
    assert sync(desk, log, "--apply").exit_code == 0
    assert "to: lt-1" in text(desk, "cad") and "to: lt-2" in text(desk, "cad") and "to: lt-2" not in text(desk, "mail")
    assert "programs: nothing to do, 2 as they are" in sync(desk, log).output
    checked(desk)


def test_a_removed_program_ends_its_installation_and_no_asset(desk: Path) -> None:
    sync(desk, [added(100, "CAD"), added(101, "CAD", host="lt-2")], "--apply")
    later = [added(200, "CAD", "removed")]  # the log is rotated: what it says nothing of is as before
    plan = sync(desk, later)
    assert "~ change  cad" in plan.output and "retired" not in plan.output, plan.output
    sync(desk, later, "--apply")
    said = text(desk, "cad")
    assert "to: lt-2" in said and "to: lt-1" not in said and "what: removed from lt-1" in said
    assert "nothing to do" in sync(desk, later).output
    sync(desk, [added(300, "CAD", "removed", host="lt-2")], "--apply")
    assert "relations" not in text(desk, "cad") and "retired" not in text(desk, "cad")
    checked(desk)


def test_an_update_is_no_removal(desk: Path) -> None:
    sync(desk, [added(100, "CAD")], "--apply")
    row = {"name": "CAD", "publisher": "Drawn & Sons"}
    lines = [added(200, "CAD", "removed"), result(200, action="added", columns=row)]
    sync(desk, lines, "--apply")
    assert "to: lt-1" in text(desk, "cad") and "Drawn & Sons" in text(desk, "cad") and "events" not in text(desk, "cad")


def test_a_snapshot_ends_what_is_not_in_it_on_that_machine_alone(desk: Path) -> None:
    sync(desk, [added(100, "CAD"), added(100, "Mail"), added(101, "Mail", host="lt-2")], "--apply")
    snapshot = [{"name": "CAD", "publisher": "Drawn"}]
    sync(desk, [result(300, action="snapshot", snapshot=snapshot)], "--apply")
    assert "to: lt-1" in text(desk, "cad")
    assert "to: lt-2" in text(desk, "mail") and "removed from lt-1" in text(desk, "mail")


def test_an_empty_snapshot_or_one_of_another_query_ends_nothing(desk: Path) -> None:
    sync(desk, [added(100, "CAD")], "--apply")
    empty = result(300, action="snapshot", snapshot=[])
    other = result(301, name="system_info", action="snapshot", snapshot=[{"name": "x", "hostname": "lt-1"}])
    assert "nothing to do" in sync(desk, [empty, other]).output


def test_batches_and_what_a_server_was_sent_say_the_same(desk: Path) -> None:
    batch = result(100, diffResults={"added": [{"name": "CAD"}, {"name": "Mail"}], "removed": [{"name": "Old"}]})
    read = read_osquery_log(json.dumps({"log_type": "result", "data": [batch]}))
    assert [row["name"] for row in read.rows] == ["CAD", "Mail"] and [row["name"] for row in read.gone] == ["Old"]
    assert read_osquery_log(json.dumps(batch)) == read


def test_a_first_run_has_every_row_and_lines_may_come_in_any_order() -> None:
    lines = [
        added(200, "Mail", counter=0),
        added(200, "CAD", counter=0),
        added(100, "Old"),
        added(300, "Mail", "removed", counter=1),
    ]
    read = read_osquery_log("\n".join(map(json.dumps, lines)))
    assert [row["name"] for row in read.rows] == ["CAD"] and [row["name"] for row in read.gone] == ["Mail"]
    assert read.whole == [{"log.query": "programs", "log.host": "lt-1.example.org"}]


def test_machines_are_as_their_last_row_says_and_none_is_retired(desk: Path) -> None:
    columns = {"hostname": "lt-7", "hardware_model": "14", "hardware_serial": "S7", "os_version": "12.1"}
    first, newer = dict(columns), columns | {"os_version": "12.2"}
    log = [result(time, "lt-7", "machines", action="added", columns=of) for time, of in ((100, first), (200, newer))]
    assert sync(desk, log, "--apply", map="osquery").exit_code == 0
    machine = (desk / "assets/devices/lt-7.yml").read_text().replace('"', "")
    assert "version: 12.2" in machine
    gone = [result(400, "lt-7", "machines", action="removed", columns=newer)]
    assert "nothing to do" in sync(desk, gone, map="osquery").output


def test_a_machine_that_the_desk_does_not_know_is_named(desk: Path) -> None:
    assert "nothing in assets/ is called lt-99" in sync(desk, [added(100, "CAD", host="lt-99")]).output


def test_rows_of_several_queries_are_refused_with_what_to_write(desk: Path) -> None:
    path = desk / "rules/sync/programs.yml"
    path.write_text(path.read_text().replace("only:\n  log.query: [programs]\n", ""))
    done = sync(desk, [added(100, "CAD"), added(100, "CAD", name="apps")])
    assert done.exit_code == 1 and "only: {log.query: [NAME]}" in done.output, done.output


@pytest.mark.parametrize("line", ["[1]", "3", '{"name": "programs"}', '{"a": 1}'])
def test_what_is_no_result_is_refused_by_its_line(line: str) -> None:
    with pytest.raises(NotALog, match="line 2"):
        read_osquery_log(f"{json.dumps(added(1, 'CAD'))}\n{line}\n")


def test_a_last_line_that_is_being_written_waits_for_the_next_run() -> None:
    assert len(read_osquery_log(json.dumps(added(1, "CAD")) + '\n{"name": "pro').rows) == 1
    with pytest.raises(NotALog, match="line 1 is not JSON"):
        read_osquery_log('{"name": "pro\n' + json.dumps(added(1, "CAD")) + "\n")
