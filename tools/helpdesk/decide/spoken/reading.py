"""Commands in a text: lines of one's own that begin with a slash and a word. What is quoted, indented or fenced as
code, hidden in an HTML comment, or below a signature's mark is no command."""

import re
from collections.abc import Collection, Iterator

import msgspec

from helpdesk.model.message import PASSED_ON_BY, Message

MOST_LINES = 2000
LONGEST = 500
# Its words are for staff alone: it takes along the paragraph that it begins, or, alone on its line, all that follows.
INTERNAL = frozenset({"note"})

_COMMAND = re.compile(r"/([A-Za-z][A-Za-z_-]{0,30})[.!]?(?:[ \t:=]+(.*))?\Z")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_SIGNATURE = re.compile(r"--\s?\Z")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~@-])")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\xa0"


class Line(msgspec.Struct, frozen=True):
    """One command as typed: `verb` in lower case, `rest` what follows on its line, `below` the words from there to the
    next command. It takes the lines `first` to `last` of the text; a click takes none (-1)."""

    verb: str
    rest: str = ""
    raw: str = ""
    below: str = ""
    first: int = -1
    last: int = -1


class Said(msgspec.Struct, frozen=True):
    """A text and the commands in it, in the order in which they were said."""

    text: str = ""
    lines: tuple[Line, ...] = ()

    def without(self, taken: Collection[Line]) -> str:
        """The text without these commands' lines."""
        gone = {number for line in taken if line.first >= 0 for number in range(line.first, line.last + 1)}
        if not gone:
            return self.text
        kept = [words for number, words in enumerate(lines_of(self.text)) if number not in gone]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()

    def internal(self) -> tuple[str, ...]:
        """What was said for staff alone."""
        return tuple(words for line in self.lines if line.verb in INTERNAL and (words := note_of(line)))


def said_in(message: Message) -> Said:
    """What a message says to the desk. Robots say nothing. A mail of which nothing is its writer's own says nothing
    either, nor does what somebody passed on from a chat, so that nobody is made to say what others forward."""
    words = own_words(message)
    if message.automatic or message.bounce or message.spam or PASSED_ON_BY in message.fields:
        return Said(words)
    said = read(words) if message.visible_reply or message.channel != "mail" else Said(words)
    clicks = [line for typed in message.commands[:MOST_LINES] for line in read(typed.strip()[:LONGEST]).lines[:1]]
    return Said(said.text, (*said.lines, *(msgspec.structs.replace(one, first=-1, last=-1) for one in clicks)))


def own_words(message: Message) -> str:
    """The writer's words without what they quote; all of it where it is nothing else."""
    return message.visible_reply or message.text


def read(text: str) -> Said:
    """The commands in a text. Never raises, whatever the text is."""
    if "/" not in text:
        return Said(text)
    lines = lines_of(text)
    own = list(_own(lines[:MOST_LINES]))
    starts = [number for number in own if _COMMAND.match(_bare(lines[number]))]
    found, past = [], -1
    for place, number in enumerate(starts):
        if number <= past:
            continue
        end = starts[place + 1] if place + 1 < len(starts) else len(lines)
        found.append(_line(lines, number, end))
        past = found[-1].last
    return Said(text, tuple(found))


def lines_of(text: str) -> list[str]:
    """The lines as their writer saw them; nothing but a line's end begins a new one."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def note_of(line: Line) -> str:
    """The words of a note: on its line and in the rest of its paragraph, or all that follows."""
    return line.below if not line.rest else "\n".join(filter(None, (line.rest, line.below)))


def _line(lines: list[str], number: int, end: int) -> Line:
    raw = _bare(lines[number])
    match = _COMMAND.match(raw)
    assert match is not None, "the line was found by the same pattern"
    verb, rest = match[1].lower().replace("_", "-"), _ESCAPED.sub(r"\1", match[2] or "").strip()
    below, last = lines[number + 1 : end], number
    if verb in INTERNAL:
        if rest:
            below = _paragraph(below)
        last = number + len(below)
    return Line(verb, rest[: LONGEST * 4], raw[:LONGEST], "\n".join(below).strip(), number, last)


def _paragraph(lines: list[str]) -> list[str]:
    blank = next((place for place, words in enumerate(lines) if not words.strip()), len(lines))
    return lines[:blank]


def _bare(line: str) -> str:
    return line.strip().strip(_INVISIBLE).strip()


def _own(lines: list[str]) -> Iterator[int]:
    """The numbers of the lines that are the writer's own words."""
    fence, hidden, quoted = "", False, False
    for number, line in enumerate(lines):
        bare = line.strip()
        mark = _FENCE.match(bare)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) and not bare.strip(fence[0]) else fence
        elif hidden:
            hidden = "-->" not in bare
        elif mark:
            fence = mark[1]
        elif "<!--" in bare:
            hidden = "-->" not in bare.rpartition("<!--")[2]
        elif bare.startswith(">"):
            quoted = bool(bare.strip("> "))
        elif not bare:
            quoted = False  # a quotation goes on, marked or not, to the end of its paragraph (CommonMark 0.31, 5.1)
        elif _SIGNATURE.match(line):
            return
        elif not quoted and not line.startswith(("    ", "\t")):
            yield number
