"""What every `Snapshot` answers, whatever holds the desk. An implementation's tests call `check_*` with a builder that
takes rules files, plans to carry out in turn, and other files, and gives the desk after them."""

from collections.abc import Callable
from datetime import timedelta

from git_desks import MORNING, changed, new_ticket, owing, promised, reply
from msgspec.structs import replace

from helpdesk.model.alert import Alert, AlertStatus
from helpdesk.model.ids import TicketNumber
from helpdesk.model.marks import KNOWN_ERROR, MAJOR, SOUNDING, alert_mark, part_of, sounding_mark
from helpdesk.model.message import Party
from helpdesk.model.plan import Work
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Links, Problem, TicketType
from helpdesk.model.timeline import Alerted, Resolved

# The works of each pass, carried out one after another, then the snapshot.
Build = Callable[..., Snapshot]
CHECKS: list[Callable[[Build], None]] = []


def check(function: Callable[[Build], None]) -> Callable[[Build], None]:
    CHECKS.append(function)
    return function


def numbers(records: object) -> list[int]:
    return [record.number for record in records]  # type: ignore[attr-defined]


@check
def an_empty_desk_has_nothing_and_needs_nothing(build: Build) -> None:
    desk = build()
    assert (
        list(desk.all_tickets())
        == list(desk.open_tickets())
        == list(desk.awake(MORNING))
        == list(desk.drop_box())
        == []
    )
    assert desk.ticket(TicketNumber(1)) is None
    assert desk.cursors.highest == 0
    assert desk.findings == ()


@check
def a_ticket_reads_back_as_it_was_decided(build: Build) -> None:
    work = new_ticket(1001, "Ünïcode 'title': # [x]", key="mail:a", tags=("vpn", "no"))
    record = build([work]).ticket(TicketNumber(1001))
    assert record is not None and record.ticket == work.create and record.request == work.request
    assert record.timeline == work.entries
    assert (record.reference, record.quarantined) == ("HD-001001", False)


@check
def tickets_come_in_the_order_of_their_numbers(build: Build) -> None:
    desk = build([new_ticket(2005), new_ticket(3)], [new_ticket(1999)])
    assert numbers(desk.all_tickets()) == [3, 1999, 2005]
    assert desk.cursors.highest == 2005


@check
def a_closed_ticket_is_not_open(build: Build) -> None:
    desk = build([new_ticket(1), new_ticket(2), new_ticket(3)], [changed(2, status="closed"), changed(3, status="odd")])
    assert numbers(desk.open_tickets()) == [1, 3], "a status that no lifecycle knows stays in sight"


@check
def a_ticket_wakes_when_its_next_step_is_due(build: Build) -> None:
    due = MORNING + timedelta(hours=4)
    desk = build([promised(new_ticket(1), due), new_ticket(2)])
    assert numbers(desk.awake(due - timedelta(seconds=1))) == []
    assert numbers(desk.awake(due)) == [1]


@check
def a_ticket_that_owes_a_notice_is_awake_at_once(build: Build) -> None:
    assert numbers(build([owing(new_ticket(1)), new_ticket(2)]).awake(MORNING - timedelta(days=9))) == [1]


@check
def load_counts_what_can_be_worked_on_and_a_quarter_of_what_waits(build: Build) -> None:
    works = [new_ticket(n, assignee="kim") for n in (1, 2, 3, 4)] + [new_ticket(5, assignee="sam")]
    desk = build(works, [changed(2, status="waiting"), changed(3, status="resolved"), changed(4, status="closed")])
    assert desk.load_of(["kim", "sam", "nobody"]) == {"kim": 1.25, "sam": 1.0, "nobody": 0.0}


@check
def what_lies_with_somebody_is_found_until_it_is_closed(build: Build) -> None:
    works = [new_ticket(n, assignee="kim") for n in (3, 1, 2)] + [new_ticket(4, assignee="sam")]
    desk = build(works, [changed(2, status="closed"), changed(3, status="resolved")])
    assert numbers(desk.tickets_of(["kim", "nobody"])) == [1, 3]
    assert numbers(desk.tickets_of(["sam", "kim"])) == [1, 3, 4]


@check
def the_newest_ticket_of_a_requester_is_found_by_address(build: Build) -> None:
    ana = Party(name="Ana", email="Ana@Example.org")
    works = [new_ticket(1, requester=ana), new_ticket(2, requester=ana), new_ticket(3)]
    desk = build(works, [changed(2, status="closed")])
    address = "ana@example.org"
    assert desk.newest_from(address, TicketNumber(9)) == 2
    assert desk.newest_from(address, TicketNumber(2)) == 1
    assert desk.newest_from("nobody@example.org", TicketNumber(9)) is None


@check
def the_latest_tickets_of_a_requester_are_found_newest_first(build: Build) -> None:
    ana = Party(name="Ana", email="Ana@Example.org")
    desk = build([new_ticket(n, requester=ana) for n in (2, 1, 4)] + [new_ticket(3)])
    assert list(desk.latest_from("ana@example.org", TicketNumber(9), 9)) == [4, 2, 1]
    assert list(desk.latest_from("ana@example.org", TicketNumber(4), 1)) == [2]
    assert list(desk.latest_from("nobody@example.org", TicketNumber(9), 2)) == []


@check
def the_last_assignment_is_known_for_each_person(build: Build) -> None:
    desk = build([new_ticket(1, assignee="kim")], [changed(1, at=MORNING + timedelta(hours=2), assignee="sam")])
    assert desk.last_assigned(["kim", "sam", "nobody"]) == {"kim": MORNING}


@check
def every_message_finds_its_ticket_by_key_message_id_and_content(build: Build) -> None:
    desk = build(
        [new_ticket(7, key="mail:seven"), new_ticket(8, key="mail:eight")], [reply(8, "More.\n", "key-of-reply")]
    )
    assert desk.number_of_key("mail:seven") == 7
    assert desk.number_of_key("key-of-reply") == 8
    assert desk.number_of_message_id("<7@example.org>") == 7
    assert desk.number_of_hash(f"{8:064x}") == 8
    for absent in ("", "mail:nine", "<7@example.org>"):
        assert desk.number_of_key(absent) is None


@check
def majors_their_unfinished_parts_and_known_errors_are_found(build: Build) -> None:
    parts = [new_ticket(n, links=Links(parent="HD-000001")) for n in (2, 3)]
    known = Problem(workaround="Restart it.", known_error=True)
    problem = new_ticket(4, type=TicketType.PROBLEM, problem=known)
    ended = Work(
        number=TicketNumber(3),
        reference="HD-000003",
        subject="HD-000003: resolved",
        entries=(Resolved(at=MORNING + timedelta(hours=1)),),
    )
    desk = build([new_ticket(1, tags=("major",)), *parts, problem, new_ticket(5, type=TicketType.PROBLEM)], [ended])
    assert numbers(desk.marked(MAJOR)) == [1]
    assert numbers(desk.marked(part_of("HD-000001"))) == [2]
    assert numbers(desk.marked(KNOWN_ERROR)) == [4]
    assert numbers(desk.marked("nothing")) == []
    newest = desk.newest_marked(KNOWN_ERROR)
    assert newest is not None and newest.number == 4 and desk.newest_marked("nothing") is None


@check
def an_alert_is_found_on_its_newest_ticket_and_while_it_sounds_on_that(build: Build) -> None:
    disk = Alert(source="zabbix", key="9", status=AlertStatus.FIRING, title="Disk full")
    works = [
        Work(
            number=TicketNumber(number),
            reference=f"HD-{number:06d}",
            subject="alert",
            entries=(Alerted(at=MORNING + timedelta(hours=number), alert=replace(disk, status=status)),),
        )
        for number, status in ((1, AlertStatus.FIRING), (2, AlertStatus.RESOLVED))
    ]
    desk = build([new_ticket(1), new_ticket(2)], works)
    newest, sounding = desk.newest_marked(alert_mark("zabbix:9")), desk.newest_marked(sounding_mark("zabbix:9"))
    assert newest is not None and newest.number == 2
    assert sounding is not None and sounding.number == 1
    assert sounding.state.alerts["zabbix:9"].alert.title == "Disk full"
    assert numbers(desk.marked(SOUNDING)) == [1]


@check
def a_reply_stands_in_the_conversation(build: Build) -> None:
    record = build([new_ticket(1)], [reply(1, "Still broken.\n", "k")]).ticket(TicketNumber(1))
    assert record is not None and [spoken.text for spoken in record.conversation] == ["Still broken.\n"]
    assert record.conversation[0].name in record.state.comments


@check
def cursors_keep_what_a_later_pass_does_not_speak_of(build: Build) -> None:
    first: tuple[list[Work], dict[str, str]] = ([new_ticket(1)], {"mail:a": "7"})
    second: tuple[list[Work], dict[str, str]] = ([new_ticket(2)], {"mail:b": "x"})
    assert build(first, second).cursors.channels == {"mail:a": "7", "mail:b": "x"}


@check
def some_tickets_are_read_by_number_and_what_is_not_there_is_left_out(build: Build) -> None:
    desk = build([new_ticket(1), new_ticket(2), new_ticket(3)])
    assert numbers(desk.these([TicketNumber(3), TicketNumber(9), TicketNumber(1)])) == [1, 3]


@check
def what_a_reader_keeps_is_there_for_the_next_one_who_makes_it_alike(build: Build) -> None:
    desk = build([new_ticket(1)])
    desk.kept("lines", "by this").keep([(1, "a", b"line")])
    assert list(desk.kept("lines", "by this").entries()) == [(1, "a", b"line")]
    assert list(desk.kept("lines", "by another").entries()) == list(desk.kept("others", "by this").entries()) == []
