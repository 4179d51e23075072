"""`helpdesk problems`: what happens again and again, more often than chance would have it."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import click
from msgspec.structs import replace

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import NewTicket
from helpdesk.figures.facts import Facts, Reader
from helpdesk.figures.patterns.before import DAYS, FAR, Earlier, what_changed
from helpdesk.figures.patterns.cell import Cell
from helpdesk.figures.patterns.find import WEEKS, Found, Pattern, find_patterns
from helpdesk.figures.patterns.standing import Logged, logged, problem_of
from helpdesk.figures.patterns.training import Need, training_needs
from helpdesk.figures.window import zone_of
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.moment import format_utc
from helpdesk.model.rules.people import Role
from helpdesk.model.ticket import DropBoxItem, Links, TicketType
from helpdesk.model.timeline import Json
from helpdesk.publish.names import Names
from helpdesk.publish.pattern_words import about_a_person, evidence, need_words, title

MOST_LINKED = 50
_MOST_NAMED = 12
_PUSH = "git push, and the next pass numbers it"
_MAY_SEE_PEOPLE = frozenset({Role.LEAD, Role.MANAGER, Role.MAINTAINER})


@click.command()
@click.option("--weeks", type=click.IntRange(12, 520), default=WEEKS, show_default=True, help="Look at so many weeks.")
@click.option("--open", "opens", type=click.IntRange(min=1), metavar="N", help="Make a problem ticket of number N.")
@click.option("--before", metavar="REF", help="Instead: what changed before a ticket was opened, the likeliest first.")
@click.option(
    "--people",
    is_flag=True,
    help="Instead: who needs training or help; for leads and managers.",
)
@writes
def problems(desk: Desk, weeks: int, opens: int | None, before: str | None, people: bool) -> None:
    """Find patterns in incidents: models, services, places, times, words; with their evidence.

    Only what chance does not explain is listed, however much was looked at. --open makes a problem ticket that the
    incidents are linked to.

    \b
    Example:
      helpdesk problems
      helpdesk problems --open 1
      helpdesk problems --before 123
      helpdesk problems --people
    """
    if sum(map(bool, (opens, before, people))) > 1:
        raise click.UsageError("--open, --before and --people: one of them")
    if before:
        _before(desk, before)
    elif people:
        _people(desk, weeks)
    else:
        found = _found(desk, _facts(desk), weeks)
        found = replace(found, patterns=tuple(one for one in found.patterns if not about_a_person(one)))
        if opens:
            _open(desk, found, opens)
        else:
            known = _known(desk, found)
            desk.answer(_data(found, _names(desk), known), _lines(found, _names(desk), known, weeks))


def _found(desk: Desk, facts: list[Facts], weeks: int) -> Found:
    return find_patterns(facts, desk.snapshot.assets, desk.now, zone_of(desk.rules.desk.timezone), weeks)


def _facts(desk: Desk) -> list[Facts]:
    return list(Reader(desk.rules).read_all(desk.snapshot.all_tickets()))


def _names(desk: Desk) -> Names:
    return Names(desk.rules, desk.snapshot.assets)


def _known(desk: Desk, found: Found) -> dict[int, Logged]:
    """Which pattern, by its place, has a problem ticket that is not over, or one that waits for its number."""
    names = _names(desk)
    problems = [*logged(desk.snapshot.open_tickets(), desk.snapshot.drop_box())]
    known = {}
    for place, cell in enumerate(pattern.cell for pattern in found.patterns):
        has = problem_of([_reference(number, names) for number in cell.tickets], _title(cell, names), problems)
        if has:
            known[place] = has
    return known


def _title(cell: Cell, names: Names) -> str:
    """What a problem ticket of it is called."""
    return title(cell, names)[:256]


def _lines(found: Found, names: Names, known: Mapping[int, Logged], weeks: int) -> Iterator[str]:
    for number, pattern in enumerate(found.patterns, start=1):
        has = known.get(number - 1)
        said = f" ({_problem(has)})" if has else ""
        yield f"{number}. {title(pattern.cell, names)}{said}"
        yield f"   {evidence(pattern, names)}"
        yield f"   {_references(pattern.cell.tickets, names)}"
    said = f"{found.tickets:,} tickets of {weeks} weeks, {found.looked:,} comparisons"
    if found.patterns:
        first = next((place for place in range(len(found.patterns)) if place not in known), None)
        last = f"helpdesk show {known[0].reference}" if 0 in known and known[0].reference else _PUSH
        then = f"helpdesk problems --open {first + 1}" if first is not None else last
        yield f"{said}; next: {then}"
    else:
        yield f"{said}: nothing that chance does not explain"


def _problem(has: Logged) -> str:
    return f"problem {has.reference}" if has.reference else "a problem that waits for its number"


def _references(numbers: Sequence[int], names: Names) -> str:
    newest = sorted(numbers, reverse=True)
    more = len(newest) - _MOST_NAMED
    named = ", ".join(_reference(number, names) for number in newest[:_MOST_NAMED])
    return named + (f" and {more} more" if more > 0 else "")


def _reference(number: int, names: Names) -> str:
    return reference(names.rules.desk.prefix, TicketNumber(number))


def _data(found: Found, names: Names, known: Mapping[int, Logged]) -> dict[str, Json]:
    return {
        "since": format_utc(found.window.start),
        "until": format_utc(found.window.end),
        "tickets": found.tickets,
        "comparisons": found.looked,
        "patterns": [
            {**_pattern(pattern, names), **_logged(known.get(place))} for place, pattern in enumerate(found.patterns)
        ],
    }


def _logged(has: Logged | None) -> dict[str, Json]:
    return {"problem": (has.reference or None) if has else None, "drop_box": (has.path or None) if has else None}


def _pattern(pattern: Pattern, names: Names) -> dict[str, Json]:
    cell = pattern.cell
    return {
        "kind": cell.kind.value,
        "what": cell.what,
        "title": title(cell, names),
        "evidence": evidence(pattern, names),
        "count": cell.count,
        "expected": round(cell.expected, 2),
        "p": pattern.p,
        "tickets": [_reference(number, names) for number in cell.tickets],
        "also": [title(one, names) for one in pattern.also],
    }


def _open(desk: Desk, found: Found, number: int) -> None:
    if number > len(found.patterns):
        there = f"there are {len(found.patterns)}" if found.patterns else "there is none"
        raise Refused(f"no pattern {number}: {there}", "helpdesk problems lists them")
    pattern, names = found.patterns[number - 1], _names(desk)
    if has := _known(desk, found).get(number - 1):
        if not has.reference:
            raise Refused(f"pattern {number} has a problem that waits for its number: {has.path}", _PUSH)
        what = f"{has.reference} is the problem of pattern {number}"
        raise Refused(what, f"helpdesk show {has.reference}; helpdesk link adds incidents")
    cell = pattern.cell
    newest = sorted(cell.tickets, reverse=True)
    item = DropBoxItem(
        uuid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"pattern:{cell.kind}:{sorted(cell.what.items())}:{newest[0]}")),
        title=_title(cell, names),
        type=TicketType.PROBLEM,
        service=cell.what.get("service", ""),
        category=cell.what.get("category", ""),
        assets=(cell.what["asset"],) if "asset" in cell.what else (),
        channel="desk",
        opened=desk.now.replace(microsecond=0),
        links=Links(related=tuple(_reference(each, names) for each in newest[:MOST_LINKED])),
        by=desk.staff.id,
    )
    text = (
        f"{evidence(pattern, names)}.\n\nFound by `helpdesk problems`; the incidents: {_references(newest, names)}.\n"
    )
    said = f"logged a problem: {item.title} ({min(len(newest), MOST_LINKED)} incidents linked)"
    then = _PUSH if not desk.pushes else "helpdesk list"
    desk.write([NewTicket(item, text)], f"Log a problem: {item.title}", [said], then, {"uuid": item.uuid})


def _before(desk: Desk, typed: str) -> None:
    ticket = desk.record(typed).ticket
    found = what_changed(ticket.opened, (ticket.service, *ticket.assets), _facts(desk), desk.snapshot.assets)
    data = [
        {
            "at": format_utc(one.at),
            "what": one.what,
            "ticket": one.ref,
            "asset": one.asset,
            "score": round(one.score, 4),
        }
        for one in found
    ]
    none = f"no change and no event of an asset in the {DAYS} days before {ticket.id} was opened"
    related = any(one.near > FAR for one in found)
    about = ", ".join(filter(None, (ticket.service, *ticket.assets))) or "nothing: give it a service or an asset"
    apart = f"nothing of what {ticket.id} is about ({about}) changed in the {DAYS} days before; elsewhere:"
    lines = [_earlier(one, ticket.opened) for one in found[:20]] or [none]
    desk.answer(data, lines if related or not found else [apart, *lines])


def _earlier(one: Earlier, at: datetime) -> str:
    hours = (at - one.at).total_seconds() / 3600
    ago = f"{hours:.0f} h before" if hours < 48 else f"{hours / 24:.0f} days before"
    return f"{ago}: {one.ref or one.asset}  {one.what}  ({one.why})"


def _people(desk: Desk, weeks: int) -> None:
    if desk.staff.role not in _MAY_SEE_PEOPLE:
        raise Refused("figures about people are for leads and managers", "ask your lead")
    facts, names = _facts(desk), _names(desk)
    found = training_needs(facts, desk.now, weeks)
    asking = [one for one in _found(desk, facts, weeks).patterns if about_a_person(one)]
    data = [
        {
            **_pattern(need.pattern, names),
            "category": need.category,
            "colleagues": list(need.colleagues),
            "articles": list(need.articles),
        }
        for need in found
    ]
    none = f"nothing in the last {weeks} weeks that chance does not explain"
    lines = [line for need in found for line in _need(need, names)]
    lines += [line for one in asking for line in _asks(one, names)]
    desk.answer({"staff": data, "requesters": [_pattern(one, names) for one in asking]}, lines or (none,))


def _asks(pattern: Pattern, names: Names) -> Iterator[str]:
    yield title(pattern.cell, names)
    yield f"   {evidence(pattern, names)}"
    yield f"   {_references(pattern.cell.tickets, names)}"


def _need(need: Need, names: Names) -> Iterator[str]:
    yield need_words(need, names)
    yield f"   {evidence(need.pattern, names)}"
    yield f"   {_references(need.pattern.cell.tickets, names)}"
    if need.colleagues:
        yield f"   can help: {', '.join(map(names.person, need.colleagues))}"
    if need.articles:
        yield f"   articles: {', '.join(need.articles)}"
