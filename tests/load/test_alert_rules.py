"""rules/alerts.yml and rules/alerts/*.yml: read into rules, and what is wrong in them found where it stands."""

from datetime import UTC, datetime

import pytest
from test_rules import read, said

from helpdesk.load.rules import read_rules
from helpdesk.model.rules.alerts import HEARTBEATS, AlertMatch, Storm, Weight
from helpdesk.resources import default_rules


def test_without_a_file_alerts_work_and_heartbeats_are_no_tickets() -> None:
    rules, _ = read_rules({}, default_rules(), "")
    assert rules is not None
    assert (rules.alerts.ignore, rules.alerts.storm, rules.alerts.reopen_within) == ((HEARTBEATS,), Storm(), "1h")


def test_each_rule_knows_its_line() -> None:
    rules, findings = read(
        alerts_yml="""reopen_within: 2h
storm: {alerts: 20, by: [group]}
severities:
  page: {impact: high, urgency: high}
ignore:
  - match: {labels: {env: [test, staging]}, severity: info}
    why: nobody's to repair
maintenance:
  - {name: Patches, match: {service: shop}, from: "2026-03-07T20:00:00+01:00", to: "2026-03-07T23:00:00+01:00"}
mail:
  - {from: nagios@mon.example.org, kind: nagios}
"""
    )
    assert findings == []
    alerts = rules.alerts
    assert (alerts.where("reopen_within"), alerts.storm) == (
        "rules/alerts.yml:1 reopen_within",
        Storm(20, "10m", ("group",)),
    )
    assert alerts.severities == {"page": Weight("high", "high")}
    assert alerts.ignore[0].match == AlertMatch(labels={"env": ("test", "staging")}, severity=("info",))
    assert alerts.ignore[0].origin == "rules/alerts.yml:6"
    assert (alerts.maintenance[0].first, alerts.maintenance[0].origin) == (
        datetime(2026, 3, 7, 19, tzinfo=UTC),
        "rules/alerts.yml:9",
    )
    assert alerts.mail[0].sender == "nagios@mon.example.org"


def test_a_mapping_is_known_by_its_files_name_and_one_path_stands_for_a_list() -> None:
    rules, findings = read(alerts__backup_yml="title: job.name\nkey: [job.host, job.id]\nlabels: {host: job.host}\n")
    assert findings == []
    (mapping,) = rules.alerts.mappings
    assert (mapping.name, mapping.title, mapping.key) == ("backup", ("job.name",), ("job.host", "job.id"))


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"alerts_yml": "repeats: often\n"}, "rules/alerts.yml:1:10: S001"),
        ({"alerts_yml": "storms: {}\n"}, "rules/alerts.yml:1"),
        ({"alerts_yml": "ignore: [{match: {}}]\n"}, "rules/alerts.yml:1"),
        (
            {
                "alerts_yml": "maintenance: [{name: N, match: {service: s}, from: 2026-03-07T20:00Z,"
                " to: 2026-03-07T19:00Z}]\n"
            },
            "R070 planned work that ends before it begins: 'N'",
        ),
        (
            {
                "alerts_yml": "maintenance: [{name: N, match: {service: s}, from: 2026-02-30T20:00Z,"
                " to: 2026-03-07T19:00Z}]\n"
            },
            "S002 a time that does not exist",
        ),
        ({"alerts__backup_yml": "key: job.id\n"}, "rules/alerts/backup.yml:1"),
    ],
)
def test_what_is_wrong_is_found_where_it_stands(files: dict[str, str], finding: str) -> None:
    findings = said(**files)
    assert any(finding in line for line in findings), findings
