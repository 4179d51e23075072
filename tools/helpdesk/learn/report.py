"""How well learning goes: trained on a desk's older lessons, tried on its newest fifth, as life will have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.learn.classifier import Lesson, fit, read
from helpdesk.learn.measures import ClassScore, by_class, calibration_error, macro_f1

_TRIED = 5  # one lesson in so many, the newest
_FEWEST = 20
# An answer this frequent and this badly learned deserves a rule.
_RULE_FROM, _RULE_BELOW = 5, 0.6


@dataclass(frozen=True)
class FieldReport:
    """One field's figures over `texts` lessons that were held out. `filled` is the share that would have been filled in
    at the desk's own threshold, `filled_right` how much of that was right."""

    field: str
    texts: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    filled: float
    filled_right: float
    answers: Mapping[str, ClassScore]

    def wants_a_rule(self) -> tuple[str, ...]:
        """Answers that are given often and learned badly, the most frequent first."""
        bad = [name for name, score in self.answers.items() if score.texts >= _RULE_FROM and score.f1 < _RULE_BELOW]
        return tuple(sorted(bad, key=lambda name: (-self.answers[name].texts, name)))


def report(lessons: Sequence[Lesson], fields: Mapping[str, float]) -> list[FieldReport]:
    """A report for each field that can be learned; `fields` are the desk's thresholds. `lessons` are in the order of
    time. Empty where there are too few."""
    cut = len(lessons) - len(lessons) // _TRIED
    if len(lessons) < _FEWEST:
        return []
    data = fit(lessons[:cut], tuple(fields))
    if not data:
        return []
    model, tried = read(data), lessons[cut:]
    given = [model.answer(model.vector(lesson.text)) for lesson in tried]
    return [
        found
        for field in model.questions
        if (found := _field(field, fields[field], tried, [answer[field] for answer in given])) is not None
    ]


def _field(
    field: str, sure_from: float, tried: Sequence[Lesson], given: Sequence[tuple[str, float]]
) -> FieldReport | None:
    known = [
        (lesson.answers[field], *answer)
        for lesson, answer in zip(tried, given, strict=True)
        if lesson.answers.get(field)
    ]
    if not known:
        return None
    names = sorted({name for truth, answer, _ in known for name in (truth, answer)})
    place = {name: number for number, name in enumerate(names)}
    truth = np.array([place[one[0]] for one in known], dtype=np.int64)
    answers = np.array([place[one[1]] for one in known], dtype=np.int64)
    sure = np.array([one[2] for one in known])
    right, filled = truth == answers, sure >= sure_from
    return FieldReport(
        field,
        len(known),
        round(float(right.mean()), 4),
        round(macro_f1(truth, answers), 4),
        round(calibration_error(sure, right), 4),
        round(float(filled.mean()), 4),
        round(float(right[filled].mean()), 4) if filled.any() else 0.0,
        dict(zip(names, by_class(truth, answers, len(names)), strict=True)),
    )
