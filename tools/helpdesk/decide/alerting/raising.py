"""A worse alert makes its ticket matter more."""

from datetime import datetime

from helpdesk.decide.alerting.weight import heavier, weights
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.triage import decide_anew
from helpdesk.model.alert import Alert
from helpdesk.model.timeline import DESK


def raise_weight(this: DeskPass, draft: Draft, alert: Alert, at: datetime) -> None:
    """Only where the desk itself has weighed it, and never the other way: what was bad once has to be looked at."""
    given = weights(alert, this.rules.alerts)
    news = {
        name: value
        for name, (value, _) in given.items()
        if draft.owner(name) == DESK and heavier(value, getattr(draft.ticket, name).value)
    }
    if news and draft.triage(at, dict(news), {name: given[name][1] for name in news}):
        decide_anew(this, draft, news, at)
