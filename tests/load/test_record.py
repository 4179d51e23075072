"""A ticket's folder: one bad file costs as little as possible."""

from datetime import UTC, datetime

from helpdesk.load.comment import write_comment
from helpdesk.load.record import assemble
from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.finding import Severity
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ids import TicketNumber
from helpdesk.model.ticket import Comment, Ticket
from helpdesk.model.timeline import Changed, Opened

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TICKET = Ticket(id="HD-000007", title="VPN drops", status="open", team="network", opened=AT)
ENTRY = Opened(at=AT, key="mail:1", set=front_matter(TICKET))
FILES = {
    "ticket.md": write_ticket(TICKET, "It drops.\n"),
    "timeline.yml": write_entries([ENTRY]),
    "comments/20260302T100000Z-kim-b.md": write_comment(Comment(at=AT, by="kim"), "Second"),
    "comments/20260302T093000Z-kim-a.md": write_comment(Comment(at=AT, by="kim"), "First"),
    "files/0123456789abcdef.png": b"\x89PNG",
}


def read(**changes: bytes | None):
    files = {**FILES, **{name.replace("_", "."): data for name, data in changes.items()}}
    return assemble(TicketNumber(7), "HD", {name: data for name, data in files.items() if data is not None})


def test_a_folder_becomes_a_record_with_its_comments_in_order() -> None:
    record, findings = read()
    assert findings == []
    assert (record.ticket, record.request, record.timeline, record.quarantined) == (
        TICKET,
        "It drops.\n",
        (ENTRY,),
        False,
    )
    assert record.path == "tickets/000/HD-000007"
    assert [spoken.text for spoken in record.conversation] == ["First", "Second"]


def test_a_bad_ticket_file_is_quarantined_and_what_the_ledger_knows_stands_in() -> None:
    record, findings = read(ticket_md=b"---\nid: HD-000007\nstatus: [\n---\n")
    assert record.quarantined and record.ticket == TICKET
    assert [finding.path for finding in findings] == ["tickets/000/HD-000007/ticket.md"]


def test_a_lost_ticket_file_is_the_same() -> None:
    record, findings = read(ticket_md=None)
    assert record.quarantined and record.ticket.title == "VPN drops"
    assert str(findings[0]) == (
        "tickets/000/HD-000007/ticket.md: T001 a ticket without its ticket.md; restore it from history"
    )


def test_a_bad_timeline_gives_no_record_for_the_clock_cannot_be_known() -> None:
    record, findings = read(timeline_yml=FILES["timeline.yml"] + b"x\n")
    assert record is None
    assert findings[0].line == 2 and findings[0].code == "L002"


def test_a_bad_comment_costs_that_comment_only() -> None:
    files = {**FILES, "comments/20260302T093000Z-kim-a.md": b"no front matter"}
    record, findings = assemble(TicketNumber(7), "HD", files)
    assert [spoken.text for spoken in record.conversation] == ["Second"]
    assert not record.quarantined
    assert findings[0].path == "tickets/000/HD-000007/comments/20260302T093000Z-kim-a.md"


def test_a_status_set_past_its_lifecycle_is_told_until_it_moves_on() -> None:
    why = "not a transition of rules/lifecycle/incident.yml: new -> closed (commit c0ffee)"
    leap = Changed(at=AT, by="kim", set={"status": "closed"}, why=why)
    record, findings = read(timeline_yml=write_entries([ENTRY, leap]))
    assert not record.quarantined
    assert [(one.code, one.severity, one.what) for one in findings] == [
        ("T035", Severity.WARNING, f"kim set the status past its lifecycle: {why}")
    ]
    back = Changed(at=AT, by="lou", set={"status": "open"})
    assert read(timeline_yml=write_entries([ENTRY, leap, back]))[1] == []
