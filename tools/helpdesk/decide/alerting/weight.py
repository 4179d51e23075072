"""How much an alert matters: its severity as impact and urgency."""

from helpdesk.decide.alerting.match import Register, struck
from helpdesk.model.alert import Alert
from helpdesk.model.rules.alerts import AlertRules, Weight
from helpdesk.model.ticket import Level

BUILT_IN = {
    "critical": Weight("high", "high"),
    "error": Weight("medium", "high"),
    "warning": Weight("medium", "medium"),
    "info": Weight("low", "low"),
}
_ORDER = [Level.LOW.value, Level.MEDIUM.value, Level.HIGH.value]


def weights(alert: Alert, rules: AlertRules) -> dict[str, tuple[str, str]]:
    """`impact` and `urgency`, each with why; neither where the severity says nothing."""
    found = rules.severities.get(alert.severity)
    origin = rules.where("severities") if found is not None else "built-in practice: severities"
    found = found or BUILT_IN.get(alert.severity)
    if found is None:
        return {}
    given = {"impact": found.impact, "urgency": found.urgency}
    return {name: (value, f"{origin}: severity {alert.severity}") for name, value in given.items() if value in _ORDER}


def offers(alert: Alert, rules: AlertRules, register: Register) -> dict[str, tuple[str, str]]:
    """What the alert itself says of its ticket's fields, each with why: for where no rule says otherwise."""
    found = weights(alert, rules)
    hit = struck(alert, register)
    if hit.service:
        found["service"] = (hit.service, f"built-in practice: {hit.why}")
    return found


def heavier(value: str, than: str) -> bool:
    """Whether one level is above another."""
    return value in _ORDER and than in _ORDER and _ORDER.index(value) > _ORDER.index(than)
