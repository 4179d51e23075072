"""Passwords, keys, tokens, card and account numbers that people write into requests: found, and hidden where others
read. Every pattern is linear: bounded repeats of one class, nothing nested."""

import re
from collections.abc import Iterator

import msgspec

_LONGEST = 1_000_000
HIDDEN = "(hidden: {kind})"

# A word that announces a password, something like `:` or `is`, and the password itself.
_PASSWORD = re.compile(
    r"(?i:\b(?:password|passwort|passwd|kennwort|passphrase|pwd|mot de passe|contraseña|senha|wachtwoord)\b)"
    r"(?:[ \t]{0,3}(?:[:=]|\b(?:is|ist|lautet|est|es)\b:?)[ \t]{0,3})"
    r"(?P<secret>[^\s,;<>\"']{4,128})"
)
# What follows is no password when it is an ordinary word of a sentence ("password is expired").
_LIKE_A_SECRET = re.compile(r"[0-9!#$%&*+/=?@^_~|\\-]|[a-z][A-Z]")
_KEY = re.compile(r"-----BEGIN (?:[A-Z]{1,10} ){0,3}PRIVATE KEY-----[A-Za-z0-9+/=\s:,]{1,20000}")
_TOKEN = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255}|glpat-[A-Za-z0-9_-]{20,64}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abprs]-[A-Za-z0-9-]{10,200}|sk-[A-Za-z0-9_-]{20,200}|AIza[A-Za-z0-9_-]{35}"
    r"|eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000})"
)
_CARD = re.compile(r"(?<![\w.-])[3-6][0-9](?:[ -]?[0-9]){11,17}(?![\w-])")
_ACCOUNT = re.compile(r"\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")


class Found(msgspec.Struct, frozen=True, order=True):
    """Where something stands that others should not read, and what it is."""

    start: int
    end: int
    kind: str


def sensitive(text: str) -> tuple[Found, ...]:
    """Everything of the kind in a text, in order, none overlapping another."""
    found: list[Found] = []
    for one in sorted(_all(text[:_LONGEST])):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return tuple(found)


def kinds(text: str) -> tuple[str, ...]:
    """What kinds there are, each once: "password", "private key", "token", "card number", "bank account"."""
    return tuple(dict.fromkeys(one.kind for one in sensitive(text)))


def masked(text: str) -> str:
    """The text with everything of the kind hidden."""
    parts, last = [], 0
    for one in sensitive(text):
        parts += [text[last : one.start], HIDDEN.format(kind=one.kind)]
        last = one.end
    return "".join([*parts, text[last:]]) if parts else text


def _all(text: str) -> Iterator[Found]:
    if "-----BEGIN" in text:
        yield from (Found(*match.span(), "private key") for match in _KEY.finditer(text))
    yield from (Found(*match.span(), "token") for match in _TOKEN.finditer(text))
    for match in _PASSWORD.finditer(text):
        secret = match["secret"].rstrip(".")
        if _LIKE_A_SECRET.search(secret):
            start = match.start("secret")
            yield Found(start, start + len(secret), "password")
    for match in _CARD.finditer(text):
        if _luhn(match.group()):
            yield Found(*match.span(), "card number")
    for match in _ACCOUNT.finditer(text):
        if _iban(match.group().replace(" ", "")):
            yield Found(*match.span(), "bank account")


def _luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    digits = [int(char) for char in reversed(text) if char.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """ISO 13616: the check digits."""
    if not 15 <= len(text) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
