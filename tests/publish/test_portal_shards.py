"""A portal drawn in parts by several machines, and one portal over the desks of several years."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from northwind import NOW, rules, sample_desk

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, Shard, build, build_shard
from helpdesk.publish.extras import Extras
from helpdesk.publish.output import MANIFEST
from helpdesk.store.years import still_open, with_earlier


def tree(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.mark.parametrize("audience", [Audience.STAFF, Audience.PUBLIC])
def test_shards_joined_are_the_portal_drawn_at_once(tmp_path, audience):
    build(sample_desk(), tmp_path / "whole", NOW, audience)
    shards = [tmp_path / f"shard-{part}" for part in (1, 2, 3)]
    for part, folder in enumerate(shards, 1):
        build_shard(sample_desk(), folder, NOW, audience, Shard(part, 3))
    build(sample_desk(), tmp_path / "joined", NOW, audience, extras=Extras(drawn=tuple(shards)))
    assert tree(tmp_path / "joined") == tree(tmp_path / "whole")


def test_every_ticket_page_is_drawn_by_one_shard(tmp_path):
    build(sample_desk(), tmp_path / "whole", NOW, Audience.STAFF)
    drawn = [
        tree(tmp_path / f"{part}")
        for part in (1, 2)
        if build_shard(sample_desk(), tmp_path / f"{part}", NOW, Audience.STAFF, Shard(part, 2))
    ]
    pages = {path for path in tree(tmp_path / "whole") if path.startswith("tickets/0")}
    assert [path for path in drawn[0] if path.startswith("tickets/")]
    assert not {path for path in drawn[0] if path.startswith("tickets/")} & drawn[1].keys()
    assert pages == {path for part in drawn for path in part if path.startswith("tickets/0")}


def test_the_join_draws_itself_what_a_shard_has_drawn_otherwise_or_not_at_all(tmp_path):
    build_shard(sample_desk(), tmp_path / "shard", NOW, Audience.STAFF, Shard(1, 1))
    other = [path for path in tree(tmp_path / "shard") if path.endswith(".html")]
    (tmp_path / "shard" / other[0]).write_text("<p>Half a page")
    (tmp_path / "shard" / other[1]).unlink()
    build(sample_desk(), tmp_path / "whole", NOW, Audience.STAFF)
    build(
        sample_desk(),
        tmp_path / "joined",
        NOW,
        Audience.STAFF,
        extras=Extras(drawn=(tmp_path / "shard", tmp_path / "nowhere")),
    )
    assert tree(tmp_path / "joined") == tree(tmp_path / "whole")


def test_nothing_drawn_for_staff_is_taken_into_a_public_portal(tmp_path):
    build_shard(sample_desk(), tmp_path / "shard", NOW, Audience.STAFF, Shard(1, 1))
    build(sample_desk(), tmp_path / "whole", NOW, Audience.PUBLIC)
    build(sample_desk(), tmp_path / "joined", NOW, Audience.PUBLIC, extras=Extras(drawn=(tmp_path / "shard",)))
    assert tree(tmp_path / "joined") == tree(tmp_path / "whole")


def by_year() -> tuple[MemoryDesk, MemoryDesk, MemoryDesk]:
    """The sample desk whole, and parted: what is closed in an earlier desk, what is open in this one."""
    whole = sample_desk()
    left_open = {record.number for record in whole.open_tickets()}
    closed = [record for record in whole.records.values() if record.number not in left_open]
    assert closed and left_open

    def desk(records):
        return MemoryDesk(whole.rules, records, commit=whole.commit, articles=whole.articles, assets=whole.assets)

    return whole, desk(closed), desk([whole.records[number] for number in sorted(left_open)])


def test_one_portal_shows_the_closed_tickets_of_earlier_desks(tmp_path):
    whole, last_year, this_year = by_year()
    build(whole, tmp_path / "whole", NOW, Audience.STAFF)
    build(with_earlier(this_year, [last_year]), tmp_path / "joined", NOW, Audience.STAFF)
    joined, at_once = tree(tmp_path / "joined"), tree(tmp_path / "whole")
    # How a desk itself fares is said of this one alone.
    others = [path for path in at_once if joined.get(path) != at_once[path]]
    assert all(path.startswith("health/") for path in others)
    assert joined.keys() == at_once.keys()


def test_what_is_still_open_in_an_earlier_desk_is_named_and_left_out():
    whole, last_year, this_year = by_year()
    named = still_open(this_year)
    assert named and all(reference.startswith("HD-") for reference in named)
    together = with_earlier(last_year, [whole])
    assert [record.number for record in together.all_tickets()] == [record.number for record in last_year.all_tickets()]


def test_a_number_that_both_desks_have_is_this_desks_own():
    whole, last_year, _ = by_year()
    together = with_earlier(whole, [last_year])
    assert list(together.all_tickets()) == list(whole.all_tickets())


def test_desks_that_call_their_tickets_differently_are_not_read_together():
    other = replace(rules(), desk=replace(rules().desk, prefix="OLD"))
    with pytest.raises(ValueError, match="share a prefix"):
        with_earlier(sample_desk(), [MemoryDesk(other, [])])
