"""Two desks that were set to write to each other stop after one acknowledgement each, and a dumber machine soon."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from desks import NOON, Place, new_place

ROUNDS = 12


def as_sent(raw: str) -> str:
    return raw


def without_marks(raw: str) -> str:
    """As a gateway that knows only the oldest headers passes it on."""
    known = "From|To|Subject|Message-ID|Date|In-Reply-To|References|Reply-To|MIME-Version|Content-Type"
    return _headers(raw, lambda name: re.fullmatch(known, name, re.IGNORECASE) is not None)


def without_thread(raw: str) -> str:
    """And says nothing about what it answers either."""
    return _headers(without_marks(raw), lambda name: name.lower() not in ("in-reply-to", "references"))


def like_no_mail_before(raw: str) -> str:
    """And has a subject and an id of its own each time."""
    bare = re.sub(r"\[?[A-Z]+-\d{6}\]?|[a-z]+-\d{6}", "case", without_thread(raw))
    return bare.replace("Message-ID: <", f"Message-ID: <x{abs(hash(raw))}")


def _headers(raw: str, kept: Callable[[str], bool]) -> str:
    head, blank, body = raw.partition("\n\n")
    fields = re.split(r"\n(?![ \t])", head)
    return "\n".join(field for field in fields if kept(field.partition(":")[0])) + blank + body


def a_pair(folder: Path) -> tuple[Place, Place]:
    places = []
    for name in ("a", "b"):
        (folder / name).mkdir()
        rules = (
            f"name: Desk {name}\nprefix: {name.upper()}\ndefault_team: first\nmail: {{address: help@{name}.example}}\n"
        )
        places.append(new_place(folder / name, desk=rules.encode()))
    return places[0], places[1]


def carry(one: Place, other: Place, way: Callable[[str], str], carried: set[str]) -> int:
    """Bring what `one` wrote to `other`; how much that was."""
    count = 0
    for path in sorted(one.sent.glob("*.eml")):
        raw = path.read_bytes().decode().replace("\r\n", "\n")
        if f"{one.folder}{path.name}" not in carried and f"help@{other.folder.name}.example" in raw.split("\n\n")[0]:
            carried.add(f"{one.folder}{path.name}")
            if re.search(rf"^To: .*help@{other.folder.name}\.example", raw, re.MULTILINE):
                (other.inbox / f"{len(carried):04d}.eml").write_text(way(raw))
                count += 1
    return count


@pytest.mark.parametrize("way", [as_sent, without_marks, without_thread])
def test_two_desks_set_to_answer_each_other_stop_after_one_acknowledgement_each(
    way: Callable[[str], str], tmp_path: Path
) -> None:
    a, b = a_pair(tmp_path)
    a.drop("start", sender="Desk b <help@b.example>")
    written, carried = {"a": 0, "b": 0}, set[str]()
    for number in range(ROUNDS):
        now = NOON + timedelta(minutes=number)
        a.run(now)
        written["a"] += carry(a, b, way, carried)
        b.run(now)
        back = carry(b, a, way, carried)
        written["b"] += back
        if not back:
            break
    assert written["a"] == 1 and written["b"] <= 1
    assert len(a.references()) == len(b.references()) == 1


def test_a_machine_that_makes_every_answer_look_new_is_stopped_by_counting(tmp_path: Path) -> None:
    a, b = a_pair(tmp_path)
    a.drop("start", sender="Desk b <help@b.example>")
    written, carried = 0, set[str]()
    for number in range(ROUNDS * 2):
        now = NOON + timedelta(minutes=number)
        a.run(now)
        written += carry(a, b, like_no_mail_before, carried)
        b.run(now)
        if not carry(b, a, like_no_mail_before, carried):
            break
    assert 2 <= written <= 20
    assert number < ROUNDS * 2 - 1, "it has stopped by itself"
