"""Charts: a Vega-Lite specification drawn to SVG when the portal is built (vl-convert), the same bytes every time.

Colours are the theme's own custom properties, so that one drawing serves light and dark; it needs no script, and the
Content-Security-Policy needs no exception, since everything stands in attributes.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec
from markupsafe import Markup, escape

WIDTH, HEIGHT, BAR = 640, 190, 22
SERIES = ("var(--series-0)", "var(--series-1)", "var(--series-2)", "var(--series-3)")
Data = Mapping[str, str | float | None]
Spec = dict[str, object]

_SIZE = re.compile(r'<svg ([^>]*?)width="([0-9.]+)" height="([0-9.]+)"')
_LABELS = re.compile(r' (?:aria-label|aria-roledescription|aria-hidden|role)="[^"]*"')
_MARK = re.compile(r' aria-label="([^"]*)" role="graphics-symbol" aria-roledescription="(?:bar|point|circle|symbol)"')
# Texts are measured in a font that is there, and drawn in the page's own: each text in one that is not takes as long
# as the search for it, and the search is most of a drawing's time.
_MEASURED = "sans-serif"
_CONFIG: Spec = {
    "font": _MEASURED,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": "currentColor",
        "titleColor": "currentColor",
        "gridColor": "var(--line)",
        "domainColor": "var(--line)",
        "tickColor": "var(--line)",
        "labelFontSize": 12,
        # Texts take most of a drawing's time, each measured again and again for these two. Labels of axes across are
        # few and short by their `values`; those of long names have their limit by `_limited`.
        "labelLimit": 0,
        "labelOverlap": False,
    },
    # The first label lies across the corner where the scale's own begin.
    "axisX": {"labelPadding": 10},
    "line": {"strokeJoin": "round"},
    "legend": {
        "labelColor": "currentColor",
        "labelFontSize": 12,
        "labelLimit": 300,
        "orient": "top",
        "title": None,
        "symbolType": "square",
    },
}


class Made(msgspec.Struct, frozen=True):
    """What a chart or a table is made of, so that it can be made again of fewer tickets: metrics of groups (`by`), or
    step by step without; `type`: of tickets of this type alone. `kind` is columns, lines, bars or table. With `tally`
    of its rows (`figures.tallies`): of all of `rows` whatever is picked, without them of those that there are."""

    kind: str
    metrics: tuple[str, ...]
    by: str = ""
    type: str = ""
    tally: str = ""
    rows: tuple[str, ...] = ()


# Where a cell leads: an address, or several that stand in it, each with its words.
Link = str | tuple[tuple[str, str], ...]


class Chart(msgspec.Struct, frozen=True):
    """`spec` is the Vega-Lite specification as JSON; `head` and `rows` the table behind it, which says the same;
    `links` where its values lead; `made` is None where it is made of more than its page's tickets."""

    title: str
    description: str
    spec: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    made: Made | None = None
    links: tuple[tuple[Link, ...], ...] = ()

    @property
    def svg(self) -> Markup:
        """The drawing, made now."""
        return self.named(drawn(self.spec))

    def named(self, drawing: str) -> Markup:
        """The drawing as wide as there is room for, named for who can't see it."""
        name = f'role="img" aria-label="{escape(self.title)}. {escape(self.description)}"'
        # The labels of the marks inside would be read out one by one; the table behind says them better. A script shows
        # what a mark stands for where a pointer is.
        bare = _LABELS.sub("", _MARK.sub(r' data-tip="\1"', drawing))
        return Markup(_SIZE.sub(f'<svg class="chart" {name} \\1', bare, count=1).replace(' class="marks"', "", 1))  # noqa: S704


def columns(title: str, description: str, data: Sequence[Data], across: str, up: str, series: str = "") -> Chart:
    """Bars side by side: `up` (a number) over `across` (text, in the order given), told apart by `series`."""
    encoding: Spec = {"x": _across(data, across), "y": _up(up), "tooltip": _tips(data)}
    if series:
        encoding |= {"xOffset": {"field": series, "sort": None}, "color": _colours(data, series)}
    mark: Spec = {"type": "bar", "cornerRadiusEnd": 2} | ({} if series else {"color": SERIES[0]})
    return _chart(title, description, data, {"mark": mark, "encoding": encoding})


def lines(
    title: str, description: str, data: Sequence[Data], across: str, up: str, series: str = "", *, share: bool = False
) -> Chart:
    """A line a series, with its points."""
    encoding: Spec = {"x": _across(data, across), "y": _up(up, share=share), "tooltip": _tips(data)}
    encoding |= {"color": _colours(data, series)} if series else {}
    mark: Spec = {"type": "line", "point": {"size": 28}, "strokeWidth": 2} | ({} if series else {"color": SERIES[0]})
    if not series:
        mark["point"] = {"size": 28, "color": SERIES[0]}
    return _chart(title, description, data, {"mark": mark, "encoding": encoding}, share=share)


def bars(title: str, description: str, data: Sequence[Data], name: str, value: str) -> Chart:
    """Lying bars, for names that are long: one line each, in the order given."""
    encoding = {
        "y": {"field": name, "type": "nominal", "sort": None, "title": None, **_limited(row[name] for row in data)},
        "x": {"field": value, "type": "quantitative", "stack": None, "title": None, "axis": {"tickCount": 5}},
        "tooltip": _tips(data),
    }
    spec: Spec = {"mark": {"type": "bar", "cornerRadiusEnd": 2, "color": SERIES[0]}, "encoding": encoding}
    return _chart(title, description, data, spec, height=BAR * max(len(data), 1))


def band(title: str, description: str, data: Sequence[Data], across: str, middle: str, low: str, high: str) -> Chart:
    """A line with the interval around it."""
    along = _across(data, across)
    layers = [
        {
            "mark": {"type": "area", "color": SERIES[0], "opacity": 0.2},
            "encoding": {"x": along, "y": _up(low), "y2": {"field": high}},
        },
        {
            "mark": {"type": "line", "color": SERIES[0], "strokeWidth": 2, "point": {"size": 28, "color": SERIES[0]}},
            "encoding": {"x": along, "y": _up(middle), "tooltip": _tips(data)},
        },
    ]
    return _chart(title, description, data, {"layer": layers})


def _across(data: Sequence[Data], field: str) -> Spec:
    labels = list(dict.fromkeys(each[field] for each in data))
    every = max(1, -(-len(labels) // 8))
    axis = {"labelAngle": 0, "values": labels[::every], "ticks": False}
    return {"field": field, "type": "ordinal", "sort": None, "title": None, "axis": axis}


def _up(field: str, *, share: bool = False) -> Spec:
    more: Spec = {"scale": {"domain": [0, 1]}, "axis": {"format": ".0%", "tickCount": 4}} if share else {}
    # What stands side by side is not stacked, which costs a group, and a clip path, for each bar.
    return {"field": field, "type": "quantitative", "stack": None, "title": None, "axis": {"tickCount": 4}, **more}


def _limited(names: Iterable[str | float | None]) -> Spec:
    """A limit to the labels of an axis of names, where one may pass it: no letter is wider than twice the usual."""
    long = any(len(said) > (24 if said.isascii() else 12) for said in map(str, names))
    return {"axis": {"labelLimit": 180}} if long else {}


def _colours(data: Sequence[Data], series: str) -> Spec:
    names = list(dict.fromkeys(each[series] for each in data))
    scale = {"domain": names, "range": [SERIES[place % len(SERIES)] for place in range(len(names))]}
    return {"field": series, "type": "nominal", "scale": scale}


def _tips(data: Sequence[Data]) -> list[Spec]:
    return [{"field": name} for name in (data[0] if data else ())]


def _chart(
    title: str, description: str, data: Sequence[Data], spec: Spec, *, share: bool = False, height: int = HEIGHT
) -> Chart:
    whole = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": WIDTH,
        "height": height,
        "data": {"values": [dict(each) for each in data]},
        "config": _CONFIG,
        **spec,
    }
    head = tuple(data[0]) if data else ()
    rows = tuple(tuple(_said(each[name], share=share) for name in head) for each in data)
    return Chart(title, description, json.dumps(whole, sort_keys=True), head, rows)


def _said(value: str | float | None, *, share: bool) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    return f"{value:.0%}".replace("%", " %") if share else f"{value:,.10g}"


@lru_cache(maxsize=256)
def drawn(spec: str) -> str:
    """A Vega-Lite specification as SVG."""
    import vl_convert

    whole = json.loads(spec)
    values, whole["data"]["values"] = whole["data"]["values"], []
    vega = json.loads(_compiled(json.dumps(whole, sort_keys=True)))
    vega["data"][0]["values"] = values
    svg: str = vl_convert.vega_to_svg(vega)
    return svg.replace(f'font-family="{_MEASURED}"', 'font-family="inherit"')


@lru_cache(maxsize=64)
def _compiled(spec: str) -> str:
    """A specification without its data as a Vega one: charts that differ in their data alone share it."""
    import vl_convert

    return json.dumps(vl_convert.vegalite_to_vega(spec, vl_version="5.20"))
