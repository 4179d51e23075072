"""How a form is asked on the portal: one page, or one thing after the other with all answers to check at the end.

One thing a page is how anybody fills in a long form (GOV.UK Service Manual, "Form structure"); a short one is sooner
done in one piece. A desk says otherwise by the item's `layout` and its fields' `section`.
"""

from itertools import pairwise

import msgspec

from helpdesk.model.rules.catalog import Field, Item, Layout

MOST_ON_A_PAGE = 6
TOGETHER = 3


class Step(msgspec.Struct, frozen=True):
    """Fields that are asked together; `first` and `last` are their places in the form, from 1. `title` is the desk's
    heading, "" where it gave none."""

    title: str
    fields: tuple[Field, ...]
    first: int
    last: int


def steps_of(item: Item) -> tuple[Step, ...]:
    """The steps of an item's form; none for a form that is asked on one page."""
    by_section = any(field.section for field in item.fields)
    long = by_section or len(item.fields) > MOST_ON_A_PAGE
    if not item.fields or item.layout is Layout.PAGE or (item.layout is Layout.AUTO and not long):
        return ()
    if by_section:
        return _steps(item, _begun(item.fields))
    together = TOGETHER if item.layout is Layout.AUTO else 1
    return _steps(item, _even(len(item.fields), together))


def sections_of(item: Item) -> tuple[Step, ...]:
    """A form's fields under their headings, for a form on one page; one without a heading where there are none."""
    return _steps(item, _begun(item.fields)) if item.fields else ()


def _begun(fields: tuple[Field, ...]) -> list[int]:
    """Where sections begin. What stands before the first heading is a step of its own."""
    starts, current = [0], fields[0].section
    for place, field in enumerate(fields):
        if field.section and field.section != current:
            current = field.section
            if place:
                starts.append(place)
    return starts


def _even(count: int, most: int) -> list[int]:
    """Where steps begin that differ by one question at most and have `most` at most."""
    steps = -(-count // most)
    return [place * count // steps for place in range(steps)]


def _steps(item: Item, starts: list[int]) -> tuple[Step, ...]:
    return tuple(
        Step(item.fields[start].section, item.fields[start:end], start + 1, end)
        for start, end in pairwise((*starts, len(item.fields)))
    )
