"""What commands did is lived over again from the ledger, once, and answers nobody again."""

from msgspec.structs import replace

from builders import a_desk, mail, staff_mail, utc
from helpdesk.model.message import Proof
from helpdesk.replay.outcome import outcome_of
from helpdesk.replay.replay import replay, script_of


def test_commands_make_no_difference_to_a_replay_under_the_same_rules() -> None:
    desk = a_desk().practice().team("network", "kim", "lou", lead="mia").level(response="3h", resolve="8h")
    scene = desk.category("network", "wifi", team="network").open()
    scene.receive(mail("anna@example.org", "wifi is slow", name="a", at="2026-03-02T09:00"))
    written = (
        "/assign @lou\n/priority p1\n/note She called twice.",
        "We look at it.\n\n/take\n/asign lou",
        "/resolve fixed the proxy",
    )
    for hour, text in enumerate(written, 10):
        answer = staff_mail("kim", "Re: [HD-000001]", text, at=f"2026-03-02T{hour}:00", answers="<a@example.org>")
        scene.receive(answer)
    asked = mail("anna@example.org", "Re: [HD-000001]", "Yes, thanks", at="2026-03-02T14:00", answers="<a@example.org>")
    scene.receive(replace(asked, proof=Proof.DMARC))
    assert scene.ticket().ticket.status == "closed"

    records = [scene.ticket()]
    script = script_of(records, scene.rules.people, utc("2026-03-02T00:00"), utc("2026-03-03T00:00"))
    again = replay(script, scene.rules, {}).records[scene.ticket().number]
    assert again is not None
    now, then = outcome_of(again), outcome_of(scene.ticket())
    assert then.notices.pop(("commands", "kim")) == 1 and now == then
    assert again.state.first_response == utc("2026-03-02T11:00")
    assert (again.ticket.status, again.ticket.priority, again.ticket.assignee) == ("closed", "P1", "kim")
