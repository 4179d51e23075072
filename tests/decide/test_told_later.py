"""What is told only if it is still so by then: approvers who do not answer, tasks that are late."""

from test_approvals import a_desk_with_people, a_request, answer
from test_catalogue import a_desk_with_laptops, ask, tasks, tick

from builders import Scene, is_, utc
from helpdesk.decide.notifying.outbox import Claimer, claim
from helpdesk.decide.plan import decide
from helpdesk.model.timeline import Owed, Told


def owed(scene: Scene, template: str) -> list[Owed]:
    return [entry for entry in scene.entries(Owed) if entry.template == template]


def goes_out(scene: Scene, at: str) -> set[str]:
    """The texts that a pass at this time would send."""
    plan = claim(decide(scene.desk, (), utc(at), scene.advise), scene.desk, Claimer("c/1", frozenset({"mail"}), 99))
    return {e.template for work in plan.work for e in work.entries if isinstance(e, Owed) and e.claim}


def waiting_for_boris() -> Scene:
    return a_request(a_desk_with_people().approval("money", "requester-manager", when=is_("type", "request")))


def test_an_approver_who_does_not_answer_is_asked_once_more_after_three_working_days() -> None:
    scene = waiting_for_boris()
    (again,) = owed(scene, "approve-again")
    assert (again.role, again.after) == ("boris", utc("2026-03-05T09:00"))
    assert "approve-again" not in goes_out(scene, "2026-03-05T08:59")
    assert "approve-again" in goes_out(scene, "2026-03-05T09:00")
    scene.run("2026-03-05T10:00")
    assert len(owed(scene, "approve-again")) == 1


def test_who_has_answered_is_not_asked_again() -> None:
    scene = waiting_for_boris()
    scene.receive(answer("boris", f"/approve {owed(scene, 'approve')[0].data['hash']}", scene))
    (dropped,) = [told for told in scene.entries(Told) if told.notice == owed(scene, "approve-again")[0].notice]
    assert (dropped.result, dropped.why) == ("dropped", "no answer is waited for any more")
    assert "approve-again" not in goes_out(scene, "2026-03-09T09:00")


def test_the_second_question_can_be_answered_like_the_first() -> None:
    from helpdesk.decide.approvals.questions import answered_question
    from helpdesk.decide.notifying.wording import message_id

    scene = waiting_for_boris()
    (again,) = owed(scene, "approve-again")
    message = message_id("HD-000001", again.notice, scene.rules)
    found = answered_question(scene.record().timeline, "boris", message, "HD-000001", scene.rules)
    assert found == again.data["hash"]


def test_the_lead_hears_of_a_task_that_is_late_and_not_of_one_done_in_time() -> None:
    scene = ask(a_desk_with_laptops().open(), size="14 inch")
    late = {entry.data["id"]: entry for entry in owed(scene, "task-late")}
    assert set(late) == {"order"}, "a task without a time is never late"
    assert (late["order"].role, late["order"].after) == ("lead", tasks(scene)["order"].due)
    assert "task-late" in goes_out(scene, "2026-03-04T09:00")
    tick(scene, "order", at="2026-03-02T11:00")
    assert late["order"].notice in {told.notice for told in scene.entries(Told) if told.result == "dropped"}
