"""Whether an alert begins, goes on or ends, by the words that monitors use for it."""

from typing import NamedTuple

from helpdesk.model.alert import AlertStatus

FIRING, RESOLVED = AlertStatus.FIRING, AlertStatus.RESOLVED

_OVER_WORDS = (
    "ok resolved resolve resolving recovery recovered up close closed closing normal inactive cleared clear green"
    " success succeeded healthy deactivated canceled cancelled completed operational fixed good passing passed"
    " ended end restored 200"
)
_BURNS_WORDS = (
    "firing fire fired alarm alarming alert alerting problem down open opened opening trigger triggered active"
    " activated critical crit error failed failing failure fail warning warn unreachable red yellow unhealthy created"
    " create new started start unresolved investigating identified outage major_outage partial_outage"
    " degraded_performance degraded bad unknown"
)
_OVER, _BURNS = frozenset(_OVER_WORDS.split()), frozenset(_BURNS_WORDS.split())
# News of an alert which neither begin nor end it.
_NEWS = {
    "acknowledge": "acknowledged",
    "acknowledged": "acknowledged",
    "acknowledgement": "acknowledged",
    "ack": "acknowledged",
    "no_data": "no data",
    "nodata": "no data",
    "insufficient_data": "no data",
    "unknown_data": "no data",
    "muted": "muted",
    "silenced": "silenced",
    "suppressed": "suppressed",
    "monitoring": "monitoring",
    "paused": "paused",
    "pending": "pending",
    "maintenance": "maintenance",
    "under_maintenance": "under maintenance",
}
# What ends an alert however it had stood before: "Warn Recovered", "Auto-Resolved".
_ENDS = ("_recovered", "_resolved", "_cleared")
_STILL_BURNS = frozenset({"acknowledged", "monitoring"})


class Standing(NamedTuple):
    """`event` is the monitor's word for news that neither begins nor ends the alert; empty otherwise."""

    status: AlertStatus
    event: str = ""


def standing(word: str) -> Standing | None:
    """What a status word says; None where it is no word of any monitor known."""
    word = word.strip().casefold().replace(" ", "_").replace("-", "_")
    if word in _NEWS:
        event = _NEWS[word]
        return Standing(FIRING if event in _STILL_BURNS else RESOLVED, event)
    if word in _OVER or (word.endswith(_ENDS) and not word.startswith(("not_", "un"))):
        return Standing(RESOLVED)
    return Standing(FIRING) if word in _BURNS else None
