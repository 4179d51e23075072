"""What a text is told apart by: words, pairs of neighbours, pieces of words, the subject's own words, named fields.

A feature is a number: a hash that is the same on every machine, so no vocabulary is kept and no word can be read out
of a model.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import msgspec
import numpy as np

from helpdesk.learn.exact import Keys, Places, mixed

# What lies between the beginning of a long text and its end seldom says what it is about: it costs time and changes
# nothing. Where there are many texts to learn from, less of each tells as much.
MOST_WORDS = 300
_FEWEST_WORDS, _WORDS_IN_ALL = 40, 800_000
_SHARE_OF_THE_END = 4
_MOST_CHARACTERS = 30_000
_CHARACTERS_PER_WORD = 12
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
    return [_shortened(token) for token in _said(text, most)]


def _said(text: str, most: int) -> list[str]:
    text, end = text[:_MOST_CHARACTERS], most // _SHARE_OF_THE_END
    if len(text) > 2 * most * _CHARACTERS_PER_WORD:
        # What lies between is not even looked at, which is most of the time where little of much is read.
        head, tail = text[: most * _CHARACTERS_PER_WORD], text[-most * _CHARACTERS_PER_WORD :]
        return _tokens(head)[: most - end] + _tokens(tail)[-end:]
    found = _tokens(text)
    return found if len(found) <= most else found[: most - end] + found[len(found) - end :]


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold())


def _shortened(token: str) -> str:
    return token[: _LONGEST_WORD if token[0].isalnum() else _LONGEST_MARK]


def features(text: Text, most: int = MOST_WORDS) -> Features:
    """The features of a text by group, one for each time it occurs; of its body so many words at most."""
    return features_of([text], most)[0]


def features_of(texts: Sequence[Text], most: int = MOST_WORDS) -> list[Features]:
    """The features of each text. Each word is looked at once, however many texts say it."""
    titles, bodies = [_said(text.title, MOST_WORDS) for text in texts], [_said(text.body, most) for text in texts]
    place: dict[str, int] = {}
    both = zip(titles, bodies, strict=True)
    said = np.array([place.setdefault(token, len(place)) for each in both for part in each for token in part], np.int64)
    known = [word_features(_shortened(token)) for token in place]
    words = np.array([key for key, _ in known], np.uint64)[said]
    pieces, ends = _pieces([pieces for _, pieces in known], said)
    neighbours = pairs(words)
    in_subject, pairs_in_subject = mixed(words, _SUBJECT), mixed(neighbours, _SUBJECT)
    found, start = [], 0
    for text, title, body in zip(texts, titles, bodies, strict=True):
        # A text that is nothing but its title has no subject beside it.
        head = start + (len(title) if body else 0)
        end = start + len(title) + len(body)
        fields = field_features(text.fields)
        found.append(
            (
                np.concatenate([words[start:end], neighbours[start : max(end - 1, start)], fields]),
                pieces[ends[start] : ends[end]],
                np.concatenate([in_subject[start:head], pairs_in_subject[start : max(head - 1, start)]]),
            )
        )
        start = end
    return found


def _pieces(of_words: Sequence[Keys], said: Places) -> tuple[Keys, Places]:
    """The pieces of all that is said, word after word, and where each word's begin; last, where all end."""
    every = np.concatenate([np.zeros(0, np.uint64), *of_words])
    lengths = np.array([len(pieces) for pieces in of_words], np.int64)
    first, ends = np.cumsum(lengths) - lengths, np.concatenate([[0], np.cumsum(lengths[said])])
    return every[np.arange(ends[-1]) + np.repeat(first[said] - ends[:-1], lengths[said])], ends


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
