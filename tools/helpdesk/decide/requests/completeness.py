"""A request from the catalogue is complete before anybody works on it: its requester is asked for what is missing."""

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.states import lifecycle_of, state_of
from helpdesk.decide.notifying.notices import owe_to
from helpdesk.decide.requests.answers import Flaw, flaws
from helpdesk.decide.requests.catalogue import item_of
from helpdesk.model.rules.catalog import Item
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Json, Opened

TEMPLATE = "incomplete"


def complete(this: DeskPass, draft: Draft) -> None:
    """A request that has just come in without an answer that is needed, or with one that cannot be right, waits for its
    requester, who is told which."""
    item = item_of(draft.ticket, this.rules)
    if draft.locked or item is None or not any(isinstance(entry, Opened) for entry in draft.entries):
        return
    found = flaws_of(this, draft, item)
    waiting = waiting_state(this, draft)
    if not found or not waiting or state_of(draft.ticket, this.rules).phase is not Phase.NEW:
        return
    why = "; ".join(str(flaw) for flaw in found)
    go(this, draft, waiting, this.now, why=why)
    data: dict[str, Json] = {
        "item": item.name,
        "missing": [flaw.label for flaw in found if flaw.missing],
        "wrong": [str(flaw) for flaw in found if not flaw.missing],
    }
    owe_to(this, draft, "requester", TEMPLATE, why, data, rule=item.origin)


def flaws_of(this: DeskPass, draft: Draft, item: Item) -> tuple[Flaw, ...]:
    return flaws(item, draft.ticket.form.answers if draft.ticket.form else {}, this.directory)


def waiting_state(this: DeskPass, draft: Draft) -> str:
    """The status in which a ticket waits for its requester."""
    lifecycle = lifecycle_of(this.rules, draft.ticket.type)
    states = lifecycle.states if lifecycle else {}
    found = (name for name, state in states.items() if state.phase is Phase.WAITING and state.waits_for == "requester")
    return next(found, "")
