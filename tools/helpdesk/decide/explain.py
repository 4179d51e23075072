"""`helpdesk explain`: the chain of decisions on a ticket, from the ledger alone, losers included."""

from collections.abc import Iterator

from helpdesk.decide.story import clean, said
from helpdesk.model.fold import in_order
from helpdesk.model.moment import format_utc
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import AnyEntry, Owed, Promised, Routed, Told, Triaged


def explain(record: Record, rules: Rules) -> tuple[str, ...]:
    """Lines for a person: what was decided when, by which rule, on which evidence; below a routing every candidate.

    `rules` are today's: where the record was decided by others, the lines say so.
    """
    lines = [clean(f"{record.reference}: {record.ticket.title}")]
    for entry in in_order(record.timeline):
        lines.extend(_lines(entry, rules))
    waiting = [f"  next: {step.do} at {format_utc(step.at)}" for _, step in record.state.agenda[:3]]
    return (*lines, *waiting)


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
                yield "    " + clean(f"{name} = {entry.set.get(name)}: {why}")
        case Routed():
            for candidate in entry.candidates:
                yield "    " + clean(f"{candidate.who}: {candidate.verdict}")
        case Promised() if entry.rules_version and rules.version and entry.rules_version != rules.version:
            yield f"    worked out by the rules of {entry.rules_version[:10]}, which were others than today's"
        case Owed() if entry.data:
            yield "    " + clean(f"with: {', '.join(sorted(entry.data))}")
        case _:
            pass
