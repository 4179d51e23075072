"""State is a fold over the ledger, whatever order its entries arrived in."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber, number_of_path, reference, ticket_folder, typed_reference
from helpdesk.model.record import Record
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import (
    AnyEntry,
    Breached,
    Changed,
    Closed,
    Commented,
    Corrected,
    Escalated,
    Merged,
    Opened,
    Owed,
    Paused,
    Promised,
    Rated,
    Reopened,
    Resolved,
    Resumed,
    Routed,
    Step,
    Target,
    Told,
    Warned,
)
from helpdesk.model.unsynced import differences, wake_at

T0 = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(hours: float) -> datetime:
    return T0 + timedelta(hours=hours)


PROMISE = Promised(
    at=T0,
    target=Target.RESOLVE,
    due=at(8),
    sla="gold",
    calendar="office",
    allowed=28800,
    steps=(Step(at(6), "warn"), Step(at(8), "breach"), Step(at(8), "escalate", "lead")),
)
LIFE: tuple[AnyEntry, ...] = (
    Opened(at=T0, key="mail:1", set={"title": "No wifi", "status": "new"}, by="requester", message_id="<1@x>"),
    Routed(at=T0, team="network", assignee="kim"),
    PROMISE,
    Owed(at=T0, notice="ack", template="acknowledgement", role="requester", channel="mail"),
    Told(at=at(0.1), notice="ack", message_id="<ack@desk>"),
    Commented(at=at(1), by="kim", comment="c1.md"),
    Changed(at=at(2), by="kim", set={"status": "waiting"}),
    Paused(at=at(2), left={"resolve": 21600}, steps=(Step(at(50), "remind"),)),
    Commented(at=at(3), by="requester", comment="c2.md", key="mail:2"),
    Resumed(at=at(3), due={"resolve": at(9)}, steps={"resolve": (Step(at(9), "breach"),)}),
    Breached(at=at(9), seen=at(12), target=Target.RESOLVE, due=at(9)),
    Resolved(at=at(13), summary="new cable", steps=(Step(at(133), "close"),)),
    Reopened(at=at(20), status="open", by="requester"),
    Resolved(at=at(21), summary="newer cable"),
    Rated(at=at(22), by="requester", score=4),
    Corrected(at=at(23), by="requester", what="rated 2 instead of 4", rating=2),
    Owed(at=at(118), notice="closing", template="closing", role="requester", channel="mail"),
    Closed(at=at(141)),
    Merged(at=at(141), by="kim", into="HD-000002"),
    Merged(at=at(141), by="kim", source="HD-000003"),
)


@given(st.permutations(LIFE))
def test_the_same_entries_fold_to_the_same_state_in_any_order(entries: list[AnyEntry]) -> None:
    assert fold(entries) == fold(LIFE)


def test_a_life_folds_to_what_happened() -> None:
    state = fold(LIFE)
    assert (state.opened, state.closed, state.reopened) == (T0, at(141), 1)
    assert state.first_response == at(1)
    assert state.promises[Target.RESOLVE].breached_at == at(9)
    assert state.promises[Target.RESOLVE].met_at == at(21)
    assert state.fields["assignee"] == "kim"
    assert state.owners["assignee"] == "desk"
    assert state.owners["status"] == "requester"
    assert ([owed.notice for owed in state.owed], state.told) == (["closing"], {"ack"})
    assert (state.rating, state.rated, state.last_reopened) == (2, at(22), at(20))
    assert state.merged_into == "HD-000002"
    assert state.message_ids == {"<1@x>", "<ack@desk>"}
    assert state.agenda == ()


def test_the_agenda_is_what_the_clock_has_not_done_yet() -> None:
    begun = [LIFE[0], PROMISE]
    assert [step.do for _, step in fold(begun).agenda] == ["warn", "breach", "escalate"]
    warned = [*begun, Warned(at=at(6), target=Target.RESOLVE, due=at(8))]
    assert [step.do for _, step in fold(warned).agenda] == ["breach", "escalate"]
    escalated = [*warned, Escalated(at=at(8), target=Target.RESOLVE, to="lead")]
    assert [step.do for _, step in fold(escalated).agenda] == ["breach"]


def test_a_paused_ticket_has_no_due_step_but_those_of_waiting() -> None:
    assert [step.do for _, step in fold(LIFE[:8]).agenda] == ["remind"]


def test_a_customers_words_meet_no_promise() -> None:
    response = Promised(at=T0, target=Target.RESPONSE, due=at(1), sla="s", calendar="c", allowed=3600)
    said = Commented(at=at(0.5), by="requester", comment="c.md")
    noted = Commented(at=at(0.6), by="kim", comment="d.md", visibility=Visibility.INTERNAL)
    assert fold([response, said, noted]).promises[Target.RESPONSE].met_at is None


def test_an_edit_by_a_person_is_a_difference_and_wakes_the_desk() -> None:
    ticket = Ticket(id="HD-000001", title="No wifi", status="new", opened=T0)
    entries = (Opened(at=T0, key="k", set={"title": "No wifi", "status": "new", "impact": "medium", "watchers": []}),)

    def record(ticket: Ticket) -> Record:
        return Record(
            number=TicketNumber(1),
            reference="HD-000001",
            path="tickets/000/HD-000001",
            ticket=ticket,
            request="",
            timeline=entries,
            conversation=(),
            state=fold(entries),
        )

    assert differences(record(ticket)) == ()
    assert wake_at(record(ticket)) is None
    edited = record(Ticket(id="HD-000001", title="No wifi", status="new", opened=T0, watchers=("kim",)))
    assert differences(edited) == (("watchers", ["kim"], []),)
    assert wake_at(edited) is not None


def test_a_reference_is_read_however_a_person_types_it() -> None:
    for typed in ("123", "#123", "HD-123", "hd-000123", " 0123 "):
        assert typed_reference(typed, "HD") == 123
    for typed in ("", "HD-", "IT-123", "12x", "-1", "0", "HD-000000"):
        assert typed_reference(typed, "HD") is None


def test_the_folder_of_a_ticket_follows_from_its_number_alone() -> None:
    assert ticket_folder("HD", TicketNumber(12345)) == "tickets/012/HD-012345"
    assert reference("HD", TicketNumber(1234567)) == "HD-1234567"
    assert number_of_path("tickets/012/HD-012345/ticket.md") == 12345
    assert number_of_path("tickets/013/HD-012345/ticket.md") is None
    assert number_of_path("tickets/new/HD-012345.md") is None


def test_a_reopened_ticket_is_merged_into_nothing_and_may_be_rated_anew() -> None:
    life = (*LIFE, Reopened(at=at(150), status="open"), Rated(at=at(160), score=5))
    state = fold(life)
    assert (state.merged_into, state.rating, state.rated) == ("", 5, at(160))


def test_a_warning_of_the_closing_is_done_when_it_is_owed() -> None:
    resolved = Resolved(at=T0, steps=(Step(at(96), "warn", "requester"), Step(at(120), "close")))
    warned = Owed(at=at(96), notice="w", template="closing", role="requester", channel="mail")
    assert [step.do for _, step in fold([resolved]).agenda] == ["warn", "close"]
    assert [step.do for _, step in fold([warned, resolved]).agenda] == ["close"]
