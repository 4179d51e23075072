"""What readers keep in a clone: there again for the next one, and gone without harm."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from helpdesk.model.kept import Kept, KeptInMemory
from helpdesk.store.kept import FILE, KeptInGit

ENTRIES = [(1, "tree a", b"one"), (2, "tree b", b"two"), (7, "tree c", b"\x00\xff")]


def in_git(folder: Path) -> Kept:
    return KeptInGit(folder / "helpdesk", "lines", "by this tool")


def in_memory(_folder: Path) -> Kept:
    return KeptInMemory()


@pytest.mark.parametrize("held", [in_git, in_memory])
def test_what_was_kept_is_there_again_by_number(held: Callable[[Path], Kept], tmp_path: Path) -> None:
    kept = held(tmp_path)
    assert list(kept.entries()) == []
    kept.keep(reversed(ENTRIES))
    assert list(kept.entries()) == ENTRIES


@pytest.mark.parametrize("held", [in_git, in_memory])
def test_an_entry_takes_the_place_of_the_last_one_of_its_ticket(held: Callable[[Path], Kept], tmp_path: Path) -> None:
    kept = held(tmp_path)
    kept.keep(ENTRIES)
    kept.keep([(2, "tree d", b"new")], gone=[7, 99])
    assert list(kept.entries()) == [(1, "tree a", b"one"), (2, "tree d", b"new")]


def test_the_next_process_finds_it(tmp_path: Path) -> None:
    in_git(tmp_path).keep(ENTRIES)
    assert list(in_git(tmp_path).entries()) == ENTRIES


def test_names_do_not_get_in_each_others_way(tmp_path: Path) -> None:
    other = KeptInGit(tmp_path / "helpdesk", "facts", "by this tool")
    in_git(tmp_path).keep(ENTRIES)
    other.keep([(1, "tree a", b"another")])
    assert list(other.entries()) == [(1, "tree a", b"another")]
    assert list(in_git(tmp_path).entries()) == ENTRIES


def test_what_another_version_kept_is_not_read_and_then_replaced(tmp_path: Path) -> None:
    in_git(tmp_path).keep(ENTRIES)
    newer = KeptInGit(tmp_path / "helpdesk", "lines", "by a newer tool")
    assert list(newer.entries()) == []
    newer.keep([(3, "tree e", b"three")])
    assert list(newer.entries()) == [(3, "tree e", b"three")]
    assert list(in_git(tmp_path).entries()) == []


def test_an_entry_whose_bytes_were_changed_is_left_out(tmp_path: Path) -> None:
    kept = in_git(tmp_path)
    kept.keep(ENTRIES)
    with sqlite3.connect(tmp_path / "helpdesk" / FILE) as connection:
        connection.execute("UPDATE entry SET data = CAST('onE' AS BLOB) WHERE number = 1")
        connection.execute("UPDATE entry SET number = 3 WHERE number = 2")
        connection.execute("UPDATE entry SET state = 'tree z' WHERE number = 7")
    connection.close()
    assert list(kept.entries()) == []


@pytest.mark.parametrize("damage", [b"", b"no database", b"\xff" * 5000])
def test_a_damaged_file_is_nothing_and_is_made_anew(damage: bytes, tmp_path: Path) -> None:
    kept = in_git(tmp_path)
    kept.keep(ENTRIES)
    file = tmp_path / "helpdesk" / FILE
    for suffix in ("-wal", "-shm"):
        file.with_name(f"{FILE}{suffix}").unlink(missing_ok=True)
    file.write_bytes(damage)
    assert list(kept.entries()) == []
    kept.keep(ENTRIES[:1])
    assert list(kept.entries()) == ENTRIES[:1]


def test_a_folder_that_cannot_be_made_keeps_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "helpdesk").write_text("a file is in the way")
    kept = in_git(tmp_path)
    kept.keep(ENTRIES)
    assert list(kept.entries()) == []
