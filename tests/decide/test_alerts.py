"""Alerts: one ticket for one trouble, however often the monitor says so, and nobody woken without need."""

from datetime import UTC, datetime, timedelta

import pytest

from builders import MONDAY, Scene, a_desk, alert, mail, utc
from helpdesk.model.asset import Relation
from helpdesk.model.message import Message
from helpdesk.model.rules.alerts import AlertMatch, Ignored, Maintenance, Storm, Weight
from helpdesk.model.ticket import Change, TicketType, Window
from helpdesk.model.timeline import Alerted, Commented, Owed, Routed

NINE = utc(MONDAY)


def after(minutes: float) -> datetime:
    return NINE + timedelta(minutes=minutes)


def a_scene() -> Scene:
    return a_desk().team("ops", "kim").settings(default_team="ops").open()


def alerted(scene: Scene, number: int = 1) -> list[Alerted]:
    return [entry for entry in scene.record(number).timeline if isinstance(entry, Alerted)]


def tickets(scene: Scene) -> list[int]:
    return [record.number for record in scene.desk.all_tickets()]


def test_an_alert_opens_a_ticket_with_an_owner() -> None:
    scene = a_scene()
    scene.receive(alert("disk", severity="critical", title="Disk full", start=MONDAY))
    ticket = scene.ticket().ticket
    assert (ticket.title, ticket.team, ticket.assignee, ticket.priority) == ("Disk full", "ops", "kim", "P1")
    assert ticket.channel == "alert"


def test_repeats_and_the_second_replica_join_without_a_word() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY), alert(start=MONDAY, at=after(0.1)))
    plan = scene.receive(alert(start=MONDAY, at=after(3)))
    assert tickets(scene) == [1]
    assert plan.empty and "a repeat" in plan.refused[0].why
    assert len(alerted(scene)) == 1


def test_what_lasts_is_noted_now_and_then_and_ever_less_often() -> None:
    scene = a_scene()
    for minutes in range(0, 24 * 60, 5):
        scene.receive(alert(start=MONDAY, at=after(minutes)))
    noted = alerted(scene)
    assert 10 < len(noted) < 45
    assert noted[-1].why.startswith(f"it still fires, noted {len(noted)} times since 2026-03-02 09:00")
    assert not [entry for entry in scene.record().timeline if isinstance(entry, Commented)]


def test_the_end_of_an_alert_that_nobody_touched_resolves_its_ticket() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    ticket = scene.ticket()
    assert ticket.ticket.status == "resolved"
    assert ticket.ticket.resolution is not None and ticket.ticket.resolution.code == "recovered"
    assert ticket.state.resolved == after(20)


def test_where_somebody_works_on_it_the_end_is_a_note_and_the_ticket_stays_theirs() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.edit(by="kim", at=after(5), status="open").run(after(5))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    assert scene.ticket().ticket.status == "open"
    assert "kim has worked on it" in scene.ticket().conversation[-1].text


def test_a_desk_may_want_a_person_to_resolve() -> None:
    scene = a_desk().alerting(resolve=False).open()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    assert scene.ticket().ticket.status == "new"


def test_an_end_without_a_beginning_is_no_ticket() -> None:
    scene = a_scene()
    plan = scene.receive(alert(status="resolved", start=MONDAY))
    assert tickets(scene) == [] and "nothing was open" in plan.refused[0].why


def test_a_late_alarm_of_the_other_replica_does_not_reopen_what_is_over() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    plan = scene.receive(alert(start=MONDAY, at=after(20.2)))
    assert scene.ticket().ticket.status == "resolved" and "late" in plan.refused[0].why


def test_a_late_end_of_the_alarm_before_does_not_end_this_one() -> None:
    scene = a_scene()
    scene.receive(alert(start=after(30), at=after(30)))
    plan = scene.receive(alert(status="resolved", start=MONDAY, at=after(20)), now=after(31))
    assert scene.ticket().ticket.status == "new" and "late" in plan.refused[0].why


def test_what_fires_again_soon_reopens_its_ticket() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    scene.receive(alert(start=after(40), at=after(40)))
    assert tickets(scene) == [1]
    assert scene.ticket().ticket.status == "open" and scene.ticket().state.reopened == 1


def test_what_fires_again_later_opens_a_new_ticket_linked_to_the_old() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    scene.receive(alert(start=after(200), at=after(200)))
    assert tickets(scene) == [1, 2]
    assert scene.ticket(2).ticket.links.related == ("HD-000001",)
    scene.receive(alert(status="resolved", start=after(200), at=after(210)))
    assert scene.ticket(2).ticket.status == "resolved"


def test_what_fires_again_while_somebody_still_works_on_it_is_a_note() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.edit(by="kim", at=after(5), status="open").run(after(5))
    scene.receive(alert(status="resolved", start=MONDAY, at=after(20)))
    scene.receive(alert(start=after(300), at=after(300)))
    assert tickets(scene) == [1]
    assert scene.ticket().conversation[-1].text.startswith("It fires again")


def test_a_ticket_that_a_person_finished_too_early_goes_on_after_a_while() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.edit(by="kim", at=after(60), status="resolved", resolution={"code": "fixed"}).run(after(60))
    early = scene.receive(alert(start=MONDAY, at=after(65)))
    assert scene.ticket().ticket.status == "resolved" and "to notice" in early.refused[0].why
    scene.receive(alert(start=MONDAY, at=after(90)))
    assert scene.ticket().ticket.status == "open"


def test_a_worse_severity_raises_the_priority_and_a_better_one_does_not_lower_it() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY, severity="warning"))
    assert scene.ticket().ticket.priority == "P3"
    scene.receive(alert(start=MONDAY, severity="critical", at=after(1)))
    assert scene.ticket().ticket.priority == "P1"
    scene.receive(alert(start=MONDAY, severity="warning", at=after(2)))
    assert scene.ticket().ticket.priority == "P1"


def test_what_a_person_has_weighed_stays_so() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY, severity="warning"))
    scene.edit(by="kim", at=after(1), impact="low", urgency="low").run(after(1))
    scene.receive(alert(start=MONDAY, severity="critical", at=after(20)))
    assert (scene.ticket().ticket.impact, scene.ticket().ticket.urgency) == ("low", "low")


def test_a_desk_weighs_severities_its_own_way_and_says_by_which_rule() -> None:
    scene = a_desk().alerting(severities={"page": Weight("high", "high")}, lines={"severities": "rules/alerts.yml:4"})
    desk = scene.open()
    desk.receive(alert(severity="page"))
    assert desk.ticket().ticket.priority == "P1"
    triaged = next(entry for entry in desk.record().timeline if hasattr(entry, "because"))
    assert triaged.because["impact"] == "rules/alerts.yml:4 severities: severity page"


def test_the_service_and_its_team_are_found_by_name_and_by_what_runs_on_the_host() -> None:
    desk = a_desk().team("web", "ada").team("ops", "kim").settings(default_team="ops")
    desk.asset("shop", "service", "Web shop", team="web", relations=(Relation("runs_on", "web01"),))
    desk.asset("web01", "device", "web01")
    scene = desk.open()
    scene.receive(alert("a", labels={"app": "Web Shop"}), alert("b", labels={"instance": "web01.example.org:9100"}))
    assert [scene.ticket(number).ticket.service for number in (1, 2)] == ["shop", "shop"]
    assert [scene.ticket(number).ticket.team for number in (1, 2)] == ["web", "web"]
    assert scene.ticket(2).ticket.assets == ("web01",)


def test_heartbeats_are_no_tickets() -> None:
    scene = a_scene()
    plan = scene.receive(alert("w", labels={"alertname": "Watchdog"}))
    assert tickets(scene) == [] and "the monitor lives" in plan.refused[0].why


def test_a_desk_says_which_alerts_are_no_tickets() -> None:
    rule = Ignored(match=AlertMatch(severity=("info",)), why="read them in the monitor", origin="rules/alerts.yml:2")
    scene = a_desk().alerting(ignore=(rule,)).open()
    plan = scene.receive(alert("i", severity="info"), alert("w", severity="warning"))
    assert tickets(scene) == [1]
    assert plan.refused[0].why == "ignored by rules/alerts.yml:2: read them in the monitor"


def test_an_acknowledgement_moves_nothing_and_is_kept_for_whoever_works_on_it() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY))
    scene.receive(alert(start=MONDAY, event="acknowledged", at=after(2)))
    assert tickets(scene) == [1] and scene.ticket().ticket.status == "new"
    assert "acknowledged" in scene.ticket().conversation[-1].text
    scene.receive(alert(status="resolved", start=MONDAY, event="no data", at=after(3)))
    assert scene.ticket().ticket.status == "new"


def test_a_message_read_again_after_a_crash_changes_nothing() -> None:
    scene = a_scene()
    news = [alert(start=MONDAY), alert(start=MONDAY, event="acknowledged", at=after(1))]
    news.append(alert(status="resolved", start=MONDAY, at=after(20)))
    scene.receive(*news)
    assert scene.receive(*news, now=after(60)).empty
    assert tickets(scene) == [1]


@pytest.mark.parametrize("news", [("firing",), ("firing", "resolved"), ("firing", "resolved", "firing")])
def test_news_of_one_second_count_in_their_order(news: tuple[str, ...]) -> None:
    scene = a_scene()
    said = [
        alert(status=status, at=NINE + timedelta(milliseconds=place), start=NINE + timedelta(milliseconds=place))
        for place, status in enumerate(news)
    ]
    scene.receive(*said)
    (sounding,) = scene.ticket().state.alerts.values()
    assert sounding.sounds is (news[-1] == "firing")
    assert (scene.ticket().ticket.status == "resolved") is (news[-1] == "resolved")


def test_a_repeat_and_the_end_in_one_second_leave_it_ended() -> None:
    scene = a_desk().alerting(repeats="1s").open()
    scene.receive(alert(start=MONDAY))
    for minute in range(1, 6):
        scene.receive(alert(start=MONDAY, at=after(minute)))
    at = after(30)
    scene.receive(alert(start=MONDAY, at=at), alert(status="resolved", start=MONDAY, at=at + timedelta(milliseconds=5)))
    assert scene.ticket().ticket.status == "resolved"


# Storms


def storm_of(number: int, *, at: datetime = NINE, first: int = 0) -> list[Message]:
    return [
        alert(f"pod-{index}", at=at, start=at, group="shop", severity="warning")
        for index in range(first, first + number)
    ]


def test_a_storm_in_one_request_is_one_ticket() -> None:
    scene = a_scene()
    scene.receive(*storm_of(30))
    assert tickets(scene) == [1]
    assert len(scene.ticket().state.alerts) == 30 and "storm" in scene.ticket().ticket.tags


def test_a_few_alerts_are_tickets_of_their_own() -> None:
    scene = a_scene()
    scene.receive(*storm_of(4))
    assert tickets(scene) == [1, 2, 3, 4]


def test_a_storm_that_gathers_slowly_goes_on_in_the_first_ticket() -> None:
    scene = a_scene()
    for index in range(8):
        scene.receive(*storm_of(1, first=index, at=after(index)))
    assert tickets(scene) == [1, 2, 3, 4]
    assert len(scene.ticket(1).state.alerts) == 5
    assert "5 alerts of group shop within 10m" in alerted(scene, 1)[1].why
    assert scene.ticket(2).ticket.links.parent == "HD-000001"


def test_alerts_far_apart_are_no_storm() -> None:
    scene = a_scene()
    for index in range(8):
        scene.receive(*storm_of(1, first=index, at=after(30 * index)))
    assert len(tickets(scene)) == 8


def test_a_storm_is_over_when_its_last_alert_is() -> None:
    scene = a_scene()
    scene.receive(*storm_of(6))
    ends = [alert(f"pod-{index}", "resolved", start=NINE, at=after(20 + index), group="shop") for index in range(6)]
    scene.receive(*ends[:5])
    assert scene.ticket().ticket.status == "new"
    scene.receive(ends[5])
    assert scene.ticket().ticket.status == "resolved"
    resolution = scene.ticket().ticket.resolution
    assert resolution is not None and "all 6 alerts are over" in resolution.summary


def test_a_storm_is_as_bad_as_its_worst_alert() -> None:
    scene = a_scene()
    scene.receive(*storm_of(5))
    assert scene.ticket().ticket.priority == "P3"
    scene.receive(alert("db", at=after(1), start=after(1), group="shop", severity="critical"))
    assert (tickets(scene), scene.ticket().ticket.priority) == ([1], "P1")


def test_a_great_storm_quotes_its_first_alerts_and_lists_them_all() -> None:
    scene = a_scene()
    scene.receive(*storm_of(60))
    assert len(scene.ticket().conversation) == 19
    assert len({entry.alert.key for entry in alerted(scene)}) == 60


def test_alerts_that_have_nothing_in_common_are_no_storm() -> None:
    scene = a_scene()
    scene.receive(*(alert(f"a-{index}") for index in range(8)))
    assert len(tickets(scene)) == 8


def test_a_desk_may_do_without_storms() -> None:
    scene = a_desk().alerting(storm=Storm(alerts=0)).open()
    scene.receive(*storm_of(8))
    assert len(tickets(scene)) == 8


# Planned work


def a_change(scene: Scene, begin: datetime, end: datetime) -> None:
    scene.drop(
        "tickets/new/change.md",
        at=NINE - timedelta(hours=1),
        uuid="7f1c1f0e-0000-4000-8000-000000000001",
        title="New disks",
        type=TicketType.CHANGE,
        service="shop",
        change=Change(window=Window(begin, end)),
    )
    scene.run(NINE - timedelta(hours=1))


def a_shop() -> Scene:
    desk = a_desk().team("ops", "kim").settings(default_team="ops")
    desk.asset("shop", "service", "Web shop", relations=(Relation("depends_on", "db"),))
    desk.asset("db", "service", "Database")
    return desk.open()


def test_an_alert_in_the_window_of_a_change_joins_the_change() -> None:
    scene = a_shop()
    a_change(scene, NINE, after(60))
    scene.receive(alert(service="shop", start=after(5), at=after(5)))
    scene.receive(alert(service="shop", start=after(5), at=after(15)))
    assert tickets(scene) == [1]
    assert scene.ticket().ticket.type is TicketType.CHANGE
    assert "HD-000001 changes shop" in alerted(scene)[0].why
    scene.receive(alert(status="resolved", service="shop", start=after(5), at=after(30)))
    scene.run(after(90))
    assert tickets(scene) == [1]


def test_what_outlasts_the_window_wakes_people_even_if_the_monitor_says_no_more() -> None:
    scene = a_shop()
    a_change(scene, NINE, after(60))
    scene.receive(alert(service="shop", start=after(5), at=after(5), severity="critical"))
    assert [(step.at, step.do) for _, step in scene.ticket().state.agenda] == [(after(60), "alarm")]
    scene.run(after(61))
    assert tickets(scene) == [1, 2]
    assert (scene.ticket(2).ticket.service, scene.ticket(2).ticket.priority) == ("shop", "P1")
    scene.receive(alert(service="shop", start=after(5), at=after(120)))
    assert tickets(scene) == [1, 2]
    scene.receive(alert(status="resolved", service="shop", start=after(5), at=after(130)))
    assert scene.ticket(2).ticket.status == "resolved"


def test_an_alert_outside_the_window_or_of_another_service_is_an_incident() -> None:
    scene = a_shop()
    a_change(scene, after(30), after(60))
    scene.receive(alert("early", service="shop", start=NINE))
    scene.receive(alert("other", service="db", start=after(40), at=after(40)))
    assert [scene.ticket(number).ticket.type for number in (2, 3)] == [TicketType.INCIDENT] * 2


def a_window(*, weekly: bool = False) -> Maintenance:
    match = AlertMatch(labels={"host": ("web-*",)})
    origin = "rules/alerts.yml:3"
    return Maintenance(name="patch night", match=match, first=NINE, last=after(60), weekly=weekly, origin=origin)


def test_a_window_of_the_rules_gathers_alerts_in_one_ticket_that_wakes_nobody() -> None:
    scene = a_desk().team("ops", "kim").settings(default_team="ops").alerting(maintenance=(a_window(),)).open()
    scene.receive(*(alert(name, labels={"host": name}, at=after(5), start=after(5)) for name in ("web-1", "web-2")))
    assert tickets(scene) == [1]
    assert scene.ticket().ticket.status == "resolved"
    assert not [entry for entry in scene.record().timeline if isinstance(entry, Owed)]
    scene.receive(alert("web-1", "resolved", labels={"host": "web-1"}, start=after(5), at=after(30)))
    scene.run(after(60))
    assert tickets(scene) == [1, 2]
    assert scene.ticket(2).ticket.title == "web-2 is in trouble"
    assert [entry.assignee for entry in scene.record(2).timeline if isinstance(entry, Routed)] == ["kim"]


def test_a_window_may_come_back_every_week() -> None:
    scene = a_desk().alerting(maintenance=(a_window(weekly=True),)).open()
    scene.receive(alert("w", labels={"host": "web-1"}, at=NINE + timedelta(days=14, minutes=10)))
    assert scene.ticket().ticket.title == "Alerts during planned work: patch night"
    scene.receive(alert("w", "resolved", labels={"host": "web-1"}, at=NINE + timedelta(days=14, minutes=20)))
    scene.receive(alert("v", labels={"host": "web-1"}, at=NINE + timedelta(days=16)))
    assert scene.ticket(2).ticket.title == "v is in trouble"


# What people write beside


def test_people_and_monitors_do_not_get_in_each_others_way() -> None:
    scene = a_scene()
    scene.receive(alert(start=MONDAY), mail("anna@example.org", "Shop is slow", at=after(1)))
    assert tickets(scene) == [1, 2]
    assert not [entry for entry in scene.record(1).timeline if isinstance(entry, Owed) and entry.role == "requester"]


@pytest.mark.parametrize("hour", range(0, 24, 5))
def test_every_news_of_an_alert_has_a_rule_and_a_reason(hour: int) -> None:
    scene = a_scene()
    at = datetime(2026, 3, 2, hour, tzinfo=UTC)
    scene.receive(alert(at=at, start=at), alert("b", at=at, event="acknowledged"))
    scene.receive(alert(status="resolved", start=at, at=at + timedelta(minutes=9)))
    news = [entry for number in tickets(scene) for entry in alerted(scene, number)]
    assert len(news) == 3
    assert not [entry for entry in news if not (entry.why and entry.rule)]
