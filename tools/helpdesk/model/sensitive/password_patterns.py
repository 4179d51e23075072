"""Passwords as people write them: behind the word for it, before it, beside it, in English, German, French and Spanish,
and the numbers that open telephones and doors. Every pattern is linear: bounded repeats of one class."""

import re
from collections.abc import Iterator

from helpdesk.model.sensitive.likeness import (
    HOW_IT_IS,
    LIKE_A_SECRET,
    ODD,
    PARTICIPLE,
    REFERENCE,
    STANDS_FOR,
    STRONG,
    WHOSE,
    Span,
    bare_of,
    in_small,
    span_of,
)

_WORD = (
    r"(?:(?<![:/.$@])(?:passwort|kennwort)|(?<![\w:/.$@-])(?:password|passwd|passphrase|passcode|pwd|pw|pass"
    r"|mot de passe|mdp|contraseña|contrasena|clave (?:del? )?(?:la )?(?:red )?wi-?fi|clave|senha|wachtwoord"
    r"|(?:wi-?fi|wlan|wpa2?|wireless)[ -](?:key|code|schlüssel)|(?:clé|code) (?:du )?wi-?fi|pre-?shared key|psk))"
)
_LABEL = re.compile(rf"(?i){_WORD}(?!\w)[\"']?")
# Without one of these in a text there is nothing to look for in it.
HINTS = (
    *("pass", "kennwort", "pwd", "pw", "mdp", "contrase", "clave", "senha", "wachtwoord", "psk", "shared"),
    *("wifi", "wi-fi", "wlan", "wpa", "wireless"),
)
OF_PINS = (
    *("pin", "puk", "geheimzahl", "-code", "code d", "zugangscode", "código"),
    *(f"{sign} code" for sign in "rmsyek"),
)
_QUOTE = r"[\"'`„“”«»‘’(]?[ \xa0]?"
_IT = r"(?P<secret>[^\s,;<>\"'`„“”«»]{4,128})"
_FEW = r"(?:[ \t]{1,3}[\w'’-]{1,20}){0,5}?"
_NOW = r"(?:[ \t]{1,3}(?:now|still|currently|jetzt|nun|noch|immer|maintenant|ahora))?"
# `password: X`, `password -> X`, `mot de passe : X`; what follows on the next line as well.
_SIGN = re.compile(rf"[ \t\xa0]{{0,3}}(?:[:=](?![:=])|-+>|=>|→)[ \t\xa0]{{0,3}}\n?[ \t]{{0,3}}{_QUOTE}{_IT}")
# `mot de passe provisoire : X`, `password for the router: X`.
_QUALIFIED = re.compile(
    rf"(?:[ \t]{{1,3}}[\w'’-]{{1,20}}){{1,4}}[ \t\xa0]{{0,3}}[:=](?![:=])[ \t\xa0]{{0,3}}{_QUOTE}{_IT}"
)
# `the password for the router is X`.
_VERB = re.compile(
    rf"{_FEW}[ \t]{{1,3}}(?i:(?P<sure>lautet|lautete|heißt|heisst|reads)|is|was|(?:should|must|will|to) be|ist|war|est"
    rf"|était|es|era){_NOW}"
    rf"[ \t\xa0]{{0,3}}:?[ \t]{{1,3}}{_QUOTE}{_IT}"
)
# `the password was changed to X`, `wurde auf X gesetzt`, `a été changé en X`.
_CHANGED = re.compile(
    rf"{_FEW}[ \t]{{1,3}}(?i:(?:changed|set|reset|updated)[ \t]{{1,3}}to|(?:changée?|modifiée?|mise?)[ \t]{{1,3}}(?:en"
    rf"|à)|cambiada[ \t]{{1,3}}(?:a|por)|auf)[ \t]{{1,3}}{_QUOTE}{_IT}(?P<then>(?:[ \t]{{1,3}}\w{{1,20}})?)"
)
_PUT = re.compile(r"(?i)\b(?:set|change[ds]?|reset|cambi\w{1,4}|mis|changé)[ \t][^.\n:]{0,30}\Z")
_TO = re.compile(rf"[ \t]{{1,3}}(?i:to|a|por|en|à)[ \t]{{1,3}}{_QUOTE}{_IT}")
# `the password you gave me (X)`, in brackets or quotes.
_SET_OFF = re.compile(rf"{_FEW}[ \t]{{1,3}}[(\"'„“«`][ \xa0]?{_IT}[ \xa0]?[)\"'“”»`]")
# `password X` and nothing between them.
_BESIDE = re.compile(
    r"(?:[ \t]{1,3}(?i:provisoire|temporaire|initial|temporal|provisional|inicial|actuel|actual))?"
    rf"[ \t\xa0]{{1,3}}{_IT}"
)
_LEADS_TO = re.compile(
    r"(?i)(?:\b(?:with|mit|avec|con|my|your|his|her|their|mein|dein|ihr|mon|votre|mi|su|temp"
    r"|temporary|initial|provisional|one-time)[ \t](?:\w{1,9}[ \t]){0,2}"
    r"|\b(?:user(?:name)?|login|benutzer(?:name)?|identifiant|utilisateur|usuario|e?-?mail)[ \t:]{1,4}\S{1,40}"
    r"[ \t,;/]{1,4}(?:\w{1,9}[ \t]){0,2})\Z"
)
# `X as the password`, `X, which is my password`.
_AS = frozenset(("as", "als", "comme", "como", "is", "ist", "est", "es"))
_THAT = frozenset(("which", "that", "das", "was", "qui"))
_PIN = re.compile(
    r"(?i)\b(?P<bare>(?:sim|handy|karten|card)?[ -]?pin(?:[ -]?(?:code|nummer|number))?|code pin|puk|geheimzahl)|"
    r"\b(?:door|alarm|access|entry|gate|safe|unlock|lock|tür|zugangs)[ -]?code|code d['’](?:accès|entrée)"
    r"|código de (?:acceso|entrada|la puerta|la alarma)"
)
_FOUR = re.compile(
    r"(?:(?:[ \t]{1,3}[\w'’-]{1,20}){0,4}?[ \t]{1,3}(?i:is|was|ist|war|lautet|est|es|era)[ \t\xa0]{1,3}"
    r"|[ \t\xa0]{0,3}[:=][ \t\xa0]{0,3}|(?P<blank>[ \t\xa0]{1,3}))[\"'„“«]?[ \xa0]?"
    r"(?P<secret>[0-9]{4,12})(?![\w-]|\.[0-9])"
)
_DONE_WITH = re.compile(r"(?i)\b(?:re-?set|change|policy|manager|link|error|fehler|ändern|zurücksetzen)\b")
_GOES_ON = re.compile(r"[ \t]{1,3}[a-zà-ÿ]")
_WORDS_BEFORE = re.compile(r"[^\s]{1,128}")
_SENTENCE_ENDS = re.compile(r"[.!]?[ \t]{0,3}(?:\n|\r|\Z)")


def passwords(text: str) -> Iterator[Span]:
    """Where passwords stand, in no order; some may overlap."""
    folded = in_small(text)
    if any(hint in folded for hint in HINTS):
        for label in _LABEL.finditer(text):
            yield from _said(text, label)
    if any(hint in folded for hint in OF_PINS):
        for label in _PIN.finditer(text):
            found = _FOUR.match(text, label.end())
            if found is not None and (label["bare"] or not found["blank"]):
                yield found.span("secret")


def _said(text: str, label: re.Match[str]) -> Iterator[Span]:
    """What is said to be the password around one word for it."""
    for way, holds in _WAYS:
        match = way.match(text, label.end())
        if match is not None and not STANDS_FOR.match(match["secret"]) and holds(text, label, match):
            yield span_of(match)
            return
    put = _TO.match(text, label.end())
    if (
        put is not None
        and STRONG.match(bare_of(put["secret"]))
        and _PUT.search(text[max(label.start() - 60, 0) : label.start()])
    ):
        yield span_of(put)
    yield from _said_before(text, label)


def _said_before(text: str, label: re.Match[str]) -> Iterator[Span]:
    """The word before `as the password`, `which is my password`, if it looks like one."""
    start = max(label.start() - 160, 0)
    words = [(each.group(), start + each.start()) for each in _WORDS_BEFORE.finditer(text, start, label.start())][-5:]
    place = next((at for at in range(len(words) - 1, max(len(words) - 4, 0), -1) if words[at][0].casefold() in _AS), 0)
    if place > 1 and words[place - 1][0].casefold() in _THAT:
        place -= 1
    word, at = words[place - 1] if place else ("", 0)
    bare = word.strip("\"'`„“”«»(),.;:")
    if len(bare) >= 4 and STRONG.match(bare) and not STANDS_FOR.match(bare):
        at += word.index(bare)
        yield at, at + len(bare)


def _by_sign(text: str, label: re.Match[str], match: re.Match[str]) -> bool:
    """Behind a colon a single word that ends the line may be somebody's password, but for what says how it is with it.
    On the next line stands as well the next question of a form."""
    bare = bare_of(match["secret"])
    if LIKE_A_SECRET.search(bare):
        # What test runners print: "PASS: suite/test_name".
        return not ("/" in bare and label.group().casefold() == "pass")
    ends = text[match.end("secret") : match.end("secret") + 1] in ("", "\n", "\r", '"', "'")
    between = text[match.start() : match.start("secret")]
    return "\n" not in between and ends and bare.replace("-", "").isalpha() and bare.casefold() not in HOW_IT_IS


def _by_verb(text: str, _label: re.Match[str], match: re.Match[str]) -> bool:
    """Behind a verb a word that ends the sentence is a password too, unless it says how it is with it."""
    if WHOSE.search(text, match.start(), match.start("secret")) and match["secret"].isdigit():
        return False
    bare = bare_of(match["secret"])
    if LIKE_A_SECRET.search(bare):
        return True
    parts = bare.casefold().split("-")
    if not all(part.isalpha() for part in parts) or bare.casefold() in HOW_IT_IS:
        return False
    if len(parts) > 1:
        return all(len(part) >= 4 for part in parts) and len(parts) > 2
    ends = _SENTENCE_ENDS.match(text, match.start("secret") + len(bare)) is not None
    return ends and len(bare) >= 5 and (match["sure"] is not None or not PARTICIPLE.search(bare))


def _qualified(text: str, label: re.Match[str], match: re.Match[str]) -> bool:
    """Words between the word and the colon may say which password it is, and may say what should be done with it."""
    bare = bare_of(match["secret"])
    if label.group().casefold() == "pass" or _DONE_WITH.search(text, match.start(), match.start("secret")):
        return False
    spoken_of = WHOSE.search(text, match.start(), match.start("secret")) is not None and bare.isalnum()
    return STRONG.match(bare) is not None and "/" not in bare and not spoken_of and REFERENCE.search(bare) is None


def _by_change(text: str, _label: re.Match[str], match: re.Match[str]) -> bool:
    """`auf X` is a password where it was set so; elsewhere it is a place."""
    said = text[match.start() : match.start("secret")].rstrip("\"'`„“«( \xa0").casefold()
    if said.endswith(" auf"):
        return match["then"].strip().casefold() in (
            "gesetzt",
            "geändert",
            "zurückgesetzt",
            "gestellt",
            "setzen",
            "ändern",
        )
    bare = bare_of(match["secret"])
    return bool(LIKE_A_SECRET.search(bare)) or (bare.count("-") > 1 and bare.replace("-", "").isalpha())


def _set_off(text: str, label: re.Match[str], match: re.Match[str]) -> bool:
    """In brackets or quotes: neither a file nor a number nor a reference, and not whose password it is."""
    bare = bare_of(match["secret"])
    if label.group().casefold() == "pass" or WHOSE.search(text, match.start(), match.start("secret")):
        return False
    return STRONG.match(bare) is not None and REFERENCE.search(bare) is None


def _beside(text: str, label: re.Match[str], match: re.Match[str]) -> bool:
    """Nothing stands between them: it must look like one by itself, or what leads to it must say so."""
    bare = bare_of(match["secret"])
    if "/" in bare or not STRONG.match(bare):
        return False
    if match.start("secret") - label.end() > 6:
        return True
    mixed = any(sign.isalpha() for sign in bare)
    # "X! is refused": the sentence goes on, so that the mark is the password's own.
    goes_on = match["secret"].endswith(("!", "?")) and _GOES_ON.match(text, match.end("secret")) is not None
    if mixed and "=" not in bare and (goes_on or ODD.search(bare)):
        return True
    return mixed and _LEADS_TO.search(text[max(label.start() - 90, 0) : label.start()]) is not None


_WAYS = (
    (_SIGN, _by_sign),
    (_VERB, _by_verb),
    (_QUALIFIED, _qualified),
    (_CHANGED, _by_change),
    (_SET_OFF, _set_off),
    (_BESIDE, _beside),
)
