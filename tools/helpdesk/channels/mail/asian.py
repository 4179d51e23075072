"""Undeclared text that may be Chinese, Japanese or Korean: which character set its bytes are in.

The sets share one range of bytes, so what can be read in several is told by what it would say: each language's running
text is mostly of its common characters, which stand together in its own set and are scattered in any other. Libraries
that guess character sets want more text than a subject has: of 31 lines in eight sets charset-normalizer read 15.
"""

import re
from collections.abc import Callable

LOOKED_AT = 4000  # bytes
_SHORTEST = 2  # characters
_ENOUGH = 0.75  # of the characters are common ones
_KANA = re.compile("[\u3040-\u30ff\u3001\u3002\u30fb\u30fc]")
_HAN = re.compile("[\u4e00-\u9fff]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
# A third of what is written in Korean.
_COMMON_HANGUL = frozenset("이다는을를에가의로고하한지서도기대요안세니습입아어사자리시부해주은인게그나보스일수제정")
_HIGH = re.compile(rb"[\x80-\xff]")
_LETTERS = re.compile(rb"[\xc0-\xff]")  # where single-byte sets have theirs
_PRIVATE = re.compile("[\ue000-\uf8ff\uff61-\uff9f\u0400-\u04ff\u0370-\u03ff\u2500-\u257f]")


def likeliest(data: bytes) -> str | None:
    """The codec of `data`, or None where it is not plainly East Asian. `data` is not UTF-8."""
    data = data[:LOOKED_AT]
    high = len(_HIGH.findall(data))
    if len(_LETTERS.findall(data)) > 0.9 * high:
        return None  # Cyrillic, Greek or Western letters, which are all up there
    best, most = None, _ENOUGH
    for codec, share in _READINGS:
        found = _share(data, codec, share)
        if found > most:
            best, most = codec, found
    return best


def _share(data: bytes, codec: str, common: Callable[[str, bytes], float]) -> float:
    for cut in (data, data[:-1]) if len(data) >= LOOKED_AT else (data,):  # its end may lie within a character
        try:
            text = cut.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = "".join(letter for letter in text if letter > "\x7f")
        if len(foreign) < _SHORTEST:
            return 0.0
        return max(0.0, common(foreign, foreign.encode(codec)) - 2 * len(_PRIVATE.findall(foreign)) / len(foreign))
    return 0.0


def _japanese(text: str, _encoded: bytes) -> float:
    """Kana carry Japanese; half of a text without any would be a list of names."""
    kana, han = len(_KANA.findall(text)), len(_HAN.findall(text))
    return (kana + han) / len(text) + 0.1 if 4 * kana >= len(text) else 0.0


def _korean(text: str, _encoded: bytes) -> float:
    common = sum(letter in _COMMON_HANGUL for letter in text)
    return len(_HANGUL.findall(text)) / len(text) + 0.05 if 6 * common >= len(text) else 0.0


def _leads(first: int, last: int) -> Callable[[str, bytes], float]:
    """The share of characters whose first byte lies in the rows of the common characters, or of punctuation."""

    def share(text: str, encoded: bytes) -> float:
        pairs = encoded[::2]
        if len(encoded) != 2 * len(text):
            return 0.0
        return sum(first <= byte <= last or 0xA1 <= byte <= 0xA3 for byte in pairs) / len(pairs)

    return share


_READINGS: tuple[tuple[str, Callable[[str, bytes], float]], ...] = (
    ("cp932", _japanese),
    ("euc_jp", _japanese),
    ("cp949", _korean),
    ("gb18030", _leads(0xB0, 0xD7)),
    ("cp950", _leads(0xA4, 0xC6)),
)
