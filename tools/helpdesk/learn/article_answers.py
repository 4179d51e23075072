"""What a desk's own tickets say of the articles that are suggested for them: whether each was the answer.

What the requester said of an article counts first, then the article that the resolution names. A ticket that was solved
without one had none that answered it, as far as anybody said: chances are rather too low than too high.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from helpdesk.learn.articles import EVERYTHING, ArticleIndex
from helpdesk.model.knowledge import Article
from helpdesk.model.record import Record
from helpdesk.model.ticket import TicketType

MOST_TICKETS = 1000
_ASKED = 3


def answers(
    index: ArticleIndex, records: Sequence[Record], articles: Mapping[str, Article]
) -> list[tuple[float, bool]]:
    """The chance of each suggestion for the newest tickets that were solved, and whether it was right. An article that
    was drafted from the ticket itself says its words back, and proves nothing."""
    return [
        (each.chance, _right(record, each.article))
        for record in islice(_solved(reversed(records)), MOST_TICKETS)
        for each in index.suggest(f"{record.ticket.title}\n{record.request}", _ASKED, "staff", EVERYTHING)
        if each.article in articles and articles[each.article].drafted_from != record.reference
    ]


def _solved(records: Iterable[Record]) -> Iterator[Record]:
    asked = (TicketType.INCIDENT, TicketType.REQUEST)
    for record in records:
        resolution = record.ticket.resolution
        if record.ticket.type in asked and resolution is not None and (resolution.summary or resolution.article):
            yield record


def _right(record: Record, article: str) -> bool:
    said = record.state.helped.get(article)
    if said is not None:
        return said
    resolution = record.ticket.resolution
    return resolution is not None and resolution.article == article
