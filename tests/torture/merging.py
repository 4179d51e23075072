"""Two people and one ticket file, as a machine: they edit, and bring their versions together by the merge driver.

What holds of every merge: what only one side changed is in it, what both changed differently is told, nothing that
either side added is lost, and whose side is whose makes no difference but where it says so.
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from helpdesk.load.edit import edit_front_matter
from helpdesk.load.front_matter import read_front_matter, split
from helpdesk.load.merge import BODY, Merged, merge_ledger, merge_record

START = """---
id: HD-000007   # given by the desk
title: VPN drops
status: open
priority: P3
tags: [vpn, berlin]
links: {parent: HD-000001, related: [HD-000002]}
tasks:
  - {id: a, title: Look}
  - {id: b, title: 'Ask: them'}
fields: {room: '12'}
---

It drops.
"""
SCALARS = ("title", "status", "priority", "assignee", "service")
VALUES = (
    "P1",
    "open",
    "waiting",
    "it's: odd",
    "no",
    "12:30",
    "null",
    "ünï — ‹x›",
    "# not a comment",
    "a\nb",
    "- x",
    "",
)
TAGS = ("vpn", "berlin", "wifi", "yes", "1.0", "a b")
LINKS = ("parent", "problem", "duplicate_of")
BODIES = ("\nIt drops.\n", "\nIt drops daily.\n", "\n---\nno: front matter\n---\n", "", "\n\n\nlong gone")
SIDES = ("ours", "theirs")


def values_of(data: bytes) -> dict[str, Any]:
    document, _, findings = read_front_matter("ticket.md", data)
    assert document is not None and not findings, findings
    return dict(document.value)


def body_of(data: bytes) -> bytes:
    parts = split(data)
    assert parts is not None
    return parts[1]


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    return {name for name in {*before, *after} if before.get(name) != after.get(name)}


def unordered(value: Any) -> Any:
    """A value without the order of its lists."""
    if isinstance(value, Mapping):
        return {key: unordered(one) for key, one in value.items()}
    return sorted(map(repr, map(unordered, value))) if isinstance(value, list) else value


class Merging(RuleBasedStateMachine):
    """`versions` are two people's files and `base` what both had when they last came together."""

    @initialize()
    def both_have_the_same(self) -> None:
        self.base = START.encode()
        self.versions = dict.fromkeys(SIDES, self.base)

    def _edit(self, side: str, edits: dict[str, Any]) -> None:
        self.versions[side] = edit_front_matter(self.versions[side], edits)

    def _values(self, side: str) -> dict[str, Any]:
        return values_of(self.versions[side])

    @rule(side=st.sampled_from(SIDES), name=st.sampled_from(SCALARS), value=st.sampled_from(VALUES))
    def sets_a_field(self, side: str, name: str, value: str) -> None:
        self._edit(side, {name: value})

    @rule(side=st.sampled_from(SIDES), name=st.sampled_from(SCALARS[1:]))
    def takes_a_field_away(self, side: str, name: str) -> None:
        self._edit(side, {name: None})

    @rule(side=st.sampled_from(SIDES), tags=st.lists(st.sampled_from(TAGS), unique=True, max_size=4))
    def sets_tags(self, side: str, tags: list[str]) -> None:
        self._edit(side, {"tags": tags})

    @rule(side=st.sampled_from(SIDES), link=st.sampled_from(LINKS), number=st.integers(0, 3))
    def links(self, side: str, link: str, number: int) -> None:
        old = self._values(side).get("links") or {}
        news = {link: f"HD-{number:06d}"} if number else {}
        self._edit(side, {"links": {**{name: value for name, value in old.items() if name != link}, **news} or None})

    @rule(side=st.sampled_from(SIDES), task=st.sampled_from("abcd"), done=st.booleans(), gone=st.booleans())
    def works_on_a_task(self, side: str, task: str, done: bool, gone: bool) -> None:
        old = self._values(side).get("tasks") or []
        kept = [one for one in old if one["id"] != task]
        news = [] if gone else [{"id": task, "title": f"Task {task}", "done": done}]
        self._edit(side, {"tasks": [*kept, *news] or None})

    @rule(side=st.sampled_from(SIDES), body=st.sampled_from(BODIES))
    def writes_the_text(self, side: str, body: str) -> None:
        data = self.versions[side]
        self.versions[side] = data[: len(data) - len(body_of(data))] + body.encode()

    @rule(side=st.sampled_from(SIDES))
    def changes_nothing_but_the_layout(self, side: str) -> None:
        data = self.versions[side]
        if b"priority:" in data and b"priority:  " not in data:
            self.versions[side] = data.replace(b"priority:", b"priority:  ", 1)

    @precondition(lambda self: self.versions["ours"] != self.versions["theirs"])
    @rule()
    def they_come_together(self) -> None:
        """By the driver, as git would call it; a person takes what the others have where both chose."""
        merged = merge_record("ticket.md", self.base, self.versions["ours"], self.versions["theirs"])
        assert not merged.trouble, merged.trouble
        with TemporaryDirectory() as folder:
            code, data = driven(Path(folder), self.base, self.versions["theirs"], self.versions["ours"])
        assert (code == 0) == (merged.choices == ())
        assert (data == merged.data) if code == 0 else conflicting(data)
        self.base = merged.data
        self.versions = dict.fromkeys(SIDES, merged.data)

    @invariant()
    def what_one_side_changed_is_there_and_what_both_did_is_told(self) -> None:
        if not hasattr(self, "versions"):
            return
        ours, theirs = (self.versions[side] for side in SIDES)
        merged = merge_record("ticket.md", self.base, ours, theirs)
        assert not merged.trouble, merged.trouble
        check(self.base, ours, theirs, merged)
        self.commutes(ours, theirs, merged)
        assert merge_record("t", self.base, self.base, theirs).data == theirs
        assert merge_record("t", self.base, ours, ours).data == ours
        assert values_of(merge_record("t", self.base, ours, self.base).data) == values_of(ours)

    def commutes(self, ours: bytes, theirs: bytes, merged: Merged) -> None:
        other = merge_record("ticket.md", self.base, theirs, ours)
        assert {one.field for one in other.choices} == {one.field for one in merged.choices}
        if not merged.choices:
            assert unordered(values_of(other.data)) == unordered(values_of(merged.data))
            assert body_of(other.data) == body_of(merged.data)


def check(base: bytes, ours: bytes, theirs: bytes, merged: Merged) -> None:
    """Every field: changed by one, it is that one's; changed by both alike, it is so; by both differently, it is told
    or has the parts of both."""
    was, mine, other, found = map(values_of, (base, ours, theirs, merged.data))
    told = {choice.field.partition(".")[0] for choice in merged.choices}
    for name in changed(was, mine) | changed(was, other):
        if name not in changed(was, other):
            assert found.get(name) == mine.get(name), name
        elif name not in changed(was, mine) or mine.get(name) == other.get(name):
            assert found.get(name) == other.get(name), name
        elif name not in told:
            assert name in ("tags", "links", "tasks"), f"{name} was set differently on both sides, and nobody was told"
            both(was.get(name), mine.get(name), other.get(name), found.get(name))
    assert all(found[name] == was[name] for name in was if name not in changed(was, mine) | changed(was, other))
    bodies = [body_of(data) for data in (base, ours, theirs, merged.data)]
    if bodies[1] != bodies[0] and bodies[2] != bodies[0] and bodies[1] != bodies[2]:
        assert BODY in told
    else:
        assert bodies[3] == (bodies[1] if bodies[2] == bodies[0] else bodies[2])


def parts(value: Any) -> dict[str, Any]:
    """Lists by word or id, mappings by name."""
    if isinstance(value, list):
        return {one if isinstance(one, str) else one["id"]: one for one in value}
    return dict(value or {})


def both(was: Any, ours: Any, theirs: Any, found: Any) -> None:
    """Nothing that either side put in is lost, nothing that either took out is back."""
    before, mine, other, now = map(parts, (was, ours, theirs, found))
    for name in {*before, *mine, *other}:
        sides = {repr(side.get(name)) for side in (mine, other)}
        moved = sides - {repr(before.get(name))}
        assert repr(now.get(name)) in (moved or {repr(before.get(name))}), name


def conflicting(data: bytes) -> bool:
    return b"<<<<<<<" in data and b">>>>>>>" in data


def driven(folder: Path, base: bytes, ours: bytes, theirs: bytes) -> tuple[int, bytes]:
    """The merge driver's exit status, and what it left in the work tree's file."""
    from helpdesk.commands import main

    names = {"base": base, "ours": ours, "theirs": theirs}
    for name, data in names.items():
        (folder / name).write_bytes(data)
    done = CliRunner().invoke(main, ["merge-file", *(str(folder / name) for name in names), "--path", "t/ticket.md"])
    return done.exit_code, (folder / "ours").read_bytes()


LINES = tuple(
    f'- {{"at":"2026-03-0{day}T09:00:00Z","event":"told","notice":"n{day}"}}\n'.encode() for day in range(1, 10)
)


class Ledgers(RuleBasedStateMachine):
    """Two timelines that grew from one, merged into either at any time: no line is lost, doubled or moved."""

    @initialize()
    def both_begin_empty(self) -> None:
        self.sides = dict.fromkeys(SIDES, b"")
        self.written: set[bytes] = set()

    @rule(side=st.sampled_from(SIDES), number=st.integers(0, 10_000), whole=st.booleans())
    def appends(self, side: str, number: int, whole: bool) -> None:
        line = LINES[number % len(LINES)].replace(b"n", b"n%d-" % number, 1)
        if line in self.written:
            return
        self.written.add(line)
        old = self.sides[side]
        gap = b"" if not old or old.endswith(b"\n") else b"\n"
        self.sides[side] = old + gap + (line if whole else line.rstrip(b"\n"))

    @rule(into=st.sampled_from(SIDES))
    def takes_in_the_other(self, into: str) -> None:
        before = self.sides[into]
        other = self.sides[SIDES[SIDES.index(into) - 1]]
        joined = merge_ledger(other, before)
        assert joined.startswith(before)
        assert sorted(joined.splitlines()) == sorted({*before.splitlines(), *other.splitlines()})
        assert merge_ledger(other, joined) == joined == merge_ledger(joined, joined)
        assert set(merge_ledger(before, other).splitlines()) == set(joined.splitlines())
        self.sides[into] = joined
