"""The text of an alert: what the monitor says in words, then what it sent besides, as it is."""

import re

from helpdesk.channels.alerts.payload import LONGEST, Node, leaves

MOST_LINES, LONGEST_LINE, LONGEST_DETAILS = 150, 400, 8_000
LONGEST_TEXT = 30_000


def paragraphs(*parts: str) -> str:
    """Parts that say something, each once, with a blank line between."""
    said: list[str] = []
    for part in parts:
        if part.strip() and part not in said:
            said.append(part)
    return "\n\n".join(said)[:LONGEST_TEXT]


def code(text: str) -> str:
    """Shown as it is, whatever is in it: a fence longer than any in the text (CommonMark 4.5)."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def details(node: Node) -> str:
    """Every word and number of the payload, a line each, bounded."""
    lines: list[str] = []
    length = 0
    for path, text in leaves(node.value, MOST_LINES):
        line = f"{path}: {' '.join(text.split()) if chr(10) in text else text}"[:LONGEST_LINE]
        length += len(line) + 1
        if length > LONGEST_DETAILS:
            lines.append("…")
            break
        lines.append(line)
    return code("\n".join(lines)) if lines else ""


def titled(*parts: str) -> str:
    """Names from the general to the particular as one title: `HighCPU: CPU usage is above 90%`."""
    said: list[str] = []
    for part in parts:
        flat = " ".join(part.split())[:LONGEST]
        if flat and not any(flat.casefold() in other.casefold() for other in said):
            said = [other for other in said if other.casefold() not in flat.casefold()]
            said.append(flat)
    return ": ".join(said)[:250]
