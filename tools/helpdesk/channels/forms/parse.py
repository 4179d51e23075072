"""One issue's body to the answers it gives, by the form's own definition or without one."""

import msgspec

from helpdesk.channels.forms.definition import LONG, Definition, Element
from helpdesk.channels.forms.sections import Section, body_lines, cut, plain
from helpdesk.channels.forms.values import Answer, given


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What a body says. `answers` by the question's key, None where nothing was given; `others` are sections that the
    form does not ask for, by heading; `before` is the text above the first heading; `unanswered` the labels of required
    questions without an answer; `found` how many of the form's questions stand in the body; `odd` what a reader should
    know besides."""

    answers: dict[str, Answer]
    others: dict[str, Answer] = {}
    before: str = ""
    unanswered: tuple[str, ...] = ()
    found: int = 0
    odd: tuple[str, ...] = ()

    @property
    def everything(self) -> dict[str, Answer]:
        """Answers and other sections together; a question's key wins over a heading that reads the same."""
        return {**self.others, **self.answers}


def parse(body: str, form: Definition | None = None) -> Reading:
    """Read a body. Without a form every level-three heading is a question. Never raises: what fits nothing is kept in
    `others` and `before`."""
    questions = form.questions if form else ()
    lines = body_lines(body)
    before, sections = cut(lines, questions)
    answers: dict[str, Answer] = {element.key: None for element in questions}
    others: dict[str, Answer] = {}
    odd: list[str] = []
    for section in sections:
        element = section.element
        said = given(section.lines, element)
        if element is None:
            others[section.heading] = _joined(others.get(section.heading), said.answer)
            odd += [f"the form does not ask {section.heading[:80]!r}"] if form else []
            continue
        answers[element.key] = said.answer
        odd += [f"{element.label}: {said.odd}"] if said.odd else []
    there = {section.element.key for section in sections if section.element}
    missing = [element for element in questions if element.key not in there]
    odd += [f"{element.label}: not in the text" for element in missing]
    if missing:
        odd += _headings_within(sections)
    return Reading(
        answers=answers,
        others=others,
        before="\n".join(before).strip(),
        unanswered=tuple(element.label for element in questions if _is_open(element, answers[element.key])),
        found=len(there),
        odd=tuple(odd),
    )


def _joined(first: Answer, second: Answer) -> Answer:
    """Two sections under one heading: nothing of either is lost."""
    if first is None or second is None:
        return second if first is None else first
    parts = [part if isinstance(part, str) else "\n".join(part) for part in (first, second)]
    return "\n\n".join(parts)


def _headings_within(sections: list[Section]) -> list[str]:
    """Headings inside long answers, told where a question is missing: the form may have called it so before."""
    return [
        f"{section.element.label}: holds the heading {line.strip()[4:84]!r}"
        for section in sections
        if section.element and section.element.type in LONG
        for line in section.lines
        if line.startswith("### ")
    ]


def _is_open(element: Element, answer: Answer) -> bool:
    """Whether something that had to be said was not."""
    if element.required and not answer:
        return True
    ticked = {plain(one) for one in answer} if isinstance(answer, tuple) else set()
    return any(option.required and plain(option.label) not in ticked for option in element.options)
