"""Other systems hear of what they asked for, once, with what their audience may see; what fails is tried again."""

import json
from datetime import timedelta

from msgspec.structs import replace

from builders import Scene, a_desk, is_, mail, utc
from helpdesk.decide.notifying.announcing import RETRIES, announced
from helpdesk.decide.notifying.outbox import Claimer, claim, told
from helpdesk.decide.plan import decide
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.rules.webhooks import Webhook
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import Owed, Told

ANNA = "anna@example.org"
CRM = Webhook(id="crm", url="https://crm.example.org/", secret="S", events=("opened", "commented", "resolved"))


def a_scene(*hooks: Webhook, **values: object) -> Scene:
    scene = a_desk().team("desk", "kim").rule("p1", priority="P1", team="desk").open()
    scene.change_rules(replace(scene.rules, webhooks=hooks or (CRM,)))
    scene.receive(mail(ANNA, "No wifi", name="a", **values))
    return scene


def owed(scene: Scene) -> list[Owed]:
    return [entry for entry in scene.entries(Owed) if entry.channel == "webhook"]


def event(scene: Scene, number: int = 0) -> dict[str, object]:
    notice = announced(owed(scene)[number], scene.record(), scene.rules)
    assert isinstance(notice, Notice), notice
    return json.loads(notice.text)


def test_an_event_that_was_asked_for_is_owed_once_as_a_cloud_event() -> None:
    scene = a_scene()
    scene.run("2026-03-02T10:00")
    assert [(entry.role, entry.template) for entry in owed(scene)] == [("crm", "opened")]
    said = event(scene)
    assert {"specversion", "id", "source", "type"} <= set(said), "what CloudEvents 1.0 requires"
    assert (said["type"], said["subject"], said["time"]) == (
        "helpdesk.ticket.opened",
        "HD-000001",
        "2026-03-02T09:00:00Z",
    )
    assert said["data"]["ticket"]["requester"]["email"] == ANNA
    assert said["data"]["event"]["event"] == "opened"


def test_a_condition_and_a_list_of_fields_narrow_what_is_told() -> None:
    only_p2 = replace(CRM, when=is_("priority", "P2"))
    assert owed(a_scene(only_p2)) == []
    few = a_scene(replace(CRM, fields=("reference", "status")))
    assert event(few)["data"]["ticket"] == {"reference": "HD-000001", "status": few.record().ticket.status}


def test_the_public_hears_of_public_tickets_alone_and_of_no_person() -> None:
    public = replace(CRM, audience="public")
    assert owed(a_scene(public)) == []
    scene = a_scene(public)
    scene.edit(by="kim", at="2026-03-02T10:00", visibility="public").run("2026-03-02T10:00")
    scene.say(by="kim", text="Kim says so.", at="2026-03-02T11:00").run("2026-03-02T11:00")
    scene.say(by="kim", text="Between us.", at="2026-03-02T12:00", visibility=Visibility.INTERNAL)
    scene.run("2026-03-02T12:00")
    assert [entry.template for entry in owed(scene)] == ["commented"]
    text = json.dumps(event(scene))
    for secret in (ANNA, "Anna", "kim", "Kim", "No wifi"):
        assert secret not in text, secret


def test_what_failed_is_tried_ever_more_seldom_and_given_up_in_the_end() -> None:
    scene = a_scene()
    now = utc("2026-03-02T09:00")
    tries = []
    for attempt in range(len(RETRIES) + 1):
        plan = claim(
            decide(scene.desk, (), now, scene.advise), scene.desk, Claimer(f"c/{attempt}", frozenset({"webhook"}), 9)
        )
        scene.desk = scene.desk.apply(plan)
        (waiting,) = [entry for entry in scene.record().state.owed if entry.channel == "webhook"]
        assert waiting.claim == f"c/{attempt}"
        sent = Sent(f"HD-000001/{waiting.notice}", "later", "HTTP 503")
        scene.desk = scene.desk.apply(told(scene.desk, {scene.record().number: [sent]}, now))
        left = [entry for entry in scene.record().state.owed if entry.channel == "webhook"]
        if left:
            tries.append(left[0].after - now)
            early = decide(scene.desk, (), now, scene.advise)
            assert claim(early, scene.desk, Claimer("early/1", frozenset({"webhook"}), 9)).work == early.work
            now = left[0].after
    assert tries == list(RETRIES)
    assert sum(tries, timedelta()) > timedelta(days=3)
    (ended,) = [entry for entry in scene.entries(Told) if entry.result == "undeliverable"]
    assert ended.why == "given up after 10 tries: HTTP 503"


def test_a_webhook_that_is_taken_out_is_not_called_any_more() -> None:
    scene = a_scene()
    scene.change_rules(replace(scene.rules, webhooks=()))
    assert "no webhook 'crm' any more" in str(announced(owed(scene)[0], scene.record(), scene.rules))
