"""Tickets written without a number."""

from builders import a_desk, mail, utc
from helpdesk.model.message import Party
from helpdesk.model.ticket import Level
from helpdesk.model.timeline import Opened, Owed

UUID = "7d8f2c1e-0000-4000-8000-000000000001"


def test_a_dropped_ticket_gets_a_number_an_owner_and_leaves_the_box() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="8h").open()
    scene.drop("tickets/new/hot.md", "It is 40 degrees.", uuid=UUID, title="Server room is hot", impact=Level.HIGH)
    plan = scene.run("2026-03-02T10:00")
    assert plan.work[0].removes == ("tickets/new/hot.md",)
    record = scene.ticket()
    assert (record.ticket.title, record.request, record.ticket.assignee) == (
        "Server room is hot",
        "It is 40 degrees.",
        "kim",
    )
    assert (record.ticket.priority, record.ticket.channel) == ("P2", "dropbox")
    assert scene.entries(Opened)[0].key == f"dropbox:{UUID}"


def test_what_was_set_in_it_belongs_to_who_wrote_it() -> None:
    scene = a_desk().team("desk", "kim").open()
    scene.drop("tickets/new/a.md", uuid=UUID, title="Slow", priority="P4", assignee="kim", by="kim")
    scene.run("2026-03-02T10:00")
    owners = scene.ticket().state.owners
    assert (owners["priority"], owners["assignee"], owners["team"]) == ("kim", "kim", "desk")
    scene.edit(impact="high", at="2026-03-02T11:00").run("2026-03-02T11:00")
    assert scene.ticket().ticket.priority == "P4"


def test_pushed_twice_it_is_one_ticket() -> None:
    scene = a_desk().open()
    scene.drop("tickets/new/a.md", uuid=UUID, title="Slow").run("2026-03-02T10:00")
    plan = scene.drop("tickets/new/copy.md", uuid=UUID, title="Slow").run("2026-03-02T11:00")
    assert plan.work[0].removes == ("tickets/new/copy.md",)
    assert len(scene.desk.records) == 1


def test_a_call_taken_offline_opened_when_it_came_and_its_caller_is_told() -> None:
    scene = a_desk().team("desk", "kim").level(response="1h").open()
    anna = Party(name="Anna", email="anna@example.org")
    scene.drop(
        "tickets/new/a.md", uuid=UUID, title="Slow", requester=anna, opened=utc("2026-03-02T09:15"), channel="phone"
    )
    scene.run("2026-03-02T10:00")
    assert scene.ticket().ticket.opened == utc("2026-03-02T09:15")
    assert ("acknowledgement", "requester") in {(owed.template, owed.role) for owed in scene.entries(Owed)}


def test_mail_and_box_in_one_pass_get_numbers_of_their_own() -> None:
    scene = a_desk().open()
    scene.drop("tickets/new/a.md", uuid=UUID, title="Slow")
    scene.receive(mail("anna@example.org"))
    assert sorted(scene.desk.records) == [1, 2]
