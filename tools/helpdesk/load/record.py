"""A ticket's folder put together: what stands, what happened, what was said."""

from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import replace

from helpdesk.load.comment import read_comment
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.marks import UNDELIVERABLE, is_major
from helpdesk.model.record import Conversation, Record, TicketState
from helpdesk.model.rules.lifecycle import LEAP
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import AnyEntry, Changed
from helpdesk.model.unsynced import wake_at

COMMENTS = "comments/"
# A ledger without one of these is that of a ticket that goes on.
_ENDS = (b'"event":"closed"', b'"event":"merged"')


def assemble(number: TicketNumber, prefix: str, files: Mapping[str, bytes]) -> tuple[Record | None, list[Finding]]:
    """The record of one ticket from its files, by path below its folder.

    A bad ticket.md beside a good timeline gives a quarantined record, rebuilt from what the ledger knows; a bad
    timeline gives none; a bad comment is left out and found.
    """
    record, findings = standing(number, prefix, files)
    if record is None:
        return None, findings
    conversation, wrong = _conversation(record.path, files)
    return replace(record, conversation=conversation), findings + wrong + _leaps(record.path, record.timeline)


def ended(number: TicketNumber, prefix: str, files: Mapping[str, bytes], said: Iterable[str]) -> Record | None:
    """The record of a ticket that is over, but for its conversation; None where it is not, or is not in order.

    Over is what was closed, owes nothing, waits for nothing, and holds nothing that its ledger does not know: `said`
    are the names of its comments, whose contents this does not ask for.
    """
    if not any(sign in files.get("timeline.yml", b"") for sign in _ENDS):
        return None
    record, findings = standing(number, prefix, files)
    if record is None or findings or record.state.closed is None or not record.state.comments.issuperset(said):
        return None
    # Every pass asks for these, over or not.
    if is_major(record.ticket) or UNDELIVERABLE in record.ticket.tags:
        return None
    return record if wake_at(record) is None and not _leaps(record.path, record.timeline) else None


def standing(number: TicketNumber, prefix: str, files: Mapping[str, bytes]) -> tuple[Record | None, list[Finding]]:
    """What `assemble` gives, but for the conversation: how the ticket stands, and what its ledger says."""
    folder = ticket_folder(prefix, number)
    data = files.get("timeline.yml")
    if data is None:
        remedy = "new tickets go to tickets/new/, where the desk takes them in"
        return None, [Finding(f"{folder}/timeline.yml", 0, 0, "L003", "a ticket without its timeline", remedy)]
    timeline, wrong = read_timeline(f"{folder}/timeline.yml", data)
    if wrong:
        return None, wrong
    if not timeline:
        return None, [
            Finding(f"{folder}/timeline.yml", 0, 0, "L003", "a ticket without its timeline", "restore it from history")
        ]
    state = fold(timeline)
    ticket, request, findings = _ticket(folder, files)
    quarantined = ticket is None
    if ticket is None:
        ticket = _rebuilt(reference(prefix, number), state)
    if ticket is None:
        return None, findings
    record = Record(
        number=number,
        reference=reference(prefix, number),
        path=folder,
        ticket=ticket,
        request=request,
        timeline=timeline,
        conversation=(),
        state=state,
        quarantined=quarantined,
    )
    return record, findings


def _leaps(folder: str, timeline: tuple[AnyEntry, ...]) -> list[Finding]:
    """A status that somebody set past the lifecycle and that still stands: the team's lead should look at it."""
    moves = [entry for entry in timeline if type(entry) is Changed and "status" in entry.set]
    if not moves or not moves[-1].why.startswith(LEAP):
        return []
    what = f"{moves[-1].by} set the status past its lifecycle: {moves[-1].why}"
    remedy = "see that it is right, and move the ticket on"
    return [Finding(f"{folder}/ticket.md", 0, 0, "T035", what, remedy, Severity.WARNING)]


def _ticket(folder: str, files: Mapping[str, bytes]) -> tuple[Ticket | None, str, list[Finding]]:
    path = f"{folder}/ticket.md"
    data = files.get("ticket.md")
    if data is None:
        return None, "", [Finding(path, 0, 0, "T001", "a ticket without its ticket.md", "restore it from history")]
    return read_ticket(path, data)


def _rebuilt(name: str, state: TicketState) -> Ticket | None:
    """The ticket as the ledger last knew it."""
    if state.opened is None:
        return None
    fields = {"title": "(unreadable)", "status": "new", **state.fields, "id": name, "opened": state.opened}
    try:
        return msgspec.convert(fields, Ticket)
    except (msgspec.ValidationError, ValueError):
        return Ticket(id=name, title=str(fields["title"]), status=str(fields["status"]), opened=state.opened)


def _conversation(folder: str, files: Mapping[str, bytes]) -> tuple[tuple[Conversation, ...], list[Finding]]:
    """The comments in the order of their names, which begin with their time."""
    said: list[Conversation] = []
    findings: list[Finding] = []
    for path in sorted(files):
        if not path.startswith(COMMENTS) or not path.endswith(".md"):
            continue
        comment, text, wrong = read_comment(f"{folder}/{path}", files[path])
        findings += wrong
        if comment is not None:
            said.append(Conversation(path.removeprefix(COMMENTS), comment, text))
    return tuple(said), findings
