"""Where a desk's own settings are unreadable, the last version of them that could be read holds on."""

import sqlite3
from collections.abc import Iterator

import msgspec

from helpdesk.model.finding import Finding
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Cursors
from helpdesk.store import cache, parts
from helpdesk.store.plumbing import Git, Objects
from helpdesk.store.tree import Desk, list_files, read_blobs, read_desk

_CURSORS = "tickets/cursors.yml"
_MOST_STEPS = "200"
_decode_rules = msgspec.msgpack.Decoder(parts.RulesRead).decode
_encode = msgspec.msgpack.encode


class NoRules(Exception):
    """The rules can't be read and no earlier version of them either; the message holds every finding."""


def earlier_desks(git: Git, objects: Objects, commit: str, path: str) -> Iterator[tuple[str, Desk]]:
    """The desk at each commit of the main line, newest first, that changed `path`, and as it was before the oldest."""
    done = git.run(
        "log",
        "--first-parent",
        "--format=%H %P",
        "-n",
        _MOST_STEPS,
        "--end-of-options",
        commit,
        "--",
        path,
        check=False,
    )
    lines = [line.split() for line in done.text.splitlines()]
    for identity, *_ in lines[1:]:
        yield identity, read_desk(objects, identity)


def rules_at(git: Git, objects: Objects, connection: sqlite3.Connection, desk: Desk, commit: str) -> parts.RulesRead:
    """The rules of `desk`; where they are bad, the last good ones, with findings that say so.

    Raises NoRules where none can be read at all.
    """
    tree = desk.parts["rules"]
    data = parts.remembered(connection, "rules", tree)
    if data is not None:
        return _decode_rules(data)
    read = rules_from(git, objects, connection, _contents(objects, tree), tree, commit)
    parts.remember(connection, "rules", tree, _encode(read))
    return read


def rules_from(
    git: Git, objects: Objects, connection: sqlite3.Connection, files: dict[str, bytes], version: str, commit: str
) -> parts.RulesRead:
    """The rules these files make, else the last good ones: of the history, of the cache, or without the bad files."""
    rules, findings = parts.rules_of(files, version)
    if rules is not None:
        cache.set_meta_quietly(connection, "good-rules", _encode(rules).hex())
        return parts.RulesRead(rules, findings)
    for identity, desk in earlier_desks(git, objects, commit, "rules"):
        earlier, _ = parts.rules_of(_contents(objects, desk.parts["rules"]), desk.parts["rules"])
        if earlier is not None:
            return parts.RulesRead(earlier, (*findings, _ruling(f"the rules of commit {identity[:12]} hold on")))
    good = cache.meta(connection, "good-rules")
    if good:
        rules = msgspec.msgpack.decode(bytes.fromhex(good), type=Rules)
        return parts.RulesRead(rules, (*findings, _ruling("the last rules that could be read hold on")))
    bad = {finding.path for finding in findings}
    rules, _ = parts.rules_of({path: data for path, data in files.items() if path not in bad}, version)
    if rules is None or "rules/desk.yml" in bad:
        raise NoRules("\n".join(("the rules cannot be read, and no earlier ones are here:", *map(str, findings))))
    return parts.RulesRead(rules, (*findings, _ruling("the built-in rules stand in for the files that cannot be read")))


def _ruling(what: str) -> Finding:
    return Finding("rules/", 0, 0, "R090", f"the rules cannot be read: {what}", "mend the files named beside this")


def _contents(objects: Objects, tree: str) -> dict[str, bytes]:
    files = list_files(objects, {"rules": tree})["rules"]
    return dict(read_blobs(objects, {f"rules/{path}": blob for path, blob in files.items()}))


def cursors_at(git: Git, objects: Objects, desk: Desk, commit: str) -> tuple[Cursors, tuple[Finding, ...]]:
    """The cursors at `commit`; where they are bad, the last good ones. They never go back further than that."""
    cursors, findings = parts.cursors_of(objects.one(desk.cursors) if desk.cursors else None)
    if cursors is not None:
        return cursors, findings
    for _, earlier in earlier_desks(git, objects, commit, _CURSORS):
        cursors, _ = parts.cursors_of(objects.one(earlier.cursors) if earlier.cursors else None)
        if cursors is not None:
            return cursors, findings
    return Cursors(), findings
