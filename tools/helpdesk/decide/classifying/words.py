"""Words as people compare them: without regard to case, accents and line breaks, and whole."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

# A subject line and a few pages of text say what a message is about; a pasted log file of megabytes does not.
READ_AT_MOST = 65_536

T = TypeVar("T")
_TOKEN = re.compile(r"\w+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def fold_text(text: str) -> str:
    """`text` case-folded, without accents, runs of white space as one blank; at most `READ_AT_MOST` characters."""
    return _folded(text[:READ_AT_MOST])


# The rules ask the same text of the same ticket many times.
@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    text = text.casefold()
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = _BEYOND_ASCII.sub(_base, decomposed).casefold()
    return " ".join(text.split())


def _base(found: re.Match[str]) -> str:
    return "" if unicodedata.combining(found[0]) else found[0]


def has_phrase(folded: str, phrase: str) -> bool:
    """Whether the folded text has the folded phrase, not as a part of longer words."""
    start = folded.find(phrase) if phrase else -1
    while start >= 0:
        end = start + len(phrase)
        if not (_inside(folded, start, phrase[0]) or _inside(folded, end, phrase[-1])):
            return True
        start = folded.find(phrase, start + 1)
    return False


def _inside(folded: str, cut: int, edge: str) -> bool:
    """Whether a cut of the text at `cut`, beside the phrase's own `edge`, goes through a word."""
    if not 0 < cut < len(folded) or not _wordly(edge):
        return False
    return _wordly(folded[cut - 1]) and _wordly(folded[cut])


def _wordly(char: str) -> bool:
    return char.isalnum() or char == "_"


class Phrasebook(Generic[T]):
    """Many phrases, each standing for something, looked up in a text at the cost of the text's words."""

    def __init__(self, pairs: Iterable[tuple[str, T]]) -> None:
        self._by_token: dict[str, list[tuple[str, T]]] = {}
        self._longer: dict[str, list[tuple[str, T]]] = {}
        for phrase, item in pairs:
            folded = fold_text(phrase)
            tokens = _TOKEN.findall(folded)
            if tokens == [folded]:
                self._by_token.setdefault(folded, []).append((folded, item))
            elif tokens:
                self._longer.setdefault(max(tokens, key=len), []).append((folded, item))

    def found(self, folded: str, words: frozenset[str]) -> list[tuple[str, T]]:
        """The phrases in a folded text with what they stand for; `words` are the text's own, as `words_in` has them."""
        hits = [pair for word in self._by_token.keys() & words for pair in self._by_token[word]]
        maybe = [pair for word in self._longer.keys() & words for pair in self._longer[word]]
        return hits + [(phrase, item) for phrase, item in maybe if has_phrase(folded, phrase)]


def words_in(folded: str) -> frozenset[str]:
    """The words of a folded text, each once."""
    return frozenset(_TOKEN.findall(folded))
