"""What a catalogue item says of the ticket that asks for it."""

from collections.abc import Collection

from helpdesk.decide.classifying.classify import Decided
from helpdesk.model.front_matter import plain
from helpdesk.model.rules import Rules
from helpdesk.model.rules.approvals import STANDARD
from helpdesk.model.rules.catalog import Item
from helpdesk.model.ticket import Change, Task, Ticket
from helpdesk.model.timeline import Json


def item_of(ticket: Ticket, rules: Rules) -> Item | None:
    """The item that was asked for, where there is one of this name."""
    return rules.catalog.get(ticket.form.item) if ticket.form else None


def as_the_item_says(ticket: Ticket, rules: Rules, given: Collection[str]) -> Decided:
    """Fields that the item sets, but for those that somebody has `given`."""
    decided, item = Decided(), item_of(ticket, rules)
    if item is None:
        return decided
    fixed: dict[str, Json] = {"type": item.type.value}
    fixed |= {name: getattr(item, name) for name in ("category", "service", "team", "priority") if getattr(item, name)}
    if item.cost and "cost" not in ticket.fields:
        fixed["fields"] = {**ticket.fields, "cost": int(item.cost) if item.cost.is_integer() else item.cost}
    if item.tasks:
        fixed["tasks"] = plain([Task(t.id, t.title, after=t.after, target=t.target) for t in item.tasks])
    if item.change is not None and ticket.change is None:
        template = item.change
        fixed["change"] = plain(Change(STANDARD, template.risk, template.plan, template.rollback))
    for name, value in fixed.items():
        if name not in given or name == "fields":
            decided.answer(name, value, f"{item.origin}: {item.name}")
    return decided
