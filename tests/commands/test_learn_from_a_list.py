"""`helpdesk learn --from`: how well the desk would sort another tool's tickets, before it moves in."""

import csv
import json
from pathlib import Path

import pytest

_SAID = {
    "network": "vpn tunnel drops gateway timeout remote",
    "printing": "printer toner paper jam queue tray",
}


def _list(path: Path, each: int = 15, **more: str) -> str:
    rows = []
    for number in range(each):
        for team, said in _SAID.items():
            words = said.split()
            text = " ".join(words[(number * step + step) % len(words)] for step in (1, 2, 3))
            rows.append({"id": f"{team[:1]}{number}", "subject": text, "body": f"{text} again", "team": team} | more)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(path)


@pytest.fixture
def old(tmp_path: Path) -> tuple[str, ...]:
    return ("learn", "--from", _list(tmp_path / "old.csv"), "--title", "subject", "--text", "body", "--label", "team")


def test_a_list_says_how_well_it_could_be_learned(old: tuple[str, ...], answered) -> None:
    found = answered(*old)
    (team,) = found["fields"]
    assert (found["rows"], team["texts"], team["accuracy"], team["macro_f1"]) == (30, 6, 1.0, 1.0)
    assert team["usual"] < 1.0


def test_what_is_missed_says_what_it_was_taken_for(typed, tmp_path: Path) -> None:
    rows = [["text", "label"], *([f"same words {number % 3}", "ab"[number % 2]] for number in range(40))]
    (tmp_path / "noise.csv").write_text("".join(f"{text},{label}\n" for text, label in rows))
    said = typed("learn", "--from", str(tmp_path / "noise.csv"), "--text", "text", "--label", "label").output
    assert "most often taken for" in said and "write a rule for: " in said and "would be chance" in said


def test_other_rows_are_answered_with_how_sure_and_by_which_words(old: tuple[str, ...], typed, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text("id,subject,body\nq1,toner tray,the paper jam\nq2,tunnel drops,vpn timeout\n")
    rows = list(csv.DictReader(typed(*old, "--predict", str(tmp_path / "new.csv")).output.splitlines()))
    assert [(row["row"], row["id"], row["team learned"]) for row in rows] == [
        ("1", "q1", "printing"),
        ("2", "q2", "network"),
    ]
    assert "toner" in rows[0]["team words"] and 0 < float(rows[0]["team sure"]) <= 1
    assert "subject" not in rows[0]


def test_answers_go_to_a_file_and_labels_there_say_how_right_they_are(
    old: tuple[str, ...], answered, tmp_path: Path
) -> None:
    asked, out = _list(tmp_path / "newer.csv", 3), tmp_path / "answers.json"
    done = answered(*old, "--predict", asked, "--out", str(out))
    assert done["rows"] == 6 and done["fields"][0]["accuracy"] == 1.0
    first = json.loads(out.read_text())[0]
    assert first["answers"]["team"]["value"] == first["columns"]["team"] == "network"


def test_no_cell_of_the_answers_is_a_formula(old: tuple[str, ...], typed, tmp_path: Path) -> None:
    asked = _list(tmp_path / "evil.csv", 1, id="=cmd|' /C calc'!A0")
    out = tmp_path / "answers.csv"
    assert typed(*old, "--predict", asked, "--out", str(out)).exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert {row["id"] for row in rows} == {"'=cmd|' /C calc'!A0"}


def test_by_time_the_newest_are_tried_whatever_the_order_of_the_rows(typed, answered, tmp_path: Path) -> None:
    path = tmp_path / "dated.json"
    rows = [
        {"when": f"2026-01-{day:02}", "text": _SAID[team] if day < 21 else "quite new words", "team": team}
        for day in range(25, 0, -1)
        for team in _SAID
    ]
    path.write_text(json.dumps(rows))
    words = ("learn", "--from", str(path), "--text", "text", "--label", "team")
    assert answered(*words, "--time", "when")["fields"][0]["accuracy"] == 0.5
    assert answered(*words)["fields"][0]["accuracy"] > 0.5
    refused = typed(*words, "--time", "team")
    assert refused.exit_code == 1 and "row 1: team is no time: 'network'" in refused.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--label", "group"), "unknown column of"),
        (("--predict", "gone.csv"), "gone.csv: No such file"),
        (("--predict", "HERE/old.csv", "--out", "HERE/old.csv"), "is read here"),
        (("--out", "answers.csv"), "--predict FILE"),
        (("--label", "id"), ""),
    ],
)
def test_what_cannot_be_done_says_what_to_do(
    old: tuple[str, ...], typed, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    result = typed(*old, *(word.replace("HERE", str(tmp_path)) for word in words))
    assert (result.exit_code != 0) == bool(said) and said in result.output.replace("\n", " "), result.output


def test_a_mail_longer_than_a_cell_usually_is_is_read(answered, tmp_path: Path) -> None:
    path = _list(tmp_path / "long.csv", 10, log="stack trace " * 20_000)
    assert answered("learn", "--from", path, "--text", "body", "--label", "team")["rows"] == 20


def test_too_few_rows_and_columns_that_are_not_named_are_refused(typed, tmp_path: Path) -> None:
    few = typed("learn", "--from", _list(tmp_path / "few.csv", 3), "--text", "body", "--label", "team")
    assert few.exit_code == 1 and "too little to learn from: 6 rows have a label" in few.output
    assert "--text COLUMN --label COLUMN" in typed("learn", "--from", str(tmp_path / "few.csv")).output
    assert "belong to --from FILE" in typed("learn", "--label", "team").output
