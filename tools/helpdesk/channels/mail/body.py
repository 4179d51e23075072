"""From a MIME tree to what people see: one text, and the files beside it."""

import hashlib
import re
from dataclasses import dataclass, field

from helpdesk.channels.mail import armour, charset, embedded, flowed, html, invitation, names, words
from helpdesk.channels.mail.escape import escape_tags
from helpdesk.channels.mail.mime import Part
from helpdesk.channels.mail.reply import visible_reply
from helpdesk.model.message import Attachment

_TEXT = frozenset({"text/plain", "text/html"})
# Text that is a file, to people.
_FILES = frozenset({"text/rtf", "text/csv", "text/xml", "text/css", "text/javascript", "text/tab-separated-values"})
# Outlook's own wrapping, [MS-OXTNEF].
_WRAPPED = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Body:
    """`text` and `visible_reply` are Markdown; `attachments` in the order of the mail."""

    text: str = ""
    visible_reply: str = ""
    attachments: tuple[Attachment, ...] = ()
    defects: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    texts: list[Part] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)

    def add(self, other: "_Found") -> None:
        self.texts += other.texts
        self.files += other.files


def read(root: Part) -> Body:
    """The body of the mail `root`. HTML is preferred to plain text: it says where the quotations are."""
    body = Body()
    found = _collect(root, alone=True)
    for number, part in enumerate(found.texts):
        if part.type == "text/html":
            found.files += embedded.taken_out(part, number)
    body.attachments, inline = _attachments(found.files)
    texts: list[str] = []
    own: list[str] = []
    for part in found.texts:
        whole, said = _markdown(part, inline, body.defects)
        texts.append(whole)
        own.append(said)
    texts.append(invitation.summary(found.files))
    body.text = "\n\n".join(text for text in texts if text.strip())
    if any(part.type in _WRAPPED or part.name.lower() == "winmail.dat" for part in found.files):
        body.defects.append("files may be hidden in winmail.dat, which only Outlook opens; ask for them without it")
    body.defects += armour.sealed(root)
    said = "\n\n".join(text for text in own if text.strip())
    body.visible_reply = escape_tags(visible_reply(said)) if said else ""
    return body


def _collect(part: Part, alone: bool = False) -> _Found:
    """Texts to show and files to attach below `part`; its depth is bounded by the parser."""
    if not part.children:
        if part.type.startswith("multipart/"):
            return _Found()
        shown = (
            (part.type in _TEXT or (alone and _is_words(part)))
            and part.disposition != "attachment"
            and (alone or not part.name)
        )
        return _Found(texts=[part]) if shown else _Found(files=[part])
    inside = [_collect(child) for child in part.children]
    found = _Found(files=[file for each in inside for file in each.files])
    if part.type == "multipart/alternative":
        found.texts = _best(inside)
    elif part.type == "multipart/related":
        first = next((each for each in inside if each.texts), _Found())
        found.texts = first.texts
        found.files += [text for each in inside if each is not first for text in each.texts]
    else:
        found.texts = [text for each in inside for text in each.texts]
    return found


def _is_words(part: Part) -> bool:
    """A kind of text that nobody here knows is plain text (RFC 2046, 4.1.4), where it is all there is."""
    return part.type.startswith("text/") and part.type not in names.KNOWN and part.type not in _FILES


def _best(inside: list[_Found]) -> list[Part]:
    """Of several renderings the last that has words in HTML, else the first that has any."""
    worded = [each.texts for each in inside if any(_has_words(text) for text in each.texts)]
    rich = [texts for texts in worded if any(text.type == "text/html" for text in texts)]
    if rich:
        return rich[-1]
    return worded[0] if worded else next((each.texts for each in inside if each.texts), [])


def _has_words(part: Part) -> bool:
    if part.type != "text/html":
        return bool(part.content.strip())
    return bool(
        re.sub(rb"<(?:style|script|title)\b.*?</|<[^>]*>|&nbsp;|\s+", b"", part.content[:20_000], flags=re.S | re.I)
    )


def _markdown(part: Part, images: dict[str, str], defects: list[str]) -> tuple[str, str]:
    """The part as Markdown, and the same without the quotations its HTML marks."""
    declared = part.parameters.get("charset", "")
    if part.type == "text/html" and not declared:
        meta = _META_CHARSET.search(part.content[:4096])
        declared = meta.group(1).decode("ascii") if meta else ""
    text, defect = charset.decode(part.content, declared)
    if defect:
        defects.append(defect)
    text = charset.clean(text)
    if part.type == "text/html":
        return html.to_markdown(text, images)
    if part.parameters.get("format", "").lower() == "flowed":
        text = flowed.unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
    text = armour.without(text.replace("\xa0", " ").strip("\n").rstrip())
    return escape_tags(text), text


def _attachments(files: list[Part]) -> tuple[tuple[Attachment, ...], dict[str, str]]:
    """The files as attachments, and their names by Content-ID."""
    taken: set[str] = set()
    attachments: list[Attachment] = []
    inline: dict[str, str] = {}
    for part in files:
        name = names.attachment_name(part, taken)
        digest = hashlib.sha256(part.content).hexdigest()
        attachments.append(Attachment(name, part.type, len(part.content), digest, part.content))
        identifier = words.header_text(part.header("content-id")).strip("<> ")
        if identifier:
            inline[identifier] = name
    return tuple(attachments), inline
