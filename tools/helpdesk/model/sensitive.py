"""Passwords, keys, tokens, card, account and social security numbers that people write into requests: found, and hidden
where others read."""

from collections.abc import Iterator

import msgspec

from helpdesk.model.typed_passwords import typed
from helpdesk.model.written_keys import PRIVATE, keys
from helpdesk.model.written_numbers import accounts, cards, social_security
from helpdesk.model.written_passwords import passwords

_LONGEST = 1_000_000
HIDDEN = "(hidden: {kind})"


class Found(msgspec.Struct, frozen=True, order=True):
    """Where something stands that others should not read, and what it is."""

    start: int
    end: int
    kind: str


def sensitive(text: str) -> tuple[Found, ...]:
    """Everything of the kind in a text, in order, none overlapping another."""
    found: list[Found] = []
    for one in sorted(_all(text[:_LONGEST]), key=lambda each: (each.start, -each.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
        elif one.end > found[-1].end:
            found[-1] = Found(found[-1].start, one.end, found[-1].kind)
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
    if "-----BEGIN" in text or "PuTTY" in text:
        yield from (Found(*match.span(), "private key") for match in PRIVATE.finditer(text))
    yield from (Found(*span, "token") for span in keys(text))
    yield from (Found(*span, "password") for span in passwords(text))
    yield from (Found(*span, "password") for span in typed(text))
    yield from (Found(*span, "card number") for span in cards(text))
    yield from (Found(*span, "bank account") for span in accounts(text))
    yield from (Found(*span, "social security number") for span in social_security(text))
