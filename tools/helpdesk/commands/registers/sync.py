"""`helpdesk sync`: people and assets from the systems that know them."""

import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.decide.scheduled.sync_changes import Change
from helpdesk.decide.scheduled.syncing import Log, SyncPlan, plan_sync
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.timeline import Json

if TYPE_CHECKING:
    from helpdesk.load.tables import Table

_LONGEST = 300.0
_SIGNS = {"add": "+", "change": "~", "leave": "-", "return": "+"}


@click.command()
@click.argument("what", type=click.Choice(["people", "assets"]))
@click.argument("file", metavar="FILE")
@click.option(
    "--from",
    "kind",
    type=click.Choice(["csv", "json", "ldap-ldif", "osquery-log", "command"]),
    required=True,
    help="What FILE is; a command prints CSV or JSON, osquery-log is what its schedule wrote.",
)
@click.option("--map", "name", default="", help="The file of rules/sync/ that maps columns; left out, the only one.")
@click.option("--apply", "applies", is_flag=True, help="Write the files; without it only the plan is shown.")
@click.option("--at-most", default="", metavar="N", help="So many may leave, or N%, instead of what the map says.")
@reads
def sync(desk: Desk, what: str, file: str, kind: str, name: str, applies: bool, at_most: str) -> None:
    """Bring people or assets up to date from a list of another system.

    Shows what it would add, change, let leave and take back; --apply writes the files into the work tree. Nothing is
    deleted: who is no longer listed is marked away for good, an asset retired.

    \b
    Example:
      helpdesk sync people --from csv staff.csv --map hr
      helpdesk sync people --from ldap-ldif people.ldif --apply
      helpdesk sync assets --from command "inventory export --json" --map devices
      helpdesk sync assets --from osquery-log osqueryd.results.log --map programs
    """
    one = _map(desk, what, name)
    if at_most:
        if not at_most.removesuffix("%").isdecimal():
            raise click.UsageError("--at-most takes a number or a percentage, such as 20 or 15%")
        one = replace(one, at_most=at_most)
    from helpdesk.commands.registers.synced_files import Records

    records = Records(desk.root, one)
    list_ = _table(file, kind)
    people = {} if what == "people" else _called(desk)
    hosts = _machines(desk) if one.installed_on else {}
    log = Log(list_.gone, list_.whole) if list_.partial else None
    plan = plan_sync(one, list_.rows, records.known, records.kinds, desk.now.date(), people, hosts=hosts, log=log)
    plan, files = records.written(plan)
    lines = [*_lines(plan, one, list_.places)]
    data = _data(plan, list_.places)
    if plan.too_many:
        desk.answer(data, lines)
        raise Refused(
            f"{plan.leaving} would leave, at most {plan.most} may at once",
            f"look at the list; if it is right, say --at-most {plan.leaving}",
        )
    if applies:
        records.save(files)
    done = f"{len(files)} files written; next: helpdesk check, then git add, commit and push" if files else ""
    then = done if applies else "next: --apply writes this" if plan.changes else ""
    desk.answer({**data, "written": sorted(files) if applies else []}, [*lines, *([then] if then else [])])
    if plan.refused:
        raise SystemExit(1)


def _map(desk: Desk, what: str, name: str) -> SyncMap:
    fitting = {key: one for key, one in desk.rules.sync.items() if one.into == what}
    if name and name not in fitting:
        raise unknown(f"map for {what} in rules/sync/", name, fitting)
    if not name and len(fitting) != 1:
        why = "there are several" if fitting else "there is none"
        remedy = f"say --map {' or --map '.join(sorted(fitting))}" if fitting else "write rules/sync/NAME.yml"
        raise Refused(f"which map for {what}? {why}", remedy)
    return fitting[name] if name else next(iter(fitting.values()))


def _called(desk: Desk) -> dict[str, str]:
    """What a list may call the desk's people by, to their handles; a name that two have names nobody."""
    people = desk.rules.people.values()
    names = Counter(one.name.casefold() for one in people)
    by_name = {one.name.casefold(): one.id for one in people if names[one.name.casefold()] == 1}
    by_mail = {mail.casefold(): one.id for one in people for mail in (one.email, *one.also) if mail}
    return {**by_name, **by_mail, **{one.id.casefold(): one.id for one in people}}


def _machines(desk: Desk) -> dict[str, str]:
    """What a list may call a thing that something is installed on, to its id: id, name, serial, its UUID. What two have
    names neither."""
    assets = [one for one in desk.snapshot.assets.values() if one.kind not in ("software", "contracts", "locations")]
    pairs = {
        (said.casefold(), one.id)
        for one in assets
        for said in (one.name, one.serial, str(one.fields.get("uuid") or ""), str(one.fields.get("hostname") or ""))
        if said
    }
    times = Counter(said for said, _ in pairs)
    return {said: id for said, id in pairs if times[said] == 1} | {one.id.casefold(): one.id for one in assets}


def _table(file: str, kind: str) -> "Table":
    from helpdesk.load.tables import NotATable, guessed, read_table

    data = _printed(file) if kind == "command" else _content(file)
    try:
        return read_table(data, guessed(data) if kind == "command" else kind)
    except NotATable as problem:
        raise Refused(f"{file}: {problem}", "nothing was changed") from None


def _content(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as problem:
        raise Refused(f"{file}: {problem.strerror or problem}", "nothing was changed") from None


def _printed(command: str) -> bytes:
    """What a command prints. No shell: what stands in the list cannot become part of it. A command that fails has said
    nothing, and not that everybody left."""
    try:
        done = subprocess.run(shlex.split(command), capture_output=True, timeout=_LONGEST, check=False)
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as problem:
        raise Refused(f"the command could not be run: {type(problem).__name__}", "nothing was changed") from None
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise Refused(f"the command failed with {done.returncode}: {' '.join(said)[:200]}", "nothing was changed")
    return done.stdout


def _lines(plan: SyncPlan, one: SyncMap, places: Sequence[str]) -> Iterator[str]:
    for change in plan.changes:
        yield f"{_SIGNS[change.verb]} {change.verb:6}  {change.id}  {'; '.join(_edits(change))}".rstrip()
    for number, why in plan.refused:
        yield f"! {_place(number, places)}{why}"
    if plan.strangers:
        named, more = ", ".join(plan.strangers[:5]), len(plan.strangers) - 5
        others = f" and {more} more" if more > 0 else ""
        yield f"? nobody in rules/people/ is called {named}{others}; sync people first, or write them there"
    if plan.nowhere:
        named, more = ", ".join(plan.nowhere[:5]), len(plan.nowhere) - 5
        others = f" and {more} more" if more > 0 else ""
        yield f"? nothing in assets/ is called {named}{others}; what is installed there waits until it is listed"
    counts = {verb: sum(change.verb == verb for change in plan.changes) for verb in _SIGNS}
    parts = [f"{count} {verb}" for verb, count in counts.items() if count]
    refused = f", {len(plan.refused)} refused" if plan.refused else ""
    yield f"{one.name}: {', '.join(parts) or 'nothing to do'}, {plan.same} as they are{refused}"


def _place(number: int, places: Sequence[str]) -> str:
    return f"{places[number - 1]}: " if number else ""


def _edits(change: Change) -> Iterator[str]:
    if change.verb == "add":
        yield str(change.edits.get("name", ""))
        return
    for field, value in change.edits.items():
        yield f"{field}: {_short(change.was.get(field))} -> {_short(value)}"


def _short(value: Json) -> str:
    text = "nothing" if value in (None, "", []) else value.isoformat() if isinstance(value, date) else str(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _data(plan: SyncPlan, places: Sequence[str]) -> dict[str, Json]:
    return {
        "changes": [{"verb": c.verb, "id": c.id, "edits": c.edits, "was": c.was} for c in plan.changes],
        "refused": [
            {"row": number, "place": _place(number, places).rstrip(": "), "why": why} for number, why in plan.refused
        ],
        "strangers": list(plan.strangers),
        "not_in_assets": list(plan.nowhere),
        "same": plan.same,
        "leaving": plan.leaving,
        "at_most": plan.most,
    }
