"""The word somebody may have meant."""

import difflib
from collections.abc import Iterable

_LONGEST = 80
_MOST = 2000
_FEW = 12


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them where none is near and they are few."""
    choices = list(known)
    near = difflib.get_close_matches(word[:_LONGEST], choices[:_MOST], n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return "one of " + ", ".join(choices) if choices and len(choices) <= _FEW else ""
