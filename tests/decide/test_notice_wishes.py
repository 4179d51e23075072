"""People are told as they wish: together, not at night, not too often; and what is urgent at once all the same."""

from datetime import timedelta

from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, mail, utc
from helpdesk.decide.notifying.digest import gathered, word_together
from helpdesk.decide.notifying.outbox import Claimer, claim, claimed
from helpdesk.decide.plan import decide
from helpdesk.model.message import Party
from helpdesk.model.notice import Notice
from helpdesk.model.rules.desk import Limits
from helpdesk.model.rules.notices import NoticeRule, Template
from helpdesk.model.rules.people import NoticePreferences, Quiet
from helpdesk.model.timeline import Owed, Told

ANNA = "anna@example.org"
MAIL = frozenset({"mail"})
DIGEST = (
    "Subject: {{ items | length }} messages\n\nbegin with {{ items[0].reference }}\n"
    "{% for i in items %}{{ i.subject }}\n{{ i.comment }}\n{% endfor %}"
)
NIGHT = Quiet("20:00", "07:00")


def kims_desk(**wishes: object) -> DeskBuilder:
    return a_desk().person("kim", notices=NoticePreferences(**wishes)).team("desk", "kim")


def owed_to(scene: Scene, role: str, number: int = 1) -> list[Owed]:
    return [entry for entry in scene.entries(Owed, number) if entry.role == role]


def texted(scene: Scene) -> Scene:
    texts = {
        "digest.en": DIGEST,
        "assigned.en": "Subject: Yours: {{ title }}\n\nRead it.",
        "said.en": "Subject: Said\n\n",
    }
    return scene.change_rules(
        replace(scene.rules, templates={name: Template(name, text) for name, text in texts.items()})
    )


def sent_at(scene: Scene, now: str) -> list[Notice]:
    """What a pass at `now` would send to kim."""
    claimer = Claimer("c/1", MAIL, 100)
    plan = claim(decide(scene.desk, (), utc(now), scene.advise), scene.desk, claimer)
    after = scene.desk.apply(plan)
    pieces = claimed(after, (work.number for work in plan.work), claimer, utc(now))
    mine = [(record, owed) for record, owed in pieces if owed.role == "assignee"]
    worded = [word_together(together, after) for together in gathered(mine, after)]
    return [notice for notice in worded if isinstance(notice, Notice)]


def test_a_daily_digest_is_one_notice_in_the_morning_with_every_ticket_in_it() -> None:
    scene = texted(kims_desk(digest="daily", at="08:00").open())
    for number, hour in enumerate((9, 11, 15)):
        scene.receive(mail(ANNA, f"Request {number}", at=f"2026-03-02T{hour:02}:00", name=f"m{number}"))
    assert {owed_to(scene, "assignee", number)[0].after for number in (1, 2, 3)} == {utc("2026-03-03T08:00")}
    assert sent_at(scene, "2026-03-03T07:59") == []
    (digest,) = sent_at(scene, "2026-03-03T08:00")
    assert digest.subject == "3 messages"
    assert all(f"Yours: Request {number}" in digest.text for number in range(3))
    assert [party.email for party in digest.recipients] == ["kim@desk.example"]


def test_an_idle_desk_wakes_when_a_digest_is_due_and_not_before() -> None:
    scene = kims_desk(digest="hourly").open()
    scene.receive(mail(ANNA, at="2026-03-02T09:10"))
    (waiting,) = owed_to(scene, "assignee")
    settled = [Told(at=owed.at, notice=owed.notice) for owed in scene.record().state.owed if owed is not waiting]
    from helpdesk.model.fold import fold
    from helpdesk.model.unsynced import wake_at

    record = scene.record()
    timeline = (*record.timeline, *settled)
    alone = replace(record, timeline=timeline, state=replace(fold(timeline), agenda=()))
    assert wake_at(alone) == utc("2026-03-02T10:00")


def test_the_same_digest_has_the_same_message_id_and_its_pieces_carry_none() -> None:
    scene = texted(kims_desk(digest="hourly").open())
    scene.receive(mail(ANNA, "One", name="a"), mail(ANNA, "Two", "Else", name="b"))
    first, second = (sent_at(scene, "2026-03-02T10:00")[0].message_id for _ in range(2))
    assert first == second and first.startswith("<digest.")


def test_what_is_urgent_comes_at_once_day_and_night() -> None:
    desk = kims_desk(digest="daily", quiet=NIGHT).rule("all", priority="P1", team="desk")
    scene = desk.open()
    scene.receive(mail(ANNA, at="2026-03-02T23:00"))
    assert [owed.after for owed in owed_to(scene, "assignee")] == [None]


def test_at_night_it_waits_for_the_morning_where_the_person_is() -> None:
    desk = kims_desk(quiet=NIGHT, timezone="America/New_York")
    scene = desk.open()
    scene.receive(mail(ANNA, "Late", at="2026-03-02T23:30", name="a"))
    scene.receive(mail(ANNA, at="2026-03-03T01:30", name="b"))
    assert owed_to(scene, "assignee", 1)[0].after is None, "half past six in the evening there"
    (held,) = owed_to(scene, "assignee", 2)
    assert held.after == utc("2026-03-03T12:00")
    assert "quiet hours" in held.why


def test_in_hours_means_the_persons_own_calendar_over_the_weekend_too() -> None:
    scene = kims_desk(in_hours=True).open()
    scene.receive(mail(ANNA, at="2026-03-06T18:00"))
    assert owed_to(scene, "assignee")[0].after == utc("2026-03-09T09:00")


def test_a_storm_is_told_one_by_one_up_to_the_limit_and_then_together() -> None:
    scene = texted(a_desk().settings(limits=Limits(notices_per_person=3)).team("desk", "kim").open())
    scene.receive(*(mail(ANNA, f"Alert {n}", f"Text {n}", at="2026-03-02T09:10", name=f"s{n}") for n in range(5)))
    scene.receive(mail(ANNA, "One more", at="2026-03-02T09:20", name="later"))
    times = [owed_to(scene, "assignee", number)[0].after for number in range(1, 7)]
    assert times == [None] * 3 + [utc("2026-03-02T10:00")] * 3
    scene.receive(mail(ANNA, "Next hour", at="2026-03-02T10:05", name="next"))
    assert owed_to(scene, "assignee", 7)[0].after is None


def test_strangers_are_told_at_once() -> None:
    scene = kims_desk(digest="daily").open()
    scene.receive(mail(ANNA))
    assert [owed.after for owed in owed_to(scene, "requester")] == [None]


def test_a_watcher_with_wishes_of_their_own_is_told_apart_from_the_others() -> None:
    desk = kims_desk().person("ria", notices=NoticePreferences(digest="daily"))
    scene = desk.open()
    copied = (Party(email="boss@example.org"), Party(email="ria@desk.example"))
    scene.receive(mail(ANNA, name="a", cc=copied))
    scene.say(by="kim", at="2026-03-02T10:00").run("2026-03-02T10:00")
    replies = {owed.role: owed for owed in scene.entries(Owed) if owed.template == "reply"}
    assert set(replies) == {"requester", "ria", "watchers"}
    assert replies["ria"].after is not None
    assert replies["watchers"].after is None
    assert "ria" in replies["watchers"].data["besides"]


def test_one_person_in_two_roles_is_told_once_of_one_cause() -> None:
    rule = NoticeRule(id="n", on="opened", to=("assignee", "lead", "watchers"), template="news")
    scene = a_desk().team("desk", "kim", lead="kim").notice(rule).open()
    scene.receive(mail(ANNA, cc=(Party(email="kim@desk.example"),)))
    assert [owed.role for owed in scene.entries(Owed) if owed.template == "news"] == ["assignee"]


def test_the_same_news_twice_within_minutes_is_told_once_and_the_ledger_says_why() -> None:
    desk = a_desk().team("desk", "kim").level(response="1h", resolve="1h").rule("p", priority="P2", team="desk")
    scene = desk.open()
    scene.receive(mail(ANNA))
    scene.run("2026-03-02T10:30")
    breached = [owed for owed in scene.entries(Owed) if owed.template == "breached"]
    assert len(breached) == 2
    (dropped,) = [told for told in scene.entries(Told) if told.result == "dropped"]
    assert "told the same" in dropped.why


def test_a_person_is_told_in_the_way_they_wish_where_it_reaches_them() -> None:
    for accounts, channel in (((), "mail"), (("slack:U1",), "chat")):
        wishes = NoticePreferences(channel="chat")
        scene = a_desk().person("kim", notices=wishes, chat=accounts).team("desk", "kim").open()
        scene.receive(mail(ANNA))
        assert [owed.channel for owed in owed_to(scene, "assignee")] == [channel]


def test_a_limit_of_the_hour_is_forgotten_with_the_hour() -> None:
    from helpdesk.decide.notifying.notice_limits import counted, position

    now = utc("2026-03-02T09:59")
    stands = position({"kim": 3}, now)
    assert counted(stands, now) == {"kim": 3}
    assert counted(stands, now + timedelta(minutes=1)) == {}
    assert counted("what nobody wrote", now) == {}
