"""The facts of a period, measured: what the tiles, charts and tables of dashboards are drawn from."""

import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from msgspec.structs import replace

from helpdesk.figures.facts import Facts
from helpdesk.figures.groups import Line, grouped, lines_of
from helpdesk.figures.heard import heard_in
from helpdesk.figures.metric import Figure, Metric, Unit
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.relevant import relevant, shared_out
from helpdesk.figures.window import Window, steps, zone_of
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.readers import Month
from helpdesk.model.ticket import TicketType
from helpdesk.publish.dashboards import vega
from helpdesk.publish.dashboards.behind import link_to
from helpdesk.publish.dashboards.board import Table, Tile
from helpdesk.publish.dashboards.figure_words import in_words, trend_of
from helpdesk.publish.dashboards.periods import Period, behind
from helpdesk.publish.names import Names

MOST_LINES, MOST_BARS = 50, 15


class Measured:
    """What boards of one period are drawn from. `managers`: whether figures about people may be shown; `knows`: whether
    an article holds a word; `places` where the page of each ticket is, by reference; `readers` what readers of the
    portal said."""

    def __init__(
        self,
        tickets: Sequence[Facts],
        period: Period,
        now: datetime,
        names: Names,
        *,
        staff: bool,
        managers: bool,
        knows: Callable[[str], bool] = lambda _word: True,
        readers: Iterable[Month] = (),
        places: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.knows, self.say, self.places = knows, names.texts.plain, places
        self.all, self.period, self.names, self.staff, self.managers = tickets, period, names, staff, managers
        self.zone = zone_of(names.rules.desk.timezone)
        self.window, self.before = period.window(now, self.zone), period.before(now, self.zone)
        self.tickets = relevant(tickets, self.window)
        self.heard, self.heard_before = (heard_in(readers, each, self.zone) for each in (self.window, self.before))
        self._earlier = relevant(tickets, self.before)
        self._groups: dict[str, dict[str, list[Facts]]] = {}
        self._figures: dict[str, Figure] = {}
        self._steps: dict[tuple[str, str], list[Figure]] = {}

    @functools.cached_property
    def steps(self) -> list[tuple[str, Window, list[Facts]]]:
        """Each step of the period with its label and the tickets that matter to it."""
        parts = list(steps(self.window, self.period.step, self.zone))
        shares = shared_out(self.tickets, [part for _, part in parts])
        return [(label, part, share) for (label, part), share in zip(parts, shares, strict=True)]

    def tiles(self, *metrics: str) -> tuple[Tile, ...]:
        return tuple(self._tile(METRICS[id]) for id in metrics)

    def figure(self, metric: Metric) -> Figure:
        """A metric of the whole period; tiles of several boards and the list of its tickets share it."""
        if metric.id not in self._figures:
            self._figures[metric.id] = metric.of(self.tickets, self.window)
        return self._figures[metric.id]

    def figures(self, metric: str, type_: str = "") -> list[Figure]:
        """A metric of each step; charts and the list of its tickets share them."""
        if (metric, type_) not in self._steps:
            self._steps[metric, type_] = [
                METRICS[metric].of([one for one in share if one.type == type_] if type_ else share, part)
                for _, part, share in self.steps
            ]
        return self._steps[metric, type_]

    @property
    def followed(self) -> dict[str, list[Figure]]:
        """The figures of each step, by metric, of those that charts have followed so far."""
        return {metric: self.figures(metric) for metric in dict.fromkeys(metric for metric, _ in self._steps)}

    def _tile(self, metric: Metric) -> Tile:
        now, then = self.figure(metric), metric.of(self._earlier, self.before)
        link = behind(metric.id, self.period) if now.tickets and self.staff else ""
        return Tile(
            title=self.say(metric.title),
            value=in_words(now.value, metric.unit, self.names.texts),
            was=in_words(then.value, metric.unit, self.names.texts),
            trend=trend_of(metric, now.value, then.value),
            link=link,
            metric=metric.id,
        )

    def _table(self, by: str, metrics: Sequence[Metric], type_: str) -> tuple[Line, ...]:
        name = f"{by} {type_}"
        if name not in self._groups:
            given = [one for one in self.tickets if one.type == type_] if type_ else self.tickets
            self._groups[name] = grouped(given, by)
        return lines_of(self._groups[name], metrics, self.window)

    def table(self, title: str, by: str, *metrics: str, type_: str = "") -> Table:
        """A line a group, at most fifty; `type_`: of tickets of this type alone."""
        chosen = [METRICS[id] for id in metrics]
        found = self._table(by, chosen, type_)
        rows = tuple(
            (
                self.called(by, line.name),
                *(in_words(line.figures[metric.id].value, metric.unit, self.names.texts) for metric in chosen),
            )
            for line in found[:MOST_LINES]
        )
        links = tuple(self._links(by, line, chosen, type_) for line in found[:MOST_LINES]) if self.staff else ()
        head = (by.capitalize(), *(metric.title for metric in chosen))
        left = max(len(found) - MOST_LINES, 0)
        made = vega.Made("table", metrics, by, type_)
        return Table(title, head, rows, left, whole=f"helpdesk stats --by {by}", links=links, made=made)

    def _links(self, by: str, line: Line, metrics: Sequence[Metric], type_: str) -> tuple[str, ...]:
        """Where the tickets behind each value of a line are listed."""
        given = {by: line.name, **({"type": type_} if type_ else {})}
        return (
            "",
            *(
                link_to(metric.id, self.period, **given) if line.figures[metric.id].tickets else ""
                for metric in metrics
            ),
        )

    def references(self, numbers: Sequence[int]) -> str:
        """Tickets as a cell names them."""
        return ", ".join(map(self._reference, numbers)) or "–"

    def tickets_linked(self, numbers: Sequence[int]) -> tuple[tuple[str, str], ...]:
        """The same, each with the place of its page."""
        named = map(self._reference, numbers)
        return tuple((name, self.places.get(name, "")) for name in named)

    def _reference(self, number: int) -> str:
        return reference(self.names.rules.desk.prefix, TicketNumber(number))

    def called(self, by: str, id: str) -> str:
        """What people call a group."""
        # What no rule defines may be a stranger's word: nothing for the public.
        if not id or (not self.staff and id not in self._defined(by)):
            return self.say("none")
        named: dict[str, Callable[[str], str]] = {
            "team": self.names.team,
            "assignee": self.names.person,
            "requester": self.names.person,
            "category": self.names.category,
            "service": self.names.service,
            "asset": self.names.service,
            "priority": self.names.priority,
        }
        return named.get(by, str)(id)

    def _defined(self, by: str) -> Collection[str]:
        """The ids of a group that the public may read: those that the desk itself made."""
        rules = self.names.rules
        known: dict[str, Collection[str]] = {
            "category": rules.categories,
            "priority": rules.priority.levels,
            "type": [kind.value for kind in TicketType],
        }
        return known.get(by, ())

    def counts(self, title: str, description: str, *metrics: str, type_: str = "") -> vega.Chart:
        """Numbers of tickets, step by step, as bars side by side."""
        data = [{**row, "value": row["value"] or 0} for row in self._followed(metrics, type_)]
        chart = vega.columns(title, description, data, "when", "value", "what" if len(metrics) > 1 else "")
        made = vega.Made("columns", metrics, "", type_)
        return replace(chart, made=made, links=self._links_of_steps(metrics, type_))

    def trend(self, title: str, description: str, *metrics: str) -> vega.Chart:
        """Figures step by step as lines; shares from nothing to all."""
        share = METRICS[metrics[0]].unit is Unit.SHARE
        data = self._followed(metrics, "")
        chart = vega.lines(title, description, data, "when", "value", "what" if len(metrics) > 1 else "", share=share)
        return replace(chart, made=vega.Made("lines", metrics), links=self._links_of_steps(metrics, ""))

    def ranked(self, title: str, description: str, by: str, metric: str) -> tuple[vega.Chart, ...]:
        """The fifteen groups with the highest figure as lying bars; no chart of nothing."""
        found = self._table(by, [METRICS[metric]], "")[:MOST_BARS]
        title_of = METRICS[metric].title
        what = self.say(title_of) if self.names.texts.table else title_of.lower()  # nouns are written large elsewhere
        data: list[vega.Data] = [{by: self.called(by, line.name), what: line.figures[metric].value} for line in found]
        made = vega.Made("bars", (metric,), by)
        links = tuple(self._links(by, line, [METRICS[metric]], "") for line in found) if self.staff else ()
        return (replace(vega.bars(title, description, data, by, what), made=made, links=links),) if data else ()

    def _followed(self, metrics: Sequence[str], type_: str) -> list[vega.Data]:
        """A row for each step of the period and metric: `when`, `what`, `value`."""
        return [
            {"when": label, "what": self.say(METRICS[id].title), "value": self.figures(id, type_)[step].value}
            for step, (label, _, _) in enumerate(self.steps)
            for id in metrics
        ]

    def _links_of_steps(self, metrics: Sequence[str], type_: str) -> tuple[tuple[str, ...], ...]:
        """Where the tickets behind each row of `_followed` are listed."""
        if not self.staff:
            return ()
        kind = {"type": type_} if type_ else {}
        return tuple(
            ("", "", link_to(id, self.period, step=label, **kind) if self.figures(id, type_)[step].tickets else "")
            for step, (label, _, _) in enumerate(self.steps)
            for id in metrics
        )
