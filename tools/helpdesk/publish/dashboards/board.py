"""What a dashboard is made of: tiles, charts and tables."""

from collections.abc import Callable, Sequence

import msgspec
from msgspec.structs import replace

from helpdesk.publish.dashboards import vega


class Tile(msgspec.Struct, frozen=True):
    """One figure: `value` in words, `was` the one of the period before; `trend` better, worse or nothing; `link` where
    its tickets are listed ("" where there are none); `metric` its id."""

    title: str
    value: str
    was: str
    trend: str
    link: str
    metric: str = ""


class Table(msgspec.Struct, frozen=True):
    """Lines of a group by metric: `head` the first column and the metrics' titles, `rows` values in words. `cut` says
    how many lines are not shown, `whole` which command shows them. `words` are the columns that hold no numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    cut: int = 0
    empty: str = "Nothing in this period."
    words: tuple[str, ...] = ()
    whole: str = ""
    links: tuple[tuple[vega.Link, ...], ...] = ()
    made: vega.Made | None = None


class Board(msgspec.Struct, frozen=True):
    about: str
    tiles: tuple[Tile, ...] = ()
    charts: tuple[vega.Chart, ...] = ()
    tables: tuple[Table, ...] = ()


def spoken(board: Board, say: Callable[[str], str]) -> Board:
    """A board with its titles, column heads and sentences in the desk's language; names and numbers stay."""
    charts = (
        replace(each, title=say(each.title), description=say(each.description), head=_heads(each.head, say))
        for each in board.charts
    )
    tables = (
        replace(
            each,
            title=say(each.title),
            head=_heads(each.head, say),
            empty=say(each.empty),
            words=_heads(each.words, say),
        )
        for each in board.tables
    )
    return replace(board, about=say(board.about), charts=tuple(charts), tables=tuple(tables))


def _heads(heads: Sequence[str], say: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(say(head[:1].upper() + head[1:]) for head in heads)
