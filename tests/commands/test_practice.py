"""Approving, refusing, asking for items and ticking off tasks on the command line."""

import pytest
from msgspec.structs import replace
from paper_desk import PaperDesk, Typed, a_record

from helpdesk.model.approval import approval_hash
from helpdesk.model.rules.approvals import ApprovalRule, Approvals, Approver
from helpdesk.model.rules.catalog import Field, FieldType, Item
from helpdesk.model.ticket import Change, Task, TicketType, Visibility

CHANGE = Change(plan="1. Drain", rollback="Restore", risk="low")
SIZE = Field(id="size", label="Which size?", type=FieldType.SELECT, options=("14 inch", "16 inch"), required=True)


@pytest.fixture
def desk() -> PaperDesk:
    """Kim is asked to agree to change 1, lou to request 2; ticket 3 has tasks."""
    desk = PaperDesk(a_record(1, "Upgrade"), a_record(2, "Money"), a_record(3, "Laptop", assignee="kim"))
    kim, lou = (Approver("kim"),), (Approver("lou"),)
    rules = (
        ApprovalRule(name="changes", approvers=kim, when=type_is("change")),
        ApprovalRule(name="requests", approvers=lou, when=type_is("request")),
    )
    desk.snapshot.rules = replace(
        desk.snapshot.rules,
        approvals=Approvals(rules=rules),
        catalog={"laptop": Item(id="laptop", name="A laptop", fields=(SIZE,))},
    )
    set_ticket(desk, 1, type=TicketType.CHANGE, change=CHANGE)
    set_ticket(desk, 2, type=TicketType.REQUEST)
    set_ticket(desk, 3, tasks=(Task("order", "Order it"), Task("hand-over", "Hand it over", after=("order",))))
    return desk


def type_is(kind: str):
    from helpdesk.model.rules.condition import Operator, Test

    return Test("type", Operator.IS, (kind,))


def set_ticket(desk: PaperDesk, number: int, **values) -> None:
    record = desk.snapshot.records[number]
    desk.snapshot.records[number] = replace(record, ticket=replace(record.ticket, **values))


def refused(result) -> str:
    assert result.exit_code == 1, result.output
    return result.output


def test_approving_names_exactly_what_is_approved(typed: Typed, desk: PaperDesk):
    output = typed("approve", "1", "-m", "Not on a Friday.").output
    (said,) = desk.said(1)
    assert said.text == f"/approve {approval_hash(desk.ticket(1))}\n\nNot on a Friday.\n"
    assert (said.comment.by, said.comment.visibility) == ("kim", Visibility.INTERNAL)
    assert "change.plan: 1. Drain" in output and "approved as kim" in output


def test_refusing_says_why(typed: Typed, desk: PaperDesk):
    assert typed("refuse", "1").exit_code == 2
    typed("refuse", "1", "-m", "Too early.")
    assert desk.said(1)[0].text == f"/refuse {approval_hash(desk.ticket(1))}\n\nToo early.\n"


def test_who_is_not_asked_is_told_who_is(typed: Typed, desk: PaperDesk):
    assert "kim is not asked to approve HD-000002; outstanding: lou" in refused(typed("approve", "2"))
    assert "needs nobody's approval" in refused(typed("approve", "3"))
    assert desk.subjects == []


def test_a_task_is_ticked_off_when_what_it_waits_for_is_done(typed: Typed, desk: PaperDesk):
    assert "[ ] order: Order it" in typed("task", "3").output
    assert "hand-over waits for order" in refused(typed("task", "3", "done", "hand-over"))
    typed("task", "3", "done", "order", "hand-over")
    assert [task.done for task in desk.ticket(3).tasks] == [True, True]
    assert "unknown task: 'oder'; did you mean 'order'?" in refused(typed("task", "3", "done", "oder"))


def test_an_item_is_asked_for_with_its_answers(typed: Typed, desk: PaperDesk):
    typed("new", "A laptop for Ana", "--from", "ana", "--item", "laptop", "--answer", "size=14 inch", "-m", "x")
    form = desk.dropped[0].item.form
    assert (form.item, form.answers) == ("laptop", {"size": "14 inch"})


def test_an_answer_that_is_missing_is_said_at_once_and_the_request_is_logged(typed: Typed, desk: PaperDesk):
    said = typed("new", "A laptop for Ana", "--from", "ana", "--item", "laptop", "-m", "x").output
    assert "warning: not answered: Which size?" in said and "--answer size=..." in said
    assert len(desk.dropped) == 1


def test_an_answer_that_cannot_be_right_is_refused_at_once(typed: Typed, desk: PaperDesk):
    ask = ("new", "A laptop", "--from", "ana", "-m", "x", "--item")
    assert "no such choice: '15 inch'" in refused(typed(*ask, "laptop", "--answer", "size=15 inch"))
    assert "unknown field of laptop: 'sise'; did you mean 'size'?" in refused(
        typed(*ask, "laptop", "--answer", "sise=1")
    )
    assert "unknown catalogue item: 'latpop'; did you mean 'laptop'?" in refused(typed(*ask, "latpop"))
    assert desk.dropped == []


def test_what_waits_for_approval_is_not_fulfilled_but_may_be_ended_undone(typed: Typed, desk: PaperDesk):
    said = refused(typed("resolve", "2", "--code", "fixed", "-m", "Here it is."))
    assert "it is not approved; outstanding: lou" in said and "helpdesk approve 2" in said
    assert desk.subjects == []
    assert typed("resolve", "2", "--code", "withdrawn", "-m", "Found one.").exit_code == 0


def test_nobody_approves_in_anothers_name(typed: Typed, desk: PaperDesk):
    for verb in (["approve", "2"], ["refuse", "2", "-m", "Too dear."]):
        said = refused(typed(*verb, "--as", "lou"))
        assert "git commits here as kim@example.org, so it would not count as the word of lou" in said
        assert "git config user.email lou@example.org" in said
    assert desk.subjects == []
    assert typed("approve", "1", "--as", "kim").exit_code == 0
