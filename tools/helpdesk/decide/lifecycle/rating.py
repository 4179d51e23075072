"""How content the requester was: one rating a ticket. A later word within the time replaces an earlier one."""

from datetime import datetime

from helpdesk.decide.calendars.hours import desk_hours
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.model.moment import parse_duration
from helpdesk.model.timeline import Corrected, Rated

LOWEST, HIGHEST = 1, 5


def rate(this: DeskPass, draft: Draft, at: datetime, score: int, *, by: str, via: str, comment: str = "") -> bool:
    """Enter a rating; returns whether it counts. The same again changes nothing, another one comes in time or never."""
    state = draft.state
    if not LOWEST <= score <= HIGHEST:
        return False
    if state.rating is None or state.rated is None:
        draft.add(Rated(at=at, by=by, via=via, score=score, comment=comment))
        return True
    reopened = state.last_reopened is not None and state.rated < state.last_reopened
    if not reopened and (score == state.rating or at > _until(this, state.rated)):
        return False
    why = "it was reopened since" if reopened else "they changed their mind"
    what = f"rated {score} instead of {state.rating}"
    draft.add(Corrected(at=at, by=by, via=via, what=what, rating=score, why="; ".join(filter(None, (why, comment)))))
    return True


def _until(this: DeskPass, rated: datetime) -> datetime:
    try:
        return desk_hours(this.rules).after(rated, parse_duration(this.rules.desk.reopen_within))
    except ValueError:
        return rated
