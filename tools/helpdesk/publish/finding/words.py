"""Words as the search index and the page's script fold them: both must come to the same ones, letter for letter."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

SHORTEST, LONGEST = 2, 40
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case, without accents (Unicode NFKD less its marks); `ß` is `ss`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.category(letter).startswith("M"))
    return bare.lower().replace("ß", "ss")


@lru_cache(maxsize=16_384)
def words_of(text: str) -> tuple[str, ...]:
    """The distinct words of a text in their order. One letter alone finds nothing; a longer one than forty is cut."""
    found = (word[:LONGEST] for word in _WORD.findall(fold(text)))
    return tuple(dict.fromkeys(word for word in found if len(word) >= SHORTEST))


def first_words(texts: Iterable[str], most: int) -> Iterator[str]:
    """The first `most` distinct words of several texts together."""
    seen: dict[str, None] = {}
    for text in texts:
        for word in words_of(text):
            if word not in seen:
                seen[word] = None
                yield word
                if len(seen) == most:
                    return
