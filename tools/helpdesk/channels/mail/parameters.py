"""`Content-Type` and `Content-Disposition`: the value and its parameters (RFC 2045, RFC 2231)."""

import re
from urllib.parse import unquote_to_bytes

from helpdesk.channels.mail import charset, words

_PARAMETER = re.compile(
    r';\s*([^\s=;"*]+)((?:\*\d{1,4})?\*?)\s*=\s*'  # name, and its RFC 2231 section and star
    r'(?:"((?:[^"\\]|\\.)*)"|([^;]*))',  # quoted, or all up to the next semicolon: names with spaces are common
    re.DOTALL,
)
_MOST = 200  # parameters of one header that are read


def parse(value: bytes, declared: str = "") -> tuple[str, dict[str, str]]:
    """The lower-case main value and its parameters by lower-case name, decoded for people."""
    text = words.raw_text(value, declared)
    main, semicolon, rest = text.partition(";")
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, match in enumerate(_PARAMETER.finditer(semicolon + rest)):
        if count >= _MOST:
            break
        name, star, quoted, bare = match.groups()
        content = re.sub(r"\\([\"\\])", r"\1", quoted) if quoted is not None else bare.strip().strip('"')
        if star:
            section = star.strip("*")
            pieces.setdefault(name.lower(), {}).setdefault(int(section or 0), (content, star.endswith("*")))
        else:
            plain.setdefault(name.lower(), content)
    found = {name: words.one_line(words.decode_words(content)) for name, content in plain.items()}
    # The RFC 2231 form is the newer and the exact one: it wins over the plain fallback beside it.
    found.update({name: words.one_line(_join(sections)) for name, sections in pieces.items()})
    return main.strip().lower(), found


def _join(sections: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 continuations in their order; percent signs and the character set apply to starred sections."""
    ordered = [sections[number] for number in sorted(sections)]
    declared, data = "", b""
    for position, (content, extended) in enumerate(ordered):
        if extended and position == 0 and content.count("'") >= 2:
            declared, _, content = content.split("'", 2)
        data += unquote_to_bytes(content) if extended else content.encode("utf-8", "replace")
    return words.decode_words(charset.decode(data, declared)[0])
