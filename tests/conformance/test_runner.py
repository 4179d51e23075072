import json
from pathlib import Path

import pytest
import run as runner

FAMILY = """
import json
from outcome import Outcome


def numbers(folder):
    path = folder / "toy" / "numbers.jsonl"
    if path.is_file():
        for case in map(json.loads, path.read_text().splitlines()):
            yield Outcome(case["id"], case["expect"] == case["input"], f"got {case['input']}")


FAMILIES = {"toy.numbers": numbers, "toy.letters": lambda folder: iter(())}
"""
BROKEN = """
def broken(folder):
    raise RuntimeError("out of paper")
    yield


FAMILIES = {"worn.broken": broken}
"""


@pytest.fixture
def suite(tmp_path):
    """A folder with one family, and no exceptions."""
    (tmp_path / "families").mkdir()
    (tmp_path / "families" / "toy.py").write_text(FAMILY, "utf-8")
    return tmp_path


def cases(suite: Path, *rows: tuple[str, int, int]) -> str:
    folder = suite / "cases"
    (folder / "toy").mkdir(parents=True)
    lines = [json.dumps({"id": name, "input": given, "expect": wanted}) for name, given, wanted in rows]
    (folder / "toy" / "numbers.jsonl").write_text("\n".join(lines), "utf-8")
    return str(folder)


def except_for(suite: Path, text: str) -> None:
    (suite / "exceptions.yml").write_text(text, "utf-8")


def test_all_pass(suite, capsys):
    assert runner.main([cases(suite, ("one", 1, 1), ("two", 2, 2))], here=suite) == 0
    assert capsys.readouterr().out == "toy.numbers 2/2\ntoy.letters 0/0\n"


def test_a_failure_fails_the_run_and_is_shown_when_asked(suite, capsys):
    folder = cases(suite, ("one", 1, 1), ("two", 3, 2))
    assert runner.main([folder], here=suite) == 1
    assert capsys.readouterr().out.splitlines()[0] == "toy.numbers 1/2 (1 failed)"
    assert runner.main([folder, "--verbose"], here=suite) == 1
    assert "FAILED two: got 3" in capsys.readouterr().out


def test_an_excepted_failure_does_not(suite, capsys):
    except_for(suite, "- {id: two, reason: we count from zero}")
    assert runner.main([cases(suite, ("one", 1, 1), ("two", 3, 2)), "--verbose"], here=suite) == 0
    out = capsys.readouterr().out
    assert out.startswith("toy.numbers 1/2 (1 excepted)\n")
    assert "we count from zero" in out


def test_an_exception_that_passes_again_is_no_longer_needed(suite, capsys):
    except_for(suite, "- {id: one, reason: we count from zero}")
    assert runner.main([cases(suite, ("one", 1, 1))], here=suite) == 0
    assert "no longer needed in exceptions.yml: one" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["- {id: one}", "- {reason: because}", "- {id: a, reason: b}\n- {id: a, reason: c}"])
def test_an_exception_needs_an_id_of_its_own_and_a_reason(suite, text):
    except_for(suite, text)
    with pytest.raises(ValueError, match="needs an id of its own and a reason"):
        runner.main([cases(suite)], here=suite)


def test_only_the_families_asked_for_run(suite, capsys):
    assert runner.main([cases(suite, ("two", 3, 2)), "--family", "*.letters"], here=suite) == 0
    assert capsys.readouterr().out == "toy.letters 0/0\n"


def test_a_family_that_breaks_down_is_a_failure_and_the_others_run(suite, capsys):
    (suite / "families" / "a_worn.py").write_text(BROKEN, "utf-8")
    assert runner.main([cases(suite, ("one", 1, 1)), "--verbose"], here=suite) == 1
    out = capsys.readouterr().out
    assert "broke down: RuntimeError('out of paper')" in out
    assert "toy.numbers 1/1" in out


def test_two_families_of_one_name_are_refused(suite):
    (suite / "families" / "toy2.py").write_text(FAMILY, "utf-8")
    with pytest.raises(ValueError, match=r"toy2\.py: family 'toy.numbers' exists already"):
        runner.main([cases(suite)], here=suite)


def test_a_folder_that_lacks_a_file_has_none_of_its_cases(suite, capsys):
    assert runner.main([str(suite)], here=suite) == 0
    assert capsys.readouterr().out == "toy.numbers 0/0\ntoy.letters 0/0\n"


def test_the_folder_comes_from_the_environment(suite, monkeypatch, capsys):
    monkeypatch.setenv("HELPDESK_CASES", cases(suite, ("one", 1, 1)))
    assert runner.main([], here=suite) == 0
    assert capsys.readouterr().out.startswith("toy.numbers 1/1\n")


def test_without_a_folder_it_says_so(suite, monkeypatch, capsys):
    monkeypatch.delenv("HELPDESK_CASES", raising=False)
    assert runner.main([], here=suite) == 2
    assert runner.main([str(suite / "nowhere")], here=suite) == 2
    assert "HELPDESK_CASES" in capsys.readouterr().err


def test_the_business_time_family_asks_the_real_command_line(tmp_path):
    office = {"timezone": "UTC", "weekly": {"mon": [["09:00", "17:00"]]}, "holidays": []}
    rows = [
        {
            "id": "right",
            "input": {**office, "op": "is_open", "start": "2026-03-09T10:00:00Z"},
            "expect": {"open": True},
        },
        {
            "id": "wrong",
            "input": {**office, "op": "is_open", "start": "2026-03-09T10:00:00Z"},
            "expect": {"open": False},
        },
        {
            "id": "other offset",
            "input": {**office, "op": "next_close", "start": "2026-03-09T10:00:00Z"},
            "expect": {"time": "2026-03-09T18:00:00+01:00"},
        },
        {"id": "refused", "input": {**office, "op": "guess", "start": "2026-03-09"}, "expect": {"open": True}},
    ]
    (tmp_path / "business_time").mkdir()
    (tmp_path / "business_time" / "clock.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    family = runner.families(runner.HERE / "families")["business_time.clock"]
    outcomes = {outcome.id: outcome for outcome in family(tmp_path)}
    assert [name for name, outcome in outcomes.items() if outcome.ok] == ["right", "other offset"]
    assert outcomes["wrong"].difference == "open: expected False, got True"
    assert "unknown op 'guess'" in outcomes["refused"].difference


def test_an_exception_may_be_of_a_kind_whatever_the_cases_are_called():
    tally = runner.Tally("toy.numbers")
    tally.count(runner.Outcome("nine", False, "got 8", "counts from zero"), {"counts from zero": "we do not"})
    tally.count(runner.Outcome("ten", False, "got 8"), {"counts from zero": "we do not"})
    assert [case.id for case in tally.excepted] == ["nine"]
    assert [case.id for case in tally.failed] == ["ten"]
