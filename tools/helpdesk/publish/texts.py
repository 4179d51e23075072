"""What the pages say in the desk's language. A text is named by its English; `site/theme/texts/` has the others.

A desk in a language that has no table gets English pages, and right-to-left ones where its language is written so. Its
own words (rules/texts/) stand before all, in any language.
"""

from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path

from markupsafe import Markup, escape

NONE: Mapping[str, Mapping[str, str]] = {}
LANGUAGES = ("en", "de", "fr", "es")
_RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


class Texts:
    """`texts("Closed in {month}", month=...)` for templates: everything but our own words is escaped."""

    def __init__(self, table: Mapping[str, str], language: str, direction: str) -> None:
        self.table, self.language, self.direction = table, language, direction
        self._safe: dict[str, Markup] = {}

    def __call__(self, text: str, /, **values: object) -> Markup:
        said = self._safe.get(text)
        if said is None:
            said = self._safe[text] = escape(self.table.get(text, text))
        return said.format(**values) if values else said

    def plain(self, text: str, /, **values: object) -> str:
        """For what is no HTML yet: a title, a line that a template will escape."""
        said = self.table.get(text, text)
        return said.format(**values) if values else said

    def count(self, amount: int, one: str, many: str) -> str:
        """`1 ticket`, `2 tickets`: both are texts with `{n}`. French counts nothing as one."""
        single = amount == 1 or (amount == 0 and self.language == "fr")
        return self.plain(one if single else many, n=self.number(amount))

    def number(self, amount: int) -> str:
        """Groups of three as the language has them."""
        grouped = f"{amount:,}"
        return grouped if self.language == "en" else grouped.replace(",", ".")

    def month(self, month: int) -> str:
        """1 to 12 in short."""
        return self._months[month - 1]

    @cached_property
    def _months(self) -> list[str]:
        return self.plain("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


ENGLISH = Texts({}, "en", "ltr")


def texts_of(theme: Path, language: str, own: Mapping[str, Mapping[str, str]] = NONE) -> Texts:
    """The texts for a BCP 47 language tag; a region says nothing more (`de-AT` is `de`). `own` are the desk's, by
    language."""
    wanted = language.lower().replace("_", "-").partition("-")[0]
    built_in = _built_in(theme, wanted)
    mine = own.get(wanted)
    return Texts({**built_in.table, **mine}, wanted, built_in.direction) if mine else built_in


@cache
def _built_in(theme: Path, wanted: str) -> Texts:
    spoken = wanted if wanted in LANGUAGES else "en"
    return Texts(table_of(theme, spoken), spoken, "rtl" if wanted in _RIGHT_TO_LEFT else "ltr")


@cache
def table_of(theme: Path, language: str) -> Mapping[str, str]:
    """The translations by their English; English itself needs none."""
    if language == "en":
        return {}
    import yaml  # an English desk does without

    read = yaml.load((theme / "texts" / f"{language}.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return {str(text): str(said) for text, said in read.items()}
