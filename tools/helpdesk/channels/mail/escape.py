"""Typed tags stay words: what would be raw HTML in Markdown is escaped."""

import re

_AUTOLINK = r"(?:https?://|mailto:)[^\s<>]{1,2000}>|[\w.+'-]{1,100}@[\w.-]{1,250}>"
_TAG_START = re.compile(rf"(?<!\\)((?:\\\\)*)<(?=[A-Za-z/!?])(?!{_AUTOLINK})")
_FENCE = re.compile(r"^(`{3,}|~{3,})(.*)$")


def escape_tags(text: str) -> str:
    """`text` with a backslash before every `<` that a Markdown reader could take for raw HTML.

    Fenced code at the left margin shows its characters as they are and is left alone (CommonMark 0.31, 4.5);
    code in other places gets the backslash too, since where it starts and ends depends on too much.
    """
    if "<" not in text:
        return text
    if "```" not in text and "~~~" not in text:
        return _TAG_START.sub(r"\1\\<", text)
    fence = ""
    lines: list[str] = []
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if fence:
            closed = found and found.group(1).startswith(fence) and not found.group(2).strip()
            fence = "" if closed else fence
        elif found and not ("`" in found.group(1) and "`" in found.group(2)):
            fence = found.group(1)
        else:
            line = _TAG_START.sub(r"\1\\<", line)
        lines.append(line)
    return "\n".join(lines)
