"""The words of a text that are worth looking for, and an FTS5 query made of nothing else."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import islice

LONGEST_TEXT = 100_000
MOST_WORDS = 64
_SHORTEST_BEGINNING = 3
_MOST_REPEATED = 3
_WORD = re.compile(r"[^\W_]+")

# Words that say nothing about what a text is about, in the two languages most of the desks write; a third language
# costs precision only.
_ENGLISH_AND_GERMAN = """
    a about after again all also am an and any are as at be because been before being but by can cannot could did do
    does doing done down for from get gets getting got had has have having he hello help her here hi him his how i if
    in into is it its itself just let like me more most much my need needs no not now of off on once only or other our
    out over own please same she should since so some still such than thank thanks that the their them then there these
    they this those through to too try trying under until up us use used using very want was we were what when where
    which while who why will with would yes you your
    aber alle als am an auch auf aus bei beim bin bis bitte da damit dann das dass dem den der des die dies diese dieser
    doch dort du durch ein eine einem einen einer eines er es etwas euch für habe haben hallo hat hatte hier hilfe ich
    ihm ihn ihr im in ist ja jetzt kann kein keine können man mein meine mich mir mit muss nach nein nicht noch nun nur
    ob oder ohne schon sehr sein seine seit sich sie sind so soll um und uns unter vom von vor war was weil wenn wer wie
    wieder will wir wird wo zu zum zur über danke
"""
STOP_WORDS = frozenset(_ENGLISH_AND_GERMAN.split())


def counted(text: str, *, most: int = MOST_WORDS) -> dict[str, int]:
    """The distinct words of the first 100 KB of `text`, folded, in order, with how often each is said; stop words are
    left out, `most` words at most. Where nothing else is left, the stop words themselves."""
    folded = unicodedata.normalize("NFC", text[:LONGEST_TEXT]).casefold()
    said = Counter(_WORD.findall(folded))
    telling = {word: times for word, times in said.items() if word not in STOP_WORDS and _tells(word)}
    return dict(islice((telling or said).items(), most))


def _tells(word: str) -> bool:
    """A letter alone, or a small number, stands in every other text; a code like 0x80 or 1603 does not."""
    return len(word) > (2 if word.isdigit() else 1)


def words_of(text: str, *, most: int = MOST_WORDS) -> tuple[str, ...]:
    """The words of `counted` alone."""
    return tuple(counted(text, most=most))


def any_of(words: Iterable[str]) -> str:
    """An FTS5 query for any of the words; each is quoted, so nothing a person types is syntax."""
    return " OR ".join(f'"{word}"' for word in words)


def any_of_weighted(said: Mapping[str, int]) -> str:
    """As `any_of`, a word that the text says more often counting more: the query side of BM25, cut off at three."""
    return any_of(word for word, times in said.items() for _ in range(min(times, _MOST_REPEATED)))


def snippet(text: str, words: Iterable[str], width: int = 120) -> str:
    """The part of a text around the first of the words, in one line; its beginning where it holds none."""
    line = " ".join(text[:LONGEST_TEXT].split())
    folded = line.casefold()
    places = [place for word in words if (place := folded.find(word)) >= 0]
    start = max(min(places, default=0) - width // 3, 0)
    cut = line[start : start + width].strip()
    return f"{'…' if start else ''}{cut}{'…' if start + width < len(line) else ''}"


def all_of(words: tuple[str, ...], *, unfinished: bool = False) -> str:
    """An FTS5 query for all of the words; `unfinished` takes the last one, of three letters or more, as the
    beginning of a word: shorter ones begin half the dictionary."""
    quoted = [f'"{word}"' for word in words]
    return " AND ".join(quoted) + ("*" if unfinished and words and len(words[-1]) >= _SHORTEST_BEGINNING else "")
