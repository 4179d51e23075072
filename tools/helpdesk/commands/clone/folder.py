"""The files of a desk as they lie in a folder, uncommitted edits included."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

AREAS = ("tickets", "rules", "kb", "assets", "readers")


class DeskFolder(Mapping[str, bytes]):
    """Content by path below the desk's folder, read when it is asked for. Links are not followed: what they point at
    is no record."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._paths = dict.fromkeys(path for area in AREAS for path in _files(root, area))

    def __getitem__(self, path: str) -> bytes:
        if path not in self._paths:
            raise KeyError(path)
        # Read whole, so that a buffer would only copy it; a Path costs more than the reading.
        with open(f"{self.root}/{path}", "rb", buffering=0) as file:  # noqa: PTH123
            return file.read()

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


def _files(root: Path, area: str) -> Iterator[str]:
    """Paths of plain files below `area`, sorted folder by folder. Names that are no UTF-8 are no paths of records."""
    try:
        entries = sorted(os.scandir(root / area), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        path = f"{area}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from _files(root, path)
        elif entry.is_file(follow_symlinks=False) and _is_text(path):
            yield path


def _is_text(path: str) -> bool:
    return path.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in path)


def find_desk(start: Path) -> Path | None:
    """The nearest folder from `start` upwards that holds a desk: rules/ or tickets/."""
    for folder in (start, *start.parents):
        if any((folder / area).is_dir() for area in ("rules", "tickets")):
            return folder
        if (folder / ".git").exists():
            return None
    return None
