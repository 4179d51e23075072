"""Gates: what somebody proposes, judged by the rules of its base. One gate, one function, one sentence, one code."""

from collections.abc import Iterable, Iterator

from helpdesk.check.against_base import fields, files, moves, permitted, signatures
from helpdesk.check.against_base.proposal import Gate, Proposal
from helpdesk.check.check import Keys
from helpdesk.model.finding import Finding

GATES: tuple[Gate, ...] = (
    files.stays_inside,
    files.timelines_are_the_desks,
    files.cursors_are_the_desks,
    files.attachments_are_the_desks,
    files.comments_are_written_once,
    files.tickets_stay,
    files.numbers_are_given_by_the_desk,
    files.assets_keep_their_history,
    files.readers_are_the_desks,
    signatures.signed_by_their_author,
    signatures.asked_once,
    moves.goes_by_a_transition,
    moves.taken_by_who_may,
    moves.has_what_it_needs,
    moves.ends_with_a_resolution,
    fields.keeps_where_it_came_from,
    fields.fields_are_the_authors_to_change,
    fields.new_tickets_leave_decisions_to_staff,
    permitted.files_are_the_authors_to_change,
)
# Findings of one gate that are told one by one; of more, how many there are.
MOST = 100


def judge(proposal: Proposal, gates: Iterable[Gate] = GATES) -> Iterator[tuple[Finding, Keys]]:
    """What the gates find, each with the keys under which its place is to be looked up in head's file."""
    for one in gates:
        told = 0
        for fault in one.ask(proposal):
            told += 1
            if told <= MOST:
                yield Finding(fault.path, 0, 0, one.code, fault.what, fault.remedy), fault.keys
        if told > MOST:
            yield Finding("tickets", 0, 0, one.code, f"and {told - MOST} more like it", ""), ()


__all__ = ["GATES", "MOST", "Gate", "Proposal", "judge"]
