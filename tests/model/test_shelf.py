"""Whatever is put on a shelf, replaced or taken off, its look-ups answer as reading every record would."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import a_desk, utc
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import Shelf, phase_of, weight
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import AnyEntry, Changed, Opened, Routed
from helpdesk.model.unsynced import wake_at

RULES = a_desk().rules()
START = utc("2026-03-02T09:00")
STATES = ("new", "open", "waiting", "resolved", "closed", "odd")
PEOPLE = ("kim", "sam", "")


def a_record(number: int, entries: tuple[AnyEntry, ...], status: str, who: str) -> Record:
    name = reference("HD", TicketNumber(number))
    ticket = Ticket(id=name, title="It drops", status=status, assignee=who, opened=START)
    opened = Opened(at=START, key=f"key-{number % 3}", set=front_matter(ticket), content_hash=f"hash-{number}")
    timeline = (opened, *entries)
    return Record(
        number=TicketNumber(number),
        reference=name,
        path=ticket_folder("HD", TicketNumber(number)),
        ticket=ticket,
        request="",
        timeline=timeline,
        conversation=(),
        state=fold(timeline),
    )


moments = st.integers(0, 50).map(lambda hours: START + timedelta(hours=hours))
entries = st.one_of(
    st.builds(Routed, at=moments, team=st.just("desk"), assignee=st.sampled_from(PEOPLE)),
    st.builds(Changed, at=moments, by=st.just("kim"), set=st.just({"priority": "P1"})),
)
records = st.builds(
    a_record,
    st.integers(1, 9),
    st.lists(entries, max_size=3).map(tuple),
    st.sampled_from(STATES),
    st.sampled_from(PEOPLE),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(records, st.integers(1, 9)), max_size=25), moments)
def test_look_ups_answer_as_reading_every_record_would(steps: list[Record | int], now: datetime) -> None:
    shelf, plain = Shelf(RULES), dict[TicketNumber, Record]()
    for step in steps:
        if isinstance(step, Record):
            shelf[step.number] = plain[step.number] = step
        elif step in plain:
            del shelf[TicketNumber(step)]
            del plain[TicketNumber(step)]
    everything = [plain[number] for number in sorted(plain)]
    assert list(shelf) == sorted(plain) and list(shelf.values()) == everything
    assert shelf.open_records() == [r for r in everything if phase_of(r.ticket, RULES) is not Phase.CLOSED]
    for who in PEOPLE[:2]:
        assert shelf.loads.get(who, 0.0) == sum(weight(r.ticket, RULES) for r in everything if r.ticket.assignee == who)
        given_at = [e.at for r in everything for e in r.timeline if isinstance(e, Routed) and e.assignee == who]
        assert shelf.assigned.get(who) == max(given_at, default=None)
    for key in ("key-0", "key-1", "key-2"):
        assert shelf.keys_of_messages.get(key) == min(
            (r.number for r in everything if key in r.state.keys), default=None
        )
    wakes = [(wake_at(record), record) for record in everything]
    assert shelf.awake(now) == [record for wake, record in wakes if wake is not None and wake <= now]
    later = [wake for wake, _ in wakes if wake is not None and wake > now]
    assert shelf.next_wake(now) == min(later, default=None)
