import json

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from helpdesk.commands import main
from helpdesk.commands.calendars.lines import answer_line

OFFICE = """
timezone: Europe/Berlin
weekly: {mon: [["09:00","17:00"]], tue: [["09:00","17:00"]], wed: [["09:00","17:00"]], fri: [["09:00","17:00"]]}
days: {"2026-03-09": []}
"""
LINE = {"op": "is_open", "timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}, "start": "2026-03-09T10:00:00Z"}


@pytest.fixture
def desk(tmp_path, monkeypatch):
    folder = tmp_path / "rules" / "calendars"
    folder.mkdir(parents=True)
    (folder / "office.yml").write_text(OFFICE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def helpdesk(*arguments, lines=""):
    return CliRunner().invoke(main, ["calendar", *arguments], input=lines)


def ask(**fields):
    return json.loads(answer_line(json.dumps({**LINE, **fields}).encode()))


@pytest.mark.parametrize(
    ("start", "duration", "due"),
    [
        ("2026-03-06T16:30", "8h", "2026-03-10T16:30:00+01:00"),
        ("2026-03-06T15:30:00Z", "90m", "2026-03-10T10:00:00+01:00"),
        ("2026-03-06T16:30", "0m", "2026-03-06T16:30:00+01:00"),
        ("2026-03-06T16:30", "-1h", "2026-03-06T15:30:00+01:00"),
        ("2026-03-06T16:30", "2d", "2026-03-11T16:30:00+01:00"),
        ("2026-03-06T16:30", "2bd", "2026-03-11T16:30:00+01:00"),
        ("2026-03-06T16:30", "1d1h", "2026-03-11T09:30:00+01:00"),
        ("2026-03-10T09:30", "-1d1h", "2026-03-04T16:30:00+01:00"),
    ],
)
def test_add_says_when_a_target_is_due(desk, start, duration, due):
    answer = helpdesk("add", "office", start, duration, "--json")
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output)["time"] == due


def test_people_read_the_wall_clock_and_utc(desk):
    assert helpdesk("add", "office", "2026-03-06T16:30", "8h").output == (
        "2026-03-10T16:30:00+01:00  (2026-03-10T15:30:00Z)\n"
    )


def test_between_measures_hours_and_business_days(desk):
    asked = ("between", "office", "2026-03-06T16:30", "2026-03-10T10:00")
    assert helpdesk(*asked).output == "1h 30m  (1 business days)\n"
    assert json.loads(helpdesk(*asked, "--json").output) == {"seconds": 5400.0, "days": 1}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "office", "tomorrow", "8h"), "'tomorrow' is no time"),
        (("add", "office", "2026-03-06T16:30", "8 bananas"), "not a duration: '8 bananas'"),
        (("add", "office", "2026-03-06T16:30"), "say a start and a duration"),
        (("between", "office", "2026-03-06T16:30"), "say two times"),
        (("add", "../office", "2026-03-06T16:30", "8h"), "is no calendar's name"),
    ],
)
def test_a_slip_in_the_question_is_a_usage_error(desk, arguments, says):
    answer = helpdesk(*arguments)
    assert answer.exit_code == 2
    assert says in answer.output


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("timezone: Europe/Berlin\nweekly: {mon: 9-17}", "office.yml: Expected `array`, got `str`"),
        ("timezone: Mars\nweekly: {}", "unknown timezone 'Mars'"),
        ("timezone: UTC\nweekly: {}", "no open time within 5 years"),
        ("timezone: UTC\ntimezone: UTC\nweekly: {}", "office.yml: "),
        ("- a list", "write 'timezone:' and 'weekly:' here"),
        ("{", "office.yml: "),
    ],
)
def test_a_calendar_that_cannot_answer_says_why(desk, text, says):
    (desk / "office.yml").write_text(text, "utf-8")
    answer = helpdesk("add", "office", "2026-03-06T16:30", "8h")
    assert answer.exit_code == 1
    assert says in answer.output


def test_out_of_reach_is_said_and_not_searched_for(desk):
    answer = helpdesk("add", "office", "2026-03-06T16:30", "9" * 400 + "h")
    assert answer.exit_code == 1
    assert "Traceback" not in answer.output
    assert helpdesk("add", "office", "0001-01-01T00:00", "8h").exit_code != 0


def test_a_calendar_that_is_not_there_names_the_file(desk):
    answer = helpdesk("add", "night", "2026-03-06T16:30", "8h")
    assert answer.exit_code == 1
    assert "rules/calendars/night.yml is not here" in answer.output


@pytest.mark.parametrize("verb", ["add", "between"])
def test_lines_carry_their_own_calendar_and_are_answered_one_by_one(verb):
    lines = "\n".join([json.dumps(LINE), "nonsense", "", json.dumps({**LINE, "op": "next_close"})])
    answer = helpdesk(verb, "-", lines=lines)
    assert answer.exit_code == 0
    first, second, third = map(json.loads, answer.output.splitlines())
    assert first == {"open": True}
    assert "error" in second
    assert third == {"time": "2026-03-09T17:00:00+00:00"}


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"op": "add", "amount_seconds": 1.5}, {"time": "2026-03-09T10:00:01.500000+00:00"}),
        ({"op": "between", "end": "2026-03-16T10:00:00Z"}, {"seconds": 28800.0}),
        ({"op": "next_open"}, {"time": "2026-03-16T09:00:00+00:00"}),
        ({"op": "prev_open"}, {"time": "2026-03-09T09:00:00+00:00"}),
        ({"op": "prev_close"}, {"time": "2026-03-02T17:00:00+00:00"}),
        ({"op": "next_open_moment"}, {"time": "2026-03-09T10:00:00+00:00"}),
        ({"op": "prev_open_moment", "start": "2026-03-09T09:00:00Z"}, {"time": "2026-03-02T17:00:00+00:00"}),
        ({"op": "periods", "count": 0}, {"periods": []}),
        ({"op": "days_between", "start": "2026-03-09", "end": "2026-03-16"}, {"days": 1}),
        ({"op": "add_days", "days": 1, "start": "2026-03-09"}, {"date": "2026-03-16", "date_or_time": "2026-03-16"}),
        (
            {"op": "add_days", "days": 1, "timezone": "Asia/Tokyo"},
            {"date": "2026-03-16", "date_or_time": "2026-03-16T19:00:00+09:00"},
        ),
        ({"holidays": ["2026-03-09"]}, {"open": False}),
        ({"holidays": ["2026-03-09"], "special": {"2026-03-09": [["10:00", "11:00"]]}}, {"open": True}),
        ({"holidays": [{"country": "DE"}], "start": "2026-04-06T10:00:00Z"}, {"open": False}),
        ({"breaks": {"2026-03-09": [["09:30", "10:01"]]}}, {"open": False}),
    ],
)
def test_each_kind_of_question(fields, answer):
    assert ask(**fields) == answer


def test_breaks_cut_what_began_the_day_before():
    night = {"op": "is_open", "weekly": {"mon": [["20:00", "04:00"]]}, "breaks": {"2026-03-10": [["01:00", "02:00"]]}}
    assert ask(**night, start="2026-03-10T00:59:00Z") == {"open": True}
    assert ask(**night, start="2026-03-10T01:00:00Z") == {"open": False}
    assert ask(**night, start="2026-03-10T02:00:00Z") == {"open": True}


def test_breaks_cut_a_night_shift_on_either_side_of_midnight():
    night = {
        "op": "periods",
        "count": 3,
        "weekly": {"mon": [["20:00", "04:00"]]},
        "breaks": {"2026-03-09": [["21:00", "22:00"], ["23:30", "00:30"]]},
    }
    assert ask(**night) == {
        "periods": [
            ["2026-03-09T20:00:00+00:00", "2026-03-09T21:00:00+00:00"],
            ["2026-03-09T22:00:00+00:00", "2026-03-09T23:30:00+00:00"],
            ["2026-03-10T00:30:00+00:00", "2026-03-10T04:00:00+00:00"],
        ]
    }


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"op": "guess"}, "unknown op 'guess'; known: add, between"),
        ({"timezone": "Mars"}, "unknown timezone"),
        ({"start": "soon"}, "soon"),
        ({"weekly": {"mon": [["9", "17"]]}}, "is no time of day"),
        ({"weekly": {}, "op": "next_open"}, "no open time"),
        ({"op": "add", "amount_seconds": 1e308}, "can't be added"),
        ({"op": "add", "amount_seconds": 1e30}, "1900 to 2199"),
        ({"op": "add_days", "days": 10**18}, "1900 to 2199"),
        ({"op": "periods", "count": 10**9}, "ask for 0 to 1000 periods"),
        ({"op": "between"}, "''"),
        ({"start": "0001-01-01T00:00:00+14:00"}, "out of range"),
        ({"surprise": 1}, "unknown field"),
        ({"weekly": {"mon": [["00:00", "24:00"], ["00:00", "24:00"]]}, "special": {"x": []}}, "date"),
    ],
)
def test_a_line_that_cannot_be_answered_says_why(fields, says):
    assert says in ask(**fields)["error"]


def test_a_line_nested_without_end_is_refused():
    assert "error" in json.loads(answer_line(b'{"op":' + b"[" * 100_000))
    assert "error" in json.loads(answer_line(b'{"zzz":' + b"[" * 100_000 + b"]" * 100_000 + b"}"))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("2026-03-09"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=60), st.dictionaries(st.sampled_from([*LINE, "end", "days"]), json_values)))
def test_no_line_stops_the_answers(strange):
    line = strange if isinstance(strange, bytes) else json.dumps({**LINE, **strange}).encode()
    assert isinstance(json.loads(answer_line(line)), dict)
