"""Bytes to text, whatever the mail claims its character set is."""

import codecs
import re

from helpdesk.channels.mail import asian

# Mailers name the subset and send the superset (WHATWG Encoding Standard, section 4.2), or use names Python lacks.
_SUPERSET = {
    "ascii": "utf-8",
    "us-ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "646": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "chinese": "gb18030",
    "big5": "cp950",
    "x-x-big5": "cp950",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "korean": "cp949",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-2022-jp-ms": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "cp50220": "iso2022_jp_ext",
    "cp50221": "iso2022_jp_ext",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "unicode": "utf-8",
    "cp-850": "cp850",
}
# Codecs of the standard library that are not character sets: a name from a mail must never reach them.
_NOT_TEXT = frozenset({"undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs", "oem"})
# Single-byte sets decode anything, so text in them that is valid UTF-8 all through is UTF-8 with a wrong label.
_SINGLE_BYTE = re.compile(r"^(?:cp12|cp85|iso8859|iso-8859|koi8|mac|latin|windows-12|cp874)")
_MULTI_BYTE_UTF8 = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_ISO_2022_KANJI = re.compile(rb"\x1b\$[@B]([^\x1b]*)")
_COMMON_CYRILLIC = frozenset("оеаинтсрвлк")
_EIGHT_BIT = re.compile(rb"[\x80-\xff]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def codec(name: str) -> str | None:
    """The codec that reads text labelled `name`, or None when nobody knows such a character set."""
    key = name.strip().strip("'\"").lower().split("*")[0]
    key = _SUPERSET.get(key, key)
    if not re.fullmatch(r"[a-z0-9._:-]{1,40}", key):
        return None
    for candidate in (key, key.replace("windows-", "cp"), key.replace("cp-", "cp"), key.removeprefix("x-")):
        try:
            found = codecs.lookup(candidate)
        except (LookupError, ValueError):
            continue
        if found.name in _NOT_TEXT or not getattr(found, "_is_text_encoding", True):
            return None
        return _SUPERSET.get(found.name, found.name)
    return None


def decode(data: bytes, declared: str = "") -> tuple[str, str]:
    """The text of `data` and a defect ("" when all was as declared). Never raises, never loses readable text.

    The declared set is believed when it fits; UTF-8 is believed before a single-byte label, since text that
    is valid UTF-8 by chance is practically unknown; undeclared text is guessed; what fits nothing is read with
    U+FFFD in its gaps.
    """
    if data.startswith(b"\xef\xbb\xbf") and not _stateful(declared):
        data = data[3:]
    if data.isascii() and b"\x1b" not in data and (not declared or not _stateful(declared)):
        return data.decode("ascii"), ""
    if _ISO_2022_KANJI.search(data) and data.isascii() and (not declared or codec(declared) == "utf-8"):
        declared = "iso-2022-jp"  # nobody types its escapes
    known = codec(declared) if declared else None
    defect = f"unknown character set: {declared[:40]!r}" if declared and known is None else ""
    if known is None or _mislabelled(data, known):
        utf8 = _try(data, "utf-8")
        if utf8 is not None:
            return utf8, defect or (f"declared {declared[:40]!r}, is UTF-8" if declared else "")
    if known is not None:
        text = _try(data, known)
        if text is None and "2022" in known:
            text = _try(_kanji_to_cp932(data), "cp932") if b"\x1b" in data else None
        if text is None:
            text = _try(data, "utf-8")
        if text is None and "_jp" in known:
            text = _try(data, "cp932")
        if text is not None:
            return text, defect
        return _best_effort(data, known), f"not valid {declared[:40]}"
    return _best_effort(data, "utf-8"), defect or "undeclared character set"


def decode_header(data: bytes, declared: str = "") -> str:
    """Raw 8-bit bytes of a header. The body's character set is a hint only: a Western label does not hold here."""
    if b"\x1b" in data:
        return decode(data, declared)[0]
    known = codec(declared) if declared and not data.isascii() else None
    if known is None or _SINGLE_BYTE.match(known):
        guess = _guess(data)
        if guess != "cp1252" or known is None:
            utf8 = _try(data, "utf-8")
            return utf8 if utf8 is not None else data.decode(guess, "replace")
    return decode(data, declared)[0]


def clean(text: str) -> str:
    """`text` with line ends as `\\n` and without control characters and lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(_replace_control, text.replace("\x0b", "\n").replace("\x0c", "\n"))


def _replace_control(match: re.Match[str]) -> str:
    return "\ufffd" if match.group() >= "\ud800" else ""


def _stateful(declared: str) -> bool:
    return declared.lower().strip("\"' ").startswith(("iso-2022", "hz", "utf-7", "utf-16", "utf-32", "unicode-1-1"))


def _mislabelled(data: bytes, known: str) -> bool:
    return _SINGLE_BYTE.match(known) is not None and _MULTI_BYTE_UTF8.search(data) is not None


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError):
        return None


def _best_effort(data: bytes, known: str) -> str:
    """The reading with the fewest gaps."""
    text = data.decode(known, "replace")
    gaps = text.count("\ufffd")
    if known == "utf-8" and gaps * 4 > sum(letter > "\x7f" for letter in text[:100_000]) - gaps:
        return data.decode(_guess(data), "replace")
    return text


def _guess(data: bytes) -> str:
    """The likeliest character set of undeclared text that is not UTF-8, from the shape of its 8-bit runs.

    Cyrillic comes in words, and windows-1251 and KOI8 are told apart by the letters that come out; in Western text
    the runs are single letters. `asian` knows the shape of Chinese, Japanese and Korean.
    """
    east = asian.likeliest(data)
    if east:
        return east
    runs = _EIGHT_BIT.findall(data[:4000])
    total = sum(map(len, runs))
    if total >= 3 * len(runs) > 0:
        joined = b"".join(runs)
        if sum(byte >= 0xC0 for byte in joined) >= 0.6 * total:
            return max(("cp1251", "koi8-r"), key=lambda name: _common_cyrillic(joined.decode(name, "replace")))
    return "cp1252"


def _common_cyrillic(text: str) -> int:
    """How many of the letters are Russian's commonest, which are two of three; capitals are rarer."""
    return 4 * sum(letter in _COMMON_CYRILLIC for letter in text.lower()) + sum(map(str.islower, text))


def _kanji_to_cp932(data: bytes) -> bytes:
    """ISO-2022-JP with vendor rows (NEC, IBM) rewritten as cp932, whose table has them."""
    rewritten = _ISO_2022_KANJI.sub(lambda match: _shift(match.group(1)), data)
    return re.sub(rb"\x1b\([BJI]", b"", rewritten)


def _shift(pairs: bytes) -> bytes:
    """JIS row and cell bytes to Shift JIS (JIS X 0208, annex 1)."""
    shifted = bytearray()
    for row, cell in zip(pairs[::2], pairs[1::2], strict=False):
        lead = (row - 0x21 >> 1) + 0x81
        trail = cell + (0x1F if row & 1 else 0x7E)
        shifted.append((lead + (0x40 if lead > 0x9F else 0)) & 0xFF)
        shifted.append((trail + (1 if row & 1 and trail >= 0x7F else 0)) & 0xFF)
    return bytes(shifted)
