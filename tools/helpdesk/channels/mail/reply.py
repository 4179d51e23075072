"""What the writer of a mail said now: the text without quoted history and signature.

A line is quoted (`> `), opens history (an attribution, a separator, a block of header labels), or is the
writer's own. What stands between quotations is an answer to them and stays.
"""

import re

from helpdesk.channels.mail import quotewords
from helpdesk.channels.mail.signature import without_signature

_QUOTED = re.compile(r"^\s{0,4}[|]?\s?[>＞](?!.*<\s*$)")  # ">>> this <<<" is an ornament
_TIME = re.compile(r"\d{1,2}\s?[:.h時点시]\s?\d{2}")
_DATE = re.compile(r"\d{4}|\d{1,2}[./-]\d{1,2}|\d{1,2}\.?\s[^\W\d_]{3,}|[^\W\d_]{3,}\.?\s\d{1,2}")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w.-]{1,255}")
_ATTRIBUTION_END = re.compile(r"(?:[:：]|[-–—]{2,})[\s*_]*$")
_LINK_LINE = re.compile(r"^\s*[(<\[]?https?://\S+\s*>?\s*$")
_OPEN_LINK = re.compile(r"[(<]https?://[^\s)>]*\s*$")
_FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
_WINDOW = 4  # lines an attribution may be wrapped over
_BLOCK = 14  # lines a block of header labels may take
_LONGEST = 500  # characters of an attribution


def visible_reply(text: str) -> str:
    """The writer's own words in `text`; empty only when everything in it is quoted or forwarded."""
    lines = [line.rstrip() for line in _unglued(text).split("\n")]
    kept, certain = _own(lines)
    own = without_signature("\n".join(kept).strip("\n"))
    if own.strip():
        return own.strip("\n").rstrip()
    if "\n".join(kept).strip():
        return "\n".join(kept).strip()
    return "" if certain else text.strip()


def _unglued(text: str) -> str:
    if "wrote:" not in text and "sent:" not in text:
        return text
    return "\n".join(_unglue(line) for line in text.split("\n"))


def _unglue(line: str) -> str:
    if len(line) > _LONGEST or not line.rstrip().endswith(":") or line.lstrip().startswith(">"):
        return line
    found = quotewords.GLUED.search(line)
    return line[: found.start()] + "\n" + found.group(1) if found and found.start() else line


def _own(lines: list[str]) -> tuple[list[str], bool]:
    """The lines outside history, and whether what was left out is history beyond doubt."""
    kept: list[str] = []
    certain = False
    fenced = False
    index = 0
    while index < len(lines):
        line = lines[index]
        if _FENCE.match(line):
            fenced = not fenced and any(_FENCE.match(later) for later in lines[index + 1 : index + 200])
        if fenced or not line:
            kept.append(line)
            index += 1
            continue
        if _QUOTED.match(line):
            certain = True
            index = _past_quotation(lines, index)
            continue
        if _separates(lines, index):
            certain = True
            break
        if _header_block(lines, index):
            certain = certain or _complete_block(lines, index)
            break
        taken = _attribution(lines, index)
        if taken:
            following = _next_words(lines, index + taken)
            if following is None or not _QUOTED.match(lines[following]):
                certain = certain or following is None
                break
            index = following
            continue
        kept.append(line)
        index += 1
    return kept, certain


def _past_quotation(lines: list[str], index: int) -> int:
    """The first line after the quotation at `index`; links that the quoting client wrapped belong to it."""
    while index < len(lines):
        if _QUOTED.match(lines[index]):
            index += 1
        elif (
            lines[index]
            and index + 1 < len(lines)
            and _QUOTED.match(lines[index + 1])
            and (_LINK_LINE.match(lines[index]) or _OPEN_LINK.search(lines[index - 1]) or lines[index].endswith(" >"))
        ):
            index += 2
        else:
            break
    return index


def _separates(lines: list[str], index: int) -> bool:
    line = lines[index]
    if len(line) > 200:
        return False
    return bool(
        quotewords.SEPARATOR.match(line) or quotewords.FORWARD_BEGINS.match(line) or quotewords.REPLY_ABOVE.match(line)
    )


def _header_block(lines: list[str], index: int) -> bool:
    """Do the labels of a quoted mail's header (From, Sent, To, Subject) start here?"""
    if not quotewords.ANY_LABEL.match(lines[index]):
        return False
    kinds = _labels(lines, index)
    if len(kinds) < 2 or not {"from", "date"} & set(kinds):
        return False
    if len(kinds) >= 3:
        return True
    block = " ".join(lines[index : index + 3])
    return kinds[0] in ("from", "date") and bool(_ADDRESS.search(block) or _TIME.search(block) or "..." in block)


def _labels(lines: list[str], index: int) -> list[str]:
    """The kinds of label from `index` to the end of the block, each once, in order."""
    kinds: list[str] = []
    blank = 0
    for line in lines[index : index + _BLOCK]:
        if not line.strip(" >*_|"):
            blank += 1
            if blank > 1:
                break
            continue
        found = next((kind for kind, pattern in quotewords.LABELS.items() if pattern.match(line)), None)
        if found is None and blank:
            break
        blank = 0
        if found and found != "other" and found not in kinds:
            kinds.append(found)
    return kinds


def _complete_block(lines: list[str], index: int) -> bool:
    block = " ".join(lines[index : index + _BLOCK])
    return len(_labels(lines, index)) >= 4 and bool(_ADDRESS.search(block) and _DATE.search(block))


def _attribution(lines: list[str], index: int) -> int:
    """How many lines from `index` are an attribution ("On ... wrote:"); 0 when none starts here."""
    first = lines[index]
    if len(first) > _LONGEST:
        return 0
    opens = bool(quotewords.OPENING.match(first))
    if not opens:
        # Without an opening word only a single line with its own end counts; most lines stop here.
        return int(_ends(first.strip(), lines, index + 1) and _attributes(first, opens=False))
    window = ""
    for taken in range(1, _WINDOW + 1):
        line = lines[index + taken - 1] if index + taken - 1 < len(lines) else ""
        if not line or (taken > 1 and _QUOTED.match(line)):
            break
        window = f"{window} {line.strip()}".strip()
        if len(window) > _LONGEST:
            break
        if _ends(window, lines, index + taken) and _attributes(window, opens=True):
            return taken
    return 0


def _ends(window: str, lines: list[str], following: int) -> bool:
    """Does an attribution end here: with its colon, or without one right above the quotation?"""
    if _ATTRIBUTION_END.search(window):
        return True
    quoted = following < len(lines) and _QUOTED.match(lines[following])
    return bool(quoted and quotewords.WROTE.search(window[-24:]))


def _attributes(window: str, *, opens: bool) -> bool:
    address = bool(_ADDRESS.search(window))
    dated = bool(_DATE.search(window))
    timed = bool(_TIME.search(window))
    if quotewords.WROTE.search(window):
        return (opens and dated) or (address and len(window) < 200) or (dated and timed)
    return address and dated and timed


def _next_words(lines: list[str], index: int) -> int | None:
    return next((number for number in range(index, len(lines)) if lines[number]), None)
