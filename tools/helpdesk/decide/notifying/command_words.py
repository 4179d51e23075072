"""What is answered to commands, in the language of whoever gave them. Answers are made, and kept in the ledger, in
English; `{}` in a text here stands for what was put into it. What is not known stays English.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from helpdesk.decide.notifying.command_sentences import SENTENCES
from helpdesk.model.timeline import Json

LANGUAGES = ("de", "fr", "es")


def in_language(data: Mapping[str, Json], language: str) -> dict[str, Json]:
    """The data of an answer to commands with its sentences in a language."""
    lines = data.get("lines")
    if language not in LANGUAGES or not isinstance(lines, list | tuple):
        return dict(data)
    said: list[Json] = [
        {**line, "text": said_in(str(line.get("text", "")), language)} if isinstance(line, dict) else line
        for line in lines
    ]
    return {**data, "lines": said}


def said_in(text: str, language: str) -> str:
    """A sentence and its remedy, as `NotDone.words` joins them."""
    whole = _said(text, language)
    if whole is not None:
        return whole
    return "; ".join(_said(part, language) or part for part in text.split("; "))


def _said(text: str, language: str) -> str | None:
    bare = text.rstrip("?")
    for pattern, said in _patterns(language):
        found = pattern.fullmatch(bare)
        if found is not None:
            return said.format(*found.groups()) + text[len(bare) :]
    return None


@lru_cache(maxsize=len(LANGUAGES))
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Each text as a pattern, what says more in front: "it is {} now" before "it is {}". A slot holds no semicolon."""
    place = LANGUAGES.index(language)
    longest = sorted(SENTENCES, key=lambda english: (-len(english.replace("{}", "")), english))
    made = (
        ("([^;]{1,300}?)".join(map(re.escape, english.split("{}"))), SENTENCES[english][place]) for english in longest
    )
    return tuple((re.compile(pattern), said) for pattern, said in made)
