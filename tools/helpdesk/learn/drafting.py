"""An article drafted from how a ticket was solved: what staff wrote, without the people it was written to.

What the requester wrote never goes in: the problem is told by the ticket's title and summary and by the recorded cause,
the way out by the public replies of staff and the resolution. Names, addresses, numbers and secrets are taken out; a
person reads the draft before anybody else does.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date

import msgspec

from helpdesk.learn.redaction import Redaction, without_placeholders
from helpdesk.learn.words import words_of
from helpdesk.model.fold import OUTSIDERS
from helpdesk.model.knowledge import Article, ArticleStatus
from helpdesk.model.language import language_of
from helpdesk.model.record import Record
from helpdesk.model.ticket import Visibility

_MOST_STEPS, _LONGEST_STEP = 30, 2000
_LONGEST_TITLE, _LONGEST_SUMMARY = 200, 300
_MOST_KEYWORDS, _SIGNATURE_LINES = 8, 4
_UNFIT = re.compile(r"[^a-z0-9]+")
_SPELLED = {ord(letter): spelled for letter, spelled in zip("äöüéèñ", ("ae", "oe", "ue", "e", "e", "n"), strict=True)}
_MARK = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
_GREETINGS = (
    r"hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:morgen|tag|abend)|liebe[rs]?|"
    r"sehr geehrte[rs]?|moin|bonjour|hola|ciao"
)
_GREETING = re.compile(rf"(?i)^(?:{_GREETINGS})\b(?:[^,.!?:]|\b(?:dr|prof|mr|mrs|ms)\.){{0,60}}[,!.:]?$")
_GREETED = re.compile(rf"(?i)^(?:{_GREETINGS})\b[^,.!?:]{{0,40}}[,!]\s+")
_FAREWELL = re.compile(
    r"(?i)^(?:(?:kind |best |warm |many )?(?:regards|wishes|thanks)|best|cheers|sincerely|yours|thank you|thanks|"
    r"(?:mit |viele |beste |liebe |freundlichen? )*(?:grüße[n]?|gruß)|danke|cordialement|saludos)\b[^.!?]{0,40}[,.!]?$"
)


class Drafted(msgspec.Struct, frozen=True):
    """An article to be, and what a person has to know of how it was made: `removed` by kind how often something was
    taken out, `missing` the parts that the ticket says nothing on."""

    article: Article
    removed: dict[str, int]
    missing: tuple[str, ...]


def draft_article(
    record: Record, problem: Record | None, redaction: Redaction, *, section: str, slug: str, owner: str, review: date
) -> Drafted:
    """A draft for staff from a resolved ticket; `problem` is the problem ticket it is linked to, if any. Without a
    `slug` it is made of the title as it is left."""
    ticket = record.ticket
    said = redaction.knowing(_said_outside(record))
    title = said.line(ticket.title)[:_LONGEST_TITLE] or record.reference
    about = said.line(ticket.summary) or title
    cause = said.text(next((one for one in _causes(record, problem) if one), ""))
    steps = list(_steps(record, said))
    ended = said.text(ticket.resolution.summary if ticket.resolution else "")
    parts = {"Problem": about, "Cause": cause, "Steps": _numbered(steps), "Resolution": ended}
    body = "\n\n".join(f"## {name}\n\n{text}" for name, text in parts.items() if text)
    telling = without_placeholders(title)
    slug = slug or slug_of(telling) or record.reference.casefold()
    article = Article(
        id=f"{section}/{slug}",
        path=f"kb/{section}/{slug}.md",
        title=title,
        summary=about[:_LONGEST_SUMMARY] if about != title else "",
        status=ArticleStatus.DRAFT,
        audience="staff",
        language=language_of(body) or language_of(f"{ticket.title}\n{record.request}") or "en",
        owner=owner,
        review=review,
        categories=(ticket.category,) if ticket.category else (),
        services=(ticket.service,) if ticket.service else (),
        keywords=tuple(words_of(telling, most=_MOST_KEYWORDS)),
        drafted_from=record.reference,
        body=f"{body}\n",
    )
    return Drafted(article, dict(said.removed), tuple(name for name, text in parts.items() if not text))


def slug_of(title: str) -> str:
    """`VPN drops every ten minutes` -> `vpn-drops-every-ten-minutes`; empty where a title has no such letters."""
    spelled = title.casefold().translate(_SPELLED)
    return _UNFIT.sub("-", spelled).strip("-")[:60].rstrip("-")


def _said_outside(record: Record) -> Iterator[str]:
    """What others than staff wrote: none of it is quoted."""
    yield record.request
    yield from (each.text for each in record.conversation if each.comment.by in OUTSIDERS)


def _causes(record: Record, problem: Record | None) -> Iterator[str]:
    for one in (record, problem):
        known = one.ticket.problem if one is not None else None
        if known is not None:
            workaround = f"\n\nUntil it is mended: {known.workaround}" if known.workaround else ""
            yield f"{known.cause}{workaround}".strip()


def _steps(record: Record, said: Redaction) -> Iterator[str]:
    """The paragraphs and list items of the public replies of staff, each once, in order."""
    seen: set[str] = set()
    for each in record.conversation:
        if each.comment.by in OUTSIDERS or each.comment.visibility is not Visibility.PUBLIC:
            continue
        for part in _parts(each.text):
            step = said.text(part)[:_LONGEST_STEP]
            known = step.casefold()
            if step and known not in seen and len(seen) < _MOST_STEPS:
                seen.add(known)
                yield step


def _parts(text: str) -> Iterator[str]:
    """List items, and paragraphs as one line; greetings, farewells and all below a signature's mark left out."""
    held: list[str] = []
    lines = [*text.split("\n"), ""]
    for place, line in enumerate(lines):
        clean = line.strip()
        farewell = _FAREWELL.match(clean)
        # Thanks at the beginning open a letter; only what stands before the last few lines ends it.
        if clean == "--" or (farewell and sum(1 for after in lines[place + 1 :] if after.strip()) <= _SIGNATURE_LINES):
            break
        if farewell or clean.startswith(">") or _GREETING.match(clean):
            clean = ""
        clean = _GREETED.sub("", clean)
        item = _MARK.match(clean)
        if held and (not clean or item):
            yield " ".join(held)
            held = []
        if clean:
            held.append(clean[item.end() :] if item else clean)
    if held:
        yield " ".join(held)


def _numbered(steps: Iterable[str]) -> str:
    return "\n".join(f"{place}. {' '.join(step.split())}" for place, step in enumerate(steps, 1))
