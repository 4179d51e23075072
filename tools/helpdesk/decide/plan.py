"""Decide: from the desk as it is and the messages that came, all that has to be written.

Pure and level-triggered: it never asks what woke it, only what is and what should be. Deciding again on the desk after
the plan gives an empty plan.
"""

from collections.abc import Sequence
from datetime import datetime

from helpdesk.decide.absences import move_from_the_absent
from helpdesk.decide.agenda import advance
from helpdesk.decide.alerting.outlast import outlast
from helpdesk.decide.announcing import announce
from helpdesk.decide.approving import approving
from helpdesk.decide.article_reviews import remind_of_reviews
from helpdesk.decide.change_calendar import note_conflicts
from helpdesk.decide.completeness import complete
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.drop_box import empty_box
from helpdesk.decide.edits import catch_up
from helpdesk.decide.hand_over import end_shifts
from helpdesk.decide.hours import to_second
from helpdesk.decide.intake import take_in
from helpdesk.decide.leftovers import hand_out
from helpdesk.decide.major import first_the_majors
from helpdesk.decide.major_news import spread
from helpdesk.decide.merging import merge_duplicates
from helpdesk.decide.notice_limits import COUNTER, position
from helpdesk.decide.notices import owe
from helpdesk.decide.outcome import note_outcome
from helpdesk.decide.recurring import open_recurring
from helpdesk.decide.related import mirror
from helpdesk.decide.renewals import open_renewals
from helpdesk.decide.reports import open_report
from helpdesk.decide.storms import note_storms
from helpdesk.decide.story import actions, subject
from helpdesk.decide.tasks import work_on_tasks
from helpdesk.model.message import Message
from helpdesk.model.plan import Plan, Work
from helpdesk.model.ports import Advisor
from helpdesk.model.question import Predictor, nobody
from helpdesk.model.snapshot import Snapshot


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
    hand_out(this)
    take_in(this, messages)
    empty_box(this)
    open_recurring(this)
    remind_of_reviews(this)
    open_renewals(this)
    open_report(this)
    for record in snapshot.awake(now):
        this.take_up(record)
    for draft in first_the_majors(this.drafts.values()):
        catch_up(this, draft, now)
        advance(this, draft, now, at_the_end=True)
    outlast(this)
    this.count_anew()
    move_from_the_absent(this)
    merge_duplicates(this)
    for draft in list(this.drafts.values()):
        complete(this, draft)
        approving(this, draft)
        work_on_tasks(this, draft)
        note_conflicts(this, draft)
        note_outcome(this, draft)
    note_storms(this)
    mirror(this)
    spread(this)
    this.count_anew()  # what ended just now has made room, which the next pass would find
    end_shifts(this)
    hand_out(this)
    touched = [draft for _, draft in sorted(this.drafts.items()) if draft.touched]
    for draft in touched:
        owe(this, draft)
        announce(this, draft)
    return Plan(
        based_on=snapshot.commit,
        now=now,
        work=tuple(map(work_of, touched)),
        channels={COUNTER: position(this.told, now)} if this.told else {},
        highest=max(this.highest, *(draft.number for draft in touched), 0),
        stamped=snapshot.commit if touched else "",
        refused=tuple(this.refused),
        deferred=tuple(this.deferred),
    )


def work_of(draft: Draft) -> Work:
    """One ticket's share of the plan."""
    return Work(
        number=draft.number,
        reference=draft.reference,
        subject=subject(draft),
        create=draft.ticket if draft.new else None,
        request=draft.request if draft.new else "",
        edits=draft.edits(),
        entries=tuple(draft.entries),
        comments=tuple(draft.comments),
        files=tuple(draft.files.values()),
        removes=tuple(draft.removes),
        actions=actions(draft),
        messages=tuple(draft.messages),
    )
