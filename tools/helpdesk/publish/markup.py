"""Markdown to HTML that is safe to show: raw HTML is off in the renderer, and a sanitiser stands behind it.

Two walls, because either alone has had holes: markdown-it-py escapes every tag it reads (CommonMark 0.31 with
`html` off) and follows only a few link schemes; nh3 (ammonia) then lets through only the tags and attributes below.
"""

import posixpath
import re
from collections.abc import Callable, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

LONGEST = 20_000
_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_CLASSES = {"th": {"right", "center"}, "td": {"right", "center"}}
_LINE = r"[^\W\d_](?:[^*_`\[\]<>#|~\\&\n]*[^*_`\[\]<>#|~\\&\s])?"
_PLAIN = re.compile(rf"{_LINE}(?:\n\n?{_LINE})*\Z")
_ALIGNED = re.compile(r'style="text-align:(left|right|center)"')

Resolver = Callable[[str], str]


@lru_cache(maxsize=4096)
def message(text: str) -> Markup:
    """What a stranger wrote: line breaks kept, headings small, images as links, no link but to the web, mail and phone.

    A text over 20,000 characters is shown as it came, unformatted: some nested emphasis takes a renderer quadratic
    time, and no page is worth that.
    """
    if len(text) > LONGEST:
        return Markup("<pre>") + text + Markup("</pre>")
    if is_plain(text):
        paragraphs = (paragraph.replace("\n", "<br>\n") for paragraph in text.split("\n\n"))
        # Nothing to escape: a plain text has none of the characters that markup is made of.
        return Markup("<p>" + "</p>\n<p>".join(paragraphs) + "</p>\n")  # noqa: S704
    return formatted(text)


def formatted(text: str) -> Markup:
    """A stranger's text through the renderer and the sanitiser."""
    tokens = _STRANGERS.parse(text)
    _demote(tokens, by=3)
    return _clean(_STRANGERS.renderer.render(tokens, _STRANGERS.options, {}))


def is_plain(text: str) -> bool:
    """Whether a text has nothing in it that Markdown or HTML could mean something by: then it needs no renderer, which
    is most of the cost of a page. Lines begin with a letter, so none is a list, a heading, a quote or a rule."""
    return _PLAIN.match(text) is not None and text.replace("\n", "").isprintable()


def article(text: str, title: str, resolve: Resolver) -> Markup:
    """An article's body: a first heading that repeats the title is left out, and links to other articles are turned
    into links to their pages by `resolve` (which returns "" for one that is not there for this audience)."""
    if len(text) > LONGEST * 10:
        return Markup("<pre>") + text + Markup("</pre>")
    tokens = _ARTICLES.parse(text)
    if len(tokens) > 2 and tokens[0].tag == "h1" and tokens[1].content.strip() == title.strip():
        del tokens[:3]
    _demote(tokens, by=1 if any(token.tag == "h1" for token in tokens) else 0)
    _relink(tokens, resolve)
    return _clean(_ARTICLES.renderer.render(tokens, _ARTICLES.options, {}), relative=True)


def plain(text: str, most: int = 200) -> str:
    """The first words of a Markdown text without its marks, for an excerpt."""
    words = re.sub(r"[#*_`>|\[\]]+|\(https?:[^)]*\)", " ", text[: most * 4])
    return " ".join(words.split())[:most]


def sibling(article: str, target: str) -> str:
    """The article that a relative link `../vpn/setup.md` means when it stands in `article` ("network/wifi"); "" for
    a link that leads out of kb/ or to something else."""
    path, _, _ = target.partition("#")
    if not path.endswith(".md") or path.startswith("/"):
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(article), path.removesuffix(".md")))
    return "" if found.startswith("..") else found


def _renderer(*, breaks: bool, schemes: Callable[[str], bool]) -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False, "breaks": breaks, "linkify": False})
    renderer.enable(["table", "strikethrough"]).disable("image")
    renderer.validateLink = schemes  # type: ignore[method-assign,assignment]
    return renderer


def _is_web(url: str) -> bool:
    return _SCHEME.match(url) is not None


def _is_web_or_article(url: str) -> bool:
    return _is_web(url) or url.startswith("#") or re.match(r"[\w./-]+\.md(?:#[\w-]*)?\Z", url) is not None


_STRANGERS = _renderer(breaks=True, schemes=_is_web)
_ARTICLES = _renderer(breaks=False, schemes=_is_web_or_article)


def _demote(tokens: Sequence[Token], by: int) -> None:
    """The page has its own h1 and h2; what people write starts below them."""
    for token in tokens:
        if by and token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + by)}"


def _relink(tokens: Sequence[Token], resolve: Resolver) -> None:
    for token in tokens:
        for child in token.children or ():
            target = str(child.attrs.get("href", ""))
            if child.type == "link_open" and target and not _is_web(target) and not target.startswith("#"):
                child.attrs["href"] = resolve(target)


def _clean(html: str, *, relative: bool = False) -> Markup:
    aligned = _ALIGNED.sub(r'class="\1"', html)
    safe = nh3.clean(
        aligned,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        url_relative="pass_through" if relative else "deny",
        link_rel="nofollow noopener noreferrer",
    )
    # Safe by the two walls above; everything else on a page is escaped by the templates.
    return Markup(safe)  # noqa: S704
