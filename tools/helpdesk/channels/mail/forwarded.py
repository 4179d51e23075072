"""Forwarded mail: who wrote it first, as the forwarding mail program put it into the text, or as the mail attached."""

import re

from helpdesk.channels.mail import addresses, mime, quotewords
from helpdesk.channels.mail.mime import Part
from helpdesk.model.message import Party

_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|ref)\s*:\s*)*(?:fwd?|wg|wtr|tr|rv|enc|i|vb|vs|vl|pd|doorst|továbbítás|пересл|fs|転送|转发|轉寄)"
    r"\s*[:：]",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[\w.+'-]{1,100}@[\w-]+(?:\.[\w-]+)+")
_MARKUP = re.compile(r"[*_\\\[\]<>()\"|]|mailto:|\s+")
_LONGEST = 200_000  # characters that are looked through
_BLOCK = 12  # lines a block of labels may take


def first_writer(text: str, subject: str, root: Part) -> Party:
    """The original sender's name and address, which nothing proves; nobody where the mail is not a forwarded one."""
    named = bool(_PREFIX.match(subject))
    lines = text[:_LONGEST].split("\n")
    for index, line in enumerate(lines):
        begins = quotewords.FORWARDS.match(line) or quotewords.FORWARD_BEGINS.match(line)
        if begins or (named and quotewords.LABELS["from"].match(line)):
            found = _labelled(lines[index : index + _BLOCK])
            if found.email:
                return found
    return _attached(root) if named or not text.strip() else Party()


def _labelled(lines: list[str]) -> Party:
    """The From of a block of labels that also has another: a lone `From:` is a word in a sentence."""
    kinds = [kind for line in lines for kind, label in quotewords.LABELS.items() if label.match(line)]
    if len(set(kinds)) < 2:
        return Party()
    line = next((line for line in lines if quotewords.LABELS["from"].match(line)), "")
    found = _ADDRESS.search(line)
    if found is None:
        return Party()
    name = _MARKUP.sub(" ", re.split(r"[:：]", line[: found.start()], maxsplit=1)[-1])
    return Party(name=" ".join(name.split())[:200], email=found.group().strip(".'").lower())


def _attached(root: Part) -> Party:
    """The sender of the one mail that is attached."""
    mails = [part for part in root.children if part.type == "message/rfc822" and part.content]
    if len(mails) != 1:
        return Party()
    head = re.split(rb"\r?\n\r?\n", mails[0].content[:_LONGEST], maxsplit=1)[0]
    inside, _ = mime.parse(head + b"\r\n\r\n")
    people = addresses.parse(inside.header("from")[:10_000])
    return next((party for party in people if party.email), Party())
