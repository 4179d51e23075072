"""The output folder: written where something changed, never wiped, and never with yesterday's secrets in it."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace
from northwind import NOW, random_record, rules, sample_desk

from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.output import MANIFEST, ForeignFolderError


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def with_title(desk: MemoryDesk, number: int, title: str) -> MemoryDesk:
    record = desk.records[number]
    changed = replace(record, ticket=replace(record.ticket, title=title))
    records = {**desk.records, number: changed}
    return MemoryDesk(desk.rules, records.values(), commit="2", articles=desk.articles, assets=desk.assets)


def test_the_same_desk_at_the_same_moment_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        build(sample_desk(), tmp_path / name, NOW, Audience.STAFF)
    assert tree(tmp_path / "a") == tree(tmp_path / "b")


def test_a_second_build_writes_nothing(staff):
    first, second = staff(sample_desk()), staff(sample_desk())
    assert first.unchanged == 0
    assert (second.written, second.unchanged, second.removed) == ((), len(first.written), 0)


def test_after_one_ticket_changed_only_pages_that_show_it_are_written(staff):
    desk = sample_desk()
    staff(desk)
    report = staff(with_title(desk, 61, "The gateway in Lisbon is down"))
    tickets = [path for path in report.written if path.startswith("tickets/0")]
    assert tickets == ["tickets/000/HD-000061.html", "tickets/000/HD-000061.json"]
    assert "queues/team/network.html" in report.written
    assert "queues/team/workplace.html" not in report.written


def test_time_alone_changes_no_page_of_a_ticket_whose_clocks_stand_as_they_stood(staff):
    desk = MemoryDesk(rules(), [sample_desk().records[61]])
    staff(desk)
    report = staff(desk, NOW + timedelta(minutes=1))
    assert not [path for path in report.written if path.startswith("tickets/0")]


def test_a_page_is_rewritten_when_its_clock_runs_out(staff):
    desk = sample_desk()
    staff(desk)
    report = staff(desk, NOW + timedelta(days=2))
    assert [path for path in report.written if path.startswith("tickets/0")]


def test_a_damaged_page_is_made_again(staff, out):
    staff(sample_desk())
    page = out / "tickets/000/HD-000061.html"
    good = page.read_bytes()
    page.write_bytes(b"")
    staff(sample_desk())
    assert page.read_bytes() == good


def test_pages_that_no_longer_belong_there_are_removed_and_empty_folders_with_them(staff, out):
    staff(sample_desk())
    assert (out / "assets/device").is_dir()
    report = staff(MemoryDesk(rules()))
    assert report.removed > 50
    assert not (out / "assets/device").exists()
    assert not (out / "tickets/000").exists()


def test_files_that_others_put_beside_the_pages_stay(staff, out):
    staff(sample_desk())
    (out / "CNAME").write_text("help.example")
    staff(MemoryDesk(rules()))
    assert (out / "CNAME").read_text() == "help.example"


def test_a_folder_that_somebody_else_filled_is_refused_and_left_as_it_is(staff, out):
    out.mkdir()
    (out / "thesis.tex").write_text("years of work")
    with pytest.raises(ForeignFolderError, match="did not write"):
        staff(sample_desk())
    assert tree(out) == {"thesis.tex": b"years of work"}


def test_a_build_for_the_public_leaves_nothing_of_a_build_for_staff(staff, public, out, tmp_path):
    staff(sample_desk())
    public(sample_desk())
    build(sample_desk(), tmp_path / "fresh", NOW, Audience.PUBLIC)
    assert tree(out) == tree(tmp_path / "fresh")


def test_a_build_that_crashed_leaves_nothing_behind_for_the_next_audience(staff, public, out, tmp_path):
    class Crashing(MemoryDesk):
        looked_at = False

        def these(self, numbers):
            found = list(super().these(numbers))
            if self.looked_at and found:  # now the pages are drawn
                yield from found[:30]
                raise OSError("the disk went away")
            self.looked_at = True
            yield from found

    with pytest.raises(OSError, match="disk"):
        staff(Crashing(rules(), [random_record(n, Random(n)) for n in range(1, 60)]))
    assert (out / "tickets/000").is_dir()
    public(sample_desk())
    build(sample_desk(), tmp_path / "fresh", NOW, Audience.PUBLIC)
    assert tree(out) == tree(tmp_path / "fresh")


def test_ids_that_no_file_system_would_take_become_pages_all_the_same(staff, out):
    record = sample_desk().records[61]
    odd = ["../../etc/passwd", ".git", "a" * 400, "con\x00trol", "two words", "\N{SKULL}", "nul\n", "C:\\temp"]
    records = [replace(record, number=n, ticket=replace(record.ticket, assignee=who)) for n, who in enumerate(odd, 1)]
    staff(MemoryDesk(rules(), records))
    pages = list((out / "queues/person").glob("*.html"))
    assert len(pages) == len(odd) + len(rules().people)
    outside = [path for path in out.parent.rglob("*") if path.is_file() and not path.is_relative_to(out)]
    assert outside == []
    assert [path.name for path in out.rglob(".*")] == [MANIFEST]
