"""What a pass does with the tickets it works on. Most passes work on none, and load none of this."""

from helpdesk.decide.alerting.outlast import outlast
from helpdesk.decide.approvals.approving import approving
from helpdesk.decide.changes.change_calendar import note_conflicts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import first_the_majors
from helpdesk.decide.incidents.major_news import spread
from helpdesk.decide.incidents.storms import note_storms
from helpdesk.decide.lifecycle.edits import catch_up
from helpdesk.decide.lifecycle.merging import merge_duplicates
from helpdesk.decide.lifecycle.outcome import note_outcome
from helpdesk.decide.lifecycle.related import mirror
from helpdesk.decide.notifying.announcing import announce
from helpdesk.decide.notifying.notices import owe
from helpdesk.decide.promising.agenda import advance
from helpdesk.decide.requests.completeness import complete
from helpdesk.decide.requests.tasks import work_on_tasks
from helpdesk.decide.story import actions, subject
from helpdesk.model.plan import Work


def come_up_to_date(this: DeskPass) -> None:
    """People's edits are taken up, and what the clocks ask for is done."""
    for draft in first_the_majors(this.drafts.values()):
        catch_up(this, draft, this.now)
        advance(this, draft, this.now, at_the_end=True)
    outlast(this)
    this.count_anew()


def settle(this: DeskPass) -> None:
    """What follows from how the tickets stand now."""
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


def works(this: DeskPass) -> tuple[Work, ...]:
    """All that has to be written, by number, and who is to be told of it."""
    touched = [draft for _, draft in sorted(this.drafts.items()) if draft.touched]
    for draft in touched:
        owe(this, draft)
        announce(this, draft)
    return tuple(map(work_of, touched))


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
