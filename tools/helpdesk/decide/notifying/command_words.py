"""What is answered to commands, in the language of whoever gave them. Answers are made, and kept in the ledger, in
English; `{}` in a translation stands for what was put into it. What is not known stays English.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from helpdesk.model.timeline import Json

Translations = Mapping[str, str]
_Patterns = tuple[tuple[re.Pattern[str], str], ...]


def in_words_of(data: Mapping[str, Json], translations: Translations) -> dict[str, Json]:
    """The data of an answer to commands with its sentences in another language; `translations` are by their English."""
    lines = data.get("lines")
    if not translations or not isinstance(lines, list | tuple):
        return dict(data)
    said: list[Json] = [_line(line, translations) if isinstance(line, dict) else line for line in lines]
    return {**data, "lines": said}


def _line(line: Mapping[str, Json], translations: Translations) -> dict[str, Json]:
    said: dict[str, Json] = {**line, "text": _helped(str(line.get("text", "")), translations)}
    listed = line.get("list")
    if isinstance(listed, list | tuple):
        said["list"] = [_helped(str(item), translations) for item in listed]
    return said


def _helped(text: str, translations: Translations) -> str:
    """What `/help` says of a command, `/take: about it For example: /take`; how it is written stays, it is typed so.
    Any other sentence as `said_in` has it."""
    about, example, typed = text.partition(" For example: ")
    written, colon, about = about.partition(": ")
    if not (colon and written.startswith("/") and about in translations):
        return said_in(text, translations)
    return f"{written}: {translations[about]}" + (f" {translations['For example']}: {typed}" if example else "")


def said_in(text: str, translations: Translations) -> str:
    """A sentence and its remedy, as `NotDone.words` joins them."""
    patterns = _patterns(tuple(translations.items()))
    whole = _said(text, patterns)
    if whole is not None:
        return whole
    return "; ".join(_said(part, patterns) or part for part in text.split("; "))


def _said(text: str, patterns: _Patterns) -> str | None:
    bare = text.rstrip("?")
    for pattern, said in patterns:
        found = pattern.fullmatch(bare)
        if found is not None:
            return said.format(*found.groups()) + text[len(bare) :]
    return None


@lru_cache(maxsize=4)
def _patterns(translations: Iterable[tuple[str, str]]) -> _Patterns:
    """Each text as a pattern, what says more in front: "it is {} now" before "it is {}". A slot holds no semicolon."""
    longest = sorted(translations, key=lambda each: (-len(each[0].replace("{}", "")), each))
    made = (("([^;]{1,300}?)".join(map(re.escape, english.split("{}"))), said) for english, said in longest)
    return tuple((re.compile(pattern), said) for pattern, said in made)
