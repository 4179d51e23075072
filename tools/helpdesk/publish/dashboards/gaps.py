"""Tables of the Knowledge dashboard: what has no article, what articles do not help, what finds nothing."""

from collections.abc import Sequence

from helpdesk.figures.gaps import failing, gaps, unfound
from helpdesk.figures.heard import HeardFigures
from helpdesk.figures.window import Window
from helpdesk.learn.drafting import slug_of
from helpdesk.publish import phrasing
from helpdesk.publish.dashboards.behind import link_to, link_to_these
from helpdesk.publish.dashboards.board import Table, Tile
from helpdesk.publish.dashboards.measured import Measured

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
            m.references([one.source]),
        )
        for one in found[:MOST_ROWS]
    )
    links = tuple(
        ("", "", "", _these(m, one.tickets), "", "", "", m.tickets_linked([one.source])) for one in found[:MOST_ROWS]
    )
    head = ("Asked", "Category", "Service", "Tickets", "People", "Work", "Nothing suggested", "Draft from")
    empty = "Nothing that three tickets ask for is without an article."
    words = ("Category", "Service", "Draft from")
    return Table("Asked often, no article", head, rows, max(len(found) - MOST_ROWS, 0), empty, words, _WHOLE, links)


def failing_articles(m: Measured) -> Table:
    found = failing(m.tickets, m.window, heard=m.heard.opinions)
    rows = tuple(
        (
            one.article,
            f"{one.offered:,}",
            f"{one.in_vain:,}",
            f"{one.helped:,}",
            f"{one.not_helped:,}",
            f"{one.readers_not:,}",
            m.references(one.tickets[:_EXAMPLES]),
        )
        for one in found[:MOST_ROWS]
    )
    links = tuple(
        (
            "",
            link_to("ended", m.period, offered=one.article) if one.offered else "",
            _these(m, one.tickets if one.in_vain else ()),
            link_to("ended", m.period, helped=one.article) if one.helped else "",
            link_to("ended", m.period, unhelped=one.article) if one.not_helped else "",
            "",
            m.tickets_linked(one.tickets[:_EXAMPLES]),
        )
        for one in found[:MOST_ROWS]
    )
    head = ("Article", "Suggested", "In vain", "Helped", "Did not help", "Readers not helped", "Tickets")
    empty = "No article that was suggested three times failed on half of the tickets."
    cut = max(len(found) - MOST_ROWS, 0)
    return Table("Articles that do not help", head, rows, cut, empty, ("Tickets",), _WHOLE, links)


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
    return f"{heard.spared:,}" + (f" · {phrasing.percent(share)}" if share is not None else "")


def words_not_found(m: Measured) -> Table:
    found = unfound(m.tickets, m.window, m.knows)
    shown = found[:MOST_ROWS]
    rows = tuple((one.word, f"{len(one.tickets):,}", m.references(one.tickets[:_EXAMPLES])) for one in shown)
    links = tuple(("", _these(m, one.tickets), m.tickets_linked(one.tickets[:_EXAMPLES])) for one in shown)
    empty = "Every word that three tickets have in their titles stands in some article."
    head = ("Word", "Tickets", "Such as")
    cut = max(len(found) - MOST_ROWS, 0)
    return Table("Words that find nothing", head, rows, cut, empty, ("Such as",), _WHOLE, links)


def _these(m: Measured, tickets: Sequence[int]) -> str:
    """Where single tickets that ended in the period are listed."""
    return link_to_these("ended", m.period, tickets)
