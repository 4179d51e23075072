"""Taking a call down: who calls is found while one types, and so is what is known already."""

import pytest
from paper_desk import NOW, PaperDesk, Typed, a_record
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from helpdesk.commands.calls.callers import callers
from helpdesk.commands.calls.notes import CallNotes, Hit
from helpdesk.commands.calls.screen import CallScreen
from helpdesk.commands.clone.writing import NewMessage, NewTicket
from helpdesk.model.ids import TicketNumber
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import Level, Visibility

PEOPLE = [
    Person(id="ana", name="Ana Reis", email="ana@example.org", phone="+351 21 000 17"),
    Person(id="anatol", name="Anatol Dahl", email="dahl@example.org"),
    Person(id="mariana", name="Mariana Lopes", email="m.lopes@example.org"),
]
TAB, ENTER, DOWN, F2, ESCAPE = "\t", "\r", "\x1b[B", "\x1bOQ", "\x1b"


@pytest.mark.parametrize(
    ("heard", "found"),
    [
        ("ana", ["ana", "anatol", "mariana"]),
        ("reis a", ["ana"]),
        ("DAHL@", ["anatol"]),
        ("0035121-00017", ["ana"]),
        ("21 00017", ["ana"]),
        ("17", []),
        ("  ", []),
        ("nobody", []),
    ],
)
def test_a_caller_is_found_by_a_piece_of_a_name_an_address_or_a_number(heard: str, found: list[str]):
    assert [person.id for person in callers(heard, PEOPLE)] == found


def test_a_call_is_logged_without_a_screen(typed: Typed, desk: PaperDesk):
    result = typed("call", "Scanner  makes no sound", "--from", "ana", "--urgency", "high", "-m", "In room 4.")
    (dropped,) = desk.dropped
    item = dropped.item
    assert (item.title, item.channel, item.by, item.urgency) == ("Scanner makes no sound", "phone", "kim", Level.HIGH)
    assert (item.requester.email, item.requester.phone) == ("ana@example.org", "+351 21 000")
    assert dropped.text == "In room 4."
    assert "logged: Scanner makes no sound" in result.output


def test_a_call_about_a_ticket_is_a_note_on_it_and_no_new_ticket(typed: Typed, desk: PaperDesk):
    result = typed("call", "Asks when it is done", "--from", "ana", "--on", "1", "-m", "By Friday?")
    assert not desk.dropped
    spoken = desk.snapshot.records[1].conversation[-1]
    assert (spoken.comment.via, spoken.comment.visibility) == ("phone", Visibility.INTERNAL)
    assert spoken.text == "Ana Reis called: Asks when it is done\n\nBy Friday?\n"
    assert "noted on HD-000001" in result.output


def test_a_call_about_nothing_is_refused_and_says_so(typed: Typed, desk: PaperDesk):
    result = typed("call", "--from", "ana", "-m", "")
    assert result.exit_code == 1
    assert "say what it is about" in result.output
    assert not desk.dropped


@pytest.mark.parametrize(
    ("heard", "name", "email", "phone"),
    [
        ("Bo from the lab", "Bo from the lab", "", ""),
        ("bo@example.net", "", "bo@example.net", ""),
        ("+45 12 34 56", "", "", "+45 12 34 56"),
        ("", "", "", ""),
    ],
)
def test_a_stranger_is_taken_down_as_heard(desk: PaperDesk, heard: str, name: str, email: str, phone: str):
    notes = CallNotes(desk.snapshot.rules, lambda _: [], caller=heard, about="x")
    assert (notes.party().name, notes.party().email, notes.party().phone) == (name, email, phone)


def on_screen(desk: PaperDesk, keys: str, **given: object) -> tuple[CallNotes, bool]:
    """The notes, begun as `given`, after these keys, and whether the call is to be logged."""
    known = [a_record(1, "VPN drops"), a_record(2, "VPN for a guest")]

    def look(text: str) -> list[Hit]:
        hits = [Hit(r.reference, r.ticket.title, "", TicketNumber(r.number)) for r in known]
        return [hit for hit in hits if text.lower() in hit.title.lower()] + [Hit("article", "Set up the VPN")]

    notes = CallNotes(desk.snapshot.rules, look, **given)
    with create_pipe_input() as typed:
        typed.send_text(keys)
        logged = CallScreen(notes, typed, DummyOutput()).run()
    return notes, logged


def test_the_screen_needs_nothing_but_the_keyboard(desk: PaperDesk):
    keys = f"rei{ENTER}Screen stays black{TAB}vpn{ENTER}{DOWN}{ENTER}Since Monday.{ENTER}No light.{F2}"
    notes, logged = on_screen(desk, keys)
    assert logged
    writing = notes.writing("kim", NOW)
    assert isinstance(writing, NewTicket)
    assert (writing.item.requester.email, writing.item.title) == ("ana@example.org", "Screen stays black")
    assert (writing.item.category, writing.item.urgency) == ("network/vpn", list(Level)[1])
    assert writing.text == "Since Monday.\nNo light."


def test_a_ticket_found_on_the_way_takes_the_call_in(desk: PaperDesk):
    notes, logged = on_screen(desk, f"ana{ENTER}vpn{DOWN}{ENTER}{F2}")
    assert logged
    writing = notes.writing("kim", NOW)
    assert isinstance(writing, NewMessage)
    assert (writing.number, writing.text) == (2, "Ana Reis called: vpn\n")


def test_who_and_what_were_named_before_the_screen_opened_stay_while_one_types(desk: PaperDesk):
    on, ana = Hit("HD-000002", "VPN for a guest", "(open)", TicketNumber(2)), desk.snapshot.rules.people["ana"]
    given = {"on": on, "ticket": on, "person": ana, "caller": ana.name, "about": "Asks when"}
    notes, logged = on_screen(desk, f"{TAB} it is done, on the VPN{F2}", **given)
    assert logged and notes.party().email == "ana@example.org"
    writing = notes.writing("kim", NOW)
    assert isinstance(writing, NewMessage)
    assert (writing.number, writing.text) == (2, "Ana Reis called: Asks when it is done, on the VPN\n")


def test_typing_on_lets_go_of_who_or_what_was_chosen(desk: PaperDesk):
    notes, _ = on_screen(desk, f"ana{ENTER}vpn{ENTER} is fine{F2}")
    assert notes.ticket is None
    notes.type_caller("Ana Reisz")
    assert notes.person is None


def test_what_is_not_whole_stays_on_the_screen_and_esc_gives_up(desk: PaperDesk):
    notes, logged = on_screen(desk, f"ana{ENTER}{F2}{ESCAPE}")
    assert not logged
    assert notes.missing() == "say what it is about"


def test_what_others_wrote_cannot_steer_the_terminal_and_fits_into_it(desk: PaperDesk):
    hostile = Hit("HD-000009", "\x1b[2Jgone\nsecond line " + "long " * 50, "", TicketNumber(9))
    notes = CallNotes(desk.snapshot.rules, lambda _: [hostile], about="x", hits=[hostile])
    with create_pipe_input() as typed:
        screen = CallScreen(notes, typed, DummyOutput())
        screen.notes.type_about("x")
        (line,) = screen.lines("About")
    assert "\x1b" not in line and "\n" not in line
    assert "HD-000009" in line
    assert screen.application.layout.container.preferred_width(200).max == 80, "what is longer is cut off"
