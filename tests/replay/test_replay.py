"""Living a desk's history over again: what people did stays, what the desk decides is decided anew."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from builders import DeskBuilder, Scene, a_desk, contains, mail, staff_mail, utc
from helpdesk.model import shelf
from helpdesk.model.record import Record
from helpdesk.model.timeline import Target
from helpdesk.replay.difference import Difference, compare, seen
from helpdesk.replay.difference_words import as_json, as_markdown, as_text
from helpdesk.replay.outcome import outcome_of
from helpdesk.replay.replay import Replayed, replay, script_of

START = utc("2026-03-01T00:00")
END = utc("2026-04-01T00:00")


def a_small_desk() -> DeskBuilder:
    desk = a_desk().team("network", "kim", "rui").team("desk", "sam").category("network/vpn", "vpn", team="network")
    return desk.category("printing", "printer", team="desk").level(response="2h", resolve="8h")


def lived() -> Scene:
    """Two tickets: a VPN that is asked about, answered and solved; a printer that nobody looks at."""
    scene = a_small_desk().open()
    scene.receive(mail("anna@example.org", "The vpn drops", at="2026-03-02T09:00", name="a"))
    scene.receive(mail("bob@example.org", "The printer jams", at="2026-03-02T09:30", name="b"))
    scene.say(by="kim", at="2026-03-02T09:40", text="Which network?").run("2026-03-02T09:40")
    scene.edit(status="waiting", by="kim", at="2026-03-02T09:41").run("2026-03-02T09:41")
    scene.receive(
        mail("anna@example.org", "Re: The vpn drops", "Home", at="2026-03-02T12:41", answers="<a@example.org>")
    )
    scene.edit(status="resolved", by="rui", at="2026-03-02T15:00").run("2026-03-02T15:00")
    scene.run("2026-03-02T17:00")
    return scene


def under(scene: Scene, other: DeskBuilder, start: str = "2026-03-01T00:00") -> tuple[Difference, Replayed]:
    script = script_of(scene.desk.all_tickets(), scene.rules.people, utc(start), END)
    changed = replay(script, other.rules(), {})
    return compare(script, seen(replay(script, scene.rules, {})), seen(changed)), changed


def records(replayed: Replayed) -> list[Record]:
    return [record for record in replayed.records.values() if record is not None]


def test_under_the_rules_it_lived_under_a_desk_decides_the_same_again() -> None:
    scene = lived()
    difference, again = under(scene, a_small_desk())
    assert difference.none
    assert not any(difference.unlike_record.values())
    for record in records(again):
        assert outcome_of(record).due == outcome_of(scene.record(record.number)).due
        assert record.ticket.assignee == scene.record(record.number).ticket.assignee


def test_tickets_that_go_elsewhere_are_counted_from_and_to_and_named() -> None:
    other = a_small_desk().category("network/vpn", "vpn", team="desk")
    difference, _ = under(lived(), other)
    assert [(move.old, move.new, move.references) for move in difference.routed] == [
        ("network", "desk", ("HD-000001",))
    ]
    assert "network -> desk: 1 (HD-000001)" in as_text(difference)


def test_an_earlier_promise_breaks_on_tickets_where_it_was_kept_before() -> None:
    other = a_small_desk()
    other.levels.clear()
    difference, _ = under(lived(), other.level(response="30m", resolve="8h"))
    (shift,) = difference.shifts
    assert (shift.target, shift.earlier, shift.earlier_by) == (Target.RESPONSE, ("HD-000001", "HD-000002"), 5400.0)
    response = next(broken for broken in difference.broken if broken.target is Target.RESPONSE)
    assert (response.before, response.after, response.gained) == (1, 2, ("HD-000001",))


def test_a_pause_counts_under_the_changed_rules_too() -> None:
    other = a_small_desk()
    other.levels.clear()
    difference, changed = under(lived(), other.level(response="2h", resolve="4h"))
    first = records(changed)[0]
    assert first.state.promises[Target.RESOLVE].due == utc("2026-03-02T16:00"), "four hours, and three of waiting"
    assert "HD-000001" not in next(b for b in difference.broken if b.target is Target.RESOLVE).gained


def test_what_a_person_chose_stays_chosen() -> None:
    scene = a_small_desk().open()
    scene.receive(mail("anna@example.org", "The vpn drops", at="2026-03-02T09:00"))
    scene.edit(team="desk", assignee="sam", by="kim", at="2026-03-02T09:10").run("2026-03-02T09:10")
    other = a_small_desk().rule("all to the network", contains("subject", "vpn"), team="network")
    _, changed = under(scene, other)
    assert (records(changed)[0].ticket.team, records(changed)[0].ticket.assignee) == ("desk", "sam")


def test_tickets_open_at_the_start_weigh_on_people_but_are_not_compared() -> None:
    scene = a_small_desk().open()
    scene.receive(mail("anna@example.org", "An old vpn matter", at="2026-02-02T09:00"))
    holder = scene.record(1).ticket.assignee
    scene.receive(mail("bob@example.org", "The vpn drops", at="2026-03-02T09:00"))
    difference, again = under(scene, a_small_desk())
    assert difference.tickets == 1
    assert [record.reference for record in records(again)] == ["HD-000002"]
    assert records(again)[0].ticket.assignee != holder, "who has an old ticket has more to do"


def test_a_ticket_that_staff_filed_keeps_what_they_filed() -> None:
    scene = a_small_desk().open()
    scene.drop(
        "tickets/new/a.md", "It drops.", by="sam", uuid="0123456789abcdef", title="vpn", team="desk", assignee="sam"
    )
    scene.run("2026-03-02T09:00")
    difference, again = under(scene, a_small_desk())
    assert difference.none and not any(difference.unlike_record.values())
    assert records(again)[0].ticket.assignee == "sam"


def test_staff_who_answer_by_mail_keep_their_promise_again() -> None:
    scene = a_small_desk().open()
    scene.receive(mail("anna@example.org", "The vpn drops", at="2026-03-02T09:00", name="a"))
    scene.receive(staff_mail("kim", "Re: The vpn drops", "On it", at="2026-03-02T09:20", answers="<a@example.org>"))
    _, again = under(scene, a_small_desk())
    assert records(again)[0].state.promises[Target.RESPONSE].met_at == utc("2026-03-02T09:20")


def test_a_request_that_changed_rules_would_refuse_is_named() -> None:
    other = a_small_desk().settings(mail={"address": "support@desk.example", "also": ("anna@example.org",)})
    difference, changed = under(lived(), other)
    assert difference.refused == ("HD-000001",) and len(records(changed)) == 1
    assert "No longer taken in" in as_text(difference)


def test_only_tickets_since_the_start_are_compared_and_none_is_said_plainly() -> None:
    difference, _ = under(lived(), a_small_desk(), start="2026-03-10T00:00")
    assert difference.tickets == 0
    assert as_text(difference).startswith("No tickets were opened")


def test_text_fits_eighty_columns_and_all_three_forms_tell_the_same_figures() -> None:
    other = a_small_desk().category("network/vpn", "vpn", team="desk")
    difference, _ = under(lived(), other)
    assert all(len(line) <= 80 for line in as_text(difference).splitlines())
    assert b'"HD-000001"' in as_json(difference)
    assert "network -\\> desk: 1 (HD-000001)" in as_markdown(difference)


def test_the_cost_of_a_pass_does_not_grow_with_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: how many records are looked at per event, on a desk of 20 tickets and on one of 80."""
    looks = 0

    def counting(look: Callable[..., object]) -> Callable[..., object]:
        def counted(*arguments: object) -> object:
            nonlocal looks
            looks += 1
            return look(*arguments)

        return counted

    for name in ("wake_at", "phase_of"):
        monkeypatch.setattr(shelf, name, counting(getattr(shelf, name)))
    per_event = []
    for tickets in (20, 80):
        scene = a_small_desk().open()
        times = [utc("2026-03-02T09:00") + timedelta(minutes=n) for n in range(tickets)]
        scene.receive(*(mail(f"p{n}@example.org", "vpn", at=at) for n, at in enumerate(times)))
        script = script_of(scene.desk.all_tickets(), scene.rules.people, START, times[-1])
        looks = 0
        replay(script, scene.rules, {})
        per_event.append(looks / tickets)
    assert per_event[1] <= per_event[0] * 1.2
