"""What an acknowledgement says of something that is known already: a major incident, a known error's workaround."""

from helpdesk.model.ids import typed_reference
from helpdesk.model.record import Record
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json, Owed


def major_words(owed: Owed, snapshot: Snapshot) -> dict[str, Json]:
    """How the major stands: `about`, `status`, `next_step`, `latest`. Its title is another requester's and is not
    shown; what staff released is: the summary, and what they said to everybody."""
    major = _named(owed.data.get("major"), snapshot)
    if major is None:
        return {}
    ticket = major.ticket
    lifecycle = snapshot.rules.lifecycles.get(ticket.type)
    status = lifecycle.states.get(ticket.status) if lifecycle else None
    service, category = snapshot.assets.get(ticket.service), snapshot.rules.categories.get(ticket.category)
    said = next((spoken.text for spoken in major.conversation if spoken.name == owed.data.get("update")), "")
    return {
        "about": ticket.summary or (service.name if service else "") or (category.name if category else ""),
        "status": status.name if status else ticket.status,
        "next_step": status.next if status else "",
        "latest": said,
    }


def workaround(owed: Owed, snapshot: Snapshot) -> str:
    """The workaround of the known error that an acknowledgement names, as staff wrote it."""
    problem = _named(owed.data.get("problem"), snapshot)
    return problem.ticket.problem.workaround if problem is not None and problem.ticket.problem else ""


def _named(reference: Json, snapshot: Snapshot) -> Record | None:
    number = typed_reference(reference, snapshot.rules.desk.prefix) if isinstance(reference, str) else None
    return snapshot.ticket(number) if number is not None else None
