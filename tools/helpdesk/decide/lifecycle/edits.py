"""People's edits: what ticket.md and the comment files say and the ledger does not know yet becomes entries, with the
author and the time of the commit that brought it; then everything that follows from it is decided."""

from datetime import datetime

from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incoming.joining import promise_update
from helpdesk.decide.lifecycle.by_hand import set_by_hand
from helpdesk.decide.lifecycle.helping import note_helped
from helpdesk.decide.lifecycle.moves import wake
from helpdesk.decide.lifecycle.rating import rate
from helpdesk.decide.lifecycle.states import finished, lifecycle_of, state_of
from helpdesk.decide.pending import Pending
from helpdesk.decide.promising.agenda import advance
from helpdesk.decide.spoken.consent import heard_file
from helpdesk.decide.triage import triage_new
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.moment import format_utc
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules.sla import UpdateAfter
from helpdesk.model.snapshot import Edit
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import DESK, UNKNOWN, Commented, Opened
from helpdesk.model.unsynced import differences, unsynced


def catch_up(this: DeskPass, draft: Draft, until: datetime) -> None:
    """Take up the edits made by `until`, each in its time: what was due before it happens first."""
    if draft.record is not None and draft.record.state.opened is None and not draft.entries:
        _adopt(this, draft, draft.record)
    if draft.pending is None:
        draft.pending = pending(this, draft)
    while draft.pending and draft.pending[0].at <= until:
        edit = draft.pending.pop(0)
        advance(this, draft, edit.at)
        if edit.spoken is not None:
            _heard(this, draft, edit, edit.spoken)
        else:
            _changed(this, draft, edit)


def pending(this: DeskPass, draft: Draft) -> list[Pending]:
    """What people did since the desk last looked, in order; of one moment the comments first, so that an answer given
    together with a resolution is the answer."""
    record = draft.record
    if record is None or not unsynced(record):
        return []
    unheard = [spoken for spoken in record.conversation if spoken.name not in record.state.comments]
    file = f"{record.path}/ticket.md"
    paths = {spoken.name: f"{record.path}/comments/{spoken.name}" for spoken in unheard}
    history = this.snapshot.edits([file, *paths.values()])
    found = [_comment(this, record, spoken, history.get(paths[spoken.name])) for spoken in unheard]
    changes = () if record.quarantined or record.state.opened is None else differences(record)
    if changes:
        at, by, why = _stamp(this, record, history.get(file))
        found.append(Pending(at, by, why, values={name: now for name, now, _ in changes}))
    return sorted(found, key=lambda edit: (edit.at, edit.spoken is None, edit.spoken.name if edit.spoken else ""))


def _stamp(this: DeskPass, record: Record, edit: Edit | None) -> tuple[datetime, str, str]:
    """(when, who, how we know): by git's history, else what can be said without it."""
    if edit is None:
        since = format_utc(record.state.last_change) if record.state.last_change else "the beginning"
        return this.now, UNKNOWN, f"between {since} and {format_utc(this.now)}; history does not say by whom"
    by = this.directory.handle(edit.by)
    at = to_second(min(max(edit.at, record.ticket.opened), this.now))
    return at, UNKNOWN if by in (DESK, "") else by, f"commit {edit.commit}" if edit.commit else ""


def _comment(this: DeskPass, record: Record, spoken: Conversation, edit: Edit | None) -> Pending:
    """A comment counts from when it was there to be read, not from when it says it was written."""
    at, brought, why = _stamp(this, record, edit)
    if edit is None:
        at = to_second(min(max(spoken.comment.at, record.ticket.opened), this.now))
    return Pending(at, spoken.comment.by or brought, why, spoken=spoken, edit=edit)


def _heard(this: DeskPass, draft: Draft, edit: Pending, spoken: Conversation) -> None:
    comment = spoken.comment
    entry = draft.add(
        Commented(
            at=edit.at,
            by=edit.by,
            via=comment.via,
            comment=spoken.name,
            visibility=comment.visibility,
            key=comment.key,
            message_id=comment.message_id,
            sender=comment.sender.email,
            why=edit.why,
        )
    )
    if draft.locked:
        return
    if comment.helpful is not None and this.directory.is_staff(edit.by):
        note_helped(
            this, draft, entry.at, comment.article, comment.helpful, by=edit.by, via=comment.via, words=spoken.text
        )
    elif comment.rating is not None:
        _rated(this, draft, edit, spoken)
    elif edit.by == "requester":
        wake(this, draft, entry.at, by=DESK, why="the requester answered")
        promise_update(this, draft, entry.at, UpdateAfter.REQUEST)
    elif comment.visibility is Visibility.PUBLIC and this.directory.is_staff(edit.by):
        promise_update(this, draft, entry.at)
    heard_file(this, draft, spoken, edit.edit, entry.at)


def _rated(this: DeskPass, draft: Draft, edit: Pending, spoken: Conversation) -> None:
    """Staff took down how content the requester was, by telephone say; of a ticket that has ended."""
    ended = finished(state_of(draft.ticket, this.rules))
    if spoken.comment.rating is not None and ended and this.directory.is_staff(edit.by):
        rate(
            this, draft, edit.at, spoken.comment.rating, by=edit.by, via=spoken.comment.via, comment=spoken.text.strip()
        )


def _changed(this: DeskPass, draft: Draft, edit: Pending) -> None:
    set_by_hand(this, draft, edit.at, edit.values, by=edit.by, why=_why(this, draft, edit))


def _why(this: DeskPass, draft: Draft, edit: Pending) -> str:
    """How we know; and, of an edit that no review has judged, that it went past the lifecycle. It stands all the same:
    a person's choice is never flipped back."""
    lifecycle = lifecycle_of(this.rules, draft.ticket.type)
    status = str(edit.values.get("status", draft.ticket.status))
    leap = lifecycle.leap(draft.ticket.status, status) if lifecycle and "type" not in edit.values else ""
    return f"{leap} ({edit.why})" if leap and edit.why else leap or edit.why


def _adopt(this: DeskPass, draft: Draft, record: Record) -> None:
    """A ticket that somebody numbered by hand: the desk opens its ledger and decides what they left open."""
    history = this.snapshot.edits([f"{record.path}/ticket.md"])
    _, by, why = _stamp(this, record, history.get(f"{record.path}/ticket.md"))
    given = [name for name, value in front_matter(record.ticket).items() if value != DEFAULTS[name]]
    opening = Opened(
        at=to_second(min(record.ticket.opened, this.now)),
        by=by,
        via="file",
        key=f"file:{record.reference}",
        why=why or "written by hand",
    )
    triage_new(this, draft, opening, given=given)
