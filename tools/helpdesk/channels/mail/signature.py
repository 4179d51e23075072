"""Signatures at the end of a mail: the `-- ` line, the device's line, the mailing list's footer."""

import re

from helpdesk.channels.mail import quotewords

_DELIMITER = re.compile(r"^\s{0,3}(?:--|—|––)\s*$")
_RULE = re.compile(r"^\s{0,3}(?:[-_=*~—–]\s?){3,}$")
_LIST_FOOTER = re.compile(
    r"mailing\s+list|listinfo|unsubscribe|to\s+post\s+to\s+this\s+group|google\s+groups", re.IGNORECASE
)
_CONTACT = re.compile(r"[\w.+-]{1,64}@[\w-]|https?://|www\.|\+?\d[\d\s()/.-]{6,20}\d", re.IGNORECASE)
_LONGEST = 25  # lines of a signature below `--`
_SHORT = 6  # lines of a signature below any other rule


def without_signature(text: str) -> str:
    """`text` without the signature at its end. A text that is all signature is left as it is."""
    lines = text.split("\n")
    end = _trim(lines, len(lines))
    for _ in range(4):  # a device line above a footer above a `--` block: each round takes one
        before = end
        end = _trim(lines, _above_footer(lines, _above_delimiter(lines, _above_device(lines, end))))
        if end == before:
            break
    return "\n".join(lines[:end]) if any(line.strip() for line in lines[:end]) else text


def _trim(lines: list[str], end: int) -> int:
    """`end` moved up over blank lines and rules that separate nothing any more."""
    while end and (not lines[end - 1].strip() or _RULE.match(lines[end - 1])):
        end -= 1
    return end


def _above_device(lines: list[str], end: int) -> int:
    while end and len(lines[end - 1]) < 200 and quotewords.DEVICE.match(lines[end - 1]):
        end = _trim(lines, end - 1)
    return end


def _above_delimiter(lines: list[str], end: int) -> int:
    for index in range(end - 1, max(-1, end - 2 - _LONGEST), -1):
        if _DELIMITER.match(lines[index]):
            return index
        if _RULE.match(lines[index]) and index and _name_block(lines[index + 1 : end]):
            return index
    return end


def _name_block(lines: list[str]) -> bool:
    """Do these few lines read like a name and its address rather than like sentences?"""
    words = [line.strip() for line in lines if line.strip()]
    if not words or any(len(line) >= 50 or line[-1] in ".?!:;" for line in words):
        return False
    return len(words) <= _SHORT or bool(_CONTACT.search("\n".join(words)))


def _above_footer(lines: list[str], end: int) -> int:
    for index in range(end - 1, max(-1, end - 2 - _SHORT), -1):
        if _RULE.match(lines[index]) and _LIST_FOOTER.search("\n".join(lines[index + 1 : end])):
            return index
    return end
