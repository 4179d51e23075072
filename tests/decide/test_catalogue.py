"""The catalogue: what is asked for becomes a ticket with its fields, its approvals and its tasks."""

import pytest

from builders import DeskBuilder, Scene, a_desk, mail, utc
from helpdesk.decide.directory import Directory
from helpdesk.decide.requests.answers import flaws
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.rules.catalog import Field, FieldType, Item, ItemTask, StandardChange
from helpdesk.model.rules.people import Role
from helpdesk.model.ticket import Change, Form, TicketType
from helpdesk.model.timeline import Corrected, Owed, Triaged

SIZE = Field(id="size", label="Which size?", type=FieldType.SELECT, options=("14 inch", "16 inch"), required=True)
ORDER = ItemTask(id="order", title="Order it", team="buying", target="1d")
SET_UP = ItemTask(id="set-up", title="Set it up", target="4h", after=("order",))
ACCOUNT = ItemTask(id="account", title="Make the account")


def a_desk_with_laptops(**values) -> DeskBuilder:
    values = {"fields": (SIZE,), "tasks": (ORDER, SET_UP, ACCOUNT), "team": "desk", **values}
    return (
        a_desk()
        .practice()
        .person("boris", role=Role.MANAGER)
        .person("anna", role=Role.REQUESTER, manager="boris")
        .team("desk", "kim")
        .team("buying", "bea")
        .item("laptop", **values)
    )


def ask(scene: Scene, **answers) -> Scene:
    scene.receive(mail("anna@desk.example", "Laptop", fields={"form": "laptop", **answers}, channel="web"))
    return scene


def tasks(scene: Scene, number: int = 1) -> dict:
    return {task.id: task for task in scene.record(number).ticket.tasks}


def tick(scene: Scene, *names: str, at: str, number: int = 1) -> Scene:
    """Somebody ticks tasks off and pushes."""
    now = scene.front_matter(number)["tasks"]
    done = [{**task, "done": True} if task["id"] in names else task for task in now]
    scene.edit(number, by="kim", at=at, tasks=done).run(at)
    return scene


def test_an_item_says_what_its_ticket_is() -> None:
    scene = ask(a_desk_with_laptops(category="hardware", priority="P4", cost=900.0).open(), size="14 inch")
    ticket = scene.record().ticket
    assert (ticket.type, ticket.team, ticket.category, ticket.priority) == ("request", "desk", "hardware", "P4")
    assert str(ticket.fields) == "{'cost': 900}", "as the catalogue writes it, without a fraction"
    assert scene.entries(Triaged)[0].because["priority"] == "rules/catalog/laptop.yml: Laptop"


def test_what_a_person_says_counts_for_more_than_the_item() -> None:
    scene = a_desk_with_laptops(priority="P4").open()
    scene.drop("tickets/new/a.md", uuid="u", title="Laptop", priority="P1", form=Form("laptop", {"size": "14 inch"}))
    scene.run("2026-03-02T09:00")
    assert scene.record().ticket.priority == "P1"


def test_a_missing_answer_waits_for_the_requester_who_is_told_which() -> None:
    scene = ask(a_desk_with_laptops().open())
    assert scene.record().ticket.status == "waiting"
    (told,) = [entry for entry in scene.entries(Owed) if entry.template == "incomplete"]
    assert (told.role, told.data["missing"], told.data["wrong"]) == ("requester", ["Which size?"], [])
    assert [task.since for task in tasks(scene).values()] == [None] * 3, "nobody begins before it is known"


def test_a_wrong_answer_is_told_with_the_one_that_was_meant() -> None:
    scene = ask(a_desk_with_laptops().open(), size="14 inches")
    (told,) = [entry for entry in scene.entries(Owed) if entry.template == "incomplete"]
    assert told.data["wrong"] == ["Which size?: no such choice: '14 inches'; did you mean '14 inch'?"]


def test_tasks_begin_when_what_they_wait_for_is_done() -> None:
    scene = ask(a_desk_with_laptops().open(), size="14 inch")
    begun = tasks(scene)
    assert (begun["order"].team, begun["order"].assignee, begun["order"].due) == (
        "buying",
        "bea",
        utc("2026-03-03T09:00"),
    )
    assert begun["account"].assignee == "kim"
    assert begun["set-up"].since is None
    tick(scene, "order", at="2026-03-02T11:00")
    assert tasks(scene)["order"].done_at == utc("2026-03-02T11:00")
    assert (tasks(scene)["set-up"].assignee, tasks(scene)["set-up"].due) == ("kim", utc("2026-03-02T15:00"))
    asked = [(entry.role, entry.data["id"]) for entry in scene.entries(Owed) if entry.template == "task"]
    assert asked == [("bea", "order"), ("kim", "account"), ("kim", "set-up")]


def test_the_last_task_fulfils_the_request() -> None:
    scene = ask(a_desk_with_laptops().open(), size="14 inch")
    tick(scene, "order", "account", at="2026-03-02T11:00")
    assert scene.record().ticket.status != "resolved"
    tick(scene, "set-up", at="2026-03-02T12:00")
    ticket = scene.record().ticket
    assert (ticket.status, ticket.resolution.code) == ("resolved", "fulfilled")


def test_an_item_that_does_not_resolve_is_left_to_people() -> None:
    scene = ask(a_desk_with_laptops(resolves=False).open(), size="14 inch")
    tick(scene, "order", "account", "set-up", at="2026-03-02T11:00")
    assert scene.record().ticket.status == "new"


def test_nothing_is_begun_before_it_is_approved() -> None:
    scene = ask(a_desk_with_laptops(approvers=(Approver("requester-manager"),)).open(), size="14 inch")
    assert scene.record().ticket.status == "approval"
    assert [task.since for task in tasks(scene).values()] == [None] * 3
    question = next(entry for entry in scene.entries(Owed) if entry.template == "approve")
    assert question.data["parts"]["form"] == {"item": "laptop", "answers": {"size": "14 inch"}}
    scene.say(text=f"/approve {question.data['hash']}", by="boris", at="2026-03-02T10:00").run("2026-03-02T10:05")
    assert scene.record().ticket.status == "open"
    assert tasks(scene)["order"].since == utc("2026-03-02T10:05")


def test_another_answer_makes_an_approval_void() -> None:
    scene = ask(a_desk_with_laptops(approvers=(Approver("requester-manager"),)).open(), size="14 inch")
    question = next(entry for entry in scene.entries(Owed) if entry.template == "approve")
    scene.say(text=f"/approve {question.data['hash']}", by="boris", at="2026-03-02T10:00").run("2026-03-02T10:05")
    scene.edit(at="2026-03-02T11:00", form={"item": "laptop", "answers": {"size": "16 inch"}}).run("2026-03-02T11:05")
    assert scene.record().ticket.status == "approval"
    assert len(scene.entries(Corrected)) == 1


def test_an_item_that_nobody_knows_is_an_ordinary_request() -> None:
    scene = a_desk_with_laptops().open()
    scene.receive(mail("anna@desk.example", "Boat", fields={"form": "boat"}, channel="web"))
    assert scene.record().ticket.tasks == ()


STANDARD = StandardChange(plan="1. Drain\n2. Update", rollback="Restore")


def test_a_standard_change_made_by_its_template_needs_nobody() -> None:
    scene = a_desk_with_laptops(type=TicketType.CHANGE, change=STANDARD, fields=(), tasks=()).open()
    ask(scene)
    scene.edit(at="2026-03-02T10:00", status="approval").run("2026-03-02T10:01")
    assert scene.record().ticket.status == "scheduled"


@pytest.mark.parametrize("news", [{"plan": "Something else"}, {"risk": "high"}])
def test_a_standard_change_by_another_plan_is_a_normal_one(news: dict[str, str]) -> None:
    scene = a_desk_with_laptops(type=TicketType.CHANGE, change=STANDARD, fields=(), tasks=()).open()
    ask(scene)
    scene.edit(at="2026-03-02T10:00", change={**scene.front_matter()["change"], **news}, status="approval")
    scene.run("2026-03-02T10:01")
    assert scene.record().ticket.status == "approval"


def test_who_calls_a_change_standard_does_not_make_it_one() -> None:
    scene = a_desk_with_laptops().open()
    scene.drop("tickets/new/a.md", uuid="u", title="X", type="change", change=Change(kind="standard", plan="X"))
    scene.run("2026-03-02T09:00")
    scene.edit(at="2026-03-02T10:00", status="scheduled").run("2026-03-02T10:01")
    assert scene.record().ticket.status == "approval"


def field(**values) -> Field:
    return Field(**{"id": "x", "label": "X", **values})


@pytest.mark.parametrize(
    ("asked", "answer", "said"),
    [
        (field(required=True), "", "X: not answered"),
        (field(required=True), "_No response_", "X: not answered"),
        (field(pattern="[A-Z]+-[0-9]+"), "ab", "X: not in the form asked for: 'ab'; it must match [A-Z]+-[0-9]+"),
        (field(type=FieldType.NUMBER), "many", "X: not a number: 'many'; write it like 3 or 3.5"),
        (field(type=FieldType.NUMBER, least=1, most=3), 4, "X: 4 is out of bounds; give at least 1 and at most 3"),
        (field(type=FieldType.DATE), "30 Feb", "X: not a day: '30 Feb'; write it like 2026-03-02"),
        (field(type=FieldType.CHECKBOX), "perhaps", "X: neither yes nor no: 'perhaps'; write yes or no"),
        (field(type=FieldType.PERSON), "nobdy", "X: nobody is known as 'nobdy'; write a mail address"),
        (field(type=FieldType.SELECT, options=("red", "blue")), "rde", "X: no such choice: 'rde'; did you mean 'red'?"),
        (field(type=FieldType.MULTISELECT, options=("a", "b", "c"), most=1), "a, b", "X: 2 chosen; choose at most 1"),
    ],
)
def test_an_answer_that_cannot_be_right_is_told_in_words(asked: Field, answer: object, said: str) -> None:
    item = Item(id="i", name="I", fields=(asked,))
    assert [str(flaw) for flaw in flaws(item, {"x": answer}, Directory(()))] == [said]


def test_an_answer_to_no_question_is_told() -> None:
    item = Item(id="i", name="I", fields=(field(id="size", label="Size"),))
    assert [str(flaw) for flaw in flaws(item, {"sise": "14"}, Directory(()))] == [
        "sise: i asks for no 'sise'; did you mean 'size'?"
    ]


def test_the_answer_leads_on_to_the_approvers_not_past_them() -> None:
    scene = ask(a_desk_with_laptops(approvers=(Approver("requester-manager"),)).open())
    assert scene.record().ticket.status == "waiting"
    assert not [entry for entry in scene.entries(Owed) if entry.template == "approve"]
    acknowledged = scene.mail_id("acknowledgement")
    scene.receive(mail("anna@desk.example", "Re: Laptop", "14 inch", answers=acknowledged, at="2026-03-02T10:00"))
    assert scene.record().ticket.status == "approval"
    assert [entry.role for entry in scene.entries(Owed) if entry.template == "approve"] == ["boris"]


def test_ticking_off_every_task_does_not_get_past_the_approvers() -> None:
    scene = ask(a_desk_with_laptops(approvers=(Approver("requester-manager"),)).open(), size="14 inch")
    tick(scene, "order", "account", "set-up", at="2026-03-02T10:00")
    assert scene.record().ticket.status == "approval"
