"""What an issue's body says, read by the form that made it."""

import pytest
import ryaml

from helpdesk.channels.forms import define, parse

LAPTOP = define(
    ryaml.loads("""
name: A laptop
description: Ask for a laptop
body:
  - type: markdown
    attributes: {value: Hello}
  - type: dropdown
    id: size
    attributes: {label: Which size?, options: [14 inch, 16 inch]}
    validations: {required: true}
  - type: dropdown
    id: extras
    attributes: {label: What goes with it?, multiple: true, options: [Dock, "Mouse, wireless", Mouse]}
  - {type: textarea, id: reason, attributes: {label: What for?}}
  - {type: textarea, id: log, attributes: {label: Log, render: shell}}
  - {type: upload, id: photo, attributes: {label: Photo}}
  - {type: input, id: device, attributes: {label: Device}}
  - type: checkboxes
    id: agreed
    attributes:
      label: Agreed
      options: [{label: I asked my manager, required: true}, {label: In a hurry}]
""")
)


def body(**answers: str) -> str:
    said = {
        "Which size?": "14 inch",
        "What goes with it?": "_No response_",
        "What for?": "Travelling",
        "Log": "```shell\n\n```",
        "Photo": "_No response_",
        "Device": "lt-0101",
        "Agreed": "- [x] I asked my manager\n- [ ] In a hurry",
    }
    labels = {
        "size": "Which size?",
        "extras": "What goes with it?",
        "reason": "What for?",
        "log": "Log",
        "device": "Device",
    }
    said |= {labels.get(name, name.title()): answer for name, answer in answers.items()}
    return "\n\n".join(f"### {label}\n\n{answer}" for label, answer in said.items())


def read(text: str) -> dict[str, object]:
    return dict(parse(text, LAPTOP).answers)


def test_each_question_has_its_answer_and_what_was_left_empty_has_none():
    assert read(body()) == {
        "size": "14 inch",
        "extras": None,
        "reason": "Travelling",
        "log": None,
        "photo": None,
        "device": "lt-0101",
        "agreed": ("I asked my manager",),
    }


def test_line_ends_of_a_browser_change_nothing():
    assert read(body(reason="a\nb").replace("\n", "\r\n")) == read(body(reason="a\nb"))


def test_several_choices_are_a_list_even_where_a_choice_holds_a_comma():
    assert read(body(extras="Dock, Mouse, wireless, Mouse"))["extras"] == ("Dock", "Mouse, wireless", "Mouse")


@pytest.mark.parametrize(
    "text",
    [
        "### My own heading\n\nwith text",
        "```\n### Device\n\nnot this\n```",
        "~~~ text\n```\n### Device\n~~~",
        "> ### Device\n> quoted",
        "a ``` in the middle, and no end to it: ```x",
    ],
)
def test_a_heading_inside_a_long_answer_stays_inside(text):
    assert read(body(reason=text))["reason"] == text
    assert read(body(reason=text))["device"] == "lt-0101"


def test_a_fence_that_nobody_closed_swallows_no_other_answer():
    answers = read(body(reason="```\nTraceback", log="```shell\nline\n```"))
    assert answers["reason"] == "```\nTraceback"
    assert (answers["log"], answers["device"]) == ("line", "lt-0101")


def test_a_fence_inside_a_rendered_answer_stays_inside():
    answers = read(body(log="```shell\nbefore\n```\ninner\n```\nafter\n```"))
    assert answers["log"] == "before\n```\ninner\n```\nafter"
    assert answers["device"] == "lt-0101"


def test_a_body_of_the_same_form_pasted_into_an_answer_is_part_of_the_answer():
    pasted = body(device="lt-9999").partition("\n\n### Agreed")[0]
    answers = read(body(reason=pasted))
    assert answers["device"] == "lt-0101"
    assert "lt-9999" in str(answers["reason"])


def test_sections_in_another_order_are_still_found():
    sections = body().split("\n\n### ")
    turned = "\n\n".join([f"### {one.removeprefix('### ')}" for one in reversed(sections)])
    assert read(turned) == read(body())


def test_a_heading_typed_into_an_input_is_its_answer():
    assert read(body(device="### lt-0101"))["device"] == "### lt-0101"


def test_a_section_the_form_no_longer_asks_is_reported_and_kept():
    reading = parse(body() + "\n\n### Cost centre\n\n4711", LAPTOP)
    assert reading.others == {"Cost centre": "4711"}
    assert "the form does not ask 'Cost centre'" in reading.odd
    assert reading.everything["Cost centre"] == "4711"


def test_a_question_that_is_missing_is_told_with_the_headings_that_may_be_it():
    reading = parse(body().replace("### Log", "### Protocol"), LAPTOP)
    assert "Log: not in the text" in reading.odd
    assert "What for?: holds the heading 'Protocol'" in reading.odd


def test_what_had_to_be_said_and_was_not_is_told():
    text = body(size="_No response_").replace("[x] I asked", "[ ] I asked")
    assert parse(text, LAPTOP).unanswered == ("Which size?", "Agreed")


def test_a_box_somebody_broke_is_not_ticked():
    reading = parse(body().replace("- [x] I asked", "- I asked").replace("- [ ] In", "- [] In"), LAPTOP)
    assert reading.answers["agreed"] is None
    assert any("is no box" in what for what in reading.odd)


def test_free_text_instead_of_a_form_is_kept():
    reading = parse("Please, a laptop.", LAPTOP)
    assert (reading.before, reading.found) == ("Please, a laptop.", 0)
    assert set(reading.answers.values()) == {None}


def test_without_a_form_headings_are_the_questions():
    said = {"Name": "Kim", "Boxes": "- [X] one\n- [ ] two", "Empty": "_No response_", "Long": "#### Deeper\n\n# Top"}
    reading = parse("\n\n".join(f"### {heading}\n\n{text}" for heading, text in said.items()))
    assert reading.answers == {}
    assert reading.everything == {"Name": "Kim", "Boxes": ("one",), "Empty": None, "Long": "#### Deeper\n\n# Top"}


def test_a_body_of_nothing_but_headings_is_read_in_bounded_work():
    reading = parse("### Device\n" * 5000 + "### What for?\n```\n" * 2000, LAPTOP)
    assert reading.found == 1
