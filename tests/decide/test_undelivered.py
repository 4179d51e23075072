"""Mail that does not arrive: somebody else hears of it, and nobody writes to a dead address twice."""

from msgspec.structs import replace

from builders import Scene, a_desk, mail, utc
from helpdesk.decide.notifying.outbox import Claimer, claim, claimed, told
from helpdesk.decide.notifying.recipients import language_of
from helpdesk.model.language import language_of as written_in
from helpdesk.model.notice import Sent
from helpdesk.model.plan import Plan
from helpdesk.model.rules.desk import Limits
from helpdesk.model.rules.notices import Template
from helpdesk.model.timeline import Owed, Told

ANNA = "anna@example.org"


def with_texts(scene: Scene) -> Scene:
    text = Template("undelivered.en", "Subject: x\n\nx")
    return scene.change_rules(replace(scene.rules, templates={"undelivered.en": text}))


def a_desk_at_work(**values: object) -> Scene:
    scene = with_texts(a_desk().team("desk", "kim", lead="lee").open())
    scene.receive(mail(ANNA, name="a", **values))
    return scene


def fails(scene: Scene, role: str, at: str) -> list[Owed]:
    """A notice to this role is refused for good; who is owed word of it then."""
    (owed,) = [owed for owed in scene.record().state.owed if owed.role == role][-1:]
    before = {owed.notice for owed in scene.record().state.owed}
    sent = Sent(f"HD-000001/{owed.notice}", "undeliverable", "no such mailbox")
    scene.desk = scene.desk.apply(told(scene.desk, {scene.record().number: [sent]}, utc(at)))
    return [owed for owed in scene.record().state.owed if owed.notice not in before]


def test_who_works_on_a_ticket_hears_that_its_requester_was_not_reached() -> None:
    scene = a_desk_at_work()
    (word,) = fails(scene, "requester", "2026-03-02T09:05")
    assert (word.role, word.template, word.data["why"]) == ("assignee", "undelivered", "no such mailbox")
    (further,) = fails(scene, "assignee", "2026-03-02T09:06")
    assert further.role == "lead"
    assert fails(scene, "lead", "2026-03-02T09:07") == [], "nobody is left; the health page names it"


def test_a_requester_who_came_through_another_door_is_told_there() -> None:
    scene = with_texts(a_desk().team("desk", "kim").open())
    scene.receive(mail(ANNA, name="a", channel="chat"))
    (again,) = fails(scene, "requester", "2026-03-02T09:05")
    assert (again.role, again.channel, again.template) == ("requester", "chat", "acknowledgement")


def test_no_other_ticket_writes_to_an_address_that_gave_mail_back_until_they_write_again() -> None:
    scene = a_desk_at_work()
    scene.receive(mail(ANNA, "Second", "Another thing", name="b", at="2026-03-02T09:30"))
    bounce = mail("mailer-daemon@example.org", "Undelivered", "No such user", name="c", at="2026-03-02T10:00")
    scene.receive(replace(bounce, bounce=True, automatic=True, in_reply_to="<a@example.org>"))
    assert "undeliverable" in scene.record(1).ticket.tags
    scene.say(2, by="kim", at="2026-03-02T11:00").run("2026-03-02T11:00")
    second = scene.entries(Owed, 2)
    assert [owed.role for owed in second if owed.template == "reply"] == []
    assert [(owed.role, owed.data["why"]) for owed in second if owed.template == "undelivered"] == [
        ("assignee", "mail to the requester came back: HD-000001")
    ]
    scene.receive(mail(ANNA, "Re", "I am back", name="d", at="2026-03-02T12:00", answers="<b@example.org>"))
    scene.say(2, "Good.", by="kim", at="2026-03-02T13:00").run("2026-03-02T13:00")
    assert [owed.role for owed in scene.entries(Owed, 2) if owed.template == "reply"] == ["requester"]


def test_a_stranger_is_answered_in_the_language_they_wrote_where_the_desk_speaks_it() -> None:
    german = "Hallo, ich kann mich nicht anmelden. Bitte helfen Sie mir, die Sache ist sehr eilig."
    for spoken, language in ((("en", "de"), "de"), (("en", "fr"), "en"), (("en",), "en")):
        scene = a_desk().settings(languages=spoken).open()
        scene.receive(mail(ANNA, "Anmeldung", german))
        assert language_of("requester", scene.record(), scene.rules) == language


def test_a_persons_own_language_counts_before_that_of_their_message() -> None:
    scene = a_desk().settings(languages=("en", "de")).person("anna", email=ANNA, language="es").open()
    scene.receive(mail(ANNA, "Anmeldung", "Bitte helfen Sie mir, ich kann mich nicht anmelden."))
    assert language_of("requester", scene.record(), scene.rules) == "es"


def test_a_text_too_short_or_in_two_languages_is_in_none() -> None:
    assert written_in("Bonjour, je ne peux pas ouvrir mon compte depuis hier, merci.") == "fr"
    assert written_in("Hola, no puedo entrar con mi cuenta desde ayer, gracias por su ayuda.") == "es"
    assert written_in("VPN") == ""
    both = "The printer is not working and we have not any. Der Drucker geht nicht und ich kann das nicht."
    assert written_in(both) == ""


def put_off(scene: Scene, at: str, *, theirs: bool = True) -> Owed | None:
    """The acknowledgement is claimed and sent, and is to be tried later; how it is owed then, if it still is."""
    claimer = Claimer(f"c/{at}", frozenset({"mail"}), 9)
    plan = claim(Plan(based_on=scene.desk.commit, now=utc(at)), scene.desk, claimer)
    scene.desk = scene.desk.apply(plan)
    due = [
        owed for _, owed in claimed(scene.desk, [scene.record().number], claimer, utc(at)) if owed.role == "requester"
    ]
    sent = [Sent(f"HD-000001/{owed.notice}", "later", "it said: 451 4.2.2", theirs=theirs) for owed in due]
    scene.desk = scene.desk.apply(told(scene.desk, {scene.record().number: sent}, utc(at)))
    left = [owed for owed in scene.record().state.owed if owed.role == "requester" and owed.template != "undelivered"]
    return left[0] if left else None


def test_a_recipient_who_is_put_off_is_tried_ever_more_seldom_and_after_days_staff_hear_of_it() -> None:
    scene = a_desk_at_work()
    first = put_off(scene, "2026-03-02T09:05")
    assert first is not None and (first.after, first.claim) == (utc("2026-03-02T09:10"), "")
    again = put_off(scene, "2026-03-02T09:09")
    assert again == first, "nobody tries it before its time"
    second = put_off(scene, "2026-03-02T09:10")
    assert second is not None and second.after == utc("2026-03-02T09:25")
    for day, until in ((3, "10:30"), (4, "11:00"), (5, "12:00"), (6, "14:00")):
        last = put_off(scene, f"2026-03-0{day}T10:00")
        assert last is not None and last.after == utc(f"2026-03-0{day}T{until}")
    assert put_off(scene, "2026-03-07T10:00") is None
    (given_up,) = [entry for entry in scene.entries(Told) if entry.result == "undeliverable"]
    assert given_up.why == "given up after 7 tries in 5 days (built-in rules/desk.yml:1 limits): it said: 451 4.2.2"
    assert [owed.role for owed in scene.record().state.owed if owed.template == "undelivered"] == ["assignee"]


def test_for_how_many_days_is_for_the_desk_to_say() -> None:
    scene = a_desk_at_work()
    desk = replace(scene.rules.desk, limits=Limits(give_up_after_days=1))
    scene.change_rules(replace(scene.rules, desk=desk))
    assert put_off(scene, "2026-03-02T09:05") is not None
    assert put_off(scene, "2026-03-03T09:05") is None


def test_a_mail_server_of_our_own_that_is_away_is_waited_for_without_end() -> None:
    scene = a_desk_at_work()
    assert put_off(scene, "2026-03-02T09:05", theirs=False) is not None
    waiting = put_off(scene, "2026-04-20T09:05", theirs=False)
    assert waiting is not None and waiting.after is None
