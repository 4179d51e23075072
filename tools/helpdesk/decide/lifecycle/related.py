"""Related tickets name each other: who links one, or takes a link away, need not do it twice."""

from collections.abc import Mapping

import msgspec
from msgspec.structs import replace

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.model.ids import typed_reference
from helpdesk.model.timeline import Json

# No rules file decides this: every desk does it.
PRACTICE = "built-in practice: related tickets name each other"
# Beyond this the other side is no list that anybody reads; a flood of mails can't make it one.
MOST = 100


def mirror(this: DeskPass) -> None:
    """Carry over what has changed in this pass among the related tickets."""
    for draft in [this.drafts[number] for number in sorted(this.drafts)]:
        before, after = _before(draft), draft.ticket.links.related
        for reference in after:
            if reference not in before:
                _set(this, draft, reference, there=True)
        for reference in before:
            if reference not in after:
                _set(this, draft, reference, there=False)


def _before(draft: Draft) -> tuple[str, ...]:
    known: Mapping[str, Json] = draft.record.state.fields if draft.record is not None else {}
    return tuple((known.get("links") or {}).get("related", ()))


def _set(this: DeskPass, draft: Draft, reference: str, *, there: bool) -> None:
    number = typed_reference(reference, this.rules.desk.prefix)
    other = this.draft(number) if number is not None and number != draft.number else None
    if other is None:
        return
    named = other.ticket.links.related
    if (draft.reference in named) is there or (there and len(named) >= MOST):
        return
    if not there and draft.reference not in _before(other):
        return
    related = (*named, draft.reference) if there else tuple(name for name in named if name != draft.reference)
    links = msgspec.to_builtins(replace(other.ticket.links, related=related))
    word = "related to it" if there else "no longer related to it"
    other.change(this.now, {"links": links}, rule=PRACTICE, why=f"{draft.reference} is {word}")
