"""Decide: from the desk as it is and the messages that came, all that has to be written.

Pure and level-triggered: it never asks what woke it, only what is and what should be. Deciding again on the desk after
the plan gives an empty plan.
"""

from collections.abc import Sequence
from datetime import datetime

from helpdesk.decide.assigning.absences import move_from_the_absent
from helpdesk.decide.assigning.hand_over import end_shifts
from helpdesk.decide.assigning.leftovers import hand_out
from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.incoming.drop_box import empty_box
from helpdesk.decide.notifying.reports import open_report
from helpdesk.decide.scheduled.article_reviews import remind_of_reviews
from helpdesk.decide.scheduled.recurring import open_recurring
from helpdesk.decide.scheduled.renewals import open_renewals
from helpdesk.decide.scheduled.repairs import open_repairs
from helpdesk.model.message import Message
from helpdesk.model.plan import Plan, Work
from helpdesk.model.ports import Advisor
from helpdesk.model.question import Predictor, nobody
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.unsynced import only_told


def decide(
    snapshot: Snapshot,
    messages: Sequence[Message],
    now: datetime,
    advise: Advisor,
    reply_keys: Sequence[bytes] = (),
    predict: Predictor = nobody,
) -> Plan:
    """What a pass at `now` would write on top of `snapshot`. `reply_keys` prove the desk's own reply addresses;
    `predict` knows what was learned, for fields that no rule decides."""
    now = to_second(now)
    this = DeskPass(snapshot, now, advise, reply_keys, predict)
    _begin(this, messages)
    if this.drafts:
        from helpdesk.decide.work import come_up_to_date

        come_up_to_date(this)
    move_from_the_absent(this)
    if this.drafts or this.parts_left:
        from helpdesk.decide.work import settle

        settle(this)
    end_shifts(this)
    hand_out(this)
    return _plan(this)


def _begin(this: DeskPass, messages: Sequence[Message]) -> None:
    """Take up every ticket that there is something to do for: what came, what the calendar opens, whose time it is."""
    hand_out(this)
    if messages:
        from helpdesk.decide.incoming.intake import take_in

        heard = [message for message in messages if message.heard is not None]
        if heard:
            from helpdesk.decide.incoming.readers import count_readers

            count_readers(this, heard)
        take_in(this, [message for message in messages if message.heard is None])
    empty_box(this)
    open_recurring(this)
    remind_of_reviews(this)
    open_renewals(this)
    open_report(this)
    open_repairs(this)
    for record in this.snapshot.awake(this.now):
        if not only_told(record, this.now):
            this.take_up(record)


def _plan(this: DeskPass) -> Plan:
    written: tuple[Work, ...] = ()
    counted: dict[str, str] = {}
    if this.drafts:
        from helpdesk.decide.notifying.notice_limits import COUNTER, position
        from helpdesk.decide.work import works

        written = works(this)
        counted = {COUNTER: position(this.told, this.now)} if this.told else {}
    return Plan(
        based_on=this.snapshot.commit,
        now=this.now,
        work=written,
        channels={**counted, **this.counted},
        highest=max(this.highest, *(work.number for work in written), 0),
        stamped=this.snapshot.commit if written else "",
        refused=tuple(this.refused),
        deferred=tuple(this.deferred),
        readers=tuple(this.readers[path] for path in sorted(this.readers)),
    )
