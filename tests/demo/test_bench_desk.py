"""The desks that measurements are made on: any size, the real shape, and sound by the desk's own reading."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from bench_desks import Desks
from generate import make, tickets

from helpdesk.demo.files import company, desk_files
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.shelf import phase_of

NOW = datetime(2026, 11, 23, 13, tzinfo=UTC)
RULES, _ = company(desk_files())
Files = dict[str, bytes]


@pytest.fixture(scope="module")
def desk() -> list[Files]:
    return list(tickets(700, 3, NOW, stories=200))


def test_it_has_as_many_tickets_as_asked_for_numbered_without_a_gap(desk: list[Files]) -> None:
    names = [next(iter(files)) for files in desk]
    assert names == [f"tickets/000/HD-{number:06d}/ticket.md" for number in range(1, 701)]


def test_the_same_seed_makes_the_same_desk(desk: list[Files]) -> None:
    assert list(tickets(700, 3, NOW, stories=200)) == desk


def test_every_ticket_reads_and_its_ledger_folds_to_it(desk: list[Files]) -> None:
    for files in desk:
        (path, ticket_md), (_, ledger) = list(files.items())[:2]
        ticket, _, wrong = read_ticket(path, ticket_md)
        entries, broken = read_timeline(path, ledger)
        assert ticket is not None and not wrong and not broken, wrong
        written, known = front_matter(ticket), fold(entries).fields
        assert {n for n in DEFAULTS if written.get(n, DEFAULTS[n]) != known.get(n, DEFAULTS[n])} == set(), path
        assert ticket.id in path


def test_what_is_old_is_closed_and_what_is_new_goes_on(desk: list[Files]) -> None:
    found = [ticket for files in desk if (ticket := read_ticket("t", files[next(iter(files))])[0])]
    phases = [phase_of(ticket, RULES) for ticket in found]
    assert set(phases[:500]) == {Phase.CLOSED}
    assert phases[500:].count(Phase.CLOSED) < 200
    opened = [ticket.opened for ticket in found]
    assert max(opened) <= NOW and opened[0] < opened[600]


def test_tickets_have_the_size_of_real_ones(desk: list[Files]) -> None:
    texts = [files[next(iter(files))].decode() for files in desk]
    words = [len(text.split("---\n", 2)[2].split()) for text in texts]
    keys = [sum(line[:1].isalpha() for line in text.split("---\n", 2)[1].splitlines()) for text in texts]
    assert 240 < sum(words) / len(words) < 320
    assert 20 <= sum(keys) / len(keys) <= 24


def test_no_key_is_given_twice(desk: list[Files]) -> None:
    keys: list[str] = []
    for files in desk:
        ledger = next(content for path, content in files.items() if path.endswith("timeline.yml"))
        lines = (msgspec.json.decode(line.removeprefix(b"- ")) for line in ledger.splitlines())
        keys += [line["key"] for line in lines if line.get("key")]
    assert len(keys) == len(set(keys))


def test_it_becomes_one_commit_in_a_bare_repository(tmp_path: Path) -> None:
    make(tmp_path / "desk", 30, 1, NOW)

    def git(*arguments: str) -> str:
        command = ["git", "-C", str(tmp_path / "desk"), *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    assert git("rev-list", "--count", "main").strip() == "1"
    listed = git("ls-tree", "-r", "--name-only", "main").splitlines()
    assert sum(path.endswith("/ticket.md") for path in listed) == 30
    assert {"rules/desk.yml", "tickets/cursors.yml", "kb/network/vpn.md"} <= set(listed)
    git("fsck", "--strict")


def test_a_copy_too_large_to_check_out_is_bare_and_put_back_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench_desks.helpdesk", lambda *_words, folder: None)  # what passes cost is the bench's own
    make(tmp_path / "desk-12.git", 12, 1, NOW)
    desks = Desks(tmp_path, checked_out=10)
    copy = desks.copy(12)
    assert not (copy.clone / "tickets").exists()
    assert (copy.first(), copy.last(), len(copy.tickets())) == ("tickets/000/HD-000001", "tickets/000/HD-000012", 12)
    copy.put(f"{copy.first()}/files/note.txt", "Gesehen, für heute.\n")
    assert copy.read(f"{copy.first()}/files/note.txt") == "Gesehen, für heute.\n"
    copy = desks.copy(12)
    assert "files" not in copy.git("ls-tree", "--name-only", f"main:{copy.first()}").split()
    with pytest.raises(RuntimeError, match="not checked out"):
        copy.with_work_tree()
