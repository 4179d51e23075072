"""Until when a desk with nothing to do stays so: never past a moment at which anything falls due."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, is_, mail, office, round_the_clock, utc
from helpdesk.decide.calendars.zone import day_ends
from helpdesk.decide.notifying.outbox import told
from helpdesk.decide.plan import decide
from helpdesk.decide.quiet import LONGEST, quiet_until
from helpdesk.model.asset import Warranty
from helpdesk.model.notice import Sent
from helpdesk.model.rules.desk import ReportRule
from helpdesk.model.rules.people import Absence, Rota
from helpdesk.model.rules.recurring import Every

BEGIN = utc("2026-03-26T15:00")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def empty(scene: Scene, now: datetime) -> bool:
    return decide(scene.desk, (), now, scene.advise).empty


def settled(scene: Scene, now: datetime) -> datetime:
    """Passes until one finds nothing to do, and everybody told; until when nothing is due then."""
    while not empty(scene, now):
        scene.desk = scene.desk.apply(decide(scene.desk, (), now, scene.advise))
    tell(scene, now)
    return quiet_until(scene.desk, now)


def tell(scene: Scene, now: datetime) -> None:
    """Everybody hears what they are owed."""
    owed = {
        record.number: [Sent(f"{record.reference}/{each.notice}", "sent") for each in record.state.owed]
        for record in scene.desk.all_tickets()
        if record.state.owed
    }
    scene.desk = scene.desk.apply(told(scene.desk, owed, now))


def berlin(name: str) -> object:
    return replace(office(name), timezone="Europe/Berlin")


def with_a_rota(desk: DeskBuilder) -> DeskBuilder:
    rota = Rota(start=date(2026, 3, 2), order=("kim", "ned"), calendar="always", at="07:30")
    return desk.team("desk", "kim", "ned", rota=rota, hand_over=("P1", "P3"))


def with_recurring_work(desk: DeskBuilder) -> DeskBuilder:
    weekly = desk.recurs("weekly", "2026-03-01", every=Every.WEEK, on="friday", calendar="berlin")
    return weekly.recurs("monthly", "2026-03-01", every=Every.MONTH, on="last-business-day")


def with_reviews(desk: DeskBuilder) -> DeskBuilder:
    for number in range(7):
        desk.article(f"a{number}", "An article", owner="kim", review=date(2026, 3, 25 + number))
    return desk


KINDS: dict[str, Callable[[DeskBuilder], DeskBuilder]] = {
    "absence": lambda desk: desk.person("kim", away="2026-03-27..2026-03-29", hours="berlin"),
    "shifts": with_a_rota,
    "little room": lambda desk: desk.person("ned", capacity=1, away="2026-03-28..2026-03-30"),
    "recurring": with_recurring_work,
    "reviews": with_reviews,
    "renewals": lambda desk: desk.asset("lt", "devices", "Laptop", warranty=Warranty(until=date(2026, 4, 28))),
    "report": lambda desk: desk.settings(report=ReportRule(to=("lee",), day=1, at="06:30")),
    "clocks": lambda desk: desk.level(response="2h", update="4h", resolve="1d", escalate=[("100%", "lead")]),
    "reminders": lambda desk: desk.settings(remind_after="1d", close_after="1d"),
}


def the_desk(kinds: frozenset[str]) -> DeskBuilder:
    desk = a_desk().calendar(round_the_clock("always")).calendar(berlin("berlin"))  # type: ignore[arg-type]
    desk.settings(timezone="Europe/Berlin").person("kim", hours="berlin").person("ned").team("desk", "kim", "ned")
    desk.rule("outage", is_("subject", "Outage"), impact="high", urgency="high")
    for kind in sorted(kinds):
        KINDS[kind](desk)
    return desk


@given(
    st.frozensets(st.sampled_from(sorted(KINDS))),
    st.lists(st.tuples(st.sampled_from(("Outage", "Help")), st.integers(0, 4000)), max_size=5),
    st.sampled_from(("", "waiting", "resolved")),
    st.lists(st.floats(0, 1, exclude_max=True), min_size=3, max_size=3),
)
@settings(max_examples=25, deadline=None)
def test_nothing_falls_due_while_the_desk_is_said_to_be_quiet(kinds, mails, status, parts) -> None:
    scene = the_desk(kinds).open()
    arrivals = [mail(f"m{n}@example.org", what, at=BEGIN + timedelta(minutes=at)) for n, (what, at) in enumerate(mails)]
    now, last = BEGIN, BEGIN + timedelta(days=8)
    for _ in range(10):
        for message in [one for one in arrivals if one.received <= now]:
            arrivals.remove(message)
            scene.desk = scene.desk.apply(decide(scene.desk, (message,), now, scene.advise))
            if status and arrivals:
                scene.edit(at=now, by="kim", status=status)
        until = settled(scene, now)
        assert now <= until <= now + LONGEST
        for part in (0, *parts):
            moment = now + part * (until - now)
            assert moment >= until or empty(scene, moment), f"{moment} of {now} to {until}"
        assert until == now or empty(scene, until - SECOND)
        now = until if until > now else now + 7 * HOUR
        if now > last:
            return


def scene_with(kind: str) -> Scene:
    return the_desk(frozenset({kind})).open()


@pytest.mark.parametrize(
    ("kind", "asleep", "due"),
    [
        ("recurring", "2026-03-26T21:00", "2026-03-26T23:00"),  # Friday begins in Berlin
        ("reviews", "2026-03-26T22:30", "2026-03-26T23:00"),
        ("renewals", "2026-03-28T22:00", "2026-03-28T23:00"),  # thirty days ahead, by the desk's date
        ("report", "2026-04-01T03:00", "2026-04-01T04:30"),  # half past six in Berlin's summer
    ],
)
def test_what_comes_by_the_calendar_ends_the_quiet_when_it_falls_due(kind: str, asleep: str, due: str) -> None:
    scene = scene_with(kind)
    scene.receive(mail("ana@example.org", at=BEGIN - timedelta(days=30)))
    scene.run(utc(asleep))
    assert settled(scene, utc(asleep)) == utc(due)
    assert empty(scene, utc(due) - SECOND) and not empty(scene, utc(due))


def test_the_clock_of_a_ticket_ends_the_quiet() -> None:
    scene = scene_with("clocks")
    scene.receive(mail("ana@example.org", at="2026-03-26T10:00"))
    until = settled(scene, utc("2026-03-26T10:00"))
    assert until == scene.record().state.agenda[0][1].at
    assert empty(scene, until - SECOND) and not empty(scene, until)


def test_an_absence_ends_the_quiet_when_it_begins_where_that_person_is() -> None:
    scene = scene_with("absence")
    scene.receive(mail("ana@example.org", at="2026-03-26T10:00"))
    scene.edit(at="2026-03-26T10:00", by="kim", assignee="kim")
    until = settled(scene, utc("2026-03-26T10:00"))
    assert until == utc("2026-03-26T23:00")
    assert empty(scene, until - SECOND) and not empty(scene, until)


def test_the_end_of_a_shift_ends_the_quiet() -> None:
    scene = scene_with("shifts")
    scene.receive(mail("ana@example.org", "Outage", at="2026-03-26T10:00"))
    holder = scene.record().ticket.assignee
    until = settled(scene, utc("2026-03-26T10:00"))
    assert until == utc("2026-03-26T16:00"), "Berlin's office closes, and the other's an hour later"
    assert holder == "kim" and not empty(scene, until), "who is still there takes over"


def test_a_leftover_ends_the_quiet_when_somebody_with_room_comes_back() -> None:
    desk = a_desk().person("kim", away="2026-03-20..2026-03-26").team("desk", "kim")
    scene = desk.open()
    scene.receive(mail("ana@example.org", at="2026-03-26T10:00"))
    assert scene.record().state.leftover
    until = settled(scene, utc("2026-03-26T10:00"))
    assert until == utc("2026-03-27T00:00")
    assert empty(scene, until - SECOND) and not empty(scene, until)


def test_a_leftover_that_lies_with_the_lead_though_there_is_room_leaves_no_quiet() -> None:
    desk = a_desk().person("kim").team("desk", "kim").category("network/vpn", "vpn", team="desk", skills=("vpn",))
    scene = desk.open()
    now = utc("2026-03-26T10:00")
    scene.receive(mail("ana@example.org", "vpn", at=now))
    assert scene.record().state.leftover, "nobody knows of it"
    assert settled(scene, now) == now


def test_a_notice_that_is_owed_leaves_no_quiet() -> None:
    scene = a_desk().open()
    now = utc("2026-03-26T10:00")
    scene.receive(mail("ana@example.org", at=now))
    assert scene.record().state.owed
    assert quiet_until(scene.desk, now) == now
    assert settled(scene, now) > now


def test_work_that_lies_with_somebody_away_leaves_no_quiet() -> None:
    scene = a_desk().person("lee", away="2026-03-20..2026-03-29").team("desk", "lee").open()
    now = utc("2026-03-26T10:00")
    scene.receive(mail("ana@example.org", at=now))
    assert scene.record().ticket.assignee == "lee", "the lead owns what nobody can take"
    assert settled(scene, now) == now


def test_a_desk_on_which_nothing_comes_by_a_clock_is_quiet_for_a_day_and_no_longer() -> None:
    assert settled(a_desk().open(), BEGIN) == BEGIN + LONGEST


def test_an_absence_of_long_ago_costs_a_look_a_day() -> None:
    scene = a_desk().open()
    person = replace(scene.rules.people["lee"], away=(Absence(date(2020, 1, 1), date(2020, 1, 2)),))
    scene.change_rules(replace(scene.rules, people={**scene.rules.people, "lee": person}))
    assert settled(scene, BEGIN) == utc("2026-03-27T00:00")


@pytest.mark.parametrize(
    ("zone", "now", "end"),
    [
        ("Europe/Berlin", "2026-03-26T15:00", "2026-03-26T23:00"),
        ("Europe/Berlin", "2026-03-28T23:00", "2026-03-29T01:00"),  # the clocks go forward
        ("Europe/Berlin", "2026-03-29T01:00", "2026-03-29T22:00"),
        ("Europe/Berlin", "2026-10-25T00:30", "2026-10-25T01:00"),  # and back
        ("America/Nuuk", "2026-10-25T00:00", "2026-10-25T01:00"),  # back to the day before
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),  # a day that never was
        ("UTC", "2026-03-26T00:00", "2026-03-27T00:00"),
    ],
)
def test_a_day_goes_on_evenly_until_midnight_or_until_the_clocks_change(zone: str, now: str, end: str) -> None:
    assert day_ends(ZoneInfo(zone), utc(now)) == utc(end).astimezone(UTC)


def test_a_call_in_the_drop_box_leaves_no_quiet() -> None:
    scene = a_desk().open()
    now = settled(scene, BEGIN) - HOUR
    scene.drop("tickets/new/call.md", title="A call", uuid="1b4e28ba-2fa1-4d2b-883f-0016d3cca427")
    assert quiet_until(scene.desk, now) == now


def test_parts_of_an_ended_major_incident_that_wait_for_their_turn_leave_no_quiet() -> None:
    desk = a_desk().category("network/vpn", "vpn", team="desk").settings(limits={"closings_per_pass": 1})
    scene = desk.open()
    now = utc("2026-03-26T10:00")
    scene.receive(mail("first@example.org", "vpn is down", at=now - HOUR))
    scene.edit(at=now - HOUR, by="lee", tags=["major"]).run(now - HOUR)
    scene.receive(*(mail(f"u{n}@example.org", "vpn", at=now - n * SECOND) for n in (3, 2, 1)))
    scene.edit(at=now, by="lee", status="resolved").run(now)
    tell(scene, now)
    assert [bool(scene.ticket(number).state.resolved) for number in (2, 3, 4)] == [True, False, False]
    assert not any(scene.desk.awake(now)), "no clock wakes the others"
    assert not empty(scene, now) and quiet_until(scene.desk, now) == now
