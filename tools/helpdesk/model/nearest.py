"""The word somebody may have meant."""

import difflib
from collections.abc import Iterable

_LONGEST = 80
_MOST = 2000
_FEW = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them where none is near and they are few."""
    choices = list(known)
    near = nearest(word, choices)
    if near:
        return f"did you mean '{near}'?"
    return "one of " + ", ".join(choices) if choices and len(choices) <= _FEW else ""


def nearest(word: str, known: Iterable[str], alike: float = 0.6) -> str:
    """The known word that is most like `word`, where one is `alike` (0 to 1) enough; else empty."""
    return next(iter(difflib.get_close_matches(word[:_LONGEST], list(known)[:_MOST], n=1, cutoff=alike)), "")
