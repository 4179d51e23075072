"""How a figure reads on a page, and whether it got better."""

from helpdesk.figures.metric import Metric, Unit
from helpdesk.publish import phrasing
from helpdesk.publish.texts import ENGLISH, Texts


def in_words(value: float | None, unit: Unit, texts: Texts = ENGLISH) -> str:
    """As a page says a figure; a dash for none."""
    if value is None:
        return "–"
    match unit:
        case Unit.SECONDS:
            return phrasing.span(value, texts)
        case Unit.SHARE:
            return phrasing.percent(value)
        case Unit.TICKETS:
            return texts.number(round(value))
        case _:
            return phrasing.decimal(value, texts)


def trend_of(metric: Metric, now: float | None, then: float | None) -> str:
    """`better`, `worse` or nothing; only a change of a twentieth or more is one."""
    if (
        not metric.better
        or now is None
        or then is None
        or now == then
        or abs(now - then) < 0.05 * max(abs(now), abs(then))
    ):
        return ""
    return "better" if (now > then) is (metric.better == "more") else "worse"
