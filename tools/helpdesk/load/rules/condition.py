"""`when:` as written to the conditions of the model."""

from typing import Any

from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.rules.condition import ALWAYS, AllOf, AnyOf, Condition, Not, Operator, Test

Keys = tuple[str | int, ...]


def read_condition(value: Any, document: Document, keys: Keys, findings: list[Finding]) -> Condition:
    """The condition written under `keys`; patterns that RE2 refuses are findings. The schema has accepted the shape."""
    parts: list[Condition] = []
    for name, inner in (value or {}).items():
        here = (*keys, name)
        if name in ("all", "any"):
            several = tuple(
                read_condition(item, document, (*here, index), findings) for index, item in enumerate(inner)
            )
            parts.append(AllOf(several) if name == "all" else AnyOf(several))
        elif name == "not":
            parts.append(Not(read_condition(inner, document, here, findings)))
        else:
            parts.extend(_test(name, operator, given, document, here, findings) for operator, given in inner.items())
    if not parts:
        return ALWAYS
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _test(field: str, operator: str, given: Any, document: Document, keys: Keys, findings: list[Finding]) -> Test:
    values = tuple(_word(item) for item in (given if isinstance(given, list) else [given]))
    if operator == Operator.MATCHES:
        for pattern in values:
            wrong = pattern_error(pattern)
            if wrong:
                what = f"a pattern that RE2 does not take: {pattern[:80]!r} ({wrong})"
                findings.append(
                    document.finding((*keys, operator), "R020", what, "see https://github.com/google/re2/wiki/Syntax")
                )
    return Test(field, Operator(operator), values)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def pattern_error(pattern: str) -> str:
    """Why RE2 refuses a pattern, or nothing. Linear-time matching has no look-around and no back-references."""
    import re2  # only desks with patterns pay for it

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    try:
        re2.compile(pattern, options=options)
    except (re2.error, UnicodeError) as error:
        text = error.args[0] if error.args else ""
        return text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return ""
