"""Changes: freezes, collisions of windows, emergencies, and how a change ends."""

from msgspec.structs import replace

from builders import DeskBuilder, Scene, a_desk, is_, utc
from helpdesk.model.asset import Relation
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.rules.people import Role
from helpdesk.model.ticket import Change, Visibility, Window
from helpdesk.model.timeline import Approved, Owed, Refused

NIGHT = Window(utc("2026-03-10T20:00"), utc("2026-03-10T22:00"))
UPGRADE = Change(plan="Install 4.2", rollback="Boot 4.1", risk="medium", window=NIGHT)


def a_desk_with_services() -> DeskBuilder:
    return (
        a_desk()
        .practice()
        .team("net", "kim", lead="mia")
        .person("boss", role=Role.MANAGER)
        .asset("switch", "device", "Core switch")
        .asset("vpn", "service", "VPN", owner="mia", relations=(Relation("runs_on", "switch"),))
        .asset("mail", "service", "Mail", owner="mia")
    )


def plan(scene: Scene, name: str, change: Change = UPGRADE, at: str = "2026-03-02T09:00", **values) -> Scene:
    values = {"team": "net", "service": "vpn", **values}
    scene.drop(f"tickets/new/{name}.md", at=at, uuid=name, title=name, type="change", change=change, **values)
    scene.run(at)
    return scene


def notes(scene: Scene, number: int) -> list[str]:
    said = scene.record(number).conversation
    return [one.text for one in said if one.comment.by == "desk" and one.comment.visibility is Visibility.INTERNAL]


def approve(scene: Scene, who: str, at: str, number: int = 1) -> None:
    question = [e for e in scene.entries(Owed, number) if e.template == "approve" and e.role == who][-1]
    scene.say(number, f"/approve {question.data['hash']}", by=who, at=at, visibility=Visibility.INTERNAL).run(at)


def test_two_changes_of_one_service_at_one_time_are_noted() -> None:
    scene = plan(plan(a_desk_with_services().open(), "one"), "two", assignee="lee")
    assert notes(scene, 1) == []
    assert notes(scene, 2) == [
        "In the window of this change:\n\n- HD-000001 changes vpn too, 2026-03-10 20:00 UTC to 2026-03-10 22:00 UTC\n"
    ]


def test_a_change_of_what_a_service_stands_on_is_noted() -> None:
    scene = plan(a_desk_with_services().open(), "one", service="switch", assignee="lee")
    plan(scene, "two", service="vpn", assignee="kim")
    assert "changes switch, which vpn depends on" in notes(scene, 2)[0]


def test_one_person_in_two_windows_is_noted() -> None:
    scene = plan(plan(a_desk_with_services().open(), "one", assignee="kim"), "two", service="mail", assignee="kim")
    assert "HD-000001 needs kim too" in notes(scene, 2)[0]


def test_windows_that_do_not_meet_do_not_collide() -> None:
    later = replace(UPGRADE, window=Window(utc("2026-03-10T22:00"), utc("2026-03-10T23:00")))
    scene = plan(plan(a_desk_with_services().open(), "one"), "two", later)
    assert notes(scene, 2) == []


def test_in_a_freeze_even_an_approved_change_is_not_scheduled() -> None:
    scene = a_desk_with_services().freeze("Quarter end", "2026-03-09..2026-03-11").open()
    plan(scene, "one")
    assert "lies in the freeze 'Quarter end', 2026-03-09 to 2026-03-11" in notes(scene, 1)[0]
    scene.edit(at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    approve(scene, "mia", "2026-03-02T11:00")
    assert scene.record().ticket.status == "approval"
    scene.edit(at="2026-03-02T12:00", status="scheduled").run("2026-03-02T12:01")
    assert scene.record().ticket.status == "approval"
    assert "freeze" in scene.entries(Refused)[0].why


def test_a_freeze_of_one_service_leaves_the_others_alone() -> None:
    scene = a_desk_with_services().freeze("ERP", "2026-03-09..2026-03-11", services=("erp",)).open()
    assert notes(plan(scene, "one"), 1) == []


def an_emergency() -> Scene:
    desk = a_desk_with_services().approval("emergency", Approver("boss"), when=is_("kind", "emergency"), act_first=True)
    desk.freeze("Quarter end", "2026-03-09..2026-03-11")
    return plan(desk.open(), "fix", replace(UPGRADE, kind="emergency"))


def test_an_emergency_acts_first_is_asked_all_the_same_and_goes_on_in_a_freeze() -> None:
    scene = an_emergency()
    assert [entry.role for entry in scene.entries(Owed) if entry.template == "approve"] == ["boss"]
    scene.edit(at="2026-03-02T10:00", status="implementing").run("2026-03-02T10:01")
    assert scene.record().ticket.status == "implementing"
    approve(scene, "boss", "2026-03-02T11:00")
    assert len(scene.entries(Approved)) == 1


def test_an_emergency_is_reviewed_afterwards() -> None:
    scene = an_emergency()
    done = {"code": "fixed", "summary": "Patched."}
    scene.edit(at="2026-03-02T12:00", status="review", resolution=done).run("2026-03-02T12:01")
    (task,) = scene.record().ticket.tasks
    assert (task.id, task.assignee) == ("review", "mia")
    assert any(entry.template == "task" and entry.role == "mia" for entry in scene.entries(Owed))


def test_a_failed_change_names_its_way_back() -> None:
    scene = an_emergency()
    scene.edit(at="2026-03-02T10:00", status="implementing").run("2026-03-02T10:01")
    done = {"code": "rolled-back", "summary": "Boots no more."}
    scene.edit(at="2026-03-02T12:00", status="failed", resolution=done).run("2026-03-02T12:01")
    assert scene.record().ticket.change.outcome == "failed; way back: Boot 4.1"
