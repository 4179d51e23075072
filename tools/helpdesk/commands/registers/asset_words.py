"""Assets in words, as `helpdesk assets` prints them."""

from collections.abc import Iterator, Sequence
from datetime import date

from helpdesk.commands.clone.desk import Desk
from helpdesk.model.asset import Asset
from helpdesk.model.impact import Impact
from helpdesk.model.inventory import cost, ends, held, holder, use_of
from helpdesk.model.record import Record


def who(desk: Desk, handle: str) -> str:
    person = desk.rules.people.get(handle)
    return f"{person.name} ({handle})" if person else handle or "in stock"


def span(since: date, until: date | None) -> str:
    return f"{since.isoformat()} to {until.isoformat()}" if until else f"since {since.isoformat()}"


def line(one: Asset, today: date) -> str:
    told = [f"{end.what} ends {end.until.isoformat()}" for end in ends(one) if end.until >= today]
    parts = (one.id, one.name, one.model, one.status, holder(one), *told[:1])
    return "  ".join(part for part in parts if part)


def shown(desk: Desk, one: Asset, tickets: Sequence[Record]) -> Iterator[str]:
    yield f"{one.id}  {one.name}  [{one.kind}, {one.status}]"
    for label, value in (("model", one.model), ("serial", one.serial), ("location", one.location), ("team", one.team)):
        if value:
            yield f"{label}: {value}"
    yield f"held by: {who(desk, holder(one))}"
    for each in reversed(held(one)):
        yield f"  {who(desk, each.who)}  {span(each.since, each.until)}  {each.note}".rstrip()
    for end in ends(one):
        notice = f", notice by {end.act_by.isoformat()}" if end.act_by != end.until else ""
        yield f"{end.what} until {end.until.isoformat()}{notice}  {end.provider} {end.contract}".rstrip()
    use = use_of(one, desk.snapshot.assets)
    if use:
        yield f"licences: {use.used} of {use.owned} used" + (f", {use.over} too many" if use.over else "")
    paid, spent = cost(one)
    if paid or spent:
        yield f"cost: {paid:,.2f}, and {spent:,.2f} since"
    for event in reversed(one.events):
        yield f"  {event.on.isoformat()}  {event.what}  {event.ticket}".rstrip()
    yield from _open(tickets)


def impact(desk: Desk, one: Asset, found: Impact, tickets: Sequence[Record]) -> Iterator[str]:
    register = desk.snapshot.assets
    if not found.hits:
        yield f"nothing is known to fall over with {one.id} ({one.name})"
    for hit in found.hits:
        how = hit.relation.replace("_", " ")
        yield f"{'  ' * (hit.steps - 1)}{hit.asset}  {register[hit.asset].name}  ({how}, through {hit.through})"
    if found.owners:
        yield f"to tell: {', '.join(who(desk, each) for each in found.owners)}"
    if found.people:
        yield f"{len(found.people)} hold something of it: {', '.join(who(desk, each) for each in found.people)}"
    yield from _open(tickets)


def _open(tickets: Sequence[Record]) -> Iterator[str]:
    return (f"open: {record.reference}  {record.ticket.title}" for record in tickets)
