"""Whether a rule's `when` holds, and by which evidence."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import msgspec
import re2

from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.classifying.words import fold_text, has_phrase
from helpdesk.model.rules.condition import AllOf, AnyOf, Condition, Not, Operator, Test

_LEVELS = {"low": 0.0, "medium": 1.0, "high": 2.0}


class Verdict(msgspec.Struct, frozen=True):
    """Whether a condition holds; `because` says in words what made it hold."""

    holds: bool
    because: tuple[str, ...] = ()


_NO = Verdict(False)


def judge(condition: Condition, facts: Facts) -> Verdict:
    """Evaluate `condition`. A pattern that does not compile, or a calendar that is not there, holds for nothing."""
    match condition:
        case Test():
            return _TESTS[condition.operator](condition, facts)
        case AllOf():
            return _all(condition.parts, facts)
        case AnyOf():
            verdicts = (judge(part, facts) for part in condition.parts)
            return next((verdict for verdict in verdicts if verdict.holds), _NO)
        case Not():
            return _NO if judge(condition.part, facts).holds else Verdict(True, (f"not: {described(condition.part)}",))


def _all(parts: Iterable[Condition], facts: Facts) -> Verdict:
    because: list[str] = []
    for part in parts:
        verdict = judge(part, facts)
        if not verdict.holds:
            return _NO
        because.extend(verdict.because)
    return Verdict(True, tuple(because))


def asks_the_time(condition: Condition) -> bool:
    """Whether a condition may hold at one moment and not at another, for the same ticket."""
    match condition:
        case Test():
            return condition.operator is Operator.DURING
        case AllOf() | AnyOf():
            return any(map(asks_the_time, condition.parts))
        case Not():
            return asks_the_time(condition.part)


def described(condition: Condition) -> str:
    """A condition in words: `subject contains vpn or anyconnect`."""
    match condition:
        case Test():
            return f"{condition.field} {condition.operator.replace('_', ' ')} {' or '.join(condition.values)}"
        case AllOf():
            return " and ".join(map(described, condition.parts)) or "always"
        case AnyOf():
            return " or ".join(map(described, condition.parts)) or "never"
        case Not():
            return f"not {described(condition.part)}"


def _is(test: Test, facts: Facts) -> Verdict:
    wanted = {fold_text(value) for value in test.values}
    for value in facts.folded(test.field) or ("",):
        if value in wanted:
            return Verdict(True, (f"{test.field} is {value or 'empty'}",))
    return _NO


def _contains(test: Test, facts: Facts) -> Verdict:
    phrases = _phrases(test.values)
    for text in facts.folded(test.field):
        for phrase in phrases:
            if has_phrase(text, phrase):
                return Verdict(True, (f"{test.field} contains {phrase!r}",))
    return _NO


@lru_cache(maxsize=4096)
def _phrases(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(fold_text, values))


def _matches(test: Test, facts: Facts) -> Verdict:
    patterns = [pattern for pattern in map(_compiled, test.values) if pattern is not None]
    for text in facts.of(test.field):
        for pattern in patterns:
            hit = pattern.search(text)
            if hit is not None:
                return Verdict(True, (f"{test.field} matches {pattern.pattern!r} at {hit.group()[:60]!r}",))
    return _NO


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    """The RE2 program, or None for a pattern that is none: the checks have said so where it is written."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def _compares(test: Test, facts: Facts) -> Verdict:
    less = test.operator is Operator.LESS
    for value in facts.folded(test.field):
        for bound in map(fold_text, test.values):
            a, b = _quantity(value), _quantity(bound)
            if a is not None and b is not None and (a < b if less else a > b):
                return Verdict(True, (f"{test.field} {value} is {'less' if less else 'more'} than {bound}",))
    return _NO


def _quantity(text: str) -> float | None:
    if text in _LEVELS:
        return _LEVELS[text]
    try:
        return float(text)
    except ValueError:
        return None


def _during(test: Test, facts: Facts) -> Verdict:
    moment = facts.moments.get(test.field)
    if moment is None:
        return _NO
    for calendar in test.values:
        if facts.open_at(calendar, moment):
            return Verdict(True, (f"{test.field} lies in the hours of {calendar}",))
    return _NO


_TESTS = {
    Operator.IS: _is,
    Operator.IN: _is,
    Operator.CONTAINS: _contains,
    Operator.MATCHES: _matches,
    Operator.LESS: _compares,
    Operator.MORE: _compares,
    Operator.DURING: _during,
}
