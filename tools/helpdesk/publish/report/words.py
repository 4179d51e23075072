"""A report in a language: lines of figures and tables, with the names that people know."""

from collections.abc import Callable, Iterable, Sequence

import msgspec

from helpdesk.figures.groups import Line
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.month import Month
from helpdesk.figures.promises import Attainment
from helpdesk.figures.report import BY_CATEGORY, BY_TEAM, QUALITY, SPEED, VOLUME, Compared, Report
from helpdesk.model.sensitive import masked
from helpdesk.publish import phrasing
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.dashboards.figure_words import in_words, trend_of
from helpdesk.publish.names import Names
from helpdesk.publish.texts import Texts


class Told(msgspec.Struct, frozen=True):
    """One figure: its `value`, what it `was` in the month before, and whether that is better, worse or neither (""),
    all in words; `id` is the metric's."""

    id: str
    title: str
    value: str
    was: str
    trend: str
    worse: bool


class Columns(msgspec.Struct, frozen=True):
    """A table: of its columns the first `words` hold words, the others numbers. `empty` stands where it has no rows."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1
    empty: str = ""


class Worded(msgspec.Struct, frozen=True):
    """`title` names report and month, `month` the month alone (October 2026); `groups` are figures under a heading;
    `before` heads their values in the month before; `so_far`: the month is still running; `empty` stands for all
    of it where nothing happened."""

    title: str
    month: str
    so_far: bool
    before: str
    groups: tuple[tuple[str, tuple[Told, ...]], ...]
    tables: tuple[Columns, ...]
    empty: str = ""

    @property
    def worse(self) -> tuple[str, ...]:
        """The figures that became worse."""
        return tuple(line.title for _, lines in self.groups for line in lines if line.worse)


def worded(report: Report, names: Names, texts: Texts) -> Worded:
    """The report as somebody reads it."""
    say = texts.plain
    month = month_name(Month.named(report.month), texts.language)
    groups = ((say("Volume"), VOLUME), (say("Speed and promises"), SPEED), (say("Quality"), QUALITY))
    return Worded(
        title=say("Monthly report, {month}", month=month),
        month=month,
        so_far=not report.over,
        before=say("Month before"),
        groups=tuple((title, tuple(_told(id, report.figures[id], texts) for id in ids)) for title, ids in groups),
        tables=tuple(_tables(report, names, texts)),
        empty=say("Nothing in this month.") if report.empty else "",
    )


def month_name(month: Month, language: str) -> str:
    """`October 2026`, `octobre 2026`."""
    from babel.dates import format_skeleton

    said: str = format_skeleton("yMMMM", month.first, locale=language)
    return said


def _told(id: str, compared: Compared, texts: Texts) -> Told:
    metric, value = METRICS[id], compared.now.value
    trend = trend_of(metric, value, compared.was)
    return Told(
        id=id,
        title=texts.plain(metric.title),
        value=in_words(value, metric.unit, texts),
        was=in_words(compared.was, metric.unit, texts),
        trend=texts.plain(trend) if trend else "",
        worse=trend == "worse",
    )


def _tables(report: Report, names: Names, texts: Texts) -> Iterable[Columns]:
    say = texts.plain
    yield _promises(report.promises, texts)
    yield _lines(say("By team"), say("Team"), report.teams, BY_TEAM, names.team, texts)
    yield _lines(say("By category"), say("Category"), report.categories, BY_CATEGORY, names.category, texts)
    states = {id: state.name for way in names.rules.lifecycles.values() for id, state in way.states.items()}
    yield Columns(
        say("Waiting, by cause"),
        (say("Status"), say("Waited in all"), say("Tickets")),
        tuple(
            (states.get(cause, cause) or "–", phrasing.span(one.value, texts), texts.number(len(one.tickets)))
            for cause, one in report.causes.items()
        ),
        empty=say("No ticket that ended waited for anybody."),
    )
    yield Columns(
        say("Open longest at the end of the month"),
        (say("Reference"), say("Ticket"), say("Team"), say("Days")),
        tuple((one.reference, masked(one.title), names.team(one.team) or "–", f"{one.days}") for one in report.oldest),
        words=3,
        empty=say("Nothing was open."),
    )
    title = say("Articles that solved tickets")
    if report.articles:
        yield _lines(title, say("Article"), report.articles, ("ended",), str, texts)
    yield _coming(report, texts)


def _promises(kept: Sequence[Attainment], texts: Texts) -> Columns:
    say = texts.plain
    rows = tuple(
        (say(NAMES[one.target]), phrasing.percent(one.share), *map(texts.number, (one.met, one.missed, one.running)))
        for one in kept
        if one.met + one.missed + one.running
    )
    head = (say("Promise"), say("Kept"), say("Met"), say("Missed"), say("Running"))
    return Columns(say("Promises of tickets opened in this month"), head, rows, empty=say("No promise was made."))


def _lines(
    title: str, first: str, lines: Sequence[Line], metrics: Sequence[str], name: Callable[[str], str], texts: Texts
) -> Columns:
    head = (first, *(texts.plain(METRICS[id].title) for id in metrics))
    rows = tuple(
        (
            name(line.name) if line.name else texts.plain("none"),
            *(in_words(line.figures[id].value, METRICS[id].unit, texts) for id in metrics),
        )
        for line in lines
    )
    return Columns(title, head, rows, empty=texts.plain("Nothing in this month."))


def _coming(report: Report, texts: Texts) -> Columns:
    say = texts.plain
    rows = tuple(
        (
            f"{one.week}",
            texts.number(round(one.expected)),
            say("{low} to {high}", low=texts.number(round(one.low)), high=texts.number(round(one.high))),
            "–" if one.staff is None else phrasing.decimal(one.staff, texts),
        )
        for one in report.coming
    )
    head = (say("Week from"), say("Tickets"), say("Four weeks in five"), say("People needed"))
    empty = say("Four whole weeks of tickets are needed for a forecast.")
    return Columns(say("What is to be expected"), head, rows, empty=empty)
