"""What strangers wrote, made safe for a terminal: control characters are shown, never obeyed.

A terminal takes orders in C0 and C1 control characters (ECMA-48), and Unicode's bidirectional controls can make
text read otherwise than it is (CVE-2021-42574).
"""

_PICTURES = {code: chr(0x2400 + code) for code in range(32)} | {0x7F: "\u2421"}
_NAMED = {
    code: f"<U+{code:04X}>"
    for code in (
        *range(0x80, 0xA0),
        0x061C,
        0x200E,
        0x200F,
        0x2028,
        0x2029,
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    )
}
_LINE = _PICTURES | _NAMED | {0x09: " "}
_BLOCK = {code: picture for code, picture in _LINE.items() if code != 0x0A} | {0x0D: None}


def one_line(text: str) -> str:
    """`text` on one line: a line break shows as its picture, too."""
    return text.translate(_LINE)


def block(text: str) -> str:
    """`text` with its line breaks kept; CRLF becomes LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_BLOCK).rstrip("\n")
