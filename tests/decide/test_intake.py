"""Every message becomes, or joins, exactly one ticket."""

import json
from pathlib import Path

import jsonschema_rs
import msgspec

from builders import a_desk, attachment, mail, staff_mail, utc
from helpdesk.model.message import Party, Proof
from helpdesk.model.plan import Plan
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import Commented, Opened, Owed, Reopened

ANNA = "anna@example.org"


def refused(plan: Plan) -> list[str]:
    return [refusal.why for refusal in plan.refused]


def test_a_new_mail_becomes_a_ticket_with_reference_owner_clock_and_acknowledgement() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h").open()
    plan = scene.receive(mail(ANNA, "Printer  is\njammed", "Room 12.", at="2026-03-02T09:00"))
    record = scene.ticket()
    assert (record.reference, record.ticket.title, record.request) == ("HD-000001", "Printer is jammed", "Room 12.\n")
    assert (record.ticket.status, record.ticket.assignee, record.ticket.priority) == ("new", "kim", "P3")
    assert record.ticket.opened == utc("2026-03-02T09:00")
    assert record.state.agenda
    assert {(owed.template, owed.role) for owed in record.state.owed} >= {("acknowledgement", "requester")}
    assert plan.work[0].subject == "HD-000001: routed to desk / kim (P3)"
    assert plan.work[0].messages == (mail(ANNA, "Printer  is\njammed", "Room 12.", at="2026-03-02T09:00").key,)


def test_a_ticket_opens_when_its_mail_was_received_whatever_its_date_header_claims() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, at="2026-03-02T09:00", date=utc("1999-01-01T00:00")), now="2026-03-02T12:00")
    (opened,) = scene.entries(Opened)
    assert (opened.at, opened.seen) == (utc("2026-03-02T09:00"), utc("2026-03-02T12:00"))


def test_no_ticket_opens_in_the_future() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, at="2030-01-01T00:00"), now="2026-03-02T12:00")
    assert scene.ticket().ticket.opened == utc("2026-03-02T12:00")


def test_the_same_message_twice_is_in_once_in_one_pass_or_in_two() -> None:
    scene = a_desk().open()
    message = mail(ANNA, at="2026-03-02T09:00")
    assert refused(scene.receive(message, message)) == ["it is in already: HD-000001"]
    assert refused(scene.receive(message)) == ["it is in already: HD-000001"]
    assert len(scene.desk.records) == 1


def test_the_same_content_under_another_id_is_the_same_message_for_a_day_and_a_new_one_later() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, at="2026-03-02T09:00", name="a"))
    assert refused(scene.receive(mail(ANNA, at="2026-03-02T09:05", name="b"))) == ["it is in already: HD-000001"]
    scene.receive(mail(ANNA, at="2026-03-20T09:05", name="c"))
    assert len(scene.desk.records) == 2


def test_our_own_mail_is_refused_also_from_a_reply_address() -> None:
    scene = a_desk().settings(mail={"address": "support@desk.example", "also": ("it@desk.example",)}).open()
    senders = ("support@desk.example", "IT@desk.example", "support+hd-000001.abc@desk.example")
    assert refused(scene.receive(*(mail(sender) for sender in senders))) == ["our own mail"] * 3
    assert not scene.desk.records


def test_spam_is_kept_quiet_but_kept() -> None:
    scene = a_desk().open()
    scene.receive(mail("win@casino.example", "You won", spam=True))
    record = scene.ticket()
    assert (record.ticket.tags, record.ticket.priority) == (("spam",), "P4")
    assert [owed.role for owed in scene.entries(Owed)] == ["assignee"]


def test_automatic_mail_becomes_a_ticket_and_is_never_answered() -> None:
    scene = a_desk().open()
    scene.receive(mail("backup@srv.example", "Backup failed", automatic=True, name="b"))
    assert scene.ticket().ticket.tags == ("automatic",)
    scene.edit(status="resolved", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert "requester" not in {owed.role for owed in scene.entries(Owed)}


def test_an_out_of_office_answer_joins_inside_and_wakes_nobody() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, name="a"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.receive(mail(ANNA, "Out of office", at="2026-03-02T11:00", answers="<a@example.org>", automatic=True))
    (comment,) = scene.entries(Commented)
    assert (comment.visibility, scene.ticket().ticket.status) == (Visibility.INTERNAL, "waiting")
    assert scene.ticket().state.last_from_requester is None


def test_a_bounce_of_our_notice_joins_its_ticket_inside_marks_it_and_nobody_writes_there_again() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, name="a"))
    notice = scene.mail_id("acknowledgement")
    scene.receive(mail("mailer-daemon@mx.example", "Undelivered", at="2026-03-02T09:05", answers=notice, bounce=True))
    assert len(scene.desk.records) == 1
    assert [entry.visibility for entry in scene.entries(Commented)] == [Visibility.INTERNAL]
    assert scene.ticket().ticket.tags == ("undeliverable",)
    scene.say(by="kim", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert "reply" not in {owed.template for owed in scene.entries(Owed)}


def test_when_the_requester_writes_again_the_address_works_again() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, name="a"))
    notice = scene.mail_id("acknowledgement")
    scene.receive(mail("mailer-daemon@mx.example", "Undelivered", at="2026-03-02T09:05", answers=notice, bounce=True))
    assert scene.ticket().ticket.tags == ("undeliverable",)
    scene.receive(mail(ANNA, "Re", "Hello?", at="2026-03-02T11:00", answers="<a@example.org>"))
    assert scene.ticket().ticket.tags == ()


def test_a_bounce_made_up_by_a_stranger_silences_nobody() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, name="a"))
    guessed = "<hd-000001.acknowledgement-requester-00000000@desk.example>"
    scene.receive(
        mail("mailer-daemon@evil.example", "Undelivered", at="2026-03-02T09:05", answers=guessed, bounce=True)
    )
    assert scene.ticket().ticket.tags == ()


def test_a_bounce_of_something_we_never_sent_is_a_ticket_nobody_answers() -> None:
    scene = a_desk().open()
    scene.receive(mail("mailer-daemon@mx.example", "Undelivered", answers="<what@ever>", bounce=True))
    assert scene.ticket().ticket.tags == ("undeliverable",)
    assert "requester" not in {owed.role for owed in scene.entries(Owed)}


def test_two_mails_of_one_thread_in_one_pass_land_on_one_ticket_in_order_of_receipt() -> None:
    scene = a_desk().open()
    first = mail(ANNA, "One", "1", at="2026-03-02T09:00", name="a")
    second = mail(ANNA, "Re: One", "2", at="2026-03-02T09:01", name="b", answers="<a@example.org>")
    third = mail(ANNA, "Re: One", "3", at="2026-03-02T09:02", name="c", answers="<b@example.org>")
    plan = scene.receive(third, second, first)
    assert len(plan.work) == 1
    assert [spoken.text for spoken in scene.ticket().conversation] == ["2\n", "3\n"]


def test_numbers_go_up_and_are_never_used_again() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, "One"), mail(ANNA, "Two", at="2026-03-02T09:01"))
    del scene.desk.records[2]  # a ticket that was erased
    scene.receive(mail(ANNA, "Three", at="2026-03-02T09:02"))
    assert sorted(scene.desk.records) == [1, 3]
    assert scene.desk.cursors.highest == 3


def test_an_attachment_is_written_under_a_name_of_our_own() -> None:
    scene = a_desk().open()
    plan = scene.receive(mail(ANNA, attachments=(attachment("../../.git/config", b"x"), attachment("r.PDF", b"%PDF"))))
    assert [new.content for new in plan.work[0].files] == [b"x", b"%PDF"]
    first, second = scene.entries(Opened)[0].attachments
    assert first.name == "../../.git/config"
    assert (first.file, second.file) == (f"{first.sha256[:16]}.bin", f"{second.sha256[:16]}.pdf")


def test_a_file_over_the_limit_is_withheld_and_recorded() -> None:
    scene = a_desk().settings(attachments={"largest": 10, "largest_message": 15}).open()
    files = tuple(attachment(f"{n}.txt", content) for n, content in enumerate((b"x" * 11, b"y" * 9, b"z" * 9)))
    plan = scene.receive(mail(ANNA, attachments=files, text="short"))
    assert [new.content for new in plan.work[0].files] == [b"y" * 9]
    large, kept, over = scene.entries(Opened)[0].attachments
    assert "more than 10" in large.withheld and "together" in over.withheld
    assert kept.file and not kept.withheld


def test_a_text_without_end_is_cut_and_says_so() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, text="x" * 1_200_000))
    assert "withheld" in scene.ticket().request and len(scene.ticket().request) < 1_000_200
    assert scene.entries(Opened)[0].withheld


def test_a_mail_nobody_can_read_is_a_ticket_all_the_same() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, "", "", defects=("broken base64",)))
    assert scene.ticket().ticket.title == "(no subject)"
    assert "could not be read: broken base64" in scene.ticket().request


def test_steering_characters_of_strangers_do_not_get_in() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA, "a\u202eb\x1b[31m\x00c", "x\x07y\r\nz"))
    assert scene.ticket().ticket.title == "a b [31m c"
    assert scene.ticket().request == "xy\nz\n"


def test_who_is_in_copy_takes_part_but_not_the_desk_itself() -> None:
    scene = a_desk().person("kim").open()
    copies = (Party(email="Boss@example.org"), Party(email="support@desk.example"), Party(email="kim@desk.example"))
    scene.receive(mail(ANNA, name="a", cc=copies))
    assert scene.ticket().ticket.watchers == ("boss@example.org", "kim")
    scene.receive(mail("boss@example.org", "Re", "Me too", at="2026-03-02T10:00", answers="<a@example.org>"))
    assert [entry.by for entry in scene.entries(Commented)] == ["participant"]


def test_a_form_says_what_is_asked_for_and_how_urgent_it_is() -> None:
    scene = a_desk().open()
    scene.receive(
        mail(ANNA, "Laptop", channel="form", fields={"form": "laptop", "urgency": "High", "model": "13 inch"})
    )
    ticket = scene.ticket().ticket
    assert (ticket.type, ticket.urgency, ticket.priority) == ("request", "high", "P2")
    assert ticket.form is not None and ticket.form.answers["model"] == "13 inch"


def test_mail_that_only_claims_to_be_staff_stays_inside() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.receive(mail(ANNA, name="a"))
    scene.receive(
        mail("kim@desk.example", "Re", "Send me your password", at="2026-03-02T10:00", answers="<a@example.org>")
    )
    scene.receive(staff_mail("kim", "Re", "Done", at="2026-03-02T11:00", answers="<a@example.org>"))
    assert [(entry.by, entry.visibility) for entry in scene.entries(Commented)] == [
        ("participant", Visibility.INTERNAL),
        ("kim", Visibility.PUBLIC),
    ]
    assert [owed.data["comment"] for owed in scene.entries(Owed) if owed.template == "reply"] == [
        scene.entries(Commented)[1].comment
    ]


def test_an_alarm_that_comes_back_reopens_its_ticket() -> None:
    scene = a_desk().team("desk", "kim").open()
    alarm = {"channel": "alert", "automatic": True, "proof": Proof.LOCAL}
    scene.receive(mail("prometheus@srv.example", "Disk full", "90%", **alarm, key="alert:disk"))
    scene.edit(status="resolved", at="2026-03-02T10:00").run("2026-03-02T10:00")
    again = mail("prometheus@srv.example", "Disk full", "95%", at="2026-03-02T11:00", answers="alert:disk", **alarm)
    scene.receive(again)
    assert len(scene.desk.records) == 1
    assert scene.ticket().ticket.status == "open" and len(scene.entries(Reopened)) == 1


def test_whatever_a_stranger_sends_the_ticket_fits_its_schema() -> None:
    schemas = Path(__file__).parents[2] / "schemas"
    ticket, comment = (json.loads((schemas / f"{name}.schema.json").read_text()) for name in ("ticket", "comment"))
    long = "x" * 70_000
    nasty = {
        "sender": Party(name=long, email=f"{long}@example.org", github=-1, phone=long),
        "cc": tuple(Party(email=f"{n}@{'y' * n}.example") for n in range(400)),
        "key": "k" + long,
        "source": long,
        "attachments": tuple(attachment(f"{long}\n{n}.{long}", b"%d" % n, long) for n in range(600)),
        "defects": tuple(long for _ in range(600)),
        "fields": {"form": "laptop", long: "x", "a b": "c", **{f"f{n}": long for n in range(300)}},
        "proof": Proof.REPLY_ADDRESS,
    }
    scene = a_desk().open()
    first = msgspec.structs.replace(mail(ANNA, "\udcff" + long, long, name="a"), message_id=f"<{long}@x>", **nasty)
    scene.receive(first)
    to = (Party(email="support+hd-000001@desk.example"),)
    second = msgspec.structs.replace(
        mail(ANNA, long, "more", at="2026-03-02T10:00", to=to), **{**nasty, "key": "other"}
    )
    scene.receive(second)
    jsonschema_rs.validate(ticket, msgspec.to_builtins(scene.ticket().ticket))
    (spoken,) = scene.ticket().conversation
    jsonschema_rs.validate(comment, msgspec.to_builtins(spoken.comment))
    assert refused(scene.receive(first)) == ["it is in already: HD-000001"]
