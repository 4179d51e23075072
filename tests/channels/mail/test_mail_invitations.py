"""Invitations are words that a technician reads, and Outlook's wrapping is named for what it is."""

from datetime import UTC, datetime

from helpdesk.channels.mail import parse_mail
from helpdesk.model.message import Message

EVENT = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VTIMEZONE
DTSTART:16010101T030000
END:VTIMEZONE
BEGIN:VEVENT
ORGANIZER;CN="Kim, IT":mailto:kim@example.org
ATTENDEE;PARTSTAT=ACCEPTED;CN=Ana:mailto:ana@example.org
SUMMARY;LANGUAGE=en:Printer\\, again <b>
DTSTART;TZID=W. Europe Standard Time:20260302T100000
DTEND;TZID=W. Europe Standard Time:20260302T103000
LOCATION:Room 4\\nsecond
  floor
{more}END:VEVENT
END:VCALENDAR
"""


def read(calendar: str, text: str = "See you.") -> Message:
    raw = (
        "From: kim@example.org\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"
        f"--b\nContent-Type: text/plain\n\n{text}\n--b\nContent-Type: text/calendar; charset=utf-8\n\n"
        f"{calendar}\n--b--\n"
    )
    return parse_mail(raw.encode(), received=datetime(2026, 3, 1, tzinfo=UTC))


def test_an_invitation_says_what_when_and_where_and_the_file_stays() -> None:
    message = read(EVENT.format(method="REQUEST", more="RRULE:FREQ=WEEKLY\n"))
    assert message.text.splitlines() == [
        "See you.",
        "",
        r"- **Invitation**: Printer, again \<b>",
        "- When: 2026-03-02 10:00 (W. Europe Standard Time) to 2026-03-02 10:30 (W. Europe Standard Time), repeatedly",
        "- Where: Room 4 second floor",
        "- Organizer: Kim, IT kim@example.org",
    ]
    assert [file.name for file in message.attachments] == ["invitation.ics"]
    assert message.visible_reply == "See you."


def test_an_answer_and_a_cancellation_say_so() -> None:
    assert "- Answer: accepted" in read(EVENT.format(method="REPLY", more="")).text
    assert "- **Cancelled**: Printer" in read(EVENT.format(method="CANCEL", more="")).text


def test_a_whole_day_and_utc_are_shown_as_written() -> None:
    event = "BEGIN:VEVENT\nSUMMARY:Move\nDTSTART;VALUE=DATE:20260302\nEND:VEVENT\n"
    assert "- When: 2026-03-02\n" in read(event).text + "\n"
    assert "2026-03-02 10:00 (UTC)" in read(event.replace(";VALUE=DATE:20260302", ":20260302T100000Z")).text


def test_what_is_no_calendar_adds_nothing() -> None:
    for broken in ("", "BEGIN:VEVENT\nEND:VEVENT", "\x00\xff" * 50, "BEGIN:VEVENT\n" + "A;" * 100_000):
        assert read(broken).text == "See you."


def test_outlooks_wrapping_is_named_and_said_to_hide_files() -> None:
    raw = (
        "From: kim@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        "--b\n\nhello\n--b\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+Ig==\n--b--\n"
    )
    message = parse_mail(raw.encode(), received=datetime(2026, 3, 1, tzinfo=UTC))
    assert [file.name for file in message.attachments] == ["winmail.dat"]
    assert any("winmail.dat, which only Outlook opens" in defect for defect in message.defects)
