"""Whether a few folders of a work tree are as a commit has them, told without the index: on a large desk reading it is
most of what `git status` does."""

import os
from collections.abc import Mapping
from pathlib import Path

from helpdesk.model.ids import TicketNumber, number_of_path, ticket_folder
from helpdesk.store.git_ids import Reader, Unusual
from helpdesk.store.repository import Repository
from helpdesk.store.tree import Desk

PARTS = ("rules", "kb", "assets", "readers")
CURSORS = "tickets/cursors.yml"


def as_committed(repository: Repository, commit: str, desk: Desk, tickets: Mapping[int, tuple[str, str]]) -> bool:
    """Whether the small folders, the cursors and these tickets lie in the work tree as they are in `desk`, that of
    `commit`. `tickets` has where the commit keeps each and its tree, ("", "") for one that it has not.

    False where that is not plain: only git can say then what differs, by its settings, attributes and ignored files.
    """
    assert repository.root is not None
    root = repository.root
    try:
        reader = Reader(len(commit), (repository.git_dir / "index").stat().st_size)
        shards = {path.rpartition("/")[0] for path, _ in tickets.values() if path}
        if any((root / path).is_symlink() for path in ("tickets", *shards)):
            return False
        return (
            all(reader.folder(f"{root}/{part}") == desk.parts[part] for part in PARTS)
            and reader.file(f"{root}/{CURSORS}") == desk.cursors
            and all(_ticket(reader, root, number, *has) for number, has in tickets.items())
        )
    except (Unusual, OSError):
        return False


def _ticket(reader: Reader, root: Path, number: int, path: str, tree: str) -> bool:
    there = ticket_folders(root, number)
    return there == [path] * bool(path) and (not path or reader.folder(f"{root}/{path}") == tree)


def ticket_folders(root: Path, number: int) -> list[str]:
    """Where a ticket lies in the work tree, whatever it is called; nowhere, once or more than once."""
    shard = shard_of(number)
    try:
        names = os.listdir(root / shard)  # noqa: PTH208 - a thousand names at each look; as a Path each takes longer
    except OSError:
        return []
    there = (f"{shard}/{name}" for name in names if name.endswith(f"-{number:06d}"))
    return sorted(path for path in there if number_of_path(path) == number)


def shard_of(number: int) -> str:
    """The folder that a ticket's folder lies in."""
    return ticket_folder("", TicketNumber(number)).rpartition("/")[0]
