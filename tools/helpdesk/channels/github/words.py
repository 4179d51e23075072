"""Words on their way to GitHub and back: our hidden marker, mentions without effect, and the length a body may have."""

import re
from hashlib import sha256

# A body or a comment holds 65,536 characters, a title 256.
LONGEST_BODY = 65_536
LONGEST_TITLE = 256
_MARKER = re.compile(r"<!-- helpdesk: ([^\s<>]{1,200}) -->")
_MENTION = re.compile(r"(?<![A-Za-z0-9/])@(?=[A-Za-z0-9])")
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_&/])#(?=[0-9])|(?<=[A-Za-z0-9._-])#(?=[0-9])|(?<![A-Za-z0-9])GH-(?=[0-9])")
_JOINER = "\u2060"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def marker(name: str) -> str:
    """The comment nobody sees, by which we know our own words again."""
    return f"<!-- helpdesk: {name} -->"


def marked(body: str) -> str:
    """The name in a body's marker, which stands on its first line; empty where there is none."""
    match = _MARKER.match(body)
    return match[1] if match else ""


def compose(name: str, text: str, more: str = "") -> str:
    """A body of ours: marker, then the text made harmless, cut to what GitHub takes. `more` says where the rest is."""
    head = f"{marker(name)}\n"
    safe = harmless(text)
    room = LONGEST_BODY - len(head)
    if len(safe) > room:
        end = f"\n\n(This was too long for a comment and is cut here.{f' The whole: {more}' if more else ''})"
        safe = safe[: room - len(end)].rstrip() + end
    return head + safe


def harmless(text: str) -> str:
    """The same words without effect on anybody else: `@name` and `#12` notify and link nobody, and no hidden comment
    can pass for one of ours."""
    text = text.replace("<!--", "&lt;!--")
    text = _MENTION.sub(f"@{_JOINER}", text)
    return _REFERENCE.sub(lambda match: f"{match[0]}{_JOINER}", text)


def quoted(text: str) -> str:
    """What a stranger wrote, as a quotation that can't end early and holds no HTML."""
    return "\n".join(f"> {line}" for line in text.replace("<", "&lt;").splitlines()) or ">"


def one_title(reference: str, title: str) -> str:
    """`[HD-000123] title`, cut to what GitHub takes."""
    whole = f"[{reference}] {bare_title(title)}".rstrip()
    return whole if len(whole) <= LONGEST_TITLE else f"{whole[: LONGEST_TITLE - 1].rstrip()}…"


def bare_title(title: str) -> str:
    """A title without our reference in front."""
    return re.sub(r"^\s*(\[[A-Z][A-Z0-9]{0,9}-[0-9]{4,12}\]\s*)+", "", title).strip()


def without_comments(body: str) -> str:
    """A body without `<!-- ... -->`, which templates put there for the writer; what stands in code stays."""
    kept: list[str] = []
    fence, hidden = "", False
    for line in body.replace("\r\n", "\n").split("\n"):
        if not hidden and (opening := _FENCE.match(line)):
            mark = opening[1]
            if not fence:
                fence = mark
            elif mark[0] == fence[0] and len(mark) >= len(fence) and not line.strip().strip(mark[0]):
                fence = ""
        if fence:
            kept.append(line)
            continue
        shown, hidden = _shown(line, hidden)
        if shown.strip() or not (hidden or "<!--" in line or "-->" in line):
            kept.append(shown)
    return "\n".join(kept).strip()


def _shown(line: str, hidden: bool) -> tuple[str, bool]:
    """What is left of a line, and whether a comment goes on behind it."""
    parts: list[str] = []
    rest = line
    while rest:
        if hidden:
            _, end, rest = rest.partition("-->")
            hidden = not end
        else:
            before, start, rest = rest.partition("<!--")
            parts.append(before)
            hidden = bool(start)
    return "".join(parts), hidden


def said(*parts: str) -> str:
    """The SHA-256, in hex, of what was said."""
    return sha256("\0".join(parts).encode(errors="replace")).hexdigest()
