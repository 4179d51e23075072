"""Whether a word looks like a password, or is one of those that say how it is with one."""

import re

Span = tuple[int, int]
# What a sentence goes on to that is no password but whose or where it is.
WHOSE = re.compile(r"(?i)\b(?:user|users?[ -]?id|id|benutzer|utilisateur|usuario|account|konto|compte|cuenta|host)\b")
LIKE_A_SECRET = re.compile(r"[0-9#$%&*+=@^_~|\\]|[a-z][A-Z]|.!.")
STRONG = re.compile(r"(?=.*[A-Za-zÀ-ž])(?=.*[0-9#$%&*+=@^~|!]).|[0-9]{6}")
ODD = re.compile(r"[#$%&*+=^~|!]\w|[#$%*^~]")
REFERENCE = re.compile(r"[0-9]{4}-[0-9]|\.\w{2,4}\Z|\A[A-Z]{1,6}-?[0-9]+\Z|\A[0-9]{1,3}\b")
# What stands for a password without being one: stars, a variable, a place to fill in, a call, an address.
STANDS_FOR = re.compile(
    r"[*•●·.…_xX-]{3,}\Z|\$|%[\w()]+%?\Z|\{|\[|<|\w[\w.]{0,60}\(|\S{1,8}://|[^@\s]{1,64}@[\w.-]{1,80}\.[a-z]{2,}\Z|0x"
)
_WORDS = """
expired forgotten wrong incorrect unknown reset lost missing none empty required optional invalid changed changing
correct blocked locked denied rejected same yours mine here below above please help what policy manager change stuck
useless weak strong short long old new outdated nowhere fine ready okay good different visible hidden saved stored
refused accepted needed asked prompted greyed disabled enabled working broken gone protected encrypted sent set shown
field prompt page screen window case sensitive twice again always never also there where why how
abgelaufen vergessen falsch unbekannt verloren fehlt leer gesperrt geändert zurücksetzen ungültig korrekt kurz lang
richtig keines keins siehe unten oben abgelehnt neu ändern anders wie folgt nicht nötig bekannt gleich sicher schwach
oublié oubliée expiré perdu inconnu invalide aucun bon faux refusé correct incorrect erroné identique court faible
vide changé bloqué réinitialiser nécessaire demandé obligatoire trop toujours
olvidada olvidado caducada perdida incorrecta desconocida ninguna vacía rechazada correcta importante válida
cambiada bloqueada restablecer inválida corta débil igual nueva antigua necesaria obligatoria
"""
HOW_IT_IS = frozenset(_WORDS.split())
_ENDS = ".!?:)(]}»“”„"
_STRONG_ENDS = re.compile(r"(?:\*\*|__|~~|`)\Z")
# How words end that say what was done to it: no password ends a sentence so.
PARTICIPLE = re.compile(r"(?i)(?:ed|ing|able|t|en|é|ée|ado|ada|ido|ida|ible)\Z")


# What a pattern takes for an i besides: the dotless one, and the dot that is left of a capital one with a dot.
_TAKEN_FOR_I = {0x131: "i", 0x307: None}


def in_small(text: str) -> str:
    """A text in small letters as patterns compare them that look away from case."""
    return text.casefold().translate(_TAKEN_FOR_I) if not text.isascii() else text.lower()


def bare_of(secret: str) -> str:
    """Without what a sentence, or Markdown that makes words strong, puts behind it."""
    return _STRONG_ENDS.sub("", secret.rstrip(_ENDS)).rstrip(_ENDS)


def span_of(match: re.Match[str]) -> Span:
    """The password without the full stop or bracket of the sentence."""
    start = match.start("secret")
    return start, start + len(match["secret"].rstrip(".)»“”"))
