"""Whatever people do in whatever order: a change is never beyond its approvers, and a pass leaves nothing to do."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Scene, a_desk, mail, utc
from helpdesk.decide.approvals.approval import approval_of, why_not
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.ticket import Change, Visibility
from helpdesk.model.timeline import DESK, Approved

STATUSES = ("assess", "approval", "scheduled", "implementing", "review")
STEP = st.one_of(
    st.tuples(st.just("move"), st.sampled_from(STATUSES)),
    st.tuples(st.just("plan"), st.sampled_from(("Install 4", "Install 5"))),
    st.tuples(st.just("approve"), st.sampled_from(("kim", "lou", "mia"))),
    st.tuples(st.just("approve the first plan"), st.sampled_from(("kim", "lou"))),
    st.tuples(st.just("spoof"), st.sampled_from(("kim", "lou"))),
    st.tuples(st.just("refuse"), st.just("kim")),
)


def a_scene() -> Scene:
    """A change that two of the board must agree to."""
    desk = a_desk().practice().team("board", "kim", "lou").approval("two", Approver("board", 2))
    scene = desk.person("mia").open()
    change = Change(plan="Install 4", rollback="Boot 3", risk="low")
    scene.drop("tickets/new/a.md", uuid="u", title="Upgrade", type="change", change=change)
    scene.run("2026-03-02T09:00")
    return scene


def stands(scene: Scene):
    record = scene.record()
    return approval_of(record.ticket, record.request, record.timeline, scene.rules, {}, utc("2026-03-02T09:00"))


def do(scene: Scene, what: str, value: str, at, first: str) -> None:
    match what:
        case "move":
            done = {"code": "done", "summary": "Done."} if value == "review" else None
            scene.edit(by="mia", at=at, status=value, resolution=done).run(at)
        case "plan":
            scene.edit(by="mia", at=at, change={**scene.front_matter()["change"], "plan": value}).run(at)
        case "spoof":
            text = f"/approve {stands(scene).hash}"
            scene.receive(mail(f"{value}@desk.example", "[HD-000001]", text, at=at))
        case _:
            word = "refuse" if what == "refuse" else "approve"
            hash_ = first if what == "approve the first plan" else stands(scene).hash
            scene.say(text=f"/{word} {hash_}", by=value, at=at, visibility=Visibility.INTERNAL).run(at)


@given(st.lists(STEP, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_change_is_ever_beyond_its_approvers(steps: list[tuple[str, str]]) -> None:
    scene = a_scene()
    first, at = stands(scene).hash, utc("2026-03-02T09:00")
    for what, value in steps:
        at += timedelta(minutes=10)
        do(scene, what, value, at, first)
        ticket = scene.record().ticket
        assert why_not(ticket, ticket.status, stands(scene), scene.rules) == "", (what, value, ticket.status)
    approvers = {entry.by for entry in scene.entries(Approved)}
    assert approvers <= {"kim", "lou", "lee"} and DESK not in approvers
