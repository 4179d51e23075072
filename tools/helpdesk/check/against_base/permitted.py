"""The gate on kinds of files: rules, tools, workflows, articles and the rest are changed by those who may."""

from collections.abc import Iterator

from helpdesk.check.against_base.proposal import FileChange, How, Proposal, gate
from helpdesk.check.check import Fault
from helpdesk.model.rights import files_denied, roles_of
from helpdesk.model.rules.permissions import FileKind

_JUDGED_ELSEWHERE = frozenset(
    (FileKind.TICKET, FileKind.TIMELINE, FileKind.ATTACHMENT, FileKind.CURSORS, FileKind.READERS)
)


@gate("G040")
def files_are_the_authors_to_change(proposal: Proposal) -> Iterator[Fault]:
    """A file is changed only by somebody whom rules/permissions.yml lets change files of its kind."""
    apart = proposal.by_hand | proposal.gone
    for one in proposal.files:
        kind = _granted_as(one)
        if one.kind in _JUDGED_ELSEWHERE or one.number in apart:
            continue
        ticket = proposal.standing.get(one.number) if one.number is not None else None
        for author in proposal.authors:
            roles = roles_of(author.person, proposal.rules, ticket)
            denied = files_denied(kind, roles, proposal.rules, proposal.way)
            if denied:
                what = f"{_words(kind)} not for {author.words} to change: {denied.only}"
                yield Fault((), what, "take this file out, or ask one of them to propose it", one.path)


def _granted_as(one: FileChange) -> FileKind:
    """The kind that grants speak of: to add to the drop box is another thing than to change what waits in it."""
    if one.kind is FileKind.WAITING_TICKETS and one.how is How.ADDED:
        return FileKind.NEW_TICKETS
    return FileKind.OTHER if one.kind is FileKind.STRAY else one.kind


def _words(kind: FileKind) -> str:
    if kind is FileKind.OTHER:
        return "this file is"
    return {FileKind.PEOPLE: "people and teams"}.get(kind, kind.value.replace("-", " ")) + " are"
