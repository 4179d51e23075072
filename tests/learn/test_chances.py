"""How often tickets that look alike are the same trouble: a percentage only where people's links bear it out."""

import random
import sqlite3
from datetime import UTC, datetime

from helpdesk.learn.article_chances import FEWEST_RIGHT
from helpdesk.learn.chances import ENOUGH_RIGHT, curve_of, keep, kept, measured, on_steps, steps_of
from helpdesk.learn.search import indexed
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record, TicketState
from helpdesk.model.ticket import Links, Ticket

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def a_record(number: int, title: str, text: str, original: int = 0) -> Record:
    links = Links(duplicate_of=f"HD-{original:06d}" if original else "")
    ticket = Ticket(id=f"HD-{number:06d}", title=title, status="closed", opened=NOW, links=links)
    parts = (TicketNumber(number), ticket.id, "", ticket, text, (), (), TicketState())
    return Record(
        **dict(
            zip(
                ("number", "reference", "path", "ticket", "request", "timeline", "conversation", "state"),
                parts,
                strict=True,
            )
        )
    )


def a_desk(pairs: int) -> list[Record]:
    """As many troubles that were reported twice as said, among three times as many that were reported once."""
    dice = random.Random(1)
    words = [f"word{number:x}" for number in range(400)]
    found: list[Record] = []
    for turn in range(pairs):
        said = dice.sample(words, 6)
        original = len(found) + 1
        found.append(a_record(original, " ".join(said[:3]), " ".join(said)))
        found += [a_record(len(found) + 1 + other, *_words(dice, words)) for other in range(3)]
        found.append(a_record(len(found) + 1, " ".join(said[:3]), f"{said[3]} again {turn}", original))
    return found


def _words(dice: random.Random, words: list[str]) -> tuple[str, str]:
    return " ".join(dice.sample(words, 3)), " ".join(dice.sample(words, 3))


def test_a_desk_whose_people_link_duplicates_says_how_often_a_likeness_is_one() -> None:
    records = a_desk(60)
    steps = measured(indexed(sqlite3.connect(":memory:"), records), records)
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert on_steps(0.95, steps) > 0.8
    assert on_steps(0.0, steps) < 0.1


def test_a_desk_that_linked_too_few_is_told_no_percentage() -> None:
    records = a_desk(FEWEST_RIGHT // 3)
    assert measured(indexed(sqlite3.connect(":memory:"), records), records) == ()


def test_a_desk_that_linked_some_is_told_a_careful_percentage() -> None:
    records = a_desk(20)
    steps = measured(indexed(sqlite3.connect(":memory:"), records), records)
    shares = [share for _, share in steps]
    assert shares == sorted(shares)
    assert on_steps(0.9, steps) > 0.5 > on_steps(0.1, steps)


def test_few_links_are_near_the_truth_and_never_turn_likeness_round() -> None:
    dice = random.Random(3)
    drawn = [(chance, dice.random() < chance / 2) for chance in (dice.random() for _ in range(80))]
    assert FEWEST_RIGHT <= sum(right for _, right in drawn) < ENOUGH_RIGHT
    steps = curve_of(drawn)
    new = [(on_steps(chance, steps), dice.random() < chance / 2) for chance in (dice.random() for _ in range(5000))]
    assert abs(sum(said for said, _ in new) - sum(right for _, right in new)) / len(new) < 0.06
    assert list(steps) == sorted(steps)


def test_what_is_right_nine_times_in_ten_is_said_to_be() -> None:
    dice = random.Random(2)
    drawn = [dice.random() for _ in range(20_000)]
    steps = steps_of((chance, dice.random() < chance**2) for chance in drawn)
    new = [(on_steps(chance, steps), dice.random() < chance**2) for chance in (dice.random() for _ in range(20_000))]
    sure = [(said, right) for said, right in new if said >= 0.8]
    assert len(sure) > 500
    assert abs(sum(said for said, _ in sure) - sum(right for _, right in sure)) / len(sure) < 0.03


def test_what_was_measured_stays_in_the_index() -> None:
    index = sqlite3.connect(":memory:")
    assert kept(index) == ()
    keep(index, ((0.2, 0.1), (0.8, 0.9)))
    keep(index, ((0.3, 0.1), (0.8, 0.9)))
    assert kept(index) == ((0.3, 0.1), (0.8, 0.9))
