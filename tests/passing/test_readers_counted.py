"""What readers said at the gateway lands in git once, whatever ends a pass, and whoever pushes beside it."""

from pathlib import Path

import pytest
from desks import NOON, Place, git, new_place, nobody_knows

from helpdesk.channels.doors import inbox
from helpdesk.channels.gateway.heard import HeardSpool
from helpdesk.channels.gateway.inbox import SpoolInbox
from helpdesk.model.readers import ArticleMonth, Said
from helpdesk.passing.doors import Doors
from helpdesk.passing.report import Report
from helpdesk.passing.round import run_once

PATH = "readers/2026-03/articles/network/vpn.yml"


def a_desk(folder: Path) -> Place:
    place = new_place(folder, desk=b"name: Desk\ndefault_team: first\nreaders: {searches: true}\n")
    article = place.desk / "kb/network/vpn.md"
    article.parent.mkdir(parents=True)
    article.write_text("---\ntitle: VPN\nowner: kim\naudience: public\nstatus: published\n---\n\nSteps.\n")
    git(place.desk, "add", "kb")
    git(place.desk, "commit", "-qm", "Write an article")
    git(place.desk, "push", "-q")
    return place


def say(place: Place, *keys: str, helped: bool = True) -> None:
    spool = HeardSpool(place.folder / "spool")
    for key in keys:
        spool.keep(Said(place=0, at=NOON, article="network/vpn", helped=helped), "203.0.113.9", f"{key}-of-a-page")
    spool.close()


def take_in(place: Place) -> Report:
    door = inbox(f"spool:{place.folder / 'spool'}", place.store().snapshot().rules.desk)
    return run_once(place.store(), Doors((door,), {}), nobody_knows, NOON)


def _dies(_door: SpoolInbox, _messages: object) -> None:
    raise ConnectionError("killed")


def counted(place: Place) -> tuple[int, int]:
    month = place.store().snapshot().readers[PATH]
    assert isinstance(month, ArticleMonth)
    return month.days["2026-03-02"].helped, month.days["2026-03-02"].not_helped


def test_it_is_a_file_at_head_and_survives_that_history_goes(tmp_path: Path) -> None:
    place = a_desk(tmp_path)
    say(place, "one", "two")
    say(place, "three", helped=False)
    report = take_in(place)
    assert report.tickets == [f"counted what readers said: {PATH}"] and not report.trouble
    assert counted(place) == (2, 1)
    assert git(place.desk, "show", f"HEAD:{PATH}") == 'days:\n  "2026-03-02": {helped: 2, not_helped: 1}'
    before = git(place.desk, "rev-parse", "HEAD")
    assert not take_in(place).tickets and git(place.desk, "rev-parse", "HEAD") == before, "a second pass is quiet"
    squashed = git(place.desk, "commit-tree", "HEAD^{tree}", "-m", "All before")
    git(place.desk, "push", "-qf", "origin", f"{squashed}:refs/heads/{git(place.desk, 'branch', '--show-current')}")
    fresh = place.clone("fresh")
    assert counted(fresh) == (2, 1)


def test_a_pass_that_dies_after_its_push_counts_nothing_twice(tmp_path: Path) -> None:
    place = a_desk(tmp_path)
    say(place, "one", "two")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SpoolInbox, "settle", _dies)
        assert take_in(place).trouble
    assert not take_in(place).tickets
    assert counted(place) == (2, 0)
    say(place, "three")
    take_in(place)
    assert counted(place) == (3, 0)


def test_two_desks_machines_that_count_at_once_lose_nothing(tmp_path: Path) -> None:
    place = a_desk(tmp_path)
    other = place.clone("other")
    say(place, "one")
    away = Place(tmp_path / "away", other.desk)
    say(away, "two")
    take_in(place)
    take_in(away)
    assert counted(Place(tmp_path, away.desk)) == (2, 0)
