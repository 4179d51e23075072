"""Markdown as HTML that cannot run: no raw HTML reaches the renderer, and the sanitiser stands behind it.

A storm of acknowledgements is drawn here: pyromark (CommonMark) takes a fortieth of the time that a renderer in Python
does.
"""

import re

import nh3
import pyromark
from markdown_it import MarkdownIt

# Some nested emphasis takes pyromark quadratic time; what is longer goes to the renderer that gives up nesting.
LONGEST = 20_000
_LINKS = {"http", "https", "mailto"}
# No images: one from elsewhere would tell its sender who has read the mail, and when.
_TAGS = nh3.ALLOWED_TAGS - {"img", "map", "area"}
# Made once: to make a cleaner takes as long as to clean a notice.
# In a mail a link that names no place of its own leads nowhere.
_cleaned = nh3.Cleaner(
    tags=_TAGS, url_schemes=_LINKS, link_rel="nofollow noopener noreferrer", url_relative="deny"
).clean
_slow = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table").disable("image").render
_fast = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES).html
# Stand in for `<`, and between `!` and `[`, while a renderer that knows raw HTML and images is at work.
_LESS, _NO_IMAGE = "\ue000", "\ue001"
_STAND_INS = re.compile(f"[{_LESS}{_NO_IMAGE}]")
_TAG_LIKE = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>]*>|[\w.+-]+@[\w-]+(?:\.[\w-]+)+>)")
_LINE_END = re.compile(r"(?<!\\)\n")
_RIGHT = re.compile(r" style=\"text-align: ?right\"")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)


def rich(text: str) -> str:
    """The HTML of a text, line breaks kept."""
    drawn = _slow(text) if len(text) > LONGEST else _drawn(text)
    drawn = _RIGHT.sub(' align="right"', drawn)  # which mail programs keep
    return _cleaned(drawn).replace(_LESS, "&lt;").replace(_NO_IMAGE, "")


def _drawn(text: str) -> str:
    plain = _STAND_INS.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    walled = _TAG_LIKE.sub(_LESS, plain).replace("![", f"!{_NO_IMAGE}[")
    # A line's end is a break, which Markdown writes as two blanks; they are taken back where they would be code.
    html = _fast(_LINE_END.sub("  \n", walled))
    return _PRE.sub(lambda block: block[0].replace("  \n", "\n"), html)
