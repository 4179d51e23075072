"""A difference in words: for a terminal of 80 columns, for a pull request, and as JSON."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from helpdesk.model.moment import Duration, format_duration
from helpdesk.replay.difference import Broken, Difference, Load, Move, Shift

WIDTH = 80
# So many references are named; the rest are counted. JSON has them all.
_NAMED = 6
Section = tuple[str, list[str]]


def as_text(difference: Difference) -> str:
    """Sections of at most 80 columns; those in which nothing differs are left out."""
    lines = [*_wrapped(_summary(difference)), ""]
    for title, rows in _sections(difference):
        lines += [title, *(line for row in rows for line in _wrapped(row, "  ")), ""]
    return "\n".join([*lines, *_wrapped(_honest(difference))])


def as_markdown(difference: Difference) -> str:
    """For a comment on a pull request. Nothing in it is a requester's own words; names of rules are code, so that they
    mention nobody."""
    lines = [f"**{_summary(difference)}**", ""]
    for title, rows in _sections(difference):
        lines += [f"<details><summary>{_escaped(title)} ({len(rows)})</summary>", ""]
        lines += [f"- {_escaped(row)}" for row in rows]
        lines += ["", "</details>", ""]
    return "\n".join([*lines, f"_{_escaped(_honest(difference))}_", ""])


def as_json(difference: Difference) -> bytes:
    """Every figure and every reference."""
    return msgspec.json.format(msgspec.json.encode(difference), indent=2)


def _summary(difference: Difference) -> str:
    span = f"{difference.start:%Y-%m-%d} to {difference.end:%Y-%m-%d}"
    counted = f"{difference.tickets} tickets of {span}"
    if not difference.tickets:
        return f"No tickets were opened from {span}: nothing to compare."
    if difference.none:
        return f"Nothing would differ for {counted}."
    moved = sum(len(move.references) for move in difference.routed)
    gained = sum(len(broken.gained) for broken in difference.broken)
    lost = sum(len(broken.lost) for broken in difference.broken)
    return f"{counted}: {moved} routed to another team, {gained} more and {lost} fewer promises broken."


def _honest(difference: Difference) -> str:
    unlike = {aspect: len(found) for aspect, found in difference.unlike_record.items() if found}
    told = ", ".join(f"{aspect} {count}" for aspect, count in unlike.items())
    return (
        "Both sides are replays: people write, answer and edit as they did, and everything the desk decides is decided "
        "anew. "
        + (
            f"The present rules decide otherwise than was recorded, of {difference.tickets}: {told}."
            if unlike
            else "The present rules decide as was recorded."
        )
        + " Alerts are replayed as the tickets they opened; rules of alerts, renewals and recurring work are not tried."
    )


def _sections(difference: Difference) -> Iterator[Section]:
    found: list[Section] = [
        ("Routed to another team", [_move(move) for move in difference.routed]),
        ("Given to somebody else of the same team", _counted(difference.reassigned)),
    ]
    found += [(f"Another {name}", [_move(move) for move in moves]) for name, moves in difference.fields.items()]
    found += [
        ("Promised for another time", [row for shift in difference.shifts for row in _shift(shift)]),
        ("Promises broken", [row for broken in difference.broken for row in _broken(broken)]),
        ("Tickets given to each team", _loads(difference.teams)),
        ("Tickets given to each person, and the most at one time", _loads(difference.people)),
        ("Notices", _notices(difference)),
        ("No longer taken in", _counted(difference.refused)),
        ("Taken in now", _counted(difference.accepted)),
    ]
    yield from ((title, rows) for title, rows in found if rows)


def _move(move: Move) -> str:
    return f"{move.old or 'none'} -> {move.new or 'none'}: {_named(move.references)}"


def _named(references: Sequence[str]) -> str:
    rest = len(references) - _NAMED
    shown = ", ".join(references[:_NAMED])
    return f"{len(references)} ({shown}{f' and {rest} more' if rest > 0 else ''})"


def _counted(references: Sequence[str]) -> list[str]:
    return [_named(references)] if references else []


def _shift(shift: Shift) -> Iterator[str]:
    for word, references, by in (("earlier", shift.earlier, shift.earlier_by), ("later", shift.later, shift.later_by)):
        if references:
            yield f"{shift.target.value} {word}, in the middle by {_span(by)}: {_named(references)}"
    for word, references in (("newly promised", shift.added), ("no longer promised", shift.dropped)):
        if references:
            yield f"{shift.target.value} {word}: {_named(references)}"


def _span(seconds: float) -> str:
    """Wall-clock time, to the minute."""
    days, rest = divmod(round(seconds / 60) * 60, 86400)
    return format_duration(Duration(days=days, seconds=rest))


def _broken(broken: Broken) -> Iterator[str]:
    if not (broken.gained or broken.lost):
        return
    yield f"{broken.target.value}: {broken.before} -> {broken.after}"
    if broken.gained:
        yield f"{broken.target.value}, broken now: {_named(broken.gained)}"
    if broken.lost:
        yield f"{broken.target.value}, kept now: {_named(broken.lost)}"


def _loads(loads: Iterable[Load]) -> list[str]:
    rows = []
    for load in loads:
        if load.before == load.after and load.most_before == load.most_after:
            continue
        most = f", most {load.most_before:g} -> {load.most_after:g}" if load.most_before or load.most_after else ""
        rows.append(f"{load.name}: {load.before} -> {load.after} ({load.after - load.before:+d}){most}")
    return rows


def _notices(difference: Difference) -> list[str]:
    return [
        f"{told.template} to {told.role}: {told.before} -> {told.after} ({told.after - told.before:+d})"
        for told in difference.notices
        if told.before != told.after
    ]


def _wrapped(text: str, indent: str = "") -> list[str]:
    deeper = f"{indent}    " if indent else ""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=deeper, break_long_words=False, break_on_hyphens=False
    )


def _escaped(text: str) -> str:
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#|~@" else sign for sign in text)
