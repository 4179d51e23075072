"""What a requester says to "solved" and "closed" in a word: yes, thanks, or a number. Everything else is a new message
about the same trouble, and reopens.
"""

import re
from enum import StrEnum

import msgspec

from helpdesk.decide.classifying.words import fold_text, has_phrase

_YES = frozenset({"yes", "yep", "yeah", "y", "ok", "okay", "ja", "jep", "jo", "oui", "si", "sim", "da", "tak"})
# A line made of these alone asks for nothing. "not", "but", "still" and their like are not among them on purpose.
_THANKS = """
thanks thank you thx ty cheers great perfect super excellent wonderful nice all is it works working now again
fine good well solved fixed done very much so many a lot for the your quick fast help danke dank vielen
herzlichen besten schonen alles gut bestens prima klasse passt geht funktioniert lauft jetzt wieder erledigt
gelost fur die ihre schnelle hilfe merci beaucoup parfait resolu tout va bien ca marche gracias muchas perfecto todo
resuelto funciona obrigado obrigada grazie mille bedankt confirmed resolved that this worked has been you can close
ticket issue request hat geklappt behoben bestatigt ist ok okay das c est bon fonctionne a marche nouveau de bien resolu
resolue probleme le est ya esta listo arreglado solucionado ahora el problema
"""
_KIND = _YES.union(_THANKS.split())
# Words of thanks that ask for something when nothing else is said.
_ASKS = frozenset({"can", "help", "close", "hilfe"})
_SIGNING_OFF = (
    "best",
    "kind",
    "regards",
    "cheers",
    "sincerely",
    "yours",
    "thanks",
    "thank",
    "mit",
    "viele",
    "liebe",
    "beste",
    "freundliche",
    "mfg",
    "lg",
    "vg",
    "gruss",
    "grusse",
    "danke",
    "sent from",
    "--",
)
_RATING = re.compile(
    r"([1-5])(?: ?/ ?5| (?:out of|of|von|sur|de) 5)?"
    r"(?: (?:stars?|stern(?:en?)?|etoiles?|estrellas?|points?|punkte?|puntos?))?[.!]*\Z"
)
_WORD = re.compile(r"\w+")
_LONGEST = 120
_MOST_LINES = 6


class Kind(StrEnum):
    CONFIRMED = "confirmed"
    RATED = "rated"
    THANKS = "thanks"


class Feedback(msgspec.Struct, frozen=True):
    """`score` is 1 (bad) to 5 (very good) with `Kind.RATED`, else 0."""

    kind: Kind
    score: int = 0


def feedback(reply: str, name: str = "") -> Feedback | None:
    """What a reply says, when that is all it says. `name` is the sender's, who may have signed with it."""
    lines = [folded for folded in map(fold_text, reply.splitlines()[:30]) if folded]
    if not lines or len(lines[0]) > _LONGEST or "?" in lines[0]:
        return None
    if len(lines) > _MOST_LINES or (len(lines) > 1 and not _signed(lines[1], fold_text(name))):
        return None
    rated = _RATING.match(lines[0])
    if rated is not None:
        return Feedback(Kind.RATED, int(rated[1]))
    words = _WORD.findall(lines[0])
    if not words or not _KIND.issuperset(words):
        return None
    if words[0] in _YES:
        return Feedback(Kind.CONFIRMED)
    return None if words[0] in _ASKS else Feedback(Kind.THANKS)


def _signed(line: str, name: str) -> bool:
    """Whether the message ends here: a greeting, or the sender's own name."""
    if any(line.startswith(word) for word in _SIGNING_OFF) and len(line) <= _LONGEST:
        return "?" not in line and not has_phrase(line, "but") and not has_phrase(line, "aber")
    return bool(name) and all(word in name.split() for word in _WORD.findall(line))
