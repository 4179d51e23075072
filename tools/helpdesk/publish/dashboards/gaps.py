"""Tables of the Knowledge dashboard: what has no article, what articles do not help, what finds nothing."""

from collections.abc import Iterable

from helpdesk.figures.gaps import failing, gaps, unfound
from helpdesk.figures.heard import HeardFigures
from helpdesk.figures.window import Window
from helpdesk.learn.drafting import slug_of
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.publish import phrasing
from helpdesk.publish.dashboards.board import Measured, Table, Tile

MOST_ROWS = 20
_EXAMPLES = 3
_WHOLE = "helpdesk article gaps"


def missing_articles(m: Measured) -> Table:
    """Staff draft an article from the ticket named last: `helpdesk article from`."""
    found = gaps(m.tickets, m.window)
    rows = tuple(
        (
            " ".join(one.words) or "(different words)",
            m.called("category", one.category),
            m.called("service", one.service),
            f"{len(one.tickets):,}",
            f"{one.requesters:,}",
            phrasing.span(one.work),
            f"{one.nothing_found:,}",
            _references(m, [one.source]),
        )
        for one in found[:MOST_ROWS]
    )
    head = ("Asked", "Category", "Service", "Tickets", "People", "Work", "Nothing suggested", "Draft from")
    empty = "Nothing that three tickets ask for is without an article."
    words = ("Category", "Service", "Draft from")
    return Table("Asked often, no article", head, rows, max(len(found) - MOST_ROWS, 0), empty, words, _WHOLE)


def failing_articles(m: Measured) -> Table:
    found = failing(m.tickets, m.window, heard=m.heard.opinions)
    rows = tuple(
        (
            one.article,
            f"{one.offered:,}",
            f"{one.in_vain:,}",
            f"{one.helped + one.readers:,}",
            f"{one.not_helped + one.readers_not:,}",
            _references(m, one.tickets),
        )
        for one in found[:MOST_ROWS]
    )
    head = ("Article", "Suggested", "In vain", "Helped", "Did not help", "Tickets")
    empty = "No article that was suggested three times failed on half of the tickets."
    cut = max(len(found) - MOST_ROWS, 0)
    return Table("Articles that do not help", head, rows, cut, empty, ("Tickets",), _WHOLE)


def readers_said(m: Measured) -> Table:
    said = sorted(m.heard.opinions.items(), key=lambda each: (-each[1].all, each[0]))
    rows = tuple(
        (name, f"{one.helped:,}", f"{one.not_helped:,}", f"{one.spared:,}") for name, one in said[:MOST_ROWS] if one.all
    )
    head = ("Article", "Helped", "Did not help", "Spared asking")
    empty = "No reader of the portal said whether an article helped."
    return Table("What readers said", head, rows, max(len(said) - MOST_ROWS, 0), empty, (), _WHOLE)


def searches_not_found(m: Measured) -> Table:
    found = m.heard.sought
    rows = tuple((words, f"{times:,}", f"kb/how-to/{slug_of(words)}.md") for words, times in found[:MOST_ROWS])
    empty = "No search that found nothing was made often enough to be shown."
    head = ("Sought", "Times", "Write an article")
    words = ("Write an article",)
    return Table("Searches that found nothing", head, rows, max(len(found) - MOST_ROWS, 0), empty, words, _WHOLE)


def spared_asking(m: Measured) -> Tile:
    """How many readers an article spared asking, and which share they are of all who came to ask."""
    return Tile(m.say("Spared asking"), _spared(m, m.heard, m.window), _spared(m, m.heard_before, m.before), "", "")


def _spared(m: Measured, heard: HeardFigures, window: Window) -> str:
    share = heard.deflection(sum(window.holds(one.opened) for one in m.all))
    return f"{heard.spared:,}" + (f" ({phrasing.percent(share)})" if share is not None else "")


def words_not_found(m: Measured) -> Table:
    found = unfound(m.tickets, m.window, m.knows)
    rows = tuple((one.word, f"{len(one.tickets):,}", _references(m, one.tickets)) for one in found[:MOST_ROWS])
    empty = "Every word that three tickets have in their titles stands in some article."
    head = ("Word", "Tickets", "Such as")
    return Table("Words that find nothing", head, rows, max(len(found) - MOST_ROWS, 0), empty, ("Such as",), _WHOLE)


def _references(m: Measured, numbers: Iterable[int]) -> str:
    prefix = m.names.rules.desk.prefix
    return ", ".join(reference(prefix, TicketNumber(number)) for number in list(numbers)[:_EXAMPLES])
