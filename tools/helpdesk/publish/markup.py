"""Markdown to HTML that is safe to show: raw HTML is off in the renderer, and a sanitiser stands behind it.

Two walls, because either alone has had holes. What strangers write reaches pyromark (CommonMark, forty times as fast as
a renderer in Python) without a `<` that could begin a tag; articles go through markdown-it-py with `html` off. Behind
both, nh3 (ammonia) lets through only the tags, attributes and link schemes below.
"""

import posixpath
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import nh3
import pyromark
from markupsafe import Markup

from helpdesk.model.sensitive import masked

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

LONGEST = 20_000
_SCHEMES = {"http", "https", "mailto", "tel"}
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)
_TAGS = {
    "p", "br", "hr", "em", "strong", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_CLASSES = {"th": {"right", "center"}, "td": {"right", "center"}}
_LINE = r"[^\W\d_](?:[^*_`\[\]<>#|~\\&\n]*[^*_`\[\]<>#|~\\&\s])?"
_PLAIN = re.compile(rf"{_LINE}(?:\n\n?{_LINE})*\Z")
_ALIGNED = re.compile(r'style="text-align: ?(left|right|center)"')
# Stand in for `<`, and between `!` and `[`, while a renderer that knows raw HTML and images is at work.
_LESS, _NO_IMAGE = "\ue000", "\ue001"
_STAND_INS = re.compile(f"[{_LESS}{_NO_IMAGE}]")
_TAG_LIKE = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>]*>|[\w.+-]+@[\w-]+(?:\.[\w-]+)+>)")
_LINE_END = re.compile(r"\n(?<!\\\n)")
_HEADING = re.compile(r"<(/?)h([1-6])>")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)

Resolver = Callable[[str], str]


@lru_cache(maxsize=4096)
def message(text: str, language: str = "en") -> Markup:
    """What a stranger wrote: line breaks kept, headings small, images as links, no link but to the web, mail and phone;
    passwords, keys and card numbers hidden, which is said in `language`.

    A text over 20,000 characters is shown as it came, unformatted: some nested emphasis takes a renderer quadratic
    time, and no page is worth that.
    """
    text = masked(text, language)
    if len(text) > LONGEST:
        return Markup("<pre>") + text + Markup("</pre>")
    if is_plain(text):
        paragraphs = (paragraph.replace("\n", "<br>\n") for paragraph in text.split("\n\n"))
        # Nothing to escape: a plain text has none of the characters that markup is made of.
        return Markup("<p>" + "</p>\n<p>".join(paragraphs) + "</p>\n")  # noqa: S704
    return formatted(text)


def formatted(text: str) -> Markup:
    """A stranger's text through the renderer and the sanitiser."""
    clean = text if text.isascii() else _STAND_INS.sub("\ufffd", text)
    clean = clean.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    masked = (_TAG_LIKE.sub(_LESS, clean) if "<" in clean else clean).replace("![", f"!{_NO_IMAGE}[")
    # A line's end is a break, which Markdown writes as two blanks; they are taken back where they would be code.
    html = _STRANGERS.html(_LINE_END.sub("  \n", masked))
    if "<pre>" in html:
        html = _PRE.sub(lambda block: block[0].replace("  \n", "\n"), html)
    if "<h" in html:
        html = _HEADING.sub(lambda tag: f"<{tag[1]}h{min(6, int(tag[2]) + 3)}>", html)
    return Markup(str(_clean(html)).replace(_LESS, "&lt;").replace(_NO_IMAGE, ""))  # noqa: S704


def is_plain(text: str) -> bool:
    """Whether a text has nothing in it that Markdown or HTML could mean something by: then it needs no renderer, which
    is most of the cost of a page. Lines begin with a letter, so none is a list, a heading, a quote or a rule."""
    return _PLAIN.match(text) is not None and text.replace("\n", "").isprintable()


def article(text: str, title: str, resolve: Resolver) -> Markup:
    """An article's body: a first heading that repeats the title is left out, and links to other articles are turned
    into links to their pages by `resolve` (which returns "" for one that is not there for this audience)."""
    if len(text) > LONGEST * 10:
        return Markup("<pre>") + text + Markup("</pre>")
    tokens = _articles().parse(text)
    if len(tokens) > 2 and tokens[0].tag == "h1" and tokens[1].content.strip() == title.strip():
        del tokens[:3]
    _demote(tokens, by=1 if any(token.tag == "h1" for token in tokens) else 0)
    _relink(tokens, resolve)
    return _clean(_articles().renderer.render(tokens, _articles().options, {}), relative=True)


def boxed(html: str, label: str) -> Markup:
    """What may be wider than a screen scrolls in a box of its own that the keyboard reaches (WCAG 2.1.1), and never the
    page. `html` is of this module's making, or of the guide's: a tag in it is a tag."""
    html = str(html)  # Markup would escape what is put into it
    if "<table>" in html:
        box = str(Markup('<div class="scroll" role="group" tabindex="0" aria-label="{}"><table>').format(label))
        html = html.replace("<table>", box).replace("</table>", "</table></div>")
    return Markup(html.replace("<pre>", '<pre tabindex="0">'))  # noqa: S704


def plain(text: str, most: int = 200) -> str:
    """The first words of a Markdown text without its marks, for an excerpt."""
    words = re.sub(r"[#*_`>|\[\]]+|\(https?:[^)]*\)", " ", masked(text)[: most * 4])
    return " ".join(words.split())[:most]


def sibling(article: str, target: str) -> str:
    """The article that a relative link `../vpn/setup.md` means when it stands in `article` ("network/wifi"); "" for
    a link that leads out of kb/ or to something else."""
    path, _, _ = target.partition("#")
    if not path.endswith(".md") or path.startswith("/"):
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(article), path.removesuffix(".md")))
    return "" if found.startswith("..") else found


@cache
def _articles() -> "MarkdownIt":
    """Loaded here and not above: a build in which no article changed does without."""
    from markdown_it import MarkdownIt

    renderer = MarkdownIt("commonmark", {"html": False, "breaks": False, "linkify": False})
    renderer.enable(["table", "strikethrough"]).disable("image")
    renderer.validateLink = _is_web_or_article  # type: ignore[method-assign]
    return renderer


def _is_web(url: str) -> bool:
    return _SCHEME.match(url) is not None


def _is_web_or_article(url: str) -> bool:
    return _is_web(url) or url.startswith("#") or re.match(r"[\w./-]+\.md(?:#[\w-]*)?\Z", url) is not None


_STRANGERS = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH)


def _demote(tokens: Sequence["Token"], by: int) -> None:
    """The page has its own h1 and h2; what people write starts below them."""
    for token in tokens:
        if by and token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + by)}"


def _relink(tokens: Sequence["Token"], resolve: Resolver) -> None:
    for token in tokens:
        for child in token.children or ():
            target = str(child.attrs.get("href", ""))
            if child.type == "link_open" and target and not _is_web(target) and not target.startswith("#"):
                child.attrs["href"] = resolve(target)


def _clean(html: str, *, relative: bool = False) -> Markup:
    aligned = _ALIGNED.sub(r'class="\1"', html)
    # Safe by the two walls above; everything else on a page is escaped by the templates.
    return Markup(_cleaner(relative=relative).clean(aligned))  # noqa: S704


@cache
def _cleaner(*, relative: bool) -> nh3.Cleaner:
    """The sanitiser, set up once."""
    return nh3.Cleaner(
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        url_relative="pass_through" if relative else "deny",
        link_rel="nofollow noopener noreferrer",
    )
