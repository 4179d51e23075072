"""The desk in git and the desk in memory answer alike."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from git_desks import MORNING, SEEDED, bare_desk, plan

from helpdesk.load.rules import read_rules
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.plan import Work
from helpdesk.model.ports import Landing
from helpdesk.model.snapshot import Snapshot
from helpdesk.resources import default_rules
from helpdesk.store.carry_out import carry_out
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot

sys.path.insert(0, str(Path(__file__).parents[1] / "contract"))
from snapshot_contract import CHECKS, Build

Pass = list[Work] | tuple[list[Work], dict[str, str]]


def in_memory(folder: Path, *passes: Pass) -> Snapshot:
    rules, _ = read_rules(SEEDED, default_rules(), "")
    assert rules is not None
    desk = MemoryDesk(rules)
    for works, channels in map(spread, passes):
        desk = desk.apply(plan(desk.commit, *works, channels=channels))
    return desk


def in_git(folder: Path, *passes: Pass) -> Snapshot:
    repository = Repository.open(bare_desk(folder / "desk.git"))
    for works, channels in map(spread, passes):
        assert carry_out(repository, plan(repository.head(), *works, channels=channels)).landing is Landing.LANDED
        GitSnapshot.at(repository).close()  # the cache moves with every pass
    return GitSnapshot.at(repository)


def in_git_unseen(folder: Path, *passes: Pass) -> Snapshot:
    """The last pass laid over a cache that stands at the desk's first commit, and stays there."""
    repository = Repository.open(bare_desk(folder / "desk.git"))
    for place, (works, channels) in enumerate(map(spread, passes)):
        assert carry_out(repository, plan(repository.head(), *works, channels=channels)).landing is Landing.LANDED
        if not place:
            GitSnapshot.at(repository).close()
    return GitSnapshot.at(repository, keep=False)


def spread(given: Pass) -> tuple[list[Work], dict[str, str]]:
    return given if isinstance(given, tuple) else (given, {})


@pytest.mark.parametrize("held", [in_memory, in_git, in_git_unseen])
@pytest.mark.parametrize("rule", CHECKS, ids=lambda rule: rule.__name__)
def test_whatever_holds_the_desk(held: Callable[..., Snapshot], rule: Callable[[Build], None], tmp_path: Path) -> None:
    rule(lambda *passes: held(tmp_path, *passes))


@pytest.mark.parametrize("held", [in_memory, in_git, in_git_unseen])
def test_a_ticket_has_another_state_when_it_changed_and_the_same_when_another_did(
    held: Callable[..., Snapshot], tmp_path: Path
) -> None:
    from git_desks import new_ticket, reply

    first, answered = [new_ticket(1), new_ticket(2)], [reply(1, "Still broken.\n", "k")]
    before = dict(held(tmp_path / "before", first).states())
    after = dict(held(tmp_path / "after", first, answered).states())
    assert sorted(before) == sorted(after) == [1, 2]
    assert [number for number in before if before[number] != after[number]] == [1]


def test_a_snapshot_does_not_change_while_a_pass_writes(tmp_path: Path) -> None:
    from git_desks import new_ticket

    repository = Repository.open(bare_desk(tmp_path / "desk.git"))
    with GitSnapshot.at(repository) as before:
        carry_out(repository, plan(before.commit, new_ticket(1)))
        with GitSnapshot.at(repository) as after:
            assert [record.number for record in after.all_tickets()] == [1]
            assert list(before.all_tickets()) == list(before.awake(MORNING)) == []
