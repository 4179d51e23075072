"""The delivery log of a ticket: who was told, who waits, who was not reached."""

from datetime import timedelta

from msgspec.structs import replace
from paper_desk import NOW, a_record

from helpdesk.commands.tickets.delivery import delivery_log
from helpdesk.model.fold import fold
from helpdesk.model.record import Record
from helpdesk.model.timeline import AnyEntry, Owed, Told


def with_entries(*entries: AnyEntry) -> Record:
    record = a_record(1, "VPN drops")
    timeline = (*record.timeline, *entries)
    return replace(record, timeline=timeline, state=fold(timeline))


def owed(number: int, role: str, **values: object) -> Owed:
    return Owed(at=NOW, notice=f"n{number}", template="reply", role=role, channel="mail", **values)


def test_it_says_who_was_told_who_was_not_reached_and_who_waits() -> None:
    record = with_entries(
        owed(1, "requester"),
        Told(at=NOW, notice="n1", result="undeliverable", why="no such mailbox"),
        owed(2, "watchers"),
        Told(at=NOW, notice="n2"),
        owed(3, "kim", after=NOW + timedelta(hours=1)),
    )
    lines = delivery_log(record, "UTC", NOW)
    assert [failed for _, failed in lines] == [True, False, False]
    texts = [text for text, _ in lines]
    assert texts[0].startswith("undeliverable  reply to requester by mail") and texts[0].endswith("no such mailbox")
    assert texts[1].startswith("sent  reply to watchers by mail")
    assert texts[2].startswith("waits until") and texts[2].endswith("reply to kim by mail")


def test_a_long_log_shows_the_newest_and_counts_the_rest() -> None:
    pairs = [(owed(n, "requester"), Told(at=NOW + timedelta(seconds=n), notice=f"n{n}")) for n in range(20)]
    lines = delivery_log(with_entries(*(entry for pair in pairs for entry in pair)), "UTC", NOW)
    assert len(lines) == 9
    assert lines[0][0].startswith("12 earlier")


def test_a_ticket_nobody_was_told_of_has_no_log() -> None:
    assert delivery_log(a_record(1, "VPN drops"), "UTC", NOW) == []
