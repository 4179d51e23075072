"""Where other passes wait at the remote, a pass takes in a few messages a turn, and the rest after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place, nobody_knows

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed
from helpdesk.passing.round import run_once
from helpdesk.store.git_store import GitStore
from helpdesk.store.repository import Repository

DESK = b"name: Desk\ndefault_team: first\nmail: {address: help@example.org}\nlimits: {messages_per_turn: 2}\n"


class Crowded(GitStore):
    """Others are always seen to wait. After `turns` landings the machine stops."""

    def __init__(self, repository: Repository, turns: int = 99) -> None:
        super().__init__(repository)
        self.turns, self.landed = turns, list[int]()

    def crowded(self) -> bool:
        return True

    def carry_out(self, plan: Plan) -> Landed:
        if len(self.landed) == self.turns:
            raise OSError("the machine stops")
        self.landed.append(sum(work.create is not None for work in plan.work))
        return super().carry_out(plan)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    place = new_place(tmp_path, desk=DESK)
    for name in "abcde":
        place.drop(name)
    yield place
    assert [record.ticket.title for record in place.store().snapshot().all_tickets()] == [
        f"Request {name}" for name in "abcde"
    ], "each is in once, in the order in which it came"

    assert not list(place.inbox.glob("*.eml"))
    assert place.in_sync()


def crowded(place: Place, turns: int = 99) -> Crowded:
    return Crowded(Repository.open(place.desk), turns)


def test_where_others_wait_a_push_takes_in_so_many_messages_and_the_rest_comes_after_them(place: Place) -> None:
    store = crowded(place)
    report = run_once(store, place.doors(), nobody_knows, NOON)
    assert store.landed == [2, 2, 1, 0], "three turns for five messages, and one for what was sent"
    assert (report.messages, report.sent, report.trouble) == (5, 10, [])


def test_where_nobody_waits_it_is_one_push(place: Place) -> None:
    place.run()
    subjects = git(place.remote, "log", "--format=%(trailers:key=Pass,valueonly)", "main").split()
    assert len(set(subjects)) == 2, "one takes in, one notes what was sent"


def test_a_pass_that_dies_between_two_turns_leaves_the_rest_to_the_next(place: Place) -> None:
    report = run_once(crowded(place, turns=1), place.doors(), nobody_knows, NOON)
    assert report.trouble and place.references() == ["HD-000001", "HD-000002"]
    assert len(list(place.inbox.glob("*.eml"))) == 5, "nothing is put away before all of it is in"
    place.run()
    assert len(place.mails()) == 10
