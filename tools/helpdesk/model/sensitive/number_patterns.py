"""Numbers of cards, accounts and social security that people write, told from other numbers by their check digits."""

import re
from collections.abc import Iterator

Span = tuple[int, int]
_BLANK = r"[ \t\xa0\u2009\u202f]"
# Here and below what must not stand before is asked behind the first sign: a search then leaps to signs like it.
_CARD = re.compile(rf"[2-6](?<![\w./-].)[0-9](?:(?:{_BLANK}{{1,2}}|-)?[0-9]){{12,17}}(?![\w-])")
# With full stops only in fours, as nobody groups another number.
_CARD_IN_FOURS = re.compile(r"[2-6](?<![\w./-].)[0-9]{3}(?:\.[0-9]{4}){3}(?![\w-]|\.[0-9])")
# How many digits cards of these beginnings have (ISO/IEC 7812; Visa, Mastercard, American Express, Diners, Discover,
# JCB, UnionPay): an article's number (GTIN-13) has none of these lengths.
_CARDS = (
    (re.compile(r"4|5[1-5]|50(?:18|20|38)|6(?:011|2|4[4-9]|5|304|759|76[1-3])"), (16, 19)),
    (re.compile(r"2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|35"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"3(?:0[0-5]|[689])"), (14,)),
)
_ACCOUNT = re.compile(rf"[A-Z](?<!\w.)[A-Z][0-9]{{2}}(?:{_BLANK}?[A-Z0-9]{{4}}){{2,7}}(?:{_BLANK}?[A-Z0-9]{{1,3}})?\b")
# As the Social Security Administration gives them: no 000, 666 or 9xx in front, no group of zeros.
_SOCIAL = re.compile(r"[0-8](?<![\w.-].)[0-9]{2}(?<!000|666)-(?!00)[0-9]{2}-(?!0000)[0-9]{4}(?![\w-])")
# A French one: sex, year, month, department, commune, order, and 97 less their remainder (INSEE, NIR).
_FRENCH = re.compile(
    rf"(?P<number>[12](?<![\w.-].){_BLANK}?[0-9]{{2}}{_BLANK}?(?:0[1-9]|1[0-2]|[2-9][0-9]){_BLANK}?(?:[0-9]{{2}}|2[AB])"
    rf"{_BLANK}?[0-9]{{3}}{_BLANK}?[0-9]{{3}}){_BLANK}?(?P<check>[0-9]{{2}})(?![\w-])"
)


def cards(text: str) -> Iterator[Span]:
    for pattern in (_CARD, _CARD_IN_FOURS):
        for match in pattern.finditer(text):
            if _luhn("".join(sign for sign in match.group() if sign.isdigit())):
                yield match.span()


def accounts(text: str) -> Iterator[Span]:
    for match in _ACCOUNT.finditer(text):
        if _iban("".join(match.group().split())):
            yield match.span()


def social_security(text: str) -> Iterator[Span]:
    yield from (match.span() for match in _SOCIAL.finditer(text))
    for match in _FRENCH.finditer(text):
        number = "".join(match["number"].split()).replace("2A", "19").replace("2B", "18")
        if 97 - int(number) % 97 == int(match["check"]):
            yield match.span()


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    if not any(begin.match(number) and len(number) in lengths for begin, lengths in _CARDS):
        return False
    digits = [int(sign) for sign in reversed(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _iban(text: str) -> bool:
    """ISO 13616: the check digits."""
    if not 15 <= len(text) <= 34:
        return False
    return int("".join(str(int(sign, 36)) for sign in text[4:] + text[:4])) % 97 == 1
