"""Writers who lost races stand in line: nobody before their turn, nobody for ever, and nothing rests on it."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from git_desks import bare_desk, clone, commit_files, git, new_ticket, plan, reply

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landing
from helpdesk.store import line as lines
from helpdesk.store.carry_out import carry_out
from helpdesk.store.git_store import GitStore
from helpdesk.store.line import Line, Rank
from helpdesk.store.repository import WAITING, Repository


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    return bare_desk(tmp_path / "remote.git")


def desk(remote: Path, name: str) -> Repository:
    return Repository.open(clone(remote, remote.parent / name, "--bare"))


def places(remote: Path) -> list[str]:
    return git(remote, "for-each-ref", "--format=%(refname)", WAITING).splitlines()


def ranks(remote: Path) -> list[str]:
    return [place.removeprefix(WAITING)[0] for place in places(remote)]


def on_sleep(monkeypatch: pytest.MonkeyPatch, do: Callable[[float], None]) -> None:
    """Whoever gives way does this instead of sleeping; git processes are waited for as ever."""
    clock = SimpleNamespace(time=time.time, monotonic=time.monotonic, sleep=do)
    monkeypatch.setattr(lines, "time", clock)


def test_a_pass_that_lost_once_tries_again_and_one_that_lost_twice_stands_in_line(remote: Path) -> None:
    writer = Line(desk(remote, "one"), "aa")
    writer.lost()
    assert places(remote) == []
    writer.lost()
    assert places(remote) == [writer.place]
    writer.leave()
    assert places(remote) == []


def test_a_person_need_not_lose_twice_and_goes_before_every_pass(remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "PATIENCE", 1.0)
    waiting = Line(desk(remote, "one"), "aa")
    waiting.lost()
    waiting.lost()
    person = Line(desk(remote, "two"), "bb", Rank.PERSON)
    person.lost()
    assert ranks(remote) == ["0", "1"]
    slept: list[float] = []
    on_sleep(monkeypatch, slept.append)
    person.newest()
    assert slept == [], "nobody stands before a person"
    waiting.newest()
    assert slept, "and the pass gives way, for a while"


def test_who_comes_later_stands_behind_and_goes_when_the_line_is_empty(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Line(desk(remote, "one"), "aa"), Line(desk(remote, "two"), "bb")
    first.lost()
    first.lost()
    seen: list[list[str]] = []

    def the_first_ends(_seconds: float) -> None:
        seen.append(places(remote))
        first.leave()

    on_sleep(monkeypatch, the_first_ends)
    assert second.newest() == git(remote, "rev-parse", "main")
    assert len(seen) == 1 and len(seen[0]) == 2, "the second stood in line while the first was there"
    second.leave()
    assert places(remote) == []


def test_one_that_died_in_line_is_passed_over(remote: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Line(desk(remote, "one"), "aa")
    dead.lost()
    dead.lost()
    monkeypatch.setattr(lines, "TURN", 0.05)
    monkeypatch.setattr(lines, "ASKED", 0.0)
    monkeypatch.setattr(lines, "PATIENCE", 60.0)
    living = Line(desk(remote, "two"), "bb")
    assert living.newest() == git(remote, "rev-parse", "main")
    living.leave()


def test_places_of_long_ago_are_taken_away(remote: Path) -> None:
    blob = git(remote, "hash-object", "-w", "--stdin")
    git(remote, "update-ref", f"{WAITING}1-0001500000000-aa-bb", blob)
    git(remote, "update-ref", f"{WAITING}nonsense", blob)
    writer = Line(desk(remote, "one"), "cc")
    writer.newest()
    writer.leave()
    assert places(remote) == []


def test_a_place_goes_in_the_push_that_lands(remote: Path) -> None:
    store = GitStore(desk(remote, "one"))
    store.repository.fetch()
    line = store._in_line()
    line.lost()
    line.lost()
    assert len(places(remote)) == 1
    with store.locked():
        snapshot = store.snapshot()
        landed = store.carry_out(plan(snapshot.commit, new_ticket(1)))
    assert landed.landing is Landing.LANDED
    assert places(remote) == []


@pytest.mark.parametrize("setting", ["receive.advertiseAtomic=false", "receive.denyDeletes=true"])
def test_a_remote_that_cannot_do_both_at_once_still_takes_the_commits(remote: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    git(remote, "config", name, value)
    store = GitStore(desk(remote, "one"))
    store.repository.fetch()
    line = store._in_line()
    line.lost()
    line.lost()
    with store.locked():
        snapshot = store.snapshot()
        assert store.carry_out(plan(snapshot.commit, new_ticket(1))).landing is Landing.LANDED


def test_a_remote_that_takes_no_such_ref_is_raced_as_before(remote: Path) -> None:
    hook = remote / "hooks" / "update"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text('#!/bin/sh\ncase "$1" in refs/heads/main) exit 0;; *) exit 1;; esac\n')
    hook.chmod(0o755)
    store = GitStore(desk(remote, "one"))
    store.repository.fetch()
    line = store._in_line()
    line.lost()
    line.lost()
    assert line.place == ""
    with store.locked():
        snapshot = store.snapshot()
        assert store.carry_out(plan(snapshot.commit, new_ticket(1))).landing is Landing.LANDED


def test_who_waits_asks_only_and_the_next_in_line_reads_what_landed_before_its_turn(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Line(desk(remote, "one"), "aa"), Line(desk(remote, "two"), "bb")
    first.lost()
    first.lost()
    landed = [git(remote, "rev-parse", "main")]

    def the_first_lands_and_then_ends(_seconds: float) -> None:
        if len(landed) == 1:
            landed.append(commit_files(remote, {"kb/a.md": b"Text.\n"}, "Write"))
        else:
            first.leave()

    on_sleep(monkeypatch, the_first_lands_and_then_ends)
    read: list[str] = []
    assert second.newest(meanwhile=read.append) == landed[-1]
    # What was here when it began to wait, and then what landed.
    assert read == landed
    second.leave()


def test_a_plan_is_carried_over_what_people_pushed_only_while_nobody_waits_for_longer(remote: Path) -> None:
    store = GitStore(desk(remote, "one"))
    with store.locked():
        snapshot = store.snapshot()
        commit_files(remote, {"kb/a.md": b"Text.\n"}, "Write")
        waiting = Line(desk(remote, "two"), "bb")
        waiting.lost()
        waiting.lost()
        assert store.carry_out(plan(snapshot.commit, new_ticket(1))).landing is Landing.LOST_RACE
        waiting.leave()
        assert store.carry_out(plan(snapshot.commit, new_ticket(1))).landing is Landing.LANDED


def note_of_what_was_sent(commit: str) -> Plan:
    """A plan that decides nothing: it appends to ticket 1."""
    return plan(commit, reply(1, "Sent.\n", "told"))


def test_who_reads_early_waits_only_with_a_plan_in_hand_which_then_goes_on_top_of_what_others_landed(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = GitStore(desk(remote, "one")), GitStore(desk(remote, "two"))
    carry_out(store.repository, plan(store.repository.fetch(), new_ticket(1)))
    waiting = other._in_line()
    waiting.lost()
    waiting.lost()
    landed: list[str] = []

    def the_other_lands(_seconds: float) -> None:
        landed.append(carry_out(other.repository, plan(other.repository.fetch(), new_ticket(2)), line=waiting).commit)

    on_sleep(monkeypatch, the_other_lands)
    with store.locked(early=True):
        note = note_of_what_was_sent(store.snapshot().commit)
        assert landed == [], "it read, and could send, while somebody else stood before it"
        outcome = store.carry_out(note)
    assert (outcome.landing, len(landed)) == (Landing.LANDED, 1)
    assert git(remote, "rev-parse", "main", "main~1").splitlines() == [outcome.commit, *landed]
    assert places(remote) == []


def test_what_was_read_early_is_made_again_where_others_wrote_to_the_same_ticket(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, other = GitStore(desk(remote, "one")), GitStore(desk(remote, "two"))
    carry_out(store.repository, plan(store.repository.fetch(), new_ticket(1)))
    waiting = other._in_line()
    waiting.lost()
    waiting.lost()

    def the_other_writes_to_it(_seconds: float) -> None:
        carry_out(other.repository, plan(other.repository.fetch(), reply(1, "More.\n", "k")), line=waiting)

    on_sleep(monkeypatch, the_other_writes_to_it)
    with store.locked(early=True):
        commit = store.snapshot().commit
        assert store.carry_out(note_of_what_was_sent(commit)).landing is Landing.LOST_RACE
        again = store.snapshot().commit
        assert store.carry_out(note_of_what_was_sent(again)).landing is Landing.LANDED


def test_it_is_crowded_where_somebody_else_waits_or_has_gone_first(remote: Path) -> None:
    writer, other = Line(desk(remote, "one"), "aa"), Line(desk(remote, "two"), "bb")
    writer.newest()
    assert not writer.crowded()
    writer.lost()
    assert writer.crowded(), "somebody went first"
    writer.landed("")
    assert not writer.crowded()
    other.lost()
    other.lost()
    other.newest()
    assert other.crowded()
    other.landed("")
    other.newest()
    assert not other.crowded(), "its own place is nobody else's"
    other.lost()
    other.lost()
    writer._repository.fetch()
    assert writer.crowded(), "somebody waits"
    other.leave()


def test_who_loses_races_to_people_in_its_turn_shows_that_it_lives_and_is_not_passed_over(
    remote: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else all who wait would contend at once, each would be slower for it, and people would win every race."""
    now = [1000.0]
    first, second = Line(desk(remote, "one"), "aa"), Line(desk(remote, "two"), "bb")
    rounds: list[str] = []

    def six_seconds_later(_seconds: float) -> None:
        now[0] += lines.TURN + 1
        rounds.append(git(remote, "rev-parse", first.place))
        if len(rounds) < 4:
            first.lost()

    clock = SimpleNamespace(time=time.time, monotonic=lambda: now[0], sleep=six_seconds_later)
    monkeypatch.setattr(lines, "time", clock)
    first.lost()
    first.lost()
    second.newest()
    assert len(rounds) == len(set(rounds)) == 4, "given way to for as long as it shows that it lives"
    assert len(places(remote)) == 2 and not second.behind(), "and passed over when it does not"
    first.lost()
    second._repository.fetch()
    assert second.behind(), "until it shows it again"
