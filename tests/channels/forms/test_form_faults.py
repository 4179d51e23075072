"""What GitHub would not show as a form is said with its place."""

import pytest

from helpdesk.channels.forms import faults


def form(*elements: dict[str, object], **top: object) -> dict[str, object]:
    return {"name": "A", "description": "B", "body": list(elements), **top}


def element(kind: str = "input", label: str = "Name", identity: str = "", **attributes: object) -> dict[str, object]:
    named = {"id": identity} if identity else {}
    return {"type": kind, **named, "attributes": {"label": label, **attributes}}


BOXES = [{"label": "one"}]


@pytest.mark.parametrize(
    ("value", "what"),
    [
        ("no form", "no form"),
        ({"name": "A", "description": "B"}, "no questions"),
        (form(), "no questions"),
        (form({"type": "markdown", "attributes": {"value": "x"}}), "nothing is asked"),
        (form({"type": "markdown", "attributes": {}}, element()), "markdown without a value"),
        ({"description": "B", "body": [element()]}, "name is missing"),
        (form(element(), hello="world"), "'hello' is no field of a form"),
        (form(element(kind="inputt")), "no such type: 'inputt'"),
        (form(element(label=" ")), "the label is missing"),
        (form(element(identity="a b")), "not an id: 'a b'"),
        (form(element(identity="a"), element(label="B", identity="a")), "id used twice: 'a'"),
        (form(element(label="Name?"), element(label="Name!")), "label used twice"),
        (form(element("dropdown")), "a dropdown without options"),
        (form(element("dropdown", options=["a", "a"])), "option used twice: 'a'"),
        (form(element("dropdown", options=["None"])), "reserved word: 'None'"),
        (form(element("dropdown", options=[True])), "no text: True"),
        (form(element("dropdown", options=["a"], default=1)), "no such option: 1"),
        (form(element("checkboxes")), "checkboxes without options"),
        (form(element("checkboxes", options=[{}])), "a box without text"),
        (form(element("checkboxes", options=BOXES), element("checkboxes", "B", options=BOXES)), "option used twice"),
        (form(element(label="one"), element("checkboxes", options=BOXES)), "a box that reads as a question does"),
    ],
)
def test_each_fault_is_named(value: object, what: str) -> None:
    assert any(fault.what.startswith(what) for fault in faults(value)), list(faults(value))


def test_labels_that_read_the_same_are_fine_where_an_id_tells_them_apart() -> None:
    assert list(faults(form(element(), element(identity="other")))) == []


@pytest.mark.parametrize("value", [None, [], 1, {"body": {"a": 1}}, {"body": [None, 1, "x", []]}, {1: 2}])
def test_nothing_that_yaml_can_hold_breaks_it(value: object) -> None:
    assert list(faults(value))
