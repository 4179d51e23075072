"""How long a team may have a ticket, whose hours count, and what new priorities and words change."""

from builders import Scene, a_desk, is_, mail, office, round_the_clock, staff_mail, utc
from helpdesk.model.rules.people import Role
from helpdesk.model.rules.sla import HoursOf, OnPriorityChange, Targets, TeamTargets, UpdateAfter
from helpdesk.model.timeline import Breached, Escalated, Owed, Promised, Target

MORNING = "2026-03-02T09:00"


def promised(scene: Scene, target: Target, number: int = 1) -> Promised:
    return [entry for entry in scene.entries(Promised, number) if entry.target is target][-1]


def test_each_time_a_ticket_sits_with_a_team_that_teams_own_clock_runs() -> None:
    desk = a_desk().team("desk", "kim").team("net", "eve", calendar="always").calendar(round_the_clock("always"))
    desk.level(resolve="3d", teams={"desk": {"P3": TeamTargets("4h", "rules/sla/standard.yml:9")}})
    desk.teams["net"] = desk.teams["net"].__class__(
        **{
            **{f: getattr(desk.teams["net"], f) for f in desk.teams["net"].__struct_fields__},
            "targets": {"P3": TeamTargets("6h", "rules/teams/net.yml:5")},
        }
    )
    scene = desk.open()
    scene.receive(mail("anna@example.org", at=MORNING))
    assert promised(scene, Target.TEAM).due == utc("2026-03-02T13:00")
    scene.edit(team="net", assignee="eve", at="2026-03-02T11:00").run("2026-03-02T11:00")
    own = promised(scene, Target.TEAM)
    assert (own.due, own.sla, own.calendar) == (utc("2026-03-02T17:00"), "net", "always")
    assert own.rule == "rules/teams/net.yml:5 net" and own.why == "net has it now; net has it, at P3"
    scene.run("2026-03-02T19:00")
    (breach,) = scene.entries(Breached)
    assert (breach.at, breach.target, breach.rule) == (own.due, Target.TEAM, "rules/teams/net.yml:5 net")
    assert promised(scene, Target.RESOLVE).due == utc("2026-03-05T09:00"), "what the requester was promised stands"
    scene.edit(team="desk", assignee="kim", at="2026-03-03T09:00").run("2026-03-03T09:00")
    assert promised(scene, Target.TEAM).due == utc("2026-03-03T13:00"), "back again, its clock begins anew"


def test_a_teams_own_target_is_told_to_nobody_outside_and_stands_still_with_the_ticket() -> None:
    from helpdesk.model.rules.notices import NoticeRule

    desk = a_desk().team("desk", "kim").level(teams={"desk": {"P3": TeamTargets("4h")}})
    desk.notice(NoticeRule(id="all", on="breached", to=("requester", "lead"), template="breached"))
    scene = desk.open()
    scene.receive(mail("anna@example.org", at=MORNING, name="a"))
    scene.edit(status="waiting", at="2026-03-02T10:00").run("2026-03-02T10:00")
    scene.receive(mail("anna@example.org", "Re", "Yes", at="2026-03-02T12:00", answers="<a@example.org>"))
    assert scene.ticket().state.promises[Target.TEAM].due == utc("2026-03-02T15:00")
    scene.run("2026-03-02T16:00")
    assert [owed.role for owed in scene.entries(Owed)] == ["lead"]


def test_a_team_whose_time_is_up_may_pass_the_ticket_on() -> None:
    from helpdesk.model.rules.sla import EscalationStep, ServiceLevel

    desk = a_desk().team("desk", "kim", next_tier="net").team("net", "eve")
    desk.levels.append(
        ServiceLevel(
            id="standard",
            teams={"desk": {"P3": TeamTargets("2h")}},
            escalate=(EscalationStep(at="100%", to="next-tier", target="team", origin="rules/sla/standard.yml:12"),),
        )
    )
    scene = desk.open()
    scene.receive(mail("anna@example.org", at=MORNING))
    scene.run("2026-03-02T12:00")
    (step,) = scene.entries(Escalated)
    assert (scene.ticket().ticket.team, step.at, step.rule) == (
        "net",
        utc("2026-03-02T11:00"),
        "rules/sla/standard.yml:12",
    )
    assert Target.TEAM not in scene.ticket().state.promises, "the next team has no target of its own"


def test_a_level_counts_in_its_own_hours_the_teams_or_the_requesters() -> None:
    late = office("late", hours=(("13:00", "21:00"),))
    there = office("lisbon", hours=(("10:00", "18:00"),)).__class__
    lisbon = there(
        id="lisbon", timezone="UTC", weekly=office(hours=(("10:00", "18:00"),)).weekly, locations=("Lisbon",)
    )
    due = {}
    for hours_of in HoursOf:
        desk = a_desk().calendar(late).calendar(lisbon).team("desk", "kim", calendar="late")
        desk.person("anna", role=Role.REQUESTER, email="anna@example.org", location="lisbon")
        scene = desk.level(resolve="2h", calendar="default", hours_of=hours_of).open()
        scene.receive(mail("anna@example.org", at="2026-03-02T07:00"))
        due[hours_of.value] = f"{promised(scene, Target.RESOLVE).due:%H:%M} {promised(scene, Target.RESOLVE).calendar}"
    assert due == {"level": "11:00 default", "team": "15:00 late", "requester": "12:00 lisbon"}


def test_a_level_without_a_calendar_counts_in_the_teams() -> None:
    desk = a_desk().calendar(office("late", hours=(("13:00", "21:00"),))).team("desk", "kim", calendar="late")
    scene = desk.level(resolve="2h").open()
    scene.receive(mail("anna@example.org", at=MORNING))
    assert promised(scene, Target.RESOLVE).due == utc("2026-03-02T15:00")


def test_a_level_says_what_a_new_priority_counts_from() -> None:
    targets = {"P3": Targets(resolve="8h"), "P1": Targets(resolve="4h")}
    dues = {}
    for policy in OnPriorityChange:
        scene = a_desk().team("desk", "kim").level(targets=targets, on_priority_change=policy).open()
        scene.receive(mail("anna@example.org", at=MORNING))
        scene.edit(priority="P1", at="2026-03-02T10:00").run("2026-03-02T10:00")
        dues[policy.value] = f"{scene.ticket().state.promises[Target.RESOLVE].due:%H:%M}"
    assert dues == {"from-opening": "13:00", "from-now": "14:00", "keep": "17:00"}
    why = "priority is P1 now, counted from then on; standard is for all that no other level takes"
    scene = a_desk().team("desk", "kim").level(targets=targets, on_priority_change=OnPriorityChange.FROM_NOW).open()
    scene.receive(mail("anna@example.org", at=MORNING))
    scene.edit(priority="P1", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert promised(scene, Target.RESOLVE).why == why


def test_another_type_or_service_follows_its_own_level_and_a_changed_rule_alone_moves_nothing() -> None:
    desk = a_desk().level("mail", resolve="2h", when=is_("service", "mail")).level("basic", resolve="8h")
    scene = desk.team("desk", "kim").open()
    scene.receive(mail("anna@example.org", at=MORNING))
    scene.edit(tags=("odd",), at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert len(scene.entries(Promised)) == 1
    scene.edit(service="mail", at="2026-03-02T10:00").run("2026-03-02T10:00")
    assert (promised(scene, Target.RESOLVE).sla, promised(scene, Target.RESOLVE).due) == (
        "mail",
        utc("2026-03-02T11:00"),
    )
    assert promised(scene, Target.RESOLVE).why == "service level is mail now; service is mail"


def test_vips_and_departments_have_levels_of_their_own() -> None:
    desk = a_desk().level("board", resolve="1h", when=is_("requester_vip", "true"))
    desk.level("sales", resolve="2h", when=is_("requester_department", "Sales")).level("basic", resolve="8h")
    desk.person("ceo", role=Role.REQUESTER, email="ceo@example.org", vip=True)
    desk.person("sam", role=Role.REQUESTER, email="sam@example.org", department="Sales")
    scene = desk.open()
    for number, who in enumerate(("ceo", "sam", "zoe"), 1):
        scene.receive(mail(f"{who}@example.org", at=f"2026-03-02T09:0{number}"))
    assert [scene.entries(Promised, number)[0].sla for number in (1, 2, 3)] == ["board", "sales", "basic"]


def test_the_next_update_may_count_from_a_requesters_word_that_waits_for_an_answer() -> None:
    scene = a_desk().team("desk", "kim").level(update="4h", update_after=UpdateAfter.REQUEST).open()
    scene.receive(mail("anna@example.org", at=MORNING, name="a"))
    assert scene.ticket().state.promises[Target.UPDATE].due == utc("2026-03-02T13:00")
    scene.receive(staff_mail("kim", "Re", "On it", at="2026-03-02T10:00", answers="<a@example.org>"))
    assert scene.ticket().state.promises[Target.UPDATE].met_at == utc("2026-03-02T10:00")
    for hour in ("11", "12"):
        scene.receive(
            mail("anna@example.org", "Re", f"And {hour}?", at=f"2026-03-02T{hour}:00", answers="<a@example.org>")
        )
    assert scene.ticket().state.promises[Target.UPDATE].due == utc("2026-03-02T15:00"), "from the first unanswered word"
