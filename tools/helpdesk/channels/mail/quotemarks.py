"""How mail clients mark quoted history and signatures in HTML."""

import re

_WORD = re.compile(r"[\w-]+")
# class or id -> "quote": the element is history; "soft": history unless quotations stand inside it, between which
# the writer may have answered; "rest": all that follows is history.
_MARKED = {
    "gmail_quote": "soft",
    "gmail_quote_container": "soft",
    "gmail_attr": "quote",
    "gmail_signature": "quote",
    "moz-cite-prefix": "quote",
    "moz-signature": "quote",
    "moz-forward-container": "quote",
    "yahoo_quoted": "quote",
    "yahooquoted": "quote",
    "protonmail_quote": "quote",
    "protonmail_signature_block": "quote",
    "tutanota_quote": "quote",
    "zmail_extra": "quote",
    "zmail_quote": "quote",
    "outlookmessageheader": "rest",
    "divrplyfwdmsg": "rest",
    "appendonsend": "rest",
    "mail-editor-reference-message-container": "quote",
    "ms-outlook-mobile-reference-message": "quote",
    "ms-outlook-mobile-signature": "quote",
    "olk_src_body_section": "quote",
    "stopspelling": "rest",
    "zwchr": "rest",
    "replysplit": "rest",
    "hmstopspelling": "rest",
    "isforwardcontent": "quote",
    "isreplycontent": "quote",
    "quoted-text": "quote",
    "quotedtext": "quote",
    "quoted_text": "quote",
    "js-helper": "quote",
    "wmquotemessage": "quote",
    "aolreplacedbody": "",
    "mail_quote": "quote",
    "reply_quote": "quote",
    "cite": "quote",
    "ntes_signature": "quote",
    "mailquote": "quote",
    "ydpyahoo-quoted": "quote",
    "spark_quote": "quote",
    "airmail_ext_on": "quote",
    "front-blockquote": "quote",
    "signature": "quote",
    "mail-signature": "quote",
}
# Yahoo puts a number before each of its classes, and one after each id.
_YAHOO = re.compile(r"^ydp[0-9a-f]+(?=yahoo)|(?<=quoted)_\d+$")
_RULE_ABOVE = re.compile(r"border\s*:\s*none\s*;\s*border-top\s*:\s*solid\s+(?:#\w{3,6}|\w+)\s+[\d.]+p", re.IGNORECASE)
_RULE_LEFT = re.compile(r"border-left\s*:[^;]*(?:solid|\d)", re.IGNORECASE)
_INDENT = re.compile(r"border\s*:\s*(?:none|0)|border-width\s*:\s*0", re.IGNORECASE)
_OUTLOOK_RULE = re.compile(r"display\s*:\s*inline-block", re.IGNORECASE)
_TAG = re.compile(r'<(/?)(div|span|blockquote)((?:\s[^\s=>"]+="[^"]*")*)\s*>')


def role(tag: str, attributes: dict[str, str]) -> str:
    """What an element is to the reply: "quote", "soft", "rest", or "indent" or "" when it is the writer's own."""
    style = attributes.get("style", "")
    if tag == "blockquote":
        # A plain indent is written as a blockquote without border; everything else quotes somebody.
        indented = _INDENT.search(style) and attributes.get("type") != "cite" and "class" not in attributes
        return "indent" if indented else "quote"
    for name in ("class", "id"):
        for word in _WORD.findall(attributes.get(name, "")):
            plain = word.lower().removeprefix("x_")
            found = _MARKED.get(plain) or _MARKED.get(_YAHOO.sub("", plain))
            if found:
                return found
    if tag == "div" and attributes.get("name", "").lower() == "quote":
        return "quote"
    if tag == "div" and style:
        if _RULE_ABOVE.search(style):
            return "rest"
        if _RULE_LEFT.search(style) and "none" not in style.lower():
            return "quote"
    if tag == "hr" and "tabindex" in attributes and _OUTLOOK_RULE.search(style):
        return "rest"
    return ""


def soft_containers(clean: str) -> frozenset[int]:
    """Where in `clean` the soft containers start that hold no blockquote, and so are history as a whole."""
    if "gmail_quote" not in clean:
        return frozenset()
    whole: set[int] = set()
    stack: list[tuple[str, int, int]] = []
    blockquotes = 0
    for match in _TAG.finditer(clean):
        closing, tag, attributes = match.groups()
        if not closing:
            stack.append((tag, match.start() if "gmail_quote" in attributes else -1, blockquotes))
            blockquotes += tag == "blockquote"
        elif stack and stack[-1][0] == tag:
            _, start, before = stack.pop()
            if start >= 0 and blockquotes == before:
                whole.add(start)
    return frozenset(whole)
