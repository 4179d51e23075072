"""`helpdesk suggest -`: questions of other systems, one a line."""

import json
from pathlib import Path


def rows(path: Path, *given: dict[str, object]) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in given))
    return str(path)


def test_each_question_of_standard_input_is_answered_in_a_line_of_its_own(typed, tmp_path: Path) -> None:
    articles = rows(
        tmp_path / "kb.jsonl",
        {"id": "vpn", "title": "VPN tunnel drops", "text": "Restart the client."},
        {"id": "printer", "title": "Printer jams", "text": "Open the tray."},
    )
    asked = '{"id": 1, "text": "my vpn tunnel drops"}\n\n{"id": 2, "text": "printer tray"}\n'
    lines = typed("suggest", "--articles", articles, "-", input=asked).output.splitlines()
    answers = [json.loads(line) for line in lines]
    assert [(each["id"], each["articles"][0]["article"]) for each in answers] == [(1, "vpn"), (2, "printer")]


def test_a_question_is_compared_with_other_tickets_and_not_with_itself(typed, tmp_path: Path) -> None:
    tickets = rows(
        tmp_path / "tickets.jsonl",
        {"id": "a", "title": "Scanner eats paper", "text": "The scanner on floor 2 eats paper."},
        {"id": "b", "title": "Scanner eats paper again", "text": "It eats paper."},
        {"id": "c", "title": "Mail is slow", "text": "Mail takes long."},
        {"id": "d", "title": "Password forgotten", "text": "Locked out."},
        {"id": "e", "title": "Screen flickers", "text": "Since the update."},
    )
    asked = '{"id": "q", "title": "Scanner eats paper", "text": "eats paper", "besides": ["a", "gone"]}\n'
    answer = json.loads(typed("suggest", "--among", tickets, "-", input=asked).output)
    assert [each["id"] for each in answer["tickets"]] == ["b"]


def test_what_is_no_question_is_refused_with_its_line(typed, tmp_path: Path) -> None:
    articles = rows(tmp_path / "kb.jsonl", {"id": "vpn", "text": "VPN"})
    for wrong in ("vpn drops", '["vpn"]', '{"text": 3}'):
        result = typed("suggest", "--articles", articles, "-", input=f'{{"text": "vpn"}}\n{wrong}\n')
        assert result.exit_code == 1 and "standard input, line 2" in result.output, result.output
