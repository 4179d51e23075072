"""Writing Markdown from a stream of tags and words."""

import re
from html import unescape

from helpdesk.channels.mail.escape import escape_tags

_SPACE = re.compile(r"[ \t\r\n\f]+")
_HEADING = {f"h{level}": "#" * level + " " for level in range(1, 7)}
_STYLE = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_LINE_TAGS = frozenset(
    {
        "address",
        "article",
        "body",
        "caption",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "footer",
        "form",
        "header",
        "main",
        "nav",
        "section",
        "tr",
    }
)
_PARAGRAPH_TAGS = frozenset({"p", "table"})
_LINKED = re.compile(r"(?:https?|ftp)://|mailto:|tel:", re.IGNORECASE)
_DEEPEST_QUOTE = 8


class Writer:
    """Collects Markdown. White space is held back until words follow, so nothing trails and nothing doubles."""

    def __init__(self, fenced: bool = True) -> None:
        self._fenced = fenced  # is preformatted text code, or how the client writes all text
        self._out: list[str] = []
        self._breaks = 0  # line breaks owed before the next words
        self._space = False
        self._quote = 0
        self._last_quote = 0  # depth of the line before
        self._lists: list[int] = []  # per open list: 0 for bullets, else the next number
        self._bullet = ""
        self._wanted: dict[str, int] = {"**": 0, "*": 0}
        self._on: list[str] = []
        self._pre = 0
        self._link: list[tuple[int, str]] = []
        self._lead = ""
        self._cells: list[bool] = []  # per open table: does it look like data
        self._first_cell = True

    def text(self, words: str) -> None:
        """Running text, its entities decoded; white space folds unless the text is preformatted."""
        if self._pre:
            for number, line in enumerate(words.split("\n")):
                if number:
                    self._line()
                if line:
                    self._flush()
                    self._out.append(line.replace("````", "~~~~") if self._fenced else escape_tags(line))
            return
        words = _SPACE.sub(" ", words.replace("\xa0", " ").replace("\u200b", "").replace("\ufeff", ""))
        if words.startswith(" "):
            self._space = True
        inner = words.strip(" ")
        if not inner:
            return
        self._sync()
        self._flush()
        self._out.append(escape_tags(inner))
        self._space = words.endswith(" ")

    def start(self, tag: str, attributes: dict[str, str], images: dict[str, str]) -> None:
        """An opening tag of the cleaned HTML."""
        if tag == "br":
            self._line(extra=True)
        elif tag in _LINE_TAGS:
            self._line()
            self._first_cell = True
        elif tag in _PARAGRAPH_TAGS or tag in _HEADING:
            self._paragraph()
            self._lead = _HEADING.get(tag, "")
            if tag == "table":
                border = attributes.get("border", "0")
                self._cells.append(border.isdigit() and border != "0")
        elif tag in _STYLE:
            self._wanted[_STYLE[tag]] += 1
        elif tag == "a":
            self._link.append((len(self._out), attributes.get("href", "")))
        elif tag == "img":
            self._image(attributes, images)
        elif tag in ("td", "th"):
            self._cell()
        elif tag in ("ul", "ol"):
            self._line() if self._lists else self._paragraph()
            self._lists.append(0 if tag == "ul" else 1)
        elif tag == "li":
            self._item()
        elif tag == "blockquote":
            self._paragraph()
            self._quote += 1
        elif tag == "pre":
            self._paragraph()
            if self._fenced:
                self._raw("````")
                self._line()
            self._pre += 1
        elif tag == "hr":
            self._paragraph()
            self._raw("---")
            self._paragraph()

    def end(self, tag: str) -> None:
        """A closing tag of the cleaned HTML."""
        if tag in _LINE_TAGS or tag == "li":
            self._line()
            self._bullet = ""
        elif tag in _PARAGRAPH_TAGS or tag in _HEADING:
            self._paragraph()
            self._lead = ""
            if tag == "table" and self._cells:
                self._cells.pop()
        elif tag in _STYLE:
            self._wanted[_STYLE[tag]] = max(0, self._wanted[_STYLE[tag]] - 1)
        elif tag == "a" and self._link:
            self._close_link(*self._link.pop())
        elif tag in ("ul", "ol") and self._lists:
            self._lists.pop()
            self._line() if self._lists else self._paragraph()
        elif tag == "blockquote":
            self._paragraph()
            self._quote = max(0, self._quote - 1)
        elif tag == "pre" and self._pre:
            self._pre -= 1
            self._line()
            if self._fenced:
                self._raw("````")
            self._paragraph()

    def quotation(self) -> None:
        """Leave a quoted line where a quotation stood that is not written: what follows may answer it."""
        self._paragraph()
        self._raw("> ...")
        self._paragraph()

    def finish(self) -> str:
        """The Markdown written so far."""
        self._unstyle()
        return "".join(self._out).strip()

    def _line(self, extra: bool = False) -> None:
        """A line break is owed; `extra` adds one to those owed (an empty line is two), as `<br>` does."""
        self._unstyle()
        self._space = False
        if self._out:
            self._breaks = min(2, self._breaks + 1) if extra or self._pre else max(1, self._breaks)

    def _paragraph(self) -> None:
        self._line()
        if self._out:
            self._breaks = 2

    def _item(self) -> None:
        self._line()
        if not self._lists:
            self._bullet = "- "
        elif self._lists[-1]:
            self._bullet = f"{self._lists[-1]}. "
            self._lists[-1] += 1
        else:
            self._bullet = "- "

    def _cell(self) -> None:
        if self._first_cell:
            self._first_cell = False
        elif self._cells and self._cells[-1] and not self._breaks:
            self._raw(" |")
        self._space = True

    def _image(self, attributes: dict[str, str], images: dict[str, str]) -> None:
        """An image is named, never loaded: a remote picture tells its sender who read the mail, and when."""
        source = attributes.get("src", "")
        name = images.get(source[4:].strip("<>")) if source.lower().startswith("cid:") else ""
        label = name or _SPACE.sub(" ", attributes.get("alt", "")).strip()
        if label:
            self.text(f"[image: {label}]")

    def _close_link(self, start: int, href: str) -> None:
        self._unstyle()
        label = "".join(self._out[start:]).strip()
        target = unescape(href).strip()
        # Checked here, after every trimming and decoding: a scheme that shows only now must not get through.
        if not label or not _LINKED.match(target):
            return
        bare = target.removeprefix("mailto:").removeprefix("tel:").split("?")[0]
        if label.strip("<>") in (target, bare, target.rstrip("/"), target.split("://", 1)[-1].rstrip("/")):
            return
        target = re.sub(r"[\s<>()\\\"]", lambda match: "".join(f"%{b:02X}" for b in match.group().encode()), target)
        pieces = self._out[start:]
        if "\n" in "".join(pieces).strip() or "](" in label:
            self._out.append(f" <{target}>")
            return
        lead = next(index for index, piece in enumerate(pieces) if piece.strip())
        before, words = "".join(pieces[:lead]), "".join(pieces[lead:])
        inner = words.lstrip()
        self._out[start:] = [before, words[: len(words) - len(inner)], f"[{inner}]({target})"]

    def _raw(self, words: str) -> None:
        self._flush()
        self._out.append(words)

    def _flush(self) -> None:
        """Write the breaks, prefix and space that were held back."""
        if self._breaks or not self._out:
            prefix = "> " * min(self._quote, _DEEPEST_QUOTE)
            depth = max(0, len(self._lists) - 1) if self._bullet else len(self._lists)
            indent = "  " * min(depth, _DEEPEST_QUOTE)
            if self._out:
                between = "> " * min(self._quote, self._last_quote, _DEEPEST_QUOTE)
                self._out.append(("\n" + between.rstrip()) * (self._breaks - 1) + "\n")
            self._out.append(prefix + indent + self._bullet + self._lead)
            self._breaks, self._bullet, self._lead = 0, "", ""
            self._last_quote = self._quote
        elif self._space:
            self._out.append(" ")
        elif self._bullet:
            self._out.append(self._bullet)
            self._bullet = ""
        self._space = False

    def _sync(self) -> None:
        """Bring the open emphasis in line with what is wanted: close before the space, open after it."""
        if self._pre:
            return
        wanted = [mark for mark, depth in self._wanted.items() if depth]
        if self._lead:
            wanted = []  # a heading is bold already
        if wanted == self._on:
            return
        self._unstyle()
        self._flush()
        self._out.extend(wanted)
        self._on = wanted

    def _unstyle(self) -> None:
        if self._on:
            self._out.extend(reversed(self._on))
            self._on = []
