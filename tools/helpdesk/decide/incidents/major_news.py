"""What happens to a major incident happens to its parts: what is said to everybody reaches each requester, who has it
has them too, and its end ends them, so many a pass."""

from collections.abc import Iterable

from msgspec.structs import replace

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import Major, falls_with, majors, speaks_to_all
from helpdesk.decide.incidents.major import since as major_since
from helpdesk.decide.incoming.joining import promise_update
from helpdesk.decide.lifecycle.moves import moved
from helpdesk.decide.lifecycle.states import way_to
from helpdesk.decide.limits import may_end
from helpdesk.decide.triage import follow_major
from helpdesk.model.front_matter import plain
from helpdesk.model.ids import typed_reference
from helpdesk.model.marks import part_of
from helpdesk.model.plan import NewComment
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import DESK, Commented, Json, Routed


def spread(this: DeskPass) -> None:
    """Carry the news of every major incident over to its parts."""
    for major in list(majors(this)):
        number = typed_reference(major.reference, this.rules.desk.prefix)
        draft = this.drafts.get(number) if number is not None else None
        news = _news(draft) if draft is not None else []
        moved_on = draft is not None and any(isinstance(entry, Routed) for entry in draft.entries)
        if not news and not moved_on and major.over is None:
            continue
        parts = _parts(this, major)
        for part in parts:
            if draft is not None:
                _tell(this, draft, part, news)
            if moved_on and major.over is None:
                _follow(this, part, major)
        if major.over is not None:
            _end(this, major, [part for part in parts if falls_with(part, major)])


def _news(draft: Draft) -> list[Commented]:
    """What this pass has taken in that speaks to everybody."""
    begun = major_since(draft.timeline)
    said = (entry for entry in draft.entries if isinstance(entry, Commented) and speaks_to_all(entry))
    return [entry for entry in said if begun is not None and entry.at >= begun]


def _parts(this: DeskPass, major: Major) -> list[Draft]:
    """The unfinished tickets that are part of it, as this pass has them."""
    for record in this.snapshot.marked(part_of(major.reference)):
        this.take_up(record)
    return [
        draft
        for _, draft in sorted(this.drafts.items())
        if draft.ticket.links.parent == major.reference and not (draft.state.resolved or draft.state.closed)
    ]


def _tell(this: DeskPass, major: Draft, part: Draft, news: Iterable[Commented]) -> None:
    """The same words become a comment of each part, which is told by the rules like any answer. Who came later has read
    them in the acknowledgement."""
    texts = {spoken.name: spoken for spoken in major.conversation}
    for entry in news:
        spoken = texts.get(entry.comment)
        if spoken is None or entry.comment in part.state.comments or part.ticket.opened > entry.at:
            continue
        # The key and the files stay with the one they belong to.
        comment = replace(spoken.comment, by=entry.by, via="major", key="", message_id="", attachments=())
        part.comments.append(NewComment(entry.comment, comment, spoken.text))
        said = part.add(
            Commented(
                at=entry.at,
                by=entry.by,
                via="major",
                comment=entry.comment,
                why=f"said to all parts of {major.reference}",
            )
        )
        promise_update(this, part, said.at)


def _follow(this: DeskPass, part: Draft, major: Major) -> None:
    if part.owner("assignee") == DESK and major.ticket.assignee:
        follow_major(this, part, major, this.now, f"{major.reference} was handed on")


def _end(this: DeskPass, major: Major, parts: list[Draft]) -> None:
    """Resolve the parts, each by an entry of its own, in the order of their numbers."""
    word = "resolved" if major.state.resolved else "closed"
    left = 0
    for part in parts:
        if not may_end(this):
            left += 1
            continue
        assert major.over is not None
        status = way_to(part.ticket, this.rules, Phase.RESOLVED, Phase.CLOSED)
        values: dict[str, Json] = {"status": status}
        if major.ticket.resolution is not None:
            values["resolution"] = plain(major.ticket.resolution)
        was, why = part.ticket.status, f"{major.reference}, which it is part of, was {word}"
        if part.change(max(major.over, part.ticket.opened), values, why=why):
            moved(this, part, was, part.entries[-1].at, why=why)
    if left:
        this.deferred.append(f"{left} parts of {major.reference} are resolved by later passes")
