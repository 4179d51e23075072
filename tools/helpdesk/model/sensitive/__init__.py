"""Passwords, keys, tokens, card, account and social security numbers that people write into requests: found, and hidden
where others read."""

import re
from collections.abc import Iterator

import msgspec

from helpdesk.model.sensitive.key_patterns import PRIVATE, keys
from helpdesk.model.sensitive.likeness import in_small
from helpdesk.model.sensitive.number_patterns import accounts, cards, social_security
from helpdesk.model.sensitive.password_patterns import HINTS, OF_PINS, passwords
from helpdesk.model.sensitive.typed_passwords import OF_COMMANDS, OF_LOGINS, typed

_LONGEST, _SHORT = 1_000_000, 300
_NUMBER_OR_LONG = re.compile(r"[0-9]{3}|[^ \n]{16}")
_ANY_HINT = (*HINTS, *OF_PINS, *OF_LOGINS, *OF_COMMANDS)
HIDDEN = "(hidden: {kind})"
_HIDDEN = {"de": "(verborgen: {kind})", "fr": "(masqué : {kind})", "es": "(oculto: {kind})"}
_KINDS = {
    "password": ("Passwort", "mot de passe", "contraseña"),
    "private key": ("privater Schlüssel", "clé privée", "clave privada"),
    "token": ("Zugangsschlüssel", "jeton d'accès", "clave de acceso"),
    "card number": ("Kartennummer", "numéro de carte", "número de tarjeta"),
    "bank account": ("Kontonummer", "compte bancaire", "cuenta bancaria"),
    "social security number": (
        "Sozialversicherungsnummer",
        "numéro de sécurité sociale",
        "número de la seguridad social",
    ),
}


class Found(msgspec.Struct, frozen=True, order=True):
    """Where something stands that others should not read, and what it is."""

    start: int
    end: int
    kind: str


def sensitive(text: str) -> tuple[Found, ...]:
    """Everything of the kind in a text, in order, none overlapping another."""
    if len(text) <= _SHORT and not _worth_reading(text):
        return ()
    found: list[Found] = []
    for one in sorted(_all(text[:_LONGEST]), key=lambda each: (each.start, -each.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
        elif one.end > found[-1].end:
            found[-1] = Found(found[-1].start, one.end, found[-1].kind)
    return tuple(found)


def _worth_reading(text: str) -> bool:
    """Most titles hold nothing of which anything could be part: three digits in a row, a long word, a word for it."""
    if _NUMBER_OR_LONG.search(text):
        return True
    folded = in_small(text)
    return any(hint in folded for hint in _ANY_HINT)


def kinds(text: str) -> tuple[str, ...]:
    """What kinds there are, each once: "password", "private key", "token", "card number", "bank account",
    "social security number"."""
    return tuple(dict.fromkeys(one.kind for one in sensitive(text)))


def masked(text: str, language: str = "en") -> str:
    """The text with everything of the kind hidden, and what was hidden named in a language."""
    parts, last = [], 0
    for one in sensitive(text):
        parts += [text[last : one.start], _hidden(one.kind, language)]
        last = one.end
    return "".join([*parts, text[last:]]) if parts else text


def kind_in(kind: str, language: str) -> str:
    """What a kind is called in a language; in English where that has no word for it."""
    return dict(zip(_HIDDEN, _KINDS.get(kind, ()), strict=False)).get(language[:2].lower(), kind)


def _hidden(kind: str, language: str) -> str:
    return _HIDDEN.get(language[:2].lower(), HIDDEN).format(kind=kind_in(kind, language))


def _all(text: str) -> Iterator[Found]:
    if "-----BEGIN" in text or "PuTTY" in text:
        yield from (Found(*match.span(), "private key") for match in PRIVATE.finditer(text))
    yield from (Found(*span, "token") for span in keys(text))
    yield from (Found(*span, "password") for span in passwords(text))
    yield from (Found(*span, "password") for span in typed(text))
    yield from (Found(*span, "card number") for span in cards(text))
    yield from (Found(*span, "bank account") for span in accounts(text))
    yield from (Found(*span, "social security number") for span in social_security(text))
