"""Templates become text: Jinja2 in a sandbox, with what strangers wrote as words and never as markup."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from helpdesk.model.rules import Rules
from helpdesk.model.timeline import Json

if TYPE_CHECKING:
    from jinja2 import Template

# A hyphen within a word is never markup; escaped, it would show in code: `helpdesk assign HD\-000001`.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~]|(?<![A-Za-z0-9])-|-(?![A-Za-z0-9]))")
# The line that says what to do, as templates begin: bold where there is markup, plain where there is none.
_LONGEST = 10_000
_STEP = re.compile(r"\A\*\*(.+?)\*\*")


class Markdown(str):
    """Text that is Markdown on purpose: written by staff, or a comment shown as a comment."""


class Worded(msgspec.Struct, frozen=True):
    """A rendered template: `text` for readers of plain text, `markdown` with what strangers wrote escaped."""

    subject: str
    text: str
    markdown: str


def render(template: str, values: Mapping[str, Json]) -> Worded:
    """Both forms of a notice. A broken template still says that there is news, and what is broken."""
    subject, text = _split(_render(template, values, escaped=False))
    _, markdown = _split(_render(template, values, escaped=True))
    return Worded(subject, _STEP.sub(r"\1", text, count=1), markdown)


def as_words(text: str) -> str:
    """A stranger's text for Markdown: all of it words, none of it markup."""
    return _MARKUP.sub(r"\\\1", text)


def template_for(rules: Rules, name: str, language: str) -> tuple[str, str] | None:
    """The text and the language it is in: the one wanted, else one of the desk's, else English."""
    for candidate in (f"{name}.{language}", *(f"{name}.{other}" for other in rules.desk.languages), f"{name}.en"):
        if candidate in rules.templates:
            return rules.templates[candidate].text, candidate.rpartition(".")[2]
    return None


def _split(text: str) -> tuple[str, str]:
    """(subject, body) of a rendered template."""
    head, _, body = text.lstrip().partition("\n")
    subject = head.removeprefix("Subject:").strip() if head.startswith("Subject:") else "Your request"
    return " ".join(subject.split()), (body if head.startswith("Subject:") else text).strip() + "\n"


def _render(template: str, values: Mapping[str, Json], *, escaped: bool) -> str:
    from jinja2 import TemplateError

    try:
        return _compiled(template, escaped).render(values)
    except (
        TemplateError,
        TypeError,
        ValueError,
        ArithmeticError,
        LookupError,
        AttributeError,
        RecursionError,
    ) as problem:
        broken = f"There is news on {values['reference']}. (The desk's text for it is broken: {problem})"
        return f"Subject: [{values['reference']}] news\n\n{broken}"


@lru_cache(maxsize=256)
def _compiled(template: str, escaped: bool) -> "Template":
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    finalize: Callable[[object], object] | None = _escape if escaped else None

    class Bounded(ImmutableSandboxedEnvironment):
        """A slip of the pen must not ask for more memory than there is."""

        intercepted_binops = frozenset(("*", "**"))

        def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:
            if operator == "**" or not (_small(left) and _small(right)):
                raise OverflowError(f"{operator} makes more than a notice is long")
            return left * right

    environment = Bounded(trim_blocks=True, lstrip_blocks=True, undefined=ChainableUndefined, finalize=finalize)
    return environment.from_string(template)


def _small(value: object) -> bool:
    return len(value) < _LONGEST if isinstance(value, str | list | tuple) else abs(value) < _LONGEST  # type: ignore[arg-type]


def _escape(value: object) -> object:
    """What strangers wrote is words, never markup: a title cannot make a link in somebody's mail."""
    if isinstance(value, Markdown) or not isinstance(value, str):
        return value
    return as_words(value)
