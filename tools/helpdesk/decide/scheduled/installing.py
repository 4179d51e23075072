"""What is installed where, as a list says: relations of software to the things that it runs on.

An installation ends when the list says so, or has every row of a thing and this one not among them. The software's own
record stays whatever ends: nothing is deleted, and when it went stands among its events.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from helpdesk.decide.scheduled.sync_rows import first
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.table_row import Row
from helpdesk.model.timeline import Json

KIND = "installed_on"


class Installed(msgspec.Struct, frozen=True):
    """By the id of what is installed: the assets it is `on`, and those it is `off` again. `whole` are the assets of
    which the list has everything; None: of all. `strangers` are no assets of the desk."""

    on: Mapping[str, frozenset[str]] = {}
    off: Mapping[str, frozenset[str]] = {}
    whole: frozenset[str] | None = frozenset()
    strangers: tuple[str, ...] = ()


def installed(
    one: SyncMap,
    ids: Iterable[tuple[str, Row]],
    gone: Iterable[tuple[str, Row]],
    whole: Sequence[Row] | None,
    hosts: Mapping[str, str],
) -> Installed:
    """`ids` and `gone` are rows with the id of what they are about; `hosts` the id of each asset by what a list may
    call it, in small letters."""
    strangers: dict[str, None] = {}
    on, off = (_by_id(one, pairs, hosts, strangers) for pairs in (ids, gone))
    known = None if whole is None else frozenset(filter(None, (host_of(one, row, hosts) for row in whole)))
    still = {name: there - on.get(name, frozenset()) for name, there in off.items()}
    return Installed(on, still, known, tuple(strangers))


def _by_id(
    one: SyncMap, pairs: Iterable[tuple[str, Row]], hosts: Mapping[str, str], strangers: dict[str, None]
) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, row in pairs:
        host = host_of(one, row, hosts)
        if host:
            found[name].add(host)
        elif said := called(one, row):
            strangers[said] = None
    return {name: frozenset(there) for name, there in found.items()}


def called(one: SyncMap, row: Row) -> str:
    """What the list calls the thing that a row is installed on."""
    return first(row, one.installed_on)


def host_of(one: SyncMap, row: Row, hosts: Mapping[str, str]) -> str:
    """Its asset, by its whole name or the part before the first dot; "" for none that the desk has."""
    said = called(one, row).casefold()
    return hosts.get(said) or hosts.get(said.partition(".")[0], "")


def relate(name: str, fields: dict[str, Json], known: Mapping[str, Json], told: Installed, today: date) -> None:
    """Put the relations that are news into `fields`, and an event for each that ended."""
    relations = [dict(each) for each in known.get("relations") or ()]
    there = {str(each.get("to")) for each in relations if each.get("kind") == KIND}
    on, off = told.on.get(name, frozenset()), told.off.get(name, frozenset())
    ended = {host for host in there - on if host in off or told.whole is None or host in told.whole}
    if not ended and on <= there:
        return
    kept = [each for each in relations if each.get("kind") != KIND or each.get("to") not in ended]
    fields["relations"] = [*kept, *({"kind": KIND, "to": host} for host in sorted(on - there))] or None
    if ended:
        events = list(known.get("events") or ())
        fields["events"] = [*events, *({"on": today.isoformat(), "what": f"removed from {it}"} for it in sorted(ended))]
