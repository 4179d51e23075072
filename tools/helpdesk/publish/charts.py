"""Charts as geometry: numbers in, places in an SVG out. The drawing itself is a template, so the bytes never vary."""

import math
from collections.abc import Sequence

import msgspec

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 12, 24


class Bar(msgspec.Struct, frozen=True):
    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


class Tick(msgspec.Struct, frozen=True):
    at: float
    label: str


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """`legend` series names in the order of their `series` number; `line` points for a polyline."""

    title: str
    description: str
    legend: tuple[str, ...]
    bars: tuple[Bar, ...] = ()
    line: str = ""
    across: tuple[Tick, ...] = ()
    up: tuple[Tick, ...] = ()
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM
    right: int = WIDTH - RIGHT


def nice_steps(highest: float) -> list[int]:
    """At most five round whole numbers from 0 to at least `highest`, one, two or five times a power of ten apart."""
    step = max(1.0, highest / 4)
    power = 10 ** math.floor(math.log10(step))
    size = math.ceil(next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step))
    return list(range(0, math.ceil(max(highest, 1) / size) * size + 1, size))


def grouped_bars(
    title: str, description: str, legend: Sequence[str], labels: Sequence[str], values: Sequence[Sequence[int]]
) -> Chart:
    """One group of bars per label; `values[label][series]`."""
    ticks, scale = _upward(max((max(group) for group in values), default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    width = round(slot * 0.8 / max(len(legend), 1), 2)
    bars = tuple(
        Bar(
            round(LEFT + place * slot + slot * 0.1 + series * width, 2),
            _y(value, scale),
            round(width * 0.92, 2),
            round(value * scale, 2),
            series,
            f"{labels[place]}: {legend[series]} {value}",
        )
        for place, group in enumerate(values)
        for series, value in enumerate(group)
    )
    return Chart(
        title=title, description=description, legend=tuple(legend), bars=bars, across=_across(labels, slot), up=ticks
    )


def line(title: str, description: str, name: str, labels: Sequence[str], values: Sequence[int]) -> Chart:
    """One line with a point per label."""
    ticks, scale = _upward(max(values, default=0))
    slot = (WIDTH - LEFT - RIGHT) / max(len(labels), 1)
    points = " ".join(
        f"{round(LEFT + (place + 0.5) * slot, 2)},{_y(value, scale)}" for place, value in enumerate(values)
    )
    return Chart(
        title=title, description=description, legend=(name,), line=points, across=_across(labels, slot), up=ticks
    )


def _upward(highest: int) -> tuple[tuple[Tick, ...], float]:
    steps = nice_steps(highest)
    scale = (HEIGHT - TOP - BOTTOM) / steps[-1]
    return tuple(Tick(_y(step, scale), f"{step:,}") for step in steps), scale


def _y(value: float, scale: float) -> float:
    return round(HEIGHT - BOTTOM - value * scale, 2)


def _across(labels: Sequence[str], slot: float) -> tuple[Tick, ...]:
    """A label under every nth group, so that at most eight stand side by side."""
    every = max(1, math.ceil(len(labels) / 8))
    return tuple(
        Tick(round(LEFT + (place + 0.5) * slot, 2), label) for place, label in enumerate(labels) if place % every == 0
    )
