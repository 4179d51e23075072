"""`field=value` as typed: each field's own way to read a value, checked against the rules before it is written."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from helpdesk.commands.clone.identity import find_person
from helpdesk.commands.clone.refusal import Refused, did_you_mean, unknown
from helpdesk.model.front_matter import front_matter
from helpdesk.model.message import Party
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Change, Level, Problem, TicketType, Visibility
from helpdesk.model.timeline import Json

_ANOTHER_VERB = {
    "resolution": 'helpdesk resolve {n} --code fixed -m "..."',
    "links": "helpdesk link {n} --related 124",
    "id": "a reference never changes",
    "opened": "when a ticket was opened never changes",
}
_LISTS = ("tags", "watchers", "assets")
_LONGEST_TITLE = 256


class Setting(msgspec.Struct, frozen=True):
    """One `field=value`; `sign` is "", "+" or "-" for lists."""

    field: str
    sign: str
    value: str


def parse_setting(text: str) -> Setting:
    """`impact=high`, `tags+=vpn`, `tags-=old`. Refuses what has no equals sign."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip("+-"):
        raise Refused(f"not a setting: {text!r}", "write it field=value, such as impact=high")
    sign = name[-1] if name[-1] in "+-" else ""
    return Setting(name.removesuffix(sign).strip(), sign, value.strip())


def edits_of(settings: Iterable[Setting], record: Record, snapshot: Snapshot) -> dict[str, Json]:
    """The front-matter edits that the settings mean for this ticket. Refuses an unknown field or value."""
    edits: dict[str, Json] = {}
    known = _readers(snapshot)
    for setting in settings:
        top, _, inner = setting.field.partition(".")
        if setting.sign and top not in _LISTS:
            raise Refused(f"{setting.field} is no list", f"write {setting.field}={setting.value}")
        if top in _LISTS:
            edits[top] = _list(setting, edits.get(top, list(getattr(record.ticket, top))), known[top])
        elif inner and top == "tasks":
            edits[top] = _ticked(edits.get(top), inner, setting.value, record)
        elif inner and top in ("fields", "problem", "change", "requester"):
            before = edits.get(top, front_matter(record.ticket).get(top, {}))
            edits[top] = _inner(top, inner, setting.value, before)
        elif setting.field in known and not inner:
            edits[setting.field] = _read(known[setting.field], setting)
        else:
            raise _unknown_field(setting.field, record, known)
    return edits


def _readers(snapshot: Snapshot) -> Mapping[str, Callable[[str], Json]]:
    rules = snapshot.rules
    services = [asset.id for asset in snapshot.assets.values() if asset.is_service]
    return {
        "title": _title,
        "summary": str,
        "type": lambda value: one_of(TicketType, "type", value),
        "impact": lambda value: one_of(Level, "impact", value),
        "urgency": lambda value: one_of(Level, "urgency", value),
        "visibility": lambda value: one_of(Visibility, "visibility", value),
        "status": str,
        "priority": lambda value: known_name("priority", value, rules.priority.levels),
        "category": lambda value: known_name("category", value, rules.categories),
        "team": lambda value: known_name("team", value, rules.teams),
        "service": lambda value: known_name("service", value, services),
        "assignee": lambda value: person_id(value, rules),
        "due": _date,
        "tags": str,
        "watchers": lambda value: value if "@" in value else person_id(value, rules),
        "assets": lambda value: known_name("asset", value, snapshot.assets),
    }


def one_of(kind: type[StrEnum], name: str, value: str) -> str:
    """A value of a closed list, letters folded."""
    for member in kind:
        if member.value == value.casefold():
            return member.value
    raise unknown(name, value, [member.value for member in kind])


def known_name(kind: str, value: str, known: Iterable[str]) -> str:
    """A name that the desk defines, letters folded."""
    names = list(known)
    found = value if value in names else next((name for name in names if name.casefold() == value.casefold()), None)
    if found is None:
        raise unknown(kind, value, names)
    return found


def person_id(value: str, rules: Rules) -> str:
    person = find_person(value, rules)
    if person is None:
        raise unknown("person", value, rules.people)
    return person.id


def _title(value: str) -> str:
    if len(value) > _LONGEST_TITLE:
        raise Refused(f"a title of {len(value)} characters is too long", f"{_LONGEST_TITLE} at most")
    return value


def _date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise Refused(f"not a date: {value!r}", "write it like 2026-03-09") from None


def _read(read: Callable[[str], Json], setting: Setting) -> Json:
    """The value; None, which takes the field away, for an empty one."""
    if setting.value:
        return read(setting.value)
    if setting.field in ("title", "type", "status", "visibility"):
        raise Refused(f"{setting.field} cannot be empty", f"give it a value: {setting.field}=...")
    return None


def _list(setting: Setting, before: Json, read: Callable[[str], Json]) -> Json:
    given = [part.strip() for part in setting.value.split(",") if part.strip()]
    if setting.sign == "-":
        return [item for item in before if item not in given] or None
    values = [read(part) for part in given]
    kept = list(before or ()) if setting.sign == "+" else []
    return list(dict.fromkeys([*kept, *values])) or None


def _inner(top: str, name: str, value: str, before: Json) -> Json:
    kinds: dict[str, type[msgspec.Struct]] = {"problem": Problem, "change": Change, "requester": Party}
    block = {**(before or {})}
    if top in kinds:
        texts = [field.name for field in msgspec.structs.fields(kinds[top]) if field.type in (str, bool)]
        if name not in texts:
            raise Refused(f"unknown field: '{top}.{name}'", did_you_mean(name, texts))
    if not value:
        block.pop(name, None)
    else:
        block[name] = _scalar(value) if top == "fields" or name == "known_error" else value
    return block or None


def _ticked(before: Json, task: str, value: str, record: Record) -> Json:
    """The tasks with one of them done, or open again."""
    if value not in ("done", "open"):
        raise Refused(f"a task is done or open, not {value!r}", f"write tasks.{task}=done")
    tasks = before or front_matter(record.ticket).get("tasks", [])
    known = [each["id"] for each in tasks]
    if task not in known:
        raise unknown("task", task, known)
    return [{**each, "done": value == "done"} if each["id"] == task else each for each in tasks]


def _scalar(value: str) -> Json:
    """A field of the desk's own: numbers and true/false as such, the rest as text."""
    try:
        found = msgspec.json.decode(value)
    except msgspec.DecodeError:
        return value
    return found if isinstance(found, bool | int | float) else value


def _unknown_field(name: str, record: Record, known: Iterable[str]) -> Refused:
    if name in _ANOTHER_VERB:
        return Refused(f"{name} is not set this way", _ANOTHER_VERB[name].format(n=record.number))
    return Refused(
        f"unknown field: {name!r}",
        did_you_mean(name, [*known, "fields.NAME", "problem.cause", "change.risk", "requester.email", "tasks.ID"]),
    )
