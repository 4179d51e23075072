"""Approvals: who is asked, who may answer and how, what an approval holds for, what cannot happen before it."""

import pytest
from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, is_, mail, utc
from helpdesk.decide.approvals.approval import approval_of, why_not
from helpdesk.decide.explain import explain
from helpdesk.decide.notifying.wording import message_id, word
from helpdesk.load.rules import read_rules
from helpdesk.model.message import Proof
from helpdesk.model.rules.approvals import Approver, Order
from helpdesk.model.rules.people import Role
from helpdesk.model.ticket import Change, Visibility, Window
from helpdesk.model.timeline import DESK, Approved, Corrected, Owed, Refused
from helpdesk.resources import default_rules

NIGHT = Window(utc("2026-03-10T20:00"), utc("2026-03-10T22:00"))
UPGRADE = Change(plan="Install 4.2", rollback="Boot 4.1", risk="medium", window=NIGHT)


def a_desk_with_people() -> DeskBuilder:
    """Anna asks, Boris is her manager; kim and lou are the change board, mia owns the VPN."""
    return (
        a_desk()
        .practice()
        .person("boris", role=Role.MANAGER)
        .person("anna", role=Role.REQUESTER, manager="boris")
        .team("board", "kim", "lou", lead="mia")
        .asset("vpn", "service", "VPN", owner="mia")
        .rule("asks", is_("subject", "A laptop"), type="request")
    )


def asked(scene: Scene, number: int = 1) -> list[str]:
    return [entry.role for entry in scene.entries(Owed, number) if entry.template == "approve"]


def a_request(desk) -> Scene:
    scene = desk.open()
    scene.receive(mail("anna@desk.example", "A laptop", "Mine is slow.", name="laptop"))
    return scene


def a_change(desk, change: Change = UPGRADE, **values) -> Scene:
    scene = desk.open()
    scene.drop("tickets/new/up.md", uuid="u1", title="Upgrade the VPN", type="change", change=change, **values)
    scene.run("2026-03-02T09:00")
    return scene


def approval(scene: Scene, number: int = 1, now: str = "2026-03-02T12:00"):
    record = scene.record(number)
    return approval_of(record.ticket, record.request, record.timeline, scene.rules, scene.desk.assets, utc(now))


def answer(who: str, text: str, scene: Scene, at: str = "2026-03-02T10:00", number: int = 1, proof=Proof.DMARC):
    """A mail of `who` in reply to the question that was put to them."""
    record = scene.record(number)
    question = [e for e in scene.entries(Owed, number) if e.template == "approve" and e.role == who][-1]
    replied = message_id(record.reference, question.notice, scene.rules)
    return mail(f"{who}@desk.example", f"Re: [{record.reference}]", text, at=at, answers=replied, proof=proof)


def said_by(who: str, word: str, scene: Scene, at: str, **values) -> None:
    """What `helpdesk approve` writes, pushed."""
    scene.say(1, f"/{word} {approval(scene).hash}", by=who, at=at, visibility=Visibility.INTERNAL, **values)


def test_a_request_waits_for_the_requesters_manager_who_is_told_exactly_what_to_approve() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager", when=is_("type", "request")))
    assert scene.record().ticket.status == "approval"
    assert asked(scene) == ["boris"]
    question = next(entry for entry in scene.entries(Owed) if entry.template == "approve")
    assert question.data["hash"] == approval(scene).hash
    assert question.data["parts"] == {"type": "request", "title": "A laptop"}
    assert approval(scene).outstanding == ("requester-manager (boris)",)


def test_a_reply_whose_sender_is_proved_approves_and_the_ticket_goes_on_by_itself() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.receive(answer("boris", "Fine with me.\n\n/approve", scene))
    (given,) = scene.entries(Approved)
    assert (given.by, given.what, given.hash) == ("boris", "requester-manager", approval(scene).hash)
    assert scene.record().ticket.status == "open"
    assert scene.record().conversation[-1].comment.visibility is Visibility.INTERNAL


def test_an_approval_sent_by_a_spoofed_mail_is_refused_and_recorded() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.receive(answer("boris", "/approve", scene, proof=Proof.NONE))
    assert scene.entries(Approved) == []
    (refused,) = scene.entries(Refused)
    assert refused.by == DESK
    assert refused.what == "an approval as boris"
    assert "nothing proves that it comes from boris@desk.example" in refused.why
    assert scene.record().ticket.status == "approval"
    assert not approval(scene).granted
    lines = explain(scene.record(), scene.rules, scene.desk.assets)
    assert "    requester-manager: nobody has agreed, 0 of 1; may: boris" in lines
    assert any("did not take an approval as boris" in line for line in lines)


def test_a_reply_address_proves_the_ticket_and_not_the_person() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.receive(answer("boris", "/approve", scene, proof=Proof.REPLY_ADDRESS))
    assert [refused.what for refused in scene.entries(Refused)] == ["an approval as boris"]
    assert not approval(scene).granted


def test_the_question_itself_is_no_answer_when_a_mail_program_repeats_it_without_marking_it() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    built_in, _ = read_rules({}, default_rules(), "")
    scene.change_rules(replace(scene.rules, templates=built_in.templates))
    question = next(entry for entry in scene.entries(Owed) if entry.template == "approve")
    asked_in_words = word(question, scene.record(), scene.desk)
    assert f'"/approve {approval(scene).hash}"' in asked_in_words.text
    scene.receive(answer("boris", f"What does it cost?\n\n{asked_in_words.text}", scene))
    assert scene.entries(Approved) == scene.entries(Refused) == []


@pytest.mark.parametrize("text", ["> /approve", "Do I just write /approve?", "```\n/approve\n```", "    /approve"])
def test_only_a_line_of_ones_own_is_a_command(text: str) -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.receive(answer("boris", text, scene))
    assert scene.entries(Approved) == scene.entries(Refused) == []


def test_who_was_not_asked_cannot_approve() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    said_by("kim", "approve", scene, "2026-03-02T10:00")
    scene.run("2026-03-02T10:05")
    (refused,) = scene.entries(Refused)
    assert refused.why == "kim is not asked; outstanding: requester-manager (boris)"


def test_a_comment_file_that_another_brought_is_no_approval() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    said_by("boris", "approve", scene, "2026-03-02T10:00", pushed_by="kim")
    scene.run("2026-03-02T10:05")
    assert scene.entries(Approved) == []
    assert scene.entries(Refused)[0].why == "it says it is by boris, and kim brought it"


def test_an_edit_of_ticket_md_never_approves() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.edit(by="kim", at="2026-03-02T10:00", status="open").run("2026-03-02T10:05")
    (refused,) = scene.entries(Refused)
    assert refused.what == "open by kim"
    assert refused.why == "it is not approved; outstanding: requester-manager (boris)"
    assert scene.record().ticket.status == "approval"


def test_nobody_approves_what_they_asked_for_themselves() -> None:
    desk = a_desk_with_people().person("chef", role=Role.MANAGER).person("mia", manager="chef")
    scene = desk.approval("own", "service-owner").open()
    scene.drop(
        "tickets/new/a.md",
        uuid="u",
        title="VPN",
        type="request",
        service="vpn",
        requester={"email": "mia@desk.example"},
    )
    scene.run("2026-03-02T09:00")
    assert asked(scene) == ["chef"]


def test_where_a_role_falls_on_nobody_the_lead_stands_in() -> None:
    scene = a_desk_with_people().approval("money", "requester-manager").open()
    scene.receive(mail("stranger@elsewhere.example", "A laptop"))
    assert asked(scene) == ["lee"]


def test_so_many_of_a_group_have_to_agree() -> None:
    scene = a_change(a_desk_with_people().approval("board", Approver("board", 2)))
    scene.edit(by="kim", at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    assert asked(scene) == ["kim", "lou", "mia"]
    said_by("kim", "approve", scene, "2026-03-02T10:10")
    said_by("kim", "approve", scene, "2026-03-02T10:11")
    scene.run("2026-03-02T10:15")
    assert approval(scene).outstanding == ("1 more of board (lou, mia)",)
    said_by("mia", "approve", scene, "2026-03-02T10:20")
    scene.run("2026-03-02T10:25")
    assert scene.record().ticket.status == "scheduled"


def test_in_order_the_next_is_asked_when_the_first_has_agreed() -> None:
    desk = a_desk_with_people().approval("two", "requester-manager", "mia", order=Order.SEQUENCE)
    scene = a_request(desk)
    assert asked(scene) == ["boris"]
    said_by("mia", "approve", scene, "2026-03-02T09:30")
    scene.run("2026-03-02T09:35")
    assert scene.entries(Refused)[0].why == "others are asked first"
    said_by("boris", "approve", scene, "2026-03-02T10:00")
    scene.run("2026-03-02T10:05")
    assert asked(scene) == ["boris", "mia"]


def test_a_change_whose_plan_was_edited_after_approval_cannot_be_scheduled() -> None:
    scene = a_change(a_desk_with_people().approval("owner", "service-owner"), service="vpn")
    scene.edit(by="kim", at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    said_by("mia", "approve", scene, "2026-03-02T10:10")
    scene.run("2026-03-02T10:15")
    assert scene.record().ticket.status == "scheduled"
    before = approval(scene).hash
    edited = {**scene.front_matter()["change"], "plan": "Install 5.0"}
    scene.edit(by="kim", at="2026-03-02T11:00", change=edited).run("2026-03-02T11:05")
    assert scene.record().ticket.status == "approval"
    (void,) = scene.entries(Corrected)
    assert (void.hash, void.what) == (before, f"the approval of {before} by mia holds no more")
    assert asked(scene) == ["mia", "mia"], "it is asked again, of the new plan"
    scene.edit(by="kim", at="2026-03-02T11:30", status="scheduled").run("2026-03-02T11:35")
    assert scene.record().ticket.status == "approval"
    record = scene.record()
    assert why_not(record.ticket, "scheduled", approval(scene), scene.rules).startswith("it is not approved")


def test_an_approval_of_what_has_changed_since_counts_for_nothing() -> None:
    scene = a_change(a_desk_with_people().approval("owner", "service-owner"), service="vpn")
    scene.edit(by="kim", at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    old = answer("mia", "/approve", scene, at="2026-03-02T12:00")
    edited = {**scene.front_matter()["change"], "risk": "high"}
    scene.edit(by="kim", at="2026-03-02T11:00", change=edited).run("2026-03-02T11:05")
    scene.receive(old)
    assert scene.entries(Approved) == []
    assert "has changed since" in scene.entries(Refused)[0].why


def test_what_nobody_has_to_read_for_an_approval_does_not_touch_it() -> None:
    scene = a_change(a_desk_with_people().approval("owner", "service-owner"), service="vpn")
    before = approval(scene).hash
    scene.edit(by="kim", at="2026-03-02T10:00", title="VPN: upgrade", assignee="lou", tags=["net"])
    scene.run("2026-03-02T10:01")
    assert approval(scene).hash == before


def test_a_refusal_ends_the_ticket_and_says_why() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    scene.receive(answer("boris", "/refuse There is one in the cupboard.", scene))
    ticket = scene.record().ticket
    assert ticket.status == "resolved"
    assert ticket.resolution.code == "refused"
    assert ticket.resolution.summary == "boris refused it: There is one in the cupboard."


def test_an_approval_waits_so_long_for_the_others_and_no_longer() -> None:
    desk = a_desk_with_people().approval("two", "requester-manager", "mia", expires="2d")
    scene = a_request(desk)
    scene.receive(answer("boris", "/approve", scene))
    scene.receive(answer("mia", "/approve", scene, at="2026-03-05T10:00"))
    assert approval(scene, now="2026-03-05T11:00").outstanding == ("requester-manager (boris)",)


def test_a_change_that_no_rule_knows_is_the_leads_to_approve() -> None:
    scene = a_change(a_desk_with_people())
    scene.edit(by="kim", at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    assert asked(scene) == ["lee"]


def test_a_request_that_no_rule_knows_needs_nobody() -> None:
    scene = a_request(a_desk_with_people())
    assert scene.record().ticket.status == "new"
    assert approval(scene).granted


def test_a_refused_request_cannot_be_fulfilled_but_can_be_withdrawn() -> None:
    scene = a_request(a_desk_with_people().approval("money", "requester-manager"))
    record, now = scene.record(), approval(scene)
    assert why_not(record.ticket, "resolved", now, scene.rules)
    scene.edit(by="kim", at="2026-03-02T10:00", status="resolved", resolution={"code": "withdrawn"})
    scene.run("2026-03-02T10:05")
    assert scene.record().ticket.status == "resolved"


def test_the_requester_is_not_told_of_an_end_that_the_desk_takes_back_in_the_same_pass() -> None:
    scene = a_request(a_desk_with_people().practice().approval("money", "requester-manager"))
    scene.edit(by="kim", at="2026-03-02T10:00", status="resolved", resolution={"code": "fixed"})
    scene.run("2026-03-02T10:05")
    assert scene.record().ticket.status == "approval"
    assert [entry.what for entry in scene.entries(Refused)] == ["resolved by kim"]
    assert "resolved" not in [entry.template for entry in scene.entries(Owed)]
