"""How well learning goes: trained on a desk's older lessons, tried on its newest fifth, as life will have it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from helpdesk.learn.classifier import Lesson, Model, fit, read
from helpdesk.learn.measures import ClassScore, by_class, calibration_error, chance_error, macro_f1

_TRIED = 5  # one lesson in so many, the newest
_FEWEST = 20
# An answer this frequent and this badly learned deserves a rule.
_RULE_FROM, _RULE_BELOW = 5, 0.6


@dataclass(frozen=True)
class FieldReport:
    """One field's figures over `texts` lessons that were held out. `usual` is the share of the most frequent answer:
    what one gets without reading. `calibration_chance` is the calibration error that chance alone would show on so few
    texts. `filled` is the share that would have been filled in at the desk's own threshold, `filled_right` how much of
    that was right. `taken_for` says for which other answer one was taken most often."""

    field: str
    texts: int
    accuracy: float
    usual: float
    macro_f1: float
    calibration_error: float
    calibration_chance: float
    filled: float
    filled_right: float
    answers: Mapping[str, ClassScore]
    taken_for: Mapping[str, str]

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
    return tried(read(data), lessons[cut:], fields)


def tried(model: Model, lessons: Sequence[Lesson], fields: Mapping[str, float]) -> list[FieldReport]:
    """How a model fares with lessons that it has not seen."""
    given = [model.answer(model.vector(lesson.text)) for lesson in lessons]
    return [
        found
        for field in model.questions
        if (found := _field(field, fields[field], lessons, [answer[field] for answer in given])) is not None
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
        round(int(np.bincount(truth).max()) / len(known), 4),
        round(macro_f1(truth, answers), 4),
        round(calibration_error(sure, right), 4),
        round(chance_error(sure), 4),
        round(float(filled.mean()), 4),
        round(float(right[filled].mean()), 4) if filled.any() else 0.0,
        dict(zip(names, by_class(truth, answers, len(names)), strict=True)),
        _taken_for((real, answer) for real, answer, _ in known if real != answer),
    )


def _taken_for(missed: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each answer the wrong one that was given most often in its place."""
    counts: dict[str, Counter[str]] = {}
    for real, answer in missed:
        counts.setdefault(real, Counter())[answer] += 1
    return {real: min(found, key=lambda name: (-found[name], name)) for real, found in sorted(counts.items())}
