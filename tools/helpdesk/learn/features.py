"""What a text is told apart by: words, pairs of neighbours, pieces of words, the subject's own words, named fields.

A feature is a number: a hash that is the same on every machine, so no vocabulary is kept and no word can be read out
of a model.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping
from functools import lru_cache

import msgspec
import numpy as np

from helpdesk.learn.exact import Keys, mixed

# What lies between the beginning of a long text and its end seldom says what it is about: it costs time and changes
# nothing. Where there are many texts to learn from, less of each tells as much.
MOST_WORDS = 300
_FEWEST_WORDS, _WORDS_IN_ALL = 40, 800_000
_SHARE_OF_THE_END = 4
_MOST_CHARACTERS = 30_000
_LONGEST_WORD = 30
_LONGEST_MARK = 4
_PIECE = 4
_REMEMBERED = 200_000
# Runs of punctuation tell a question, a stack trace and a filled-in form apart.
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]+|_+")
_PAIR, _SUBJECT, _FIELD = 1, 2, 4
_FIRST = np.uint64(0x9E3779B97F4A7C15)


class Text(msgspec.Struct, frozen=True):
    """What is known of a ticket when it must be judged: `fields` are values by name (channel, form...)."""

    title: str
    body: str
    fields: Mapping[str, str] = {}


# Each group weighs as a whole, however many features a text has in it.
GROUPS = ("words", "pieces", "subject")
WEIGHTS = (1.0, 0.7, 0.5)
Features = tuple[Keys, Keys, Keys]


def words_for(texts: int) -> int:
    """How many words are read of each of so many texts."""
    return min(max(_WORDS_IN_ALL // max(texts, 1), _FEWEST_WORDS), MOST_WORDS)


def tokens(text: str, most: int = MOST_WORDS) -> list[str]:
    """The words and marks of a text, folded, in order; of a long one the first and some of the last."""
    folded = unicodedata.normalize("NFKC", text[:_MOST_CHARACTERS]).casefold()
    found = _TOKEN.findall(folded)
    if len(found) > most:
        end = most // _SHARE_OF_THE_END
        found = found[: most - end] + found[len(found) - end :]
    return [each[:_LONGEST_WORD] if each[0].isalnum() else each[:_LONGEST_MARK] for each in found]


def features(text: Text, most: int = MOST_WORDS) -> Features:
    """The features of a text by group, one for each time it occurs; of its body so many words at most."""
    subject, rest = tokens(text.title), tokens(text.body, most)
    known = [word_features(word) for word in (*subject, *rest)]
    words = np.array([key for key, _ in known], dtype=np.uint64)
    pieces = np.concatenate([np.zeros(0, np.uint64), *(pieces for _, pieces in known)])
    head = words[: len(subject)] if rest else words[:0]
    both = pairs(words)
    return (
        np.concatenate([words, both, field_features(text.fields)]),
        pieces,
        mixed(np.concatenate([head, both[: max(len(head) - 1, 0)]]), _SUBJECT),
    )


def field_features(fields: Mapping[str, str]) -> Keys:
    """A feature for each field's value, by the fields' names."""
    keys = np.array([_key(f"{name}={value}") for name, value in sorted(fields.items())], dtype=np.uint64)
    return mixed(keys, _FIELD)


def pairs(words: Keys) -> Keys:
    """Each word with the one after it."""
    # An odd factor, or "a b" would be "b a"; sums and products of whole numbers wrap around.
    return mixed(words[:-1] * _FIRST + words[1:], _PAIR)


@lru_cache(maxsize=_REMEMBERED)
def word_features(word: str) -> tuple[int, Keys]:
    """A word's own key and those of its pieces, the same for every text that says it."""
    bounded = f" {word} "
    pieces = (
        [bounded[start : start + _PIECE] for start in range(len(bounded) - _PIECE + 1)] if word[0].isalnum() else []
    )
    return _key(word), np.array([_key("\0" + piece) for piece in pieces], dtype=np.uint64)


def _key(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) | (zlib.adler32(data) & 0xFFFF) << 32
