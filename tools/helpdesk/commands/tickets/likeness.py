"""Tickets like the one at hand, and what that means: solved before, reported twice, part of something known."""

import sqlite3

import msgspec
from msgspec.structs import replace

from helpdesk.commands.clone.desk import Desk
from helpdesk.commands.terminal import page
from helpdesk.learn.articles import ArticleIndex
from helpdesk.learn.chances import kept, on_steps
from helpdesk.learn.similar import Similar, similar_tickets
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.marks import KNOWN_ERROR, MAJOR, marks
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import phase_of
from helpdesk.model.timeline import Json

_LOOKED_AT = 30
_LIKELY = 0.6
_SHOWN = 3


class Likeness(msgspec.Struct, frozen=True):
    """`kind` is "solved", "duplicate", "known error" or "major"; `how` the resolution or the workaround. `calibrated`
    says that `chance` is a share measured on this desk (`learn.chances`) and not only an order; `others` is how many
    more were solved in the same words; `fields` say the same in both tickets."""

    reference: str
    title: str
    kind: str
    chance: float
    words: tuple[str, ...]
    how: str = ""
    calibrated: bool = False
    others: int = 0
    fields: tuple[str, ...] = ()

    @property
    def likely(self) -> str:
        """The chance as a percentage where it was measured, else as a word."""
        if self.calibrated:
            return f"{self.chance:.0%}"
        return "likely" if self.chance >= _LIKELY else "maybe"

    def line(self) -> str:
        """`HD-000012  likely  solved  VPN drops  (vpn, drops): Reset the profile.`"""
        how = f": {self.how}" if self.how else ""
        more = f" (and {self.others} more)" if self.others else ""
        by = ", ".join((*self.words, *(f"same {field}" for field in self.fields)))
        return f"{self.reference}  {self.likely}  {self.kind}  {self.title}  ({by}){how}{more}"


class Helps(msgspec.Struct, frozen=True):
    """What may help with a ticket: articles that may answer it, and tickets like it."""

    articles: tuple[Suggestion, ...] = ()
    tickets: tuple[Likeness, ...] = ()

    def data(self) -> dict[str, Json]:
        articles: list[Json] = [
            {
                "article": each.article,
                "title": each.title,
                "chance": each.chance,
                "words": list(each.words),
                "fields": list(each.fields),
            }
            for each in self.articles
        ]
        return {"articles": articles, "tickets": msgspec.to_builtins(self.tickets)}


def likenesses(
    desk: Desk, index: sqlite3.Connection, title: str, text: str, asking: Record | None, most: int
) -> list[Likeness]:
    """Up to `most` tickets like this text, which may be of a ticket itself, none below the desk's own threshold; known
    errors and major incidents first, of the rest the likeliest."""
    besides = (asking.number,) if asking else ()
    threshold, steps = desk.rules.desk.learning.suggest, kept(index)
    found: dict[tuple[str, ...], Likeness] = {}
    for each in similar_tickets(index, title, text, _LOOKED_AT, besides):
        chance = on_steps(each.chance, steps) if steps else each.chance
        record = desk.snapshot.ticket(each.number) if chance >= threshold else None
        one = _likeness(desk, record, replace(each, chance=chance), calibrated=bool(steps)) if record else None
        if one is not None and record is not None:
            one = replace(one, fields=_shared_fields(asking, record))
            if _by_one_word_alone(one):
                continue
            # What was asked and solved in the same words before helps once; the others are counted.
            same = (one.title, one.how) if one.kind == "solved" else (one.reference,)
            best = found.setdefault(same, one)
            found[same] = replace(best, others=best.others + (best is not one))
    known = ("major", "known error")
    ordered = sorted(found.values(), key=lambda one: (one.kind not in known, -one.chance))
    return ordered[:most]


def _by_one_word_alone(one: Likeness) -> bool:
    """Whether nothing but a single word speaks for it, such as "every" or a name. Where few tickets are known each word
    is rare; where chances were measured they tell by themselves."""
    alone = len(one.words) < 2 and not one.fields
    return alone and not one.calibrated and one.kind in ("solved", "duplicate")


def helps(desk: Desk, index: sqlite3.Connection, record: Record) -> Helps:
    """The few articles and tickets to look at before one works on this one."""
    title, text = record.ticket.title, record.request
    most, bar = desk.rules.desk.suggest_articles, desk.rules.desk.learning
    articles = ArticleIndex(index).suggest(f"{title}\n{text}", most, "staff", bar)
    return Helps(articles, tuple(likenesses(desk, index, title, text, record, _SHOWN)))


def print_helps(found: Helps) -> None:
    """Under headings of their own; nothing where there is nothing."""
    if found.articles:
        page.heading("May help")
        for each in found.articles:
            page.line(f"  {each.article}  {each.chance:.0%}  {each.title}  ({each.said})")
    if found.tickets:
        page.heading("Like it")
        for one in found.tickets:
            page.line(f"  {one.line()}")


def _shared_fields(asking: Record | None, other: Record) -> tuple[str, ...]:
    """Which fields speak for the same trouble besides the words."""
    if asking is None:
        return ()
    mine, theirs = asking.ticket, other.ticket
    same = {
        "category": mine.category and mine.category == theirs.category,
        "service": mine.service and mine.service == theirs.service,
        "asset": set(mine.assets) & set(theirs.assets),
    }
    return tuple(field for field, found in same.items() if found)


def _likeness(desk: Desk, record: Record, similar: Similar, *, calibrated: bool) -> Likeness | None:
    ticket = record.ticket
    borne = set(marks(record))
    kind, how = "duplicate", ""
    if phase_of(ticket, desk.rules) in (Phase.RESOLVED, Phase.CLOSED):
        if ticket.resolution is None or not ticket.resolution.summary:
            return None
        kind, how = "solved", ticket.resolution.summary
    elif MAJOR in borne:
        kind = "major"
    elif KNOWN_ERROR in borne and ticket.problem:
        kind, how = "known error", ticket.problem.workaround
    return Likeness(record.reference, ticket.title, kind, similar.chance, similar.words, how, calibrated)
