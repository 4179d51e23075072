"""How a form is asked: at once, or step by step."""

import pytest

from helpdesk.model.rules.catalog import Field, Item, Layout
from helpdesk.publish.wizard.steps import sections_of, steps_of


def form(count: int, layout: Layout = Layout.AUTO, **sections: str) -> Item:
    """An item with fields f1, f2, ...; `f3="Where"` begins a section there."""
    names = [f"f{number}" for number in range(1, count + 1)]
    fields = tuple(Field(id=name, label=f"{name}?", section=sections.get(name, "")) for name in names)
    return Item(id="thing", name="A thing", fields=fields, layout=layout)


def shape(item: Item) -> list[tuple[str, str]]:
    return [(step.title, " ".join(field.id for field in step.fields)) for step in steps_of(item)]


@pytest.mark.parametrize("count", [0, 1, 6])
def test_a_short_form_is_asked_on_one_page(count):
    assert steps_of(form(count)) == ()


@pytest.mark.parametrize(("count", "sizes"), [(7, [2, 2, 3]), (8, [2, 3, 3]), (9, [3, 3, 3]), (10, [2, 3, 2, 3])])
def test_a_long_form_is_asked_in_even_steps_of_three_questions_at_most(count, sizes):
    assert [len(step.fields) for step in steps_of(form(count))] == sizes


def test_steps_say_which_questions_they_hold():
    assert [(step.first, step.last) for step in steps_of(form(8))] == [(1, 2), (3, 5), (6, 8)]


def test_a_form_with_sections_goes_by_them_however_short_it_is():
    assert shape(form(3, f1="Who", f3="Where")) == [("Who", "f1 f2"), ("Where", "f3")]


def test_a_section_may_be_named_at_each_of_its_fields():
    assert shape(form(3, f1="Who", f2="Who", f3="Where")) == [("Who", "f1 f2"), ("Where", "f3")]


def test_what_stands_before_the_first_heading_is_a_step_without_one():
    assert shape(form(3, f2="Where")) == [("", "f1"), ("Where", "f2 f3")]


def test_the_desk_has_the_last_word():
    assert steps_of(form(9, Layout.PAGE, f1="Who")) == ()
    assert shape(form(2, Layout.STEPS)) == [("", "f1"), ("", "f2")]
    assert steps_of(form(0, Layout.STEPS)) == ()


def test_a_form_on_one_page_keeps_its_headings():
    assert [step.title for step in sections_of(form(3, Layout.PAGE, f1="Who", f3="Where"))] == ["Who", "Where"]
