"""`helpdesk read alert`: what the desk reads out of a monitor's request."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from helpdesk.commands import main

GROUP = {
    "version": "4",
    "groupKey": "g",
    "receiver": "desk",
    "status": "firing",
    "alerts": [
        {"status": "firing", "labels": {"alertname": "A", "severity": "page"}, "fingerprint": "1"},
        {"status": "resolved", "labels": {"alertname": "B"}, "fingerprint": "2", "endsAt": "2026-03-02T09:00:00Z"},
    ],
}


def run(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(main, ["read", "alert", *words], input=stdin)


def test_a_line_of_json_an_alert(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(GROUP))
    first, second = (json.loads(line) for line in run("--json", str(tmp_path / "a.json")).stdout.splitlines())
    wanted = {"source": "alertmanager", "key": "1", "status": "firing", "title": "A", "severity": "critical"}
    assert wanted.items() <= first.items()
    assert (second["status"], second["ends_at"], second["labels"]) == (
        "resolved",
        "2026-03-02T09:00:00Z",
        {"alertname": "B"},
    )


def test_a_person_reads_it_too() -> None:
    done = run("-", stdin=json.dumps(GROUP))
    assert done.exit_code == 0 and "status    firing" in done.stdout and "key       alertmanager 1" in done.stdout


def test_what_is_no_alert_is_said_with_its_file_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "good.json").write_text(json.dumps(GROUP))
    done = run("--json", str(tmp_path / "bad.json"), str(tmp_path / "good.json"))
    assert done.exit_code == 1 and len(done.stdout.splitlines()) == 2
    assert "bad.json: rejected: not JSON:" in done.stderr and "line 1, column 2" in done.stderr


def test_a_file_that_is_not_there_and_a_header_that_is_none_are_usage_errors() -> None:
    assert run("missing.json").exit_code == 2
    done = run("--header", "nonsense", "-", stdin="{}")
    assert done.exit_code == 2 and "write it like 'Content-Type: application/json'" in done.stderr


def test_headers_tell_what_the_body_does_not() -> None:
    words = [f"--header=ce-{name}" for name in ("id:1", "type:disk.full", "source:/db", "specversion:1.0")]
    assert json.loads(run("--json", *words, "-", stdin='{"a": 1}').stdout)["source"] == "cloudevents"


def test_a_desks_mappings_are_used_where_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "rules" / "alerts").mkdir(parents=True)
    (tmp_path / "rules" / "desk.yml").write_text("name: Desk\n")
    (tmp_path / "rules" / "alerts" / "backup.yml").write_text("title: job\n")
    done = run("--json", "--rules", str(tmp_path), "--source", "backup", "-", stdin='{"job": "Nightly"}')
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["title"] == "Nightly"
