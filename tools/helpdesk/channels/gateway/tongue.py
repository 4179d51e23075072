"""The language of the gateway's own pages: what the browser asks for (RFC 9110, 12.5.4), as far as there are words."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "templates"
LANGUAGES = ("en", "de", "fr", "es")
_NUMBER = re.compile(r"\d[\d,.]*(?<![,.])")
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?\Z")
_MOST = 20


def language_of(headers: Mapping[str, str]) -> str:
    """The first of ours by the weights of `Accept-Language`; English where it names none."""
    ranges = (_RANGE.match(part) for part in headers.get("accept-language", "").split(",")[:_MOST])
    wanted = [(float(found[2] or 1), found[1].lower()) for found in ranges if found]
    known = [(weight, name) for weight, name in wanted if weight > 0 and name in LANGUAGES]
    return max(known, key=lambda one: one[0])[1] if known else LANGUAGES[0]


def speaker(language: str) -> Callable[[str], str]:
    """What says an English text in a language. Numbers are numbers in all of them: texts are known by `#` in their
    place. What is not known stays English."""

    def say(text: str) -> str:
        numbers = iter(_NUMBER.findall(text))
        known = words(language).get(_NUMBER.sub("#", text))
        if known is None and ": " in text:
            # What comes behind is a program's own word for what it stumbled over.
            head, _, tail = text.partition(": ")
            begun = words(language).get(f"{head}:")
            return f"{begun} {tail}" if begun else text
        return re.sub("#", lambda _: next(numbers, "#"), known) if known else text

    return say


@lru_cache(maxsize=len(LANGUAGES))
def words(language: str) -> Mapping[str, str]:
    """English text -> text in this language; nothing for English."""
    if language not in LANGUAGES[1:]:
        return {}
    from ryaml import loads  # type: ignore[attr-defined]

    found = loads((_FOLDER / f"{language}.yml").read_text("utf-8"))
    return {str(english): str(said) for english, said in found.items()}
