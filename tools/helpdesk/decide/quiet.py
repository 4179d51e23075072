"""Until when a desk with nothing to do has nothing to do, if nobody changes anything.

Each stage of deciding says when it may next find something, beside what it finds. Earlier than that is always right,
later would be a missed clock: what cannot say answers now, and only where a desk has such a thing.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from helpdesk.decide.assigning.absences import next_absence
from helpdesk.decide.assigning.hand_over import next_shift_end
from helpdesk.decide.assigning.leftovers import next_room
from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.notifying.reports import next_report
from helpdesk.decide.scheduled.article_reviews import next_review
from helpdesk.decide.scheduled.recurring import next_recurrence
from helpdesk.decide.scheduled.renewals import next_renewal
from helpdesk.model.snapshot import Snapshot

# Whatever is overlooked here is not overlooked for longer.
LONGEST = timedelta(hours=24)


def quiet_until(snapshot: Snapshot, now: datetime) -> datetime:
    """The end of the time from `now` on for which deciding on this snapshot, without messages, gives an empty plan,
    where it gives one at `now`; `now` itself where that cannot be said."""
    now = to_second(now)
    this = DeskPass(snapshot, now, lambda _text, _most: ())
    times = (stage(this) for stage in STAGES)
    return min((now + LONGEST, *(time for time in times if time is not None)))


def _at_once(this: DeskPass) -> datetime | None:
    """What is looked at in each pass and has no clock: now where there is any."""
    waits = this.parts_left or any(True for _ in this.snapshot.drop_box())
    return this.now if waits else None


def _next_ticket(this: DeskPass) -> datetime | None:
    """When the clock of the next ticket wakes it; now where one is awake, for its notices say."""
    awake = any(True for _ in this.snapshot.awake(this.now))
    return this.now if awake else this.snapshot.next_wake(this.now)


STAGES: tuple[Callable[[DeskPass], datetime | None], ...] = (
    _at_once,
    _next_ticket,
    next_absence,
    next_shift_end,
    next_room,
    next_recurrence,
    next_review,
    next_renewal,
    next_report,
)
"""What a pass without messages asks. Broken files and lost tickets, the desk's repairs, are a matter of the commit."""
