"""Every metric there is, by its id: the one list that pages, reports and `helpdesk stats` go by."""

from collections.abc import Callable

from helpdesk.figures import promises, quality, speed, volume
from helpdesk.figures.forecast import forecast
from helpdesk.figures.metric import Formula, How, Metric, Unit, words_of

# id, title, head of a column, unit, how its parts come together, which way is better, formula
_TABLE: tuple[tuple[str, str, str, Unit, How, str, Formula], ...] = (
    ("opened", "Opened", "opened", Unit.TICKETS, How.SUM, "", volume.opened),
    ("ended", "Ended", "ended", Unit.TICKETS, How.SUM, "", volume.ended),
    ("net-flow", "Net flow", "net flow", Unit.TICKETS, How.SUM, "less", volume.net_flow),
    ("backlog", "Backlog", "backlog", Unit.TICKETS, How.SUM, "less", volume.backlog),
    ("backlog-age", "Age of the backlog", "age", Unit.SECONDS, How.MEDIAN, "less", volume.backlog_age),
    ("first-response", "First response", "1st reply", Unit.SECONDS, How.MEDIAN, "less", speed.first_response),
    (
        "first-response-90",
        "First response, 9 in 10",
        "reply 9/10",
        Unit.SECONDS,
        How.NINETY,
        "less",
        speed.first_response_90,
    ),
    (
        "first-response-wall",
        "First response, wall clock",
        "reply wall",
        Unit.SECONDS,
        How.MEDIAN,
        "less",
        speed.first_response_wall,
    ),
    ("resolution", "Resolution", "solved in", Unit.SECONDS, How.MEDIAN, "less", speed.resolution),
    ("resolution-90", "Resolution, 9 in 10", "solved 9/10", Unit.SECONDS, How.NINETY, "less", speed.resolution_90),
    (
        "resolution-wall",
        "Resolution by the clock",
        "solved wall",
        Unit.SECONDS,
        How.MEDIAN,
        "less",
        speed.resolution_wall,
    ),
    (
        "resolution-wall-90",
        "Resolution by the clock, 9 in 10",
        "wall 9/10",
        Unit.SECONDS,
        How.NINETY,
        "less",
        speed.resolution_wall_90,
    ),
    ("waiting", "Waiting for others", "waiting", Unit.SHARE, How.WEIGHED, "less", speed.waiting),
    ("kept-response", "First responses in time", "reply ok", Unit.SHARE, How.MEAN, "more", promises.kept_response),
    ("kept-update", "Updates in time", "update ok", Unit.SHARE, How.MEAN, "more", promises.kept_update),
    ("kept-resolution", "Resolutions in time", "solved ok", Unit.SHARE, How.MEAN, "more", promises.kept_resolution),
    ("escalated", "Escalated", "escalated", Unit.SHARE, How.MEAN, "less", promises.escalated),
    ("reopened", "Reopened", "reopened", Unit.SHARE, How.MEAN, "less", quality.reopened),
    ("one-touch", "Solved in one touch", "one touch", Unit.SHARE, How.MEAN, "more", quality.one_touch),
    ("hand-offs", "Hand-offs a ticket", "hand-offs", Unit.TIMES, How.MEAN, "less", quality.handed_on),
    ("satisfaction", "Satisfaction", "score", Unit.SCORE, How.MEAN, "more", quality.satisfaction),
    ("content", "Content requesters", "content", Unit.SHARE, How.MEAN, "more", quality.content),
    ("rated", "Asked and answered", "rated", Unit.SHARE, How.MEAN, "more", quality.answered),
    ("by-article", "Solved by an article", "article", Unit.SHARE, How.MEAN, "more", quality.by_article),
    ("deflected", "Settled by a suggested article", "deflected", Unit.SHARE, How.MEAN, "more", quality.deflected),
)

METRICS = {
    id: Metric(id=id, title=title, short=short, unit=unit, how=how, better=better, formula=formula)
    for id, title, short, unit, how, better, formula in _TABLE
}

# What is shown besides, and is more than one number.
_TABLES: tuple[tuple[str, str, Callable[..., object]], ...] = (
    ("waiting-by-cause", "Waiting, by cause", speed.waiting_by_cause),
    ("forecast", "Forecast and people needed", forecast),
)


def definitions() -> list[tuple[str, str, str]]:
    """(id, title, how it is made) of everything that pages, reports and `helpdesk stats` show."""
    metrics = [(one.id, one.title, one.definition) for one in METRICS.values()]
    return metrics + [(id, title, words_of(made)) for id, title, made in _TABLES]
