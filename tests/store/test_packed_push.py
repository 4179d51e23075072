"""Many commits go to the remote as they were packed; few are packed as small as git can."""

from pathlib import Path

import pytest
from git_desks import bare_desk, clone, git, new_ticket, plan

from helpdesk.model.ports import Landing
from helpdesk.store.carry_out import carry_out
from helpdesk.store.plumbing import Done, Git
from helpdesk.store.repository import Repository


@pytest.mark.parametrize(("tickets", "as_packed"), [(1, False), (100, True)])
def test_only_what_git_has_just_packed_is_pushed_without_packing_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tickets: int, as_packed: bool
) -> None:
    remote = bare_desk(tmp_path / "remote.git")
    desk = Repository.open(clone(remote, tmp_path / "clone"))
    pushed, run = [], Git.run

    def noting(self: Git, verb: str, *arguments: str, **named: object) -> Done:
        if verb == "push":
            pushed.append("pack.window=0" in self.place)
        return run(self, verb, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Git, "run", noting)
    landed = carry_out(desk, plan(desk.head(), *(new_ticket(number) for number in range(1, tickets + 1))))
    assert landed.landing is Landing.LANDED
    assert pushed == [as_packed]
    assert git(remote, "rev-parse", "main") == landed.commit
    assert git(remote, "fsck", "--strict", "--no-dangling") == ""
