"""What happens beyond chance is said in the desk's language: the title, the evidence and who may need help."""

import pytest
from northwind import rules

from helpdesk.figures.patterns.cell import Cell, Kind
from helpdesk.figures.patterns.find import Pattern
from helpdesk.figures.patterns.training import Need
from helpdesk.publish.names import Names
from helpdesk.publish.pattern_words import evidence, need_words, title
from helpdesk.publish.texts import texts_of
from helpdesk.resources import data_folder


def a_pattern(kind: Kind, **what: str) -> Pattern:
    return Pattern(Cell(kind, what, 12, 4.0, 0.0, tuple(range(1, 13))), 0.00002, 1000)


def names(language: str) -> Names:
    return Names(rules(), {}, texts_of(data_folder("theme"), language))


@pytest.mark.parametrize(
    ("language", "said", "shown"),
    [
        ("en", "12 tickets where 4 were to be expected, 3.0 times as many; by chance once in 50,000", "on Mondays"),
        ("de", "12 Tickets, wo 4 zu erwarten waren, 3,0-mal so viele; durch Zufall einmal in 50.000", "hat montags"),
        ("fr", "12 tickets où 4 étaient attendus, 3,0 fois plus ; par hasard une fois sur 50.000", "le lundi"),
        ("es", "12 tickets donde se esperaban 4, 3,0 veces más; por azar una vez en 50.000", "los lunes"),
    ],
)
def test_evidence_and_title_are_in_the_desks_language(language: str, said: str, shown: str) -> None:
    pattern = a_pattern(Kind.WEEKDAY, service="vpn", weekday="0")
    assert evidence(pattern, names(language)).startswith(said)
    assert shown in title(pattern.cell, names(language))


def test_needs_are_too() -> None:
    need = Need(a_pattern(Kind.REOPENED, assignee="kim"), "network", (), ())
    assert "mehr Tickets kommen zurück als bei anderen mit derselben Arbeit" in need_words(need, names("de"))
