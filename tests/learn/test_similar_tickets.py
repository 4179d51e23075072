"""Tickets like this one: what was solved before, and what is the same trouble again."""

import sqlite3

from helpdesk.learn.search import index_texts
from helpdesk.learn.similar import similar_tickets

TICKETS = [
    (1, "VPN drops every ten minutes", "Since the update the tunnel is lost again and again."),
    (2, "Printer on floor 3 is jammed", "Paper jam in tray two."),
    (3, "Cannot print to floor 3", "The print queue is stuck; paper is there."),
    (4, "New laptop for Ana", "She starts on Monday and needs a laptop and a phone."),
]


def index() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    index_texts(made, TICKETS)
    return made


def test_the_same_trouble_in_other_words_comes_first_with_the_words_that_matched() -> None:
    first, *_ = similar_tickets(index(), "VPN tunnel drops", "It is lost after some minutes.", 3)
    assert first.number == 1
    assert {"vpn", "drops", "tunnel"} <= set(first.words)
    assert 0.0 < first.chance < 1.0


def test_what_the_title_says_counts_more_than_what_the_text_says() -> None:
    found = similar_tickets(index(), "Printer jammed", "my laptop and phone are fine, monday", 4)
    assert found[0].number == 2


def test_a_ticket_is_not_like_itself() -> None:
    _, title, text = TICKETS[0]
    assert 1 not in [each.number for each in similar_tickets(index(), title, text, 4, besides=[1])]


def test_the_likelier_of_two_has_the_higher_chance() -> None:
    found = similar_tickets(index(), "Printer on floor 3 is jammed", "Paper jam in tray two.", 4)
    assert found[0].number == 2
    assert found[0].chance > found[1].chance


def test_nothing_is_like_a_text_that_says_nothing() -> None:
    assert similar_tickets(index(), "", "", 3) == ()
    assert similar_tickets(index(), 'the "and" OR NOT NEAR(', "*", 3) == ()
    assert similar_tickets(index(), "quantum", "chromodynamics", 3) == ()
