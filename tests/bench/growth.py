"""How cost grows with the size of a desk, as one chart: a line a row, both axes in powers of ten."""

from collections.abc import Sequence

import vl_convert


def draw(results: Sequence[dict[str, object]]) -> str:
    """The chart as SVG. Rows that were measured at one size only say nothing of growth and are left out."""
    sizes: dict[object, set[object]] = {}
    for one in results:
        sizes.setdefault(one["work"], set()).add(one["tickets"])
    grown = [one for one in results if len(sizes[one["work"]]) > 1]
    points = [
        {"tickets": one["tickets"], "seconds": one["seconds"], "work": one["work"], "side": "ours"} for one in grown
    ]
    points += [
        {"tickets": one["tickets"], "seconds": one["yardstick_seconds"], "work": one["work"], "side": "yardstick"}
        for one in grown
        if one["yardstick_seconds"] is not None
    ]
    axis = {"type": "quantitative", "scale": {"type": "log"}}
    chart = {
        "width": 640,
        "height": 420,
        "data": {"values": points},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "tickets", **axis, "title": "tickets in the desk"},
            "y": {"field": "seconds", **axis, "title": "processor seconds, median"},
            "color": {"field": "work", "type": "nominal", "title": None, "scale": {"scheme": "tableau20"}},
            "strokeDash": {"field": "side", "type": "nominal", "title": None},
        },
    }
    svg: str = vl_convert.vegalite_to_svg(chart)
    return svg
