"""Three columns that fit: what is too long ends in an ellipsis, and a stranger's words stay words."""

import pytest

from helpdesk.commands.terminal.columns import rows


def _shown(capsys: pytest.CaptureFixture[str], *found: tuple[str, str, str]) -> list[str]:
    rows("Tickets", found)
    return capsys.readouterr().out.splitlines()


def test_every_line_fits_the_terminal_and_the_last_column_stands_below_itself(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    said = _shown(
        capsys, ("HD-000001", "word " * 40, "open, 2h ago"), ("HD-000002", "VPN", "closed, 30d ago"), ("", "a", "")
    )
    assert said[:2] == ["", "Tickets"]
    assert all(len(line) <= 60 for line in said)
    assert said[2].index("open") == said[3].index("closed") and "…" in said[2] and said[4] == " " * 11 + "a"


def test_wide_characters_take_two_columns_and_are_not_cut_in_half(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    wide, narrow = _shown(capsys, ("HD-1", "メ" * 30, "open"), ("HD-2", "m" * 30, "open"))[2:]
    cut = wide.split("…")[0]
    assert len(cut) + cut.count("メ") in (len(narrow.split("…")[0]), len(narrow.split("…")[0]) - 1)
    assert wide.endswith("open") and narrow.endswith("open")


def test_controls_of_a_title_are_shown_and_a_pipe_gets_no_colour(capsys) -> None:
    (line,) = _shown(capsys, ("HD-1", "\x1b[31mred\x07", "open"))[2:]
    assert "\x1b" not in line and "␛[31mred␇" in line
