"""Hostile words of our own through every door to every output; `make torture` does the same with other people's."""

from pathlib import Path

import hostile_outputs as outputs
import pytest
from hostile import everywhere
from hostile_cases import OWN, Case, own_cases

# One word of each kind: markup, a runner's order, headers, a formula, a terminal's orders, a calendar's line, a path,
# a trailer, a template, commands to the desk.
FEW = (0, 5, 6, 8, 14, 15, 16, 19, 23, 24, 31)


@pytest.mark.slow
def test_no_words_run_anywhere_and_none_are_lost(tmp_path: Path) -> None:
    found = everywhere(tmp_path, [own_cases()[number] for number in FEW])
    assert found.wrong == []
    for door in ("mail", "HTML mail", "raw mail", "form", "alert", "chat", "drop box"):
        assert found.seen[f"in by {door}"] == len(FEW) + 1, door
    assert found.seen["notice"] > len(FEW)


@pytest.mark.parametrize(
    ("look", "data"),
    [
        (outputs.page, "<p onclick=x>"),
        (outputs.page, "<script>1</script>"),
        (outputs.page, "<a href=' java\nscript:x'>"),
        (outputs.feed, b"<feed xmlns='http://www.w3.org/2005/Atom'><script xmlns=''/></feed>"),
        (outputs.calendar, b"BEGIN:VEVENT\r\nATTACH:x\r\n"),
        (outputs.notice, b"To: kim@example.org\nBcc: a@example.org\n\nx"),
        (outputs.notice, b"To: eve@example.net\n\nx"),
        (outputs.log, b" ::set-output name=a::b"),
        (outputs.log, b"a ##[command]b"),
        (outputs.log, b"\x1b[31m"),
        (outputs.summary, "see <b>"),
        (outputs.metrics, 'a{b="c\n1"} 1'),
    ],
)
def test_the_search_finds_what_it_looks_for(look, data) -> None:
    assert list(look(data))


def test_a_cell_that_computes_is_found() -> None:
    assert list(outputs.table("a,b\r\n=1+1,x\r\n", 1))
    assert not list(outputs.table("a,b\r\n'=1+1,-3\r\n", 1))


def test_our_own_cases_are_many_and_different() -> None:
    assert len(set(OWN)) == len(OWN) > max(FEW)
    assert all(isinstance(case, Case) for case in own_cases())
