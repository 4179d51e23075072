"""The desk in figures and in other programs' formats, from the command line."""

import csv
import io
import json
import sqlite3
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from paper_desk import NOW, Typed
from prometheus_client.openmetrics import parser
from pyarrow import parquet

from helpdesk.commands.terminal.paint import plain_table
from helpdesk.commands.terminal.periods import moment_of
from helpdesk.figures.facts import Reader
from helpdesk.figures.spells import Spell
from helpdesk.publish.export.csv_text import cell
from helpdesk.publish.export.openmetrics import openmetrics


def test_figures_of_the_whole_desk_one_a_line(typed: Typed):
    result = typed("stats")
    assert result.exit_code == 0
    lines = dict(line.rsplit(None, 1) for line in result.output.splitlines()[:3])
    assert set(lines) == {"Opened", "Ended", "Backlog"}
    assert "helpdesk stats --list" in result.output.splitlines()[-1]


def test_a_day_begins_at_midnight_of_the_desks_own_clock():
    berlin = ZoneInfo("Europe/Berlin")
    assert moment_of("2026-08-01", NOW, "--since", berlin) == datetime(2026, 7, 31, 22, tzinfo=UTC)
    assert moment_of("2026-12-01", NOW, "--since", berlin) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert moment_of("2026-08-01T09:00:00Z", NOW, "--since", berlin) == datetime(2026, 8, 1, 9, tzinfo=UTC)


def test_what_metrics_mean_fits_a_terminal(typed: Typed):
    lines = typed("stats", "--list").output.splitlines()
    assert max(map(len, lines)) <= 80 and "  spam counts: somebody had to look." in "\n".join(lines)


def test_a_group_that_nobody_knows_is_said_and_no_figure_of_nothing(typed: Typed):
    result = typed("stats", "opened", "--where", "category=netwrok")
    assert result.exit_code != 0 and "unknown category: 'netwrok'" in result.output


def test_a_line_a_team(answered):
    lines = answered("stats", "opened", "--by", "team", "--since", "3650d")["lines"]
    assert sum(line["figures"]["opened"]["value"] for line in lines) == 6
    assert {number for line in lines for number in line["figures"]["opened"]["tickets"]} == {1, 2, 3, 4, 5, 6}


def test_only_the_tickets_of_a_group(answered):
    (line,) = answered("stats", "opened", "--where", "assignee=kim", "--since", "3650d")["lines"]
    assert line["figures"]["opened"]["tickets"] == [1, 4, 5, 6]


def test_csv_is_a_table_for_programs(typed: Typed):
    rows = list(csv.reader(io.StringIO(typed("stats", "opened", "backlog", "--step", "month", "--csv").output)))
    assert rows[0] == ["month", "opened", "backlog"]
    figures = [value for row in rows[1:] for value in row[1:]]
    assert figures and all(value.isdigit() for value in figures)


def test_a_table_fits_eighty_columns(typed: Typed):
    lines = typed("stats", "--by", "team", "--since", "3650d").output.splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("opned",), "did you mean 'opened'"),
        (("--since", "yesterday"), "write 90d, 12w, 6m, 2026-03-01"),
        (("--since", "2026-03-01", "--until", "2026-02-01"), "--since has to be before --until"),
        (("--by", "team", "--step", "week"), "give one of them"),
        (("--where", "team"), "GROUP=ID"),
        (("--where", "taem=network"), "did you mean 'team'"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_what_would_be_right(typed: Typed, words, said):
    result = typed("stats", *words)
    assert result.exit_code != 0
    assert said in " ".join(result.output.split())


def test_every_metric_is_explained(typed: Typed):
    assert "kept-resolution: Of the resolutions promised" in typed("stats", "--list").output


def test_the_same_tickets_in_every_format(typed: Typed, tmp_path):
    for kind in ("csv", "json", "sqlite", "parquet", "openmetrics"):
        result = typed("export", kind, str(tmp_path / kind))
        assert (result.exit_code, result.output.endswith("6 tickets\n")) == (0, True), result.output
    table = list(csv.DictReader(io.StringIO((tmp_path / "csv").read_text("utf-8-sig"))))
    lines = [json.loads(line) for line in (tmp_path / "json").read_text("utf-8").splitlines()]
    with sqlite3.connect(tmp_path / "sqlite") as file:
        file.row_factory = sqlite3.Row
        rows = [dict(row) for row in file.execute("SELECT * FROM tickets ORDER BY number")]
    columns = parquet.ParquetDataset(tmp_path / "parquet").read().to_pylist()
    assert [row["reference"] for row in table] == [row["reference"] for row in lines]
    assert [{**line, "waits": None} for line in lines] == [{**row, "waits": None} for row in rows]
    assert sorted(row["number"] for row in columns) == [row["number"] for row in rows]
    opened = next(row for row in columns if row["number"] == rows[0]["number"])["opened"]
    assert opened == datetime.fromisoformat(str(rows[0]["opened"])), "a warehouse has times as times"
    assert (tmp_path / "openmetrics").read_text("utf-8").endswith("# EOF\n")


def test_exporting_again_gives_the_same_bytes(typed: Typed, tmp_path):
    for kind in ("csv", "json", "sqlite"):
        first, again = tmp_path / f"first.{kind}", tmp_path / f"again.{kind}"
        for place in (first, again):
            typed("export", kind, str(place))
        assert again.read_bytes() == first.read_bytes()


def test_a_place_that_cannot_be_written_is_said(typed: Typed, tmp_path):
    (tmp_path / "folder").mkdir()
    assert "name another place" in typed("export", "csv", str(tmp_path / "folder")).output
    assert "name another place" in typed("export", "csv", str(tmp_path / "none" / "x.csv")).output


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\uff1d1", "\r=1"])
def test_no_spreadsheet_computes_what_a_stranger_wrote(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize(("value", "shown"), [(-5, "-5"), (None, ""), ("plain", "plain"), (1.5, "1.5")])
def test_numbers_stay_numbers(value, shown):
    assert cell(value) == shown


def test_prometheus_reads_the_figures_and_large_ones_in_full(desk):
    first = Reader(desk.snapshot.rules).read(next(iter(desk.snapshot.all_tickets())))
    ended = replace(first, ended=first.opened + timedelta(seconds=1_234_567), open_spells=())
    families = {
        one.name: one
        for one in parser.text_string_to_metric_families(openmetrics([ended], ended.ended + timedelta(hours=1)))
    }
    (opened,) = families["helpdesk_tickets_opened"].samples
    assert (opened.name, opened.value) == ("helpdesk_tickets_opened_total", 1)
    assert [one.value for one in families["helpdesk_resolution_wall_seconds"].samples] == [1_234_567]
    # What is opened again has not ended any more: no counter, which may only rise.
    assert families["helpdesk_tickets_ended"].type == "gauge"


def test_openmetrics_escapes_what_people_named(desk):
    first = Reader(desk.snapshot.rules).read(next(iter(desk.snapshot.all_tickets())))
    odd = replace(first, team='a"b\\c\nd', ended=None, open_spells=(Spell(first.opened, None),))
    assert 'team="a\\"b\\\\c\\nd"' in openmetrics([odd], datetime(2030, 1, 1, tzinfo=UTC))


def test_the_report_of_the_last_month_that_is_over_and_of_the_running_one(answered, typed: Typed):
    assert answered("report", "2026-02")["month"] == "2026-02"
    running = typed("report", f"{NOW:%Y-%m}")
    assert running.exit_code == 0 and "still running" in running.output


def test_a_month_that_is_none_or_has_not_begun_is_refused(typed: Typed):
    assert typed("report", "march").exit_code == 2
    late = typed("report", "2999-01")
    assert late.exit_code == 1 and "has not begun" in late.output


def test_a_name_is_not_folded_while_a_heading_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    heads = ["asset", "opened", "ended", "backlog", "1st reply", "solved in", "reply ok", "solved ok", "content"]
    figures = ["5", "5", "0", "2h 8m", "5h 48m", "100 %", "100 %", "0 %"]
    plain_table(heads, [["prn-lisbon-1f-wing-b", *figures]])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("prn-lisbon-1f-wing-b ") for line in lines) and len(lines) == 3
    assert all(len(line) <= 80 for line in lines)
    plain_table(heads, [["prn", *figures]])
    assert len(capsys.readouterr().out.splitlines()) == 2
