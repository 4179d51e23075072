"""Figures as people read them: `1h 40m`, `93 %`, `4.2`, and as programs do."""

from helpdesk.commands.terminal.spans import span
from helpdesk.figures.metric import Unit


def in_words(value: float | None, unit: Unit) -> str:
    """A dash where there was nothing to measure."""
    if value is None:
        return "-"
    match unit:
        case Unit.SECONDS:
            return span(value)
        case Unit.SHARE:
            return f"{value:.0%}".replace("%", " %")
        case Unit.TICKETS:
            return f"{value:,.0f}"
        case _:
            return f"{value:.1f}"


def plain_value(value: float | None) -> float | int | None:
    """A number with four decimals at most, whole ones as such."""
    if value is None:
        return None
    rounded = round(value, 4)
    return int(rounded) if rounded == int(rounded) else rounded
