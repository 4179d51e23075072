"""`helpdesk explain`: the chain of decisions on a ticket, from the ledger alone, losers included."""

from collections.abc import Iterator, Mapping

from helpdesk.decide.approvals.approval import approval_of
from helpdesk.decide.changes.freezes import frozen
from helpdesk.decide.story import brief, clean, said
from helpdesk.model.asset import Asset
from helpdesk.model.moment import format_utc
from helpdesk.model.order import in_order
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import AnyEntry, Owed, Promised, Routed, Told, Triaged


def explain(record: Record, rules: Rules, assets: Mapping[str, Asset] | None = None) -> tuple[str, ...]:
    """Lines for a person: what was decided when, by which rule, on which evidence; below a routing every candidate.

    `rules` are today's: where the record was decided by others, the lines say so.
    """
    lines = [clean(f"{record.reference}: {record.ticket.title}")]
    for entry in in_order(record.timeline):
        lines.extend(_lines(entry, rules))
    waiting = [f"  next: {step.do} at {format_utc(step.at)}" for _, step in record.state.agenda[:3]]
    return (*lines, *_approval(record, rules, assets or {}), *waiting)


def _approval(record: Record, rules: Rules, assets: Mapping[str, Asset]) -> Iterator[str]:
    """Who has agreed to the ticket as it reads, who has not, and what keeps it from going on."""
    at = record.state.last_change or record.ticket.opened
    approval = approval_of(record.ticket, record.request, record.timeline, rules, assets, at)
    if approval.asked:
        yield "  " + clean(f"approval of {approval.hash}: {approval.rule}")
    for one in approval.asked:
        agreed = f"agreed: {', '.join(one.agreed)}" if one.agreed else "nobody has agreed"
        yield "    " + clean(
            f"{one.who}: {agreed}, {len(one.agreed)} of {one.needed}; may: {', '.join(one.people) or 'nobody'}"
        )
    freeze = frozen(record.ticket, rules)
    if freeze:
        yield "  " + clean(freeze)


def _lines(entry: AnyEntry, rules: Rules) -> Iterator[str]:
    if isinstance(entry, Told):
        return
    late = f" (seen {format_utc(entry.seen)})" if entry.seen else ""
    yield clean(f"{format_utc(entry.at)} {said(entry)}{late}")
    if entry.rule:
        yield "    " + clean(f"rule: {entry.rule}")
    if entry.why:
        yield "    " + clean(f"why: {entry.why}")
    match entry:
        case Triaged():
            for name, why in entry.because.items():
                yield "    " + clean(f"{name} = {brief(entry.set.get(name))}: {why}")
            for each in entry.proposed:
                yield "    " + clean(f"proposed, not set: {each.field} = {each.value}: {each.why}")
        case Routed():
            for candidate in entry.candidates:
                yield "    " + clean(f"{candidate.who}: {candidate.verdict}")
        case Promised() if entry.rules_version and rules.version and entry.rules_version != rules.version:
            yield f"    worked out by the rules of {entry.rules_version[:10]}, which were others than today's"
        case Owed() if entry.data:
            because = entry.data.get("because")
            yield "    " + clean(f"with: {', '.join(sorted(entry.data.keys() - {'because'}))}")
            for article, why in because.items() if isinstance(because, dict) else ():
                yield "    " + clean(f"{article}: {why}")
        case _:
            pass
