"""Passwords, keys, tokens, card, account and social security numbers that people write into requests: found, and hidden
where others read. Every pattern is linear: bounded repeats of one class, nothing nested.

Nearly every text has nothing of the kind, and every page shows some: patterns are tried only where a look at the text
leaves room for a match, and those that always are begin with a class of characters, which is searched for quickest. A
look-behind comes after it, and looks behind it.
"""

import re
from collections.abc import Iterator

import msgspec

_LONGEST = 1_000_000
HIDDEN = "(hidden: {kind})"

# A word that announces a password, `:` or a verb, and the password itself; between word and verb a few others may say
# whose it is ("the password for the router is ...").
_PASSWORD = re.compile(
    r"(?i:(?<![\w:/.])(?P<label>password|passwort|passwd|kennwort|passphrase|passcode|pwd|pw|pass|mot de passe|mdp"
    r"|contraseña|contrasena|clave|senha|wachtwoord|pin)\b[\"']?)"
    r"(?:(?P<colon>[ \t\xa0]{0,3}[:=](?![:=])[ \t\xa0]{0,3}\n?[ \t]{0,3})"
    r"|(?:[ \t]{1,3}\w{1,20}){0,4}?[ \t]{1,3}(?i:is|was|ist|war|lautet|est|était|es|era)\b[ \t\xa0]{0,3}:?[ \t]{1,3})"
    r"[\"'`„“«]?(?P<secret>[^\s,;<>\"'`]{4,128})"
)
# What follows is no password when it is an ordinary word of a sentence ("password is expired").
_LIKE_A_SECRET = re.compile(r"[0-9#$%&*+=@^_~|\\]|[a-z][A-Z]")
# One of these a text has in it, in small letters, where it may have such a word, or the name of a key. A pattern that
# ignores case takes an i without its dot for one, and an I with a dot.
_ANNOUNCED = ("pass", "pw", "kennwort", "mdp", "contrase", "clave", "senha", "wachtwoord", "pin", "ı", "i̇")
_LABELLED = ("secret", "token", "key")
_NUMBERED = re.compile("[0-9]{2}[ -]?[0-9A-Z][ -]?[0-9A-Z]")
_DIGITS = re.compile(r"[0-9]{4,12}\Z")
# Behind a colon a word that ends the line may be somebody's password; not these, which say how things are with it.
_WORDS = """
expired forgotten wrong incorrect unknown reset lost missing none empty required optional invalid changed
correct blocked locked denied rejected same yours mine here below above please help what policy manager change
abgelaufen vergessen falsch unbekannt verloren fehlt leer gesperrt geändert zurücksetzen ungültig korrekt
richtig keines keins siehe unten oben abgelehnt neu ändern oublié oubliée expiré perdu inconnu invalide aucun
vide changé bloqué réinitialiser olvidada olvidado caducada perdida incorrecta desconocida ninguna vacía
cambiada bloqueada restablecer inválida
"""
_HOW_IT_IS = frozenset(_WORDS.split())
_LABELS_OF_KEYS = re.compile(
    r"(?i:(?:secret|token|(?:api|access|account|auth)[_-]?key)(?:[_-]?(?:key|id))?[\"']?[ \t]{0,3}[:=][ \t]{0,3}"
    r"[\"']?)(?P<secret>[A-Za-z0-9/+_=.-]{16,200})"
)
_IN_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@]{1,64}:(?P<secret>[^\s/@]{3,128})@")
_KEY = re.compile(r"-----BEGIN (?:[A-Z]{1,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.()]{1,20000}")
# The shortest key or token, which has no blanks: "xoxb-" and ten characters.
_SHORTEST = 15
_TOKEN = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255}|gl(?:pat|ptt|dt|rt)-[A-Za-z0-9_-]{20,64}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abeprs]-[A-Za-z0-9-]{10,200}|xapp-[A-Za-z0-9-]{10,200}|sk-[A-Za-z0-9_-]{20,200}"
    r"|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/=]{24,100}|AIza[A-Za-z0-9_-]{35}"
    r"|GOCSPX-[A-Za-z0-9_-]{20,40}|ya29\.[A-Za-z0-9_-]{20,500}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,300}"
    r"|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}|hooks\.slack\.com/services/[A-Za-z0-9/]{30,100}"
    r"|hf_[A-Za-z0-9]{30,60}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"
    r"|eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000})"
)
_CARD = re.compile(r"[2-6](?<![\w./-][2-6])[0-9](?:[ -]?[0-9]){12,17}(?![\w-])")
# How many digits cards of these beginnings have (ISO/IEC 7812; Visa, Mastercard, American Express, Diners, Discover,
# JCB, UnionPay): an article's number (GTIN-13) has none of these lengths.
_CARDS = (
    (re.compile(r"4|5[1-5]|50(?:18|20|38)|6(?:011|2|4[4-9]|5|304|759|76[1-3])"), (16, 19)),
    (re.compile(r"2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|35"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14,)),
)
_ACCOUNT = re.compile(r"[A-Z](?<!\w[A-Z])[A-Z][0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
# As the Social Security Administration gives them: no 000, 666 or 9xx in front, no group of zeros.
_SOCIAL = re.compile(r"[0-8](?<![\w.-][0-8])[0-9]{2}(?<!000)(?<!666)-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])")


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
    """What kinds there are, each once: "password", "private key", "token", "card number", "bank account",
    "social security number"."""
    return tuple(dict.fromkeys(one.kind for one in sensitive(text)))


def masked(text: str) -> str:
    """The text with everything of the kind hidden."""
    parts, last = [], 0
    for one in sensitive(text):
        parts += [text[last : one.start], HIDDEN.format(kind=one.kind)]
        last = one.end
    return "".join([*parts, text[last:]]) if parts else text


def _all(text: str) -> Iterator[Found]:
    small = text.casefold()
    if "-----BEGIN" in text:
        yield from (Found(*match.span(), "private key") for match in _KEY.finditer(text))
    if any(len(word) >= _SHORTEST for word in text.split()):
        yield from (Found(*match.span(), "token") for match in _TOKEN.finditer(text))
    if any(word in small for word in _LABELLED):
        yield from _labelled(text)
    if "://" in text:
        yield from (Found(*match.span("secret"), "password") for match in _IN_ADDRESS.finditer(text))
    if any(word in small for word in _ANNOUNCED):
        yield from _passwords(text)
    if _NUMBERED.search(text):
        yield from _numbers(text)


def _labelled(text: str) -> Iterator[Found]:
    for match in _LABELS_OF_KEYS.finditer(text):
        if _mixed(match["secret"]):
            yield Found(*match.span("secret"), "token")


def _passwords(text: str) -> Iterator[Found]:
    for match in _PASSWORD.finditer(text):
        secret = match["secret"].rstrip(".")
        if _is_password(match, secret, text):
            start = match.start("secret")
            yield Found(start, start + len(secret), "password")


def _numbers(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        if _luhn(match.group()):
            yield Found(*match.span(), "card number")
    for match in _ACCOUNT.finditer(text):
        if _iban(match.group().replace(" ", "")):
            yield Found(*match.span(), "bank account")
    yield from (Found(*match.span(), "social security number") for match in _SOCIAL.finditer(text))


def _is_password(match: re.Match[str], secret: str, text: str) -> bool:
    """Whether what stands behind the word is the password, and not what is the matter with it."""
    bare = secret.rstrip(".!?:)")
    if match["label"].casefold() == "pin":
        return bool(_DIGITS.match(bare))
    if _LIKE_A_SECRET.search(bare):
        # What test runners print: "PASS: suite/test_name".
        return not ("/" in bare and match["label"].casefold() == "pass")
    colon = match["colon"]
    ends = text[match.end("secret") : match.end("secret") + 1] in ("", "\n", "\r", '"', "'")
    # On the next line stands as well the next question of a form.
    return bool(colon) and "\n" not in colon and ends and bare.isalpha() and bare.casefold() not in _HOW_IT_IS


def _mixed(text: str) -> bool:
    """Letters and digits, as keys have them and words have not."""
    return any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text)


def _luhn(text: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    number = "".join(char for char in text if char.isdigit())
    if not any(begin.match(number) and len(number) in lengths for begin, lengths in _CARDS):
        return False
    digits = [int(char) for char in reversed(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """ISO 13616: the check digits."""
    if not 15 <= len(text) <= 34:
        return False
    return int("".join(str(int(char, 36)) for char in text[4:] + text[:4])) % 97 == 1
