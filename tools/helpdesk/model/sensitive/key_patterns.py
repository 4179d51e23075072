"""Keys and tokens that people paste: by their makers' own formats, by the words before them, and by how drawn at random
they look. Every pattern is linear: bounded repeats of one class."""

import re
from collections.abc import Iterator
from itertools import pairwise

from helpdesk.model.sensitive.likeness import Span, in_small

PRIVATE = re.compile(
    r"-----BEGIN (?:[A-Z]{1,10} ){0,3}PRIVATE KEY(?: BLOCK)?-----[A-Za-z0-9+/=\s:,.()]{1,20000}"
    r"|PuTTY-User-Key-File-[0-9]:[A-Za-z0-9+/=\s:,.()@-]{1,20000}"
)
# Each begins as its maker has it begin, and nothing else does.
_MAKERS = re.compile(
    r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{30,255}"
    r"|gl(?:pat|ptt|dt|rt|cbt|soat)-[A-Za-z0-9_.-]{20,64}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}|xox[abeprs]-[A-Za-z0-9-]{10,200}|xapp-[A-Za-z0-9-]{10,200}|sk-[A-Za-z0-9_-]{20,200}"
    r"|(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9+/=]{24,100}|AIza[A-Za-z0-9_-]{35}"
    r"|GOCSPX-[A-Za-z0-9_-]{20,40}|ya29\.[A-Za-z0-9_-]{20,500}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,300}"
    r"|SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}|hooks\.slack\.com/services/[A-Za-z0-9/]{30,100}"
    r"|hf_[A-Za-z0-9]{30,60}|dop_v1_[a-f0-9]{64}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"
    r"|hv[sbr]\.[A-Za-z0-9_-]{24,300}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{40,80}|sq0[a-z]{3}-[A-Za-z0-9_-]{22,60}"
    r"|dapi[a-f0-9]{32}(?:-[0-9])?|NR[A-Z]{2}-[A-Za-z0-9-]{20,60}|dt0[a-z][0-9]{2}\.[A-Z0-9]{8,24}\.[A-Z0-9]{64}"
    r"|AT[A-Z]{2}T3x[A-Za-z0-9_=-]{40,300}|AGE-SECRET-KEY-1[0-9A-Z]{58}|PMAK-[a-f0-9]{24}-[a-f0-9]{34}"
    r"|tskey-[a-z]{2,10}-[A-Za-z0-9-]{20,80}|dp\.(?:pt|st|ct|sa)\.[A-Za-z0-9._-]{40,80}|key-[a-f0-9]{32}"
    r"|[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}|[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}"
    r"|figd_[A-Za-z0-9_-]{30,60}|eyJ[A-Za-z0-9_-]{10,400}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{10,2000}"
    r"|(?:[0-9]{6}-){7}[0-9]{6}(?![0-9-]))"
)
# Most makers who came later do as these do: a few small letters, an underscore, and then nothing but chance.
# What must not stand before is asked behind the first sign: a search then leaps to signs like it.
_PREFIXED = re.compile(r"[a-z](?<![\w/.:=-].)[a-z0-9]{1,11}(?:_[a-z0-9]{1,8}){0,2}_(?P<drawn>[A-Za-z0-9_-]{28,250})")
_SIGNED = re.compile(r"[?&](?i:sig|signature|x-amz-signature|x-goog-signature)=(?P<secret>[A-Za-z0-9%+/=_-]{20,500})")
_NAMES = (
    r"secret|token|bearer|api[_ -]?(?:key|token)|(?:api|access|account|auth|private|preshared|client|shared)[_ -]?key"
    r"|api-?schlüssel|clé (?:api|secrète|privée|d'api)|clave (?:api|secreta|privada)|secreto"
)
# What a word announces is a key where it holds letters and digits as keys do.
_ANNOUNCED = re.compile(
    rf"(?i:(?:{_NAMES})(?:[_ -]?(?:access[_-]?key|key(?:[_-]base)?|id|value))?[\"']?"
    r"(?:[ \t]{0,3}[:=][ \t]{0,3}|[ \t]{1,3}(?:is|was|ist|lautet|est|es)[ \t]{1,3}|[ \t]{1,3})"
    r"(?:bearer[ \t]{1,3}|basic[ \t]{1,3})?[\"'`]?)(?P<secret>[A-Za-z0-9/+_=.-]{16,300})"
)
_SPOKEN_OF = re.compile(rf"(?i)(?<![\w.:-])(?:{_NAMES}|schlüssel|clé|clave|key)(?![\w(.])")
# Without one of these in a text there is nothing to look for in it.
_HINTS = ("secret", "token", "bearer", "key", "schlüssel", "clé", "clave")
_NEAR = 60
_DRAWN = re.compile(r"(?<![\w/.:@=&?%*-])[A-Za-z0-9_-]{24,250}(?![\w@/-])")
_PUBLIC = re.compile(
    r"(?i)public|host|commit|sha|md5|hash|digest|checksum|fingerprint|id[:= ]|cache|primary|foreign|serial"
)
_FEWEST_CHANGES, _LEAST_UNBROKEN = 0.3, 20


def keys(text: str) -> Iterator[Span]:
    """Where keys and tokens stand, in no order; some may overlap."""
    for match in _MAKERS.finditer(text):
        yield match.span()
    for match in _PREFIXED.finditer(text) if "_" in text else ():
        if _drawn_at_random(match["drawn"]) and any(sign.isupper() for sign in match["drawn"]):
            yield match.span()
    if "=" in text:
        yield from (match.span("secret") for match in _SIGNED.finditer(text))
    folded = in_small(text)
    if any(hint in folded for hint in _HINTS):
        for match in _ANNOUNCED.finditer(text):
            if _announced(text, match):
                yield match.span("secret")
        yield from _near(text)


def _announced(text: str, match: re.Match[str]) -> bool:
    """Behind a colon or an equals sign letters and digits are enough; behind a blank or a verb it must look drawn."""
    secret = match["secret"]
    if not any(sign.isdigit() for sign in secret) or not any(sign.isalpha() for sign in secret):
        return False
    between = text[match.start() : match.start("secret")].rstrip("\"'` \t")
    # A call or a name of a program goes on in brackets or with a dot and another name.
    if text[match.end("secret") : match.end("secret") + 1] in ("(", "["):
        return False
    return between.endswith((":", "=")) or _drawn_at_random(secret)


def _near(text: str) -> Iterator[Span]:
    """What looks drawn at random within a few words of a word for keys, on the same line."""
    for start, end in _neighbourhoods(text):
        if _PUBLIC.search(text, start, end):
            continue
        for drawn in _DRAWN.finditer(text, start):
            if drawn.start() >= end:
                break
            if _drawn_at_random(drawn.group()):
                yield drawn.span()


def _neighbourhoods(text: str) -> Iterator[Span]:
    """The parts of lines around the words for keys, none overlapping another."""
    last: Span | None = None
    for match in _SPOKEN_OF.finditer(text):
        start = max(match.start() - _NEAR, text.rfind("\n", max(match.start() - _NEAR, 0), match.start()) + 1)
        end = text.find("\n", match.end(), match.end() + _NEAR)
        here = start, match.end() + _NEAR if end < 0 else end
        if last is not None and here[0] > last[1]:
            yield last
            last = here
        else:
            last = here if last is None else (last[0], max(last[1], here[1]))
    if last is not None:
        yield last


def _drawn_at_random(text: str) -> bool:
    """Whether letters and digits change places as chance makes them: not so in words, names of functions, numbers."""
    if not any(sign.isdigit() for sign in text) or not any(sign.isalpha() for sign in text):
        return False
    run: str = max(re.split(r"[^A-Za-z0-9]", text), key=len)
    if len(run) < _LEAST_UNBROKEN:
        return False
    kinds = [sign.isdigit() + 2 * sign.isupper() for sign in run]
    changes = sum(one != other for one, other in pairwise(kinds))
    return changes >= _FEWEST_CHANGES * len(run)
