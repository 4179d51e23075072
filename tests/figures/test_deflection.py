"""Article deflection, counted by hand from ledgers as they stand in files."""

from datetime import UTC, datetime

from builders import a_desk
from helpdesk.figures.facts import Reader
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.window import Window
from helpdesk.load.timeline import read_timeline
from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.ticket import Ticket, TicketType

MARCH = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
SHOWN = '"notice":"ack","template":"opened","role":"requester","channel":"mail","data":{"articles":["network/vpn"]}'
HELPED, NOT = '"article":"network/vpn","helpful":true', '"article":"network/vpn","helpful":false'

# Which month it was opened in, what happened, and whether an article settled it (None: nobody was shown one).
LOG: dict[int, tuple[str, tuple[str, ...], bool | None]] = {
    1: ("03", (f'"event":"owed",{SHOWN}', f'"event":"helped","by":"requester",{HELPED}'), True),
    2: ("03", (f'"event":"owed",{SHOWN}', f'"event":"helped","by":"requester",{NOT}'), False),
    3: ("03", (f'"event":"owed",{SHOWN}',), False),  # nobody said
    4: ("03", (
        f'"event":"owed",{SHOWN}', '"event":"commented","by":"kim","comment":"1.md","visibility":"public"',
        f'"event":"helped","by":"requester",{HELPED}',
    ), False),  # staff had to write as well
    5: ("03", (
        f'"event":"owed",{SHOWN}', f'"event":"helped","by":"requester",{HELPED}',
        f'"event":"helped","by":"requester",{NOT}',
    ), False),  # they changed their mind
    6: ("03", (
        f'"event":"owed",{SHOWN}', '"event":"commented","by":"kim","comment":"1.md","visibility":"internal"',
        '"event":"commented","by":"requester","comment":"2.md","visibility":"public"',
        f'"event":"helped","by":"requester",{HELPED}',
    ), True),  # a note among staff and a word of the requester are no answer
    7: ("03", (f'"event":"helped","by":"kim",{HELPED}',), None),  # found alone: none was shown
    8: ("03", (f'"event":"owed",{SHOWN.replace("requester", "assignee")}',), None),  # shown to staff alone
    9: ("02", (f'"event":"owed",{SHOWN}', f'"event":"helped","by":"requester",{HELPED}'), None),  # of another month
}  # fmt: skip


def record(number: int, month: str, events: tuple[str, ...]) -> Record:
    opened = datetime(2026, int(month), 5, 9, tzinfo=UTC)
    lines = ['"event":"opened","via":"mail","key":"k"', *events]
    text = "".join(f'- {{"at":"2026-{month}-05T{9 + hour:02d}:00:00Z",{line}}}\n' for hour, line in enumerate(lines))
    entries, findings = read_timeline("timeline.yml", text.encode())
    assert findings == []
    ticket = Ticket(id=f"HD-{number:06d}", type=TicketType.INCIDENT, title="VPN", status="open", opened=opened)
    return Record(
        number=TicketNumber(number), reference=ticket.id, path=f"tickets/{number}", ticket=ticket, request="",
        timeline=entries, conversation=(), state=fold(entries),
    )  # fmt: skip


def test_deflection_is_what_a_hand_counts_in_the_log():
    reader = Reader(a_desk().open().rules)
    facts = [reader.read(record(number, month, events)) for number, (month, events, _) in LOG.items()]
    figure = METRICS["deflected"].of(facts, MARCH)
    settled = [number for number, (_, _, verdict) in LOG.items() if verdict]
    shown = [number for number, (_, _, verdict) in LOG.items() if verdict is not None]
    assert (settled, len(shown)) == ([1, 6], 6)
    assert list(figure.tickets) == settled
    assert figure.value == 2 / 6
