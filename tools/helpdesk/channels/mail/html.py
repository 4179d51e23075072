"""HTML mail to Markdown: no raw HTML, no remote content, quoted history marked.

nh3 (html5ever) does the parsing and hands out a small, well-formed subset; one walk over its tokens writes the
Markdown. General converters leave typed `<tag>` unescaped, put a blank line between the lines of every mail
that uses a `div` a line, and draw layout tables; this walk is also several times faster.
"""

import re
from html import unescape

import nh3

from helpdesk.channels.mail import quotemarks
from helpdesk.channels.mail.escape import escape_tags
from helpdesk.channels.mail.markdown import Writer

# fmt: off
_TAGS = {
    "a", "abbr", "address", "article", "b", "big", "blockquote", "body", "br", "caption", "center", "code", "dd",
    "del", "div", "dl", "dt", "em", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img",
    "ins", "li", "main", "nav", "ol", "p", "pre", "s", "section", "small", "span", "strike", "strong", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul",
}
# fmt: on
_DROPPED = {"script", "style", "title", "head", "noscript", "template", "object", "select", "textarea", "svg"}
_ATTRIBUTES = {
    "*": {"class", "id", "style", "name", "type"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border"},
    "hr": {"tabindex"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "ftp", "cid"}
# Made once: to make a cleaner takes as long as to clean a mail.
_cleaned = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel=None,
    strip_comments=True,
).clean
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s[^\s=>"]+="[^"]*")*)\s*/?>|([^<]+)')
_ATTRIBUTE = re.compile(r'\s([^\s=>"]+)="([^"]*)"')
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
# Tags that end by themselves or are left open by habit: they say nothing about the nesting.
_NOT_NESTING = {"br", "hr", "img", "meta", "link", "input", "col", "p", "li", "td", "th", "tr", "dd", "dt", "option"}
_DEEPEST = 1000
_MOST_TAGS = 200_000
_AWAY = frozenset({"quote", "hidden"})
_VOID = frozenset({"br", "hr", "img"})


def to_markdown(html: str, images: dict[str, str] | None = None) -> tuple[str, str]:
    """The Markdown of `html`: all of it, and what of it stands outside quoted history and signature.

    `images` maps Content-IDs to the names of the attachments that hold them. The second text still has to pass
    through `reply.visible_reply`: only some clients mark their quotations in the HTML.
    """
    if html.count("<") > _DEEPEST and _too_much(html):
        plain = escape_tags(words_only(html))
        return plain, plain
    clean = _cleaned(html)
    # Some clients write a whole plain mail as one <pre>: that is text with line breaks, not code.
    fenced = not clean.lstrip().startswith("<pre")
    whole, own = Writer(fenced), Writer(fenced)
    _walk(clean, images or {}, whole, own)
    return whole.finish(), own.finish()


def words_only(html: str) -> str:
    """Only the words of `html`, for what no mail program writes: a parser's cost grows with the nesting."""
    html = re.sub(r"(?is)<(script|style|title)\b.*?(?:</\1|\Z)", " ", html)
    html = re.sub(r"(?i)<(?:br|/?(?:p|div|li|tr|h[1-6]|blockquote))\b", "\n<", html)
    lines = (" ".join(line.split()) for line in unescape(re.sub(r"<[^<>]*>?", " ", html)).split("\n"))
    return "\n".join(line for line in lines if line)


def _too_much(html: str) -> bool:
    depth = deepest = tags = 0
    for match in _ANY_TAG.finditer(html):
        tags += 1
        if match.group(2).lower() not in _NOT_NESTING:
            depth = max(0, depth - 1) if match.group(1) else depth + 1
            deepest = max(deepest, depth)
    return deepest > _DEEPEST or tags > _MOST_TAGS


def _walk(clean: str, images: dict[str, str], whole: Writer, own: Writer) -> None:
    """Feed the tokens of `clean` to both writers; `own` is fed only outside quotations."""
    stack: list[tuple[str, str]] = []  # open tags and their role
    away = 0  # open elements that are no part of the reply
    rest = False
    soft = quotemarks.soft_containers(clean)
    for match in _TOKEN.finditer(clean):
        closing, tag, raw_attributes, text = match.groups()
        if text is not None:
            words = unescape(text)
            whole.text(words)
            if not away and not rest:
                own.text(words)
        elif closing:
            role = stack.pop()[1] if stack and stack[-1][0] == tag else ""
            away -= role in _AWAY
            shown = "div" if role == "indent" else tag
            whole.end(shown)
            if not away and not rest and role not in _AWAY:
                own.end(shown)
        else:
            attributes = dict(_ATTRIBUTE.findall(raw_attributes)) if raw_attributes else {}
            role = _role(tag, attributes, match.start() in soft)
            rest = rest or role == "rest"
            if role == "quote" and not away and not rest:
                own.quotation()
            if tag not in _VOID:
                stack.append((tag, role))
                away += role in _AWAY
            shown = "div" if role == "indent" else tag
            whole.start(shown, attributes, images)
            if not away and not rest:
                own.start(shown, attributes, images)


def _role(tag: str, attributes: dict[str, str], soft: bool) -> str:
    """What an element is to the reply: what `quotemarks.role` says, with "soft" settled, and "hidden" besides."""
    if not attributes and tag != "blockquote":
        return ""
    if _HIDDEN.search(attributes.get("style", "")):
        return "hidden"  # nobody saw it: part of the text, never of what was said
    role = quotemarks.role(tag, attributes)
    if role == "soft":
        return "quote" if soft else ""
    return role
