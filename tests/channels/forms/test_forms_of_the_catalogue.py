"""The catalogue as issue forms, and back: an issue opened by one is known as a request for that item."""

import pytest

from helpdesk.channels.forms import (
    config_of,
    definition_of,
    faults,
    form_of,
    form_reader,
    offered,
    recognise,
    report_form,
)
from helpdesk.decide.directory import Directory
from helpdesk.decide.requests.answers import flaws
from helpdesk.model.rules.catalog import Audience, Field, FieldType, Item
from helpdesk.model.rules.desk import Desk, FormsRule

EVERY_TYPE = Item(
    id="everything",
    name="Everything",
    fields=(
        Field(id="name", label="Name", required=True),
        Field(id="why", label="Why?", type=FieldType.TEXTAREA),
        Field(id="size", label="Size?", type=FieldType.SELECT, options=("Small", "None", "yes")),
        Field(id="extras", label="Extras?", type=FieldType.MULTISELECT, options=("Dock", "Mouse, wireless", "Mouse")),
        Field(id="phone", label="A phone too", type=FieldType.CHECKBOX, required=True),
        Field(id="day", label="From when?", type=FieldType.DATE),
        Field(id="for", label="For whom?", type=FieldType.PERSON),
        Field(id="seats", label="How many?", type=FieldType.NUMBER, least=1, most=9),
        Field(id="photo", label="A photo", type=FieldType.UPLOAD),
    ),
)
LAPTOP = Item(id="laptop", name="A laptop", fields=(Field(id="size", label="Size?"), Field(id="why", label="Why?")))
WIFI = Item(id="wifi", name="Wi-Fi", fields=(Field(id="days", label="For how long?"),))
SCREEN = Item(id="screen", name="A screen", fields=(Field(id="how-long", label="For how long?"),))
ITEMS = {item.id: item for item in (EVERY_TYPE, LAPTOP, WIFI, SCREEN)}


def body(item: Item, **answers: str) -> str:
    """The issue that GitHub makes of these answers."""
    ids = {field.id: field for field in item.fields}
    said = ((ids[name].label, answers.get(name, "_No response_")) for name in ids)
    return "\r\n\r\n".join(f"### {label}\r\n\r\n{answer}" for label, answer in said)


def test_github_takes_the_form_of_every_kind_of_question():
    assert list(faults(form_of(EVERY_TYPE))) == []
    assert list(faults(report_form())) == []


def test_the_answers_come_back_as_the_catalogue_takes_them():
    answers = {
        "name": "Ana",
        "why": "### Because\n\nof it",
        "size": "(None)",
        "extras": "Dock, Mouse, wireless",
        "phone": "- [X] Yes: A phone too",
        "seats": "3",
    }
    known = recognise(body(EVERY_TYPE, **answers), ["form:everything"], ITEMS)
    assert known is not None
    wanted = {**answers, "form": "everything", "size": "None", "phone": "yes"}
    assert known.fields == wanted
    assert flaws(EVERY_TYPE, known.answers, Directory(())) == ()


def test_a_box_left_empty_is_a_no():
    known = recognise(body(EVERY_TYPE, phone="- [ ] Yes: A phone too"), ["form:everything"], ITEMS)
    assert known is not None
    assert known.answers == {"phone": "no"}


def test_without_its_label_an_issue_is_known_by_its_headings():
    known = recognise(body(LAPTOP, size="14"), ["bug"], ITEMS)
    assert known is not None
    assert known.fields == {"form": "laptop", "size": "14"}


def test_headings_that_two_forms_share_name_neither():
    assert recognise(body(WIFI, days="3"), [], ITEMS) is None
    assert form_reader(ITEMS)(body(WIFI, days="3"), ("form:wifi",)) == {"form": "wifi", "days": "3"}


def test_what_somebody_wrote_freely_is_no_form_whatever_its_label_says():
    assert recognise("Give me a laptop", ["form:laptop"], ITEMS) is None
    assert form_reader(ITEMS)("### Size?\n\n14", ()) == {}


def test_a_form_that_was_changed_since_gives_the_answers_that_are_left():
    known = recognise("### Size?\n\n14\n\n### Old question\n\nold", ["form:laptop"], ITEMS)
    assert known is not None
    assert known.answers == {"size": "14"}
    assert known.reading.others == {"Old question": "old"}


def test_only_what_everybody_may_ask_is_offered_to_everybody():
    for_managers = Item(id="leaver", name="Leaver", audience=Audience.MANAGERS, fields=(Field(id="who", label="Who?"),))
    items = {**ITEMS, "leaver": for_managers, "empty": Item(id="empty", name="No questions")}
    assert "leaver" not in {item.id for item in offered(items, everybody=True)}
    assert "leaver" in {item.id for item in offered(items, everybody=False)}
    assert "empty" not in {item.id for item in offered(items, everybody=False)}


def test_the_chooser_leads_to_the_portal_and_has_empty_issues_as_the_desk_says():
    desk = Desk(name="Help", portal="https://help.example.org/", forms=FormsRule(blank_issues=True))
    config = config_of(desk)
    assert config["blank_issues_enabled"] is True
    assert config["contact_links"] == [
        {
            "name": "Help: the portal",
            "url": "https://help.example.org/",
            "about": "Answers, services and how they stand.",
        }
    ]
    assert config_of(Desk()) == {"blank_issues_enabled": False}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_a_definition_is_read_back_as_it_was_written(item):
    assert [element.id for element in definition_of(item).questions] == [field.id for field in item.fields]


def test_sections_are_headings_of_the_form_and_take_no_answer():
    fields = (Field(id="who", label="Who?", section="The person"), Field(id="where", label="Where?", section="Place"))
    item = Item(id="starter", name="A colleague starts", fields=fields)
    body = form_of(item)["body"]
    assert [each["attributes"].get("value", each.get("id")) for each in body] == [
        "## The person", "who", "## Place", "where",
    ]  # fmt: skip
    assert list(faults(form_of(item))) == []
    assert [question.id for question in definition_of(item).questions] == ["who", "where"]
