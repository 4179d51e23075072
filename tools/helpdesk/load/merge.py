"""Three versions of a record made one, field by field: what was changed on one side only holds."""

from collections.abc import Callable, Iterable, Mapping
from typing import cast

import msgspec

from helpdesk.load.edit import EditRefused, edit_front_matter
from helpdesk.load.front_matter import read_front_matter, split
from helpdesk.model.timeline import Json

BODY = "the text under the fields"


class Choice(msgspec.Struct, frozen=True):
    """A field that both sides set, and differently: what it was, what each has now. None: not set."""

    field: str
    was: Json
    ours: Json
    theirs: Json

    def said(self, ours: str = "by you", theirs: str = "by others") -> str:
        """`priority was set to 'P1' by others, and to 'P2' by you`."""
        if self.field == BODY:
            return f"{BODY} was changed {theirs} and {ours}"
        return f"{self.field} was set to {_shown(self.theirs)} {theirs}, and to {_shown(self.ours)} {ours}"


# What a field that both sides set differently is, for now.
Settle = Callable[[Choice], Json]


class Merged(msgspec.Struct, frozen=True):
    """Theirs with what ours changed. `choices` are left as theirs has them, for a person to decide; `trouble` says why
    nothing could be merged, and `data` is then theirs. `was` and `ours` are the base and our side with all that is
    agreed, so that what differs between the three is in question."""

    data: bytes
    choices: tuple[Choice, ...] = ()
    trouble: str = ""
    was: bytes = b""
    ours: bytes = b""


def merge_record(path: str, base: bytes, ours: bytes, theirs: bytes) -> Merged:
    """A Markdown file with front matter, such as a ticket. What stays as it was stays byte for byte as in theirs."""
    try:
        was, mine, other = (_fields(path, data) for data in (base, ours, theirs))
    except EditRefused as error:
        return Merged(theirs, trouble=str(error))
    choices: list[Choice] = []

    def asked(choice: Choice) -> Json:
        choices.append(choice)
        return choice.theirs

    def settled(settle: Settle) -> dict[str, Json]:
        names = dict.fromkeys([*other, *mine, *was])
        return {name: _merged(name, was.get(name), mine.get(name), other.get(name), settle) for name in names}

    agreed = {name: value for name, value in settled(asked).items() if value != other.get(name)}
    body = _body(base, ours, theirs, choices)
    try:
        data = edit_front_matter(theirs, agreed)
    except EditRefused as error:
        return Merged(theirs, trouble=f"{path}: {error}")
    parts = split(data)
    if body is not None and parts is not None and parts[1] != body:
        data = data[: len(data) - len(parts[1])] + body
    if not choices:
        return Merged(data)
    before, own = settled(lambda choice: choice.was), settled(lambda choice: choice.ours)
    return Merged(
        data,
        tuple(choices),
        was=_brought(base, {name: before[name] for name in agreed}),
        ours=_brought(ours, {name: own[name] for name in agreed}),
    )


def _brought(data: bytes, agreed: dict[str, Json]) -> bytes:
    """One side with what is agreed; as it is where it is written so that it can't be edited."""
    try:
        return edit_front_matter(data, agreed)
    except EditRefused:
        return data


def merge_ledger(ours: bytes, theirs: bytes) -> bytes:
    """Two timelines that grew from one: theirs, and the lines that only ours has."""
    lines = theirs.splitlines(keepends=True)
    known = {line.strip() for line in lines}
    more = [line for line in ours.splitlines(keepends=True) if line.strip() not in known]
    joined = b"".join(lines)
    return joined + (b"\n" if more and joined and not joined.endswith(b"\n") else b"") + b"".join(more)


def _merged(name: str, was: Json, ours: Json, theirs: Json, settle: Settle) -> Json:
    """One value; where both sides changed it, by its parts where it has some."""
    if ours in (was, theirs):
        return theirs
    if theirs == was:
        return ours
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping) and isinstance(was, Mapping | None):
        return _mapping(name, was or {}, ours, theirs, settle)
    if isinstance(ours, list) and isinstance(theirs, list) and isinstance(was, list | None):
        listed = _list(name, was or [], ours, theirs, settle)
        if listed is not None:
            return listed
    return settle(Choice(name, was, ours, theirs))


def _mapping(
    name: str, was: Mapping[str, Json], ours: Mapping[str, Json], theirs: Mapping[str, Json], settle: Settle
) -> Json:
    keys = dict.fromkeys([*theirs, *ours])
    values = {key: _merged(f"{name}.{key}", was.get(key), ours.get(key), theirs.get(key), settle) for key in keys}
    return {key: value for key, value in values.items() if value is not None}


def _list(name: str, was: list[Json], ours: list[Json], theirs: list[Json], settle: Settle) -> Json:
    """Lists of words as sets, lists of things with an id by their ids; None where a list is neither."""
    if all(isinstance(one, str) for one in (*was, *ours, *theirs)):
        gone = {cast("str", one) for one in was} - {cast("str", one) for one in ours}
        kept = [one for one in theirs if one not in gone]
        return kept + [one for one in ours if one not in was and one not in kept]
    sides = [_by_id(side) for side in (was, ours, theirs)]
    if None in sides:
        return None
    was_by, ours_by, theirs_by = (cast("dict[str, Json]", side) for side in sides)
    names = dict.fromkeys([*theirs_by, *ours_by])
    values = (_merged(f"{name}.{one}", was_by.get(one), ours_by.get(one), theirs_by.get(one), settle) for one in names)
    return [value for value in values if value is not None]


def _by_id(things: Iterable[Json]) -> dict[str, Json] | None:
    found: dict[str, Json] = {}
    for one in things:
        identity = one.get("id") if isinstance(one, Mapping) else None
        if not isinstance(identity, str) or identity in found:
            return None
        found[identity] = one
    return found


def _body(base: bytes, ours: bytes, theirs: bytes, choices: list[Choice]) -> bytes | None:
    """The text under the fields; None where it stays as theirs has it."""
    was, mine, other = (parts[1] if (parts := split(data)) else b"" for data in (base, ours, theirs))
    if mine in (was, other):
        return None
    if other == was:
        return mine
    choices.append(Choice(BODY, None, None, None))
    return None


def _fields(path: str, data: bytes) -> Mapping[str, Json]:
    document, _, findings = read_front_matter(path, data)
    if document is None or findings or not isinstance(document.value, dict):
        raise EditRefused(f"{path} can't be read on one of the sides: {'; '.join(map(str, findings))}")
    return cast("dict[str, Json]", document.value)


def _shown(value: Json) -> str:
    return "nothing" if value is None else repr(value)
