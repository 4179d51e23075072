"""An issue's body cut at its headings: which `### ...` belongs to the form, and which somebody wrote.

GitHub writes `### Label`, an empty line and the answer for each question. A long answer may hold such a line itself,
fenced or not; people edit bodies afterwards.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

import msgspec

from helpdesk.channels.forms.definition import LONG, Element, ElementType

_HEADING = re.compile(r" {0,3}###(?:[ \t]+(.*))?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
# Beyond this many headings no form is looked for in all ways they could be meant.
_MOST = 120
# So many lines tell whether an answer is of the kind that was asked for.
_GLANCE = 40


class Section(msgspec.Struct, frozen=True):
    """The lines under one heading; `element` is the question it belongs to, None where the form has none such."""

    heading: str
    lines: tuple[str, ...]
    element: Element | None = None


class _Heading(msgspec.Struct, frozen=True):
    line: int
    text: str
    fenced: bool


def body_lines(body: str) -> list[str]:
    """The lines of a body, whichever line ends it has."""
    return body.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def plain(text: str) -> str:
    """A heading as it is compared: whatever its case and spaces."""
    return " ".join(text.split()).casefold()


def cut(lines: Sequence[str], questions: Sequence[Element]) -> tuple[tuple[str, ...], list[Section]]:
    """What stands before the first heading, and the sections in the order of the body.

    Without questions every heading begins a section. With them, a heading that is none of theirs begins one only where
    the question before it takes no long answer, and is not that answer itself: `### x` typed into an input.
    """
    headings = list(_headings(lines))
    asked = _asked(headings, lines, questions)
    starts: list[tuple[_Heading, Element | None]] = []
    for heading in headings:
        element = asked.get(heading.line)
        before = starts[-1][1] if starts else None
        if element is None and (heading.fenced or (before is not None and before.type in LONG)):
            continue
        if element is None and before is not None and before.type is ElementType.INPUT:
            answered = any(line.strip() for line in lines[starts[-1][0].line + 1 : heading.line])
            if not answered:
                continue
        starts.append((heading, element))
    if not starts:
        return tuple(lines), []
    ends = [heading.line for heading, _ in starts[1:]] + [len(lines)]
    sections = [
        Section(heading.text, tuple(lines[heading.line + 1 : end]), element)
        for (heading, element), end in zip(starts, ends, strict=True)
    ]
    return tuple(lines[: starts[0][0].line]), sections


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    fenced = _fenced(lines)
    for number, line in enumerate(lines):
        found = _HEADING.fullmatch(line)
        if found and (found[1] or "").strip():
            yield _Heading(number, found[1].strip(), number in fenced)


def _fenced(lines: Sequence[str]) -> set[int]:
    """The lines inside fences (CommonMark 0.31, section 4.5). A fence that nobody closed fences nothing here."""
    inside: set[int] = set()
    opened, mark = -1, ""
    for number, line in enumerate(lines):
        found = _FENCE.fullmatch(line)
        if not found:
            continue
        if opened < 0:
            if found[1][0] == "~" or "`" not in found[2]:
                opened, mark = number, found[1]
        elif found[1].startswith(mark) and not found[2].strip():
            inside.update(range(opened, number + 1))
            opened = -1
    return inside


def _asked(headings: Sequence[_Heading], lines: Sequence[str], questions: Sequence[Element]) -> dict[int, Element]:
    """The question that each heading begins, by line."""
    wanted: dict[str, list[Element]] = {}
    for element in questions:
        wanted.setdefault(plain(element.label), []).append(element)
    open_, hidden = _by_name(headings, wanted, fenced=False), _by_name(headings, wanted, fenced=True)
    # A fence in the wrong place hides a heading; one that stands nowhere else is the form's.
    found = {name: open_.get(name) or hidden.get(name, [])[:1] for name in wanted}
    if all(len(found[name]) <= len(wanted[name]) for name in wanted):
        return {
            heading.line: element
            for name in wanted
            for heading, element in zip(found[name], wanted[name], strict=False)
        }
    candidates = sorted((heading for those in found.values() for heading in those), key=lambda one: one.line)
    return dict(_likeliest(candidates[:_MOST], lines, wanted, list(questions)))


def _by_name(
    headings: Sequence[_Heading], wanted: dict[str, list[Element]], *, fenced: bool
) -> dict[str, list[_Heading]]:
    named: dict[str, list[_Heading]] = {}
    for heading in headings:
        if heading.fenced is fenced and plain(heading.text) in wanted:
            named.setdefault(plain(heading.text), []).append(heading)
    return named


class _Way(msgspec.Struct, frozen=True):
    """One way to read the headings from here to the end: how well it fits, and what comes next."""

    score: int
    heading: _Heading
    place: int
    after: "_Way | None" = None


def _likeliest(
    candidates: Sequence[_Heading], lines: Sequence[str], wanted: dict[str, list[Element]], questions: list[Element]
) -> Iterator[tuple[int, Element]]:
    """Somebody pasted headings of the form into an answer. Of all ways to read them in the form's order, the one with
    most questions found, most answers that look like what was asked, and the pasted ones together; the first of equals.
    """
    places = {id(element): place for place, element in enumerate(questions)}
    nexts = dict(pairwise([*(heading.line for heading in candidates), len(lines)]))
    best: list[_Way] = []
    for heading in reversed(candidates):
        ways = []
        for element in wanted[plain(heading.text)]:
            place = places[id(element)]
            later = [way for way in reversed(best) if way.place > place and way.heading.line > heading.line]
            follow: list[_Way | None] = [*later, None]
            ways += [_way(heading, place, after, element, lines, nexts) for after in follow]
        best += ways and [max(_of_place(ways, place), key=lambda way: way.score) for place in {w.place for w in ways}]
    way = max(best, key=lambda way: (way.score, -way.heading.line)) if best else None
    while way is not None:
        yield way.heading.line, questions[way.place]
        way = way.after


def _of_place(ways: list[_Way], place: int) -> list[_Way]:
    return [way for way in ways if way.place == place]


def _way(
    heading: _Heading, place: int, after: _Way | None, element: Element, lines: Sequence[str], nexts: dict[int, int]
) -> _Way:
    """One more question in front of what comes after. `nexts`: the line of the heading that follows each."""
    end = after.heading.line if after else len(lines)
    answer = islice(lines, heading.line + 1, min(end, heading.line + 1 + _GLANCE))
    fit = 100 + (4 if _looks_like(element, answer) else 0) - (1 if nexts[heading.line] < end else 0)
    return _Way(fit + (after.score if after else 0), heading, place, after)


def _looks_like(element: Element, lines: Iterator[str]) -> bool:
    """Whether this could be an answer to that question."""
    said = [line for line in lines if line.strip()]
    if element.type in LONG:
        return True
    if element.type is ElementType.CHECKBOXES:
        return all(line.lstrip().startswith(("- [", "* [")) for line in said)
    return len(said) <= 1
