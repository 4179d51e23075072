"""Who is told what: owed once, in the commit of its cause, and never to who must not be written to."""

from builders import Scene, a_desk, is_, mail, utc
from helpdesk.decide.explain import explain
from helpdesk.decide.notifying.outbox import CLAIM, Claimer, claim
from helpdesk.decide.plan import decide
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.message import Party
from helpdesk.model.rules.notices import NoticeRule
from helpdesk.model.rules.people import Role
from helpdesk.model.timeline import Owed
from helpdesk.model.unsynced import only_told

ANNA = "anna@example.org"


def owed(scene: Scene, template: str, number: int = 1) -> list[Owed]:
    return [entry for entry in scene.entries(Owed, number) if entry.template == template]


def test_one_acknowledgement_a_ticket_with_articles_that_may_help() -> None:
    desk = a_desk().settings(suggest_articles=2).article("net/wifi", "Wifi").article("net/staff", "S", audience="staff")
    scene = desk.open()
    scene.advice = (
        Suggestion("net/staff", "S", 2.0),
        Suggestion("net/wifi", "Wifi", 1.0),
        Suggestion("gone", "?", 0.5),
    )
    scene.receive(mail(ANNA, name="a"))
    scene.receive(mail(ANNA, "Re", "More", at="2026-03-02T10:00", answers="<a@example.org>"))
    (acknowledgement,) = owed(scene, "acknowledgement")
    assert acknowledgement.data == {"articles": ["net/wifi"]}
    assert (acknowledgement.role, acknowledgement.channel, acknowledgement.claim) == ("requester", "mail", "")


def test_the_ledger_says_why_an_acknowledgement_suggested_an_article() -> None:
    scene = a_desk().settings(suggest_articles=2).article("net/wifi", "Wifi").open()
    scene.advice = (Suggestion("net/wifi", "Wifi", 1.0, ("wifi", "slow"), ("title", "text"), 0.64),)
    scene.receive(mail(ANNA, name="a"))
    assert owed(scene, "acknowledgement")[0].data["because"] == {"net/wifi": "64% likely, by wifi, slow in title, text"}
    record = scene.ticket(1)
    said = [line.strip() for line in explain(record, scene.rules)]
    assert "net/wifi: 64% likely, by wifi, slow in title, text" in said
    assert "with: articles" in said


def test_a_notice_has_the_same_id_however_often_it_is_decided() -> None:
    notices = set()
    for now in ("2026-03-02T09:00", "2026-03-02T15:00"):
        scene = a_desk().open()
        scene.receive(mail(ANNA), now=now)
        notices.add(owed(scene, "acknowledgement")[0].notice)
    assert len(notices) == 1


def test_nobody_is_told_what_they_did_themselves() -> None:
    desk = a_desk().team("desk", "kim")
    desk.notice(NoticeRule(id="n", on="commented", to=("requester", "assignee", "lead"), template="news"))
    scene = desk.open()
    scene.receive(mail(ANNA, name="a"))
    scene.say(by="kim", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert {entry.role for entry in owed(scene, "news")} == {"requester", "lead"}
    scene.receive(mail(ANNA, "Re", "More", at="2026-03-02T11:00", answers="<a@example.org>"))
    assert [entry.role for entry in owed(scene, "news")].count("requester") == 1


def test_staff_who_ask_are_requesters_too() -> None:
    desk = a_desk().person("kim", role=Role.TECHNICIAN).team("desk", "lou")
    scene = desk.open()
    scene.receive(mail("kim@desk.example", name="a"))
    scene.say(by="lou", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert [entry.role for entry in owed(scene, "reply")] == ["requester"]


def test_a_notice_may_ask_for_more_than_its_event() -> None:
    desk = a_desk().team("desk", "kim").level(response="1h", resolve="8h").rule("p1", priority="P1", team="desk")
    page = NoticeRule(
        id="page", on="breached", to=("lead",), template="page", channel="chat", when=is_("target", "response")
    )
    scene = desk.notice(page).open()
    scene.receive(mail(ANNA))
    scene.run("2026-03-03T18:00")
    assert [(entry.data["target"], entry.channel) for entry in owed(scene, "page")] == [("response", "chat")]


def test_a_requester_without_an_address_is_owed_nothing() -> None:
    scene = a_desk().open()
    scene.drop("tickets/new/a.md", uuid="1", title="Somebody called").run("2026-03-02T10:00")
    assert owed(scene, "acknowledgement") == []


def test_a_notice_through_the_same_door_goes_there_and_where_nothing_can_be_said_by_mail() -> None:
    same = NoticeRule(id="ack", on="opened", to=("requester",), template="ack", channel="same")
    for channel, told_by in (("github", "github"), ("mail", "mail"), ("phone", "mail"), ("web", "mail")):
        scene = a_desk().notice(same).open()
        scene.receive(mail(ANNA, channel=channel, source="github:acme/help#1" if channel == "github" else ""))
        assert [entry.channel for entry in owed(scene, "ack")] == [told_by]


def test_what_a_third_person_writes_is_not_sent_to_the_requester() -> None:
    scene = (
        a_desk()
        .team("desk", "kim")
        .notice(NoticeRule(id="n", on="commented", to=("requester", "watchers", "assignee"), template="news"))
        .open()
    )
    scene.receive(mail(ANNA, name="a", cc=(Party(email="boss@example.org"),)))
    scene.receive(mail("boss@example.org", "Re", "Hm", at="2026-03-02T10:00", answers="<a@example.org>"))
    assert [(entry.role, entry.data["by"]) for entry in owed(scene, "news")] == [("assignee", "participant")]


def test_a_notice_that_was_told_is_not_owed_again() -> None:
    from msgspec.structs import replace

    from helpdesk.decide.notifying.outbox import told
    from helpdesk.model.notice import Sent
    from helpdesk.model.timeline import Told

    scene = a_desk().open()
    scene.receive(mail(ANNA))
    (acknowledgement,) = owed(scene, "acknowledgement")
    sent = Sent(f"HD-000001/{acknowledgement.notice}", "sent", message_id="<ack@desk.example>")
    plan = told(scene.desk, {scene.ticket().number: [sent]}, scene.plans[-1].now)
    scene.desk = scene.desk.apply(replace(plan))
    assert acknowledgement.notice not in {entry.notice for entry in scene.ticket().state.owed}
    scene.run("2026-03-02T10:00")
    assert len(owed(scene, "acknowledgement")) == len(scene.entries(Told)) == 1
    scene.receive(mail(ANNA, "Re", "Thanks", at="2026-03-02T11:00", answers="<ack@desk.example>"))
    assert len(scene.desk.records) == 1


def test_a_ticket_whose_notices_are_being_sent_is_nothing_to_decide_about_until_the_claim_runs_out() -> None:
    scene = a_desk().open()
    scene.receive(mail(ANNA))
    now = utc("2026-03-02T09:01")
    assert not only_told(scene.record(), now), "nobody has claimed them yet"
    sending = Claimer("c/1", frozenset({"mail"}), 9)
    scene.desk = scene.desk.apply(claim(decide(scene.desk, (), now, scene.advise), scene.desk, sending))
    assert only_told(scene.record(), now)
    assert not only_told(scene.record(), now + CLAIM)
    scene.edit(1, priority="P1", at="2026-03-02T09:02")
    assert not only_told(scene.record(), utc("2026-03-02T09:02")), "somebody has edited it"
