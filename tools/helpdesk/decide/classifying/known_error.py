"""Recurrences: a new incident that looks like a known error is linked to its problem, and the workaround is offered in
the acknowledgement."""

import msgspec
from msgspec.structs import replace

from helpdesk.decide.classifying.classify import named
from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.classifying.words import fold_text, words_in
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import same_trouble
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.marks import is_known_error
from helpdesk.model.ticket import Ticket, TicketType

# What a routing rule may set as `problem` to keep the known errors out, beside a reference.
NO_PROBLEM = "none"


def join_problem(this: DeskPass, draft: Draft, facts: Facts) -> tuple[str, str] | None:
    """The problem that a new incident belongs to, written into its links; and why. None where it belongs to none."""
    links = draft.ticket.links
    if draft.ticket.type is not TicketType.INCIDENT or links.problem or "spam" in draft.ticket.tags:
        return None
    known = [(record.reference, _as_it_is(this, record.number, record.ticket)) for record in this.known_errors]
    known = [(reference, ticket) for reference, ticket in known if is_known_error(ticket)]
    found = _chosen(this, draft.ticket, facts, known) if known else None
    if found is None:
        return None
    draft.fill({"links": msgspec.to_builtins(replace(links, problem=found[0]))})
    return found


def _as_it_is(this: DeskPass, number: TicketNumber, ticket: Ticket) -> Ticket:
    draft = this.drafts.get(number)
    return draft.ticket if draft is not None and draft.pending == [] else ticket


def _chosen(this: DeskPass, ticket: Ticket, facts: Facts, known: list[tuple[str, Ticket]]) -> tuple[str, str] | None:
    """The first routing rule that names a problem decides; without one the same service and category, and of several
    the one that shares most words."""
    for rule in this.rules.routing:
        wanted = rule.set.get("problem")
        if not isinstance(wanted, str) or not judge(rule.when, facts).holds:
            continue
        if wanted == NO_PROBLEM:
            return None
        number = typed_reference(wanted, this.rules.desk.prefix)
        if number is not None and this.reference(number) in dict(known):
            return this.reference(number), named(rule)
    alike = [(reference, problem) for reference, problem in known if problem.category and same_trouble(ticket, problem)]
    if not alike:
        return None
    reference, _ = max(alike, key=lambda one: (len(facts.words & words_in(fold_text(one[1].title))), one[0]))
    return reference, "a known error of the same service and category"
