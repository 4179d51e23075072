"""The output folder: only what changed is written, only what this tool wrote before is removed, nothing is wiped."""

import hashlib
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from helpdesk.publish.places import safe_path
from helpdesk.publish.second_process import SecondProcess

MANIFEST = ".helpdesk.json"
UNLISTED, PAGES = "r", "pages"


class ForeignFolderError(Exception):
    """The output folder holds files that helpdesk did not write."""


class Manifest(msgspec.Struct):
    """What lies in the folder and who put it there: per part ("pages", "guide") path -> [key, size].

    `groups` are pages that are made together: name -> [key of what all of them were made from, their paths].

    `key` is a digest of what a page was made from, so that an unchanged page need not be rendered to be known.
    `building` is the part of a build that has not finished: after a crash, files may lie there that no list has.
    """

    audience: str
    building: str = ""
    parts: dict[str, dict[str, tuple[str, int]]] = {}
    groups: dict[str, tuple[str, tuple[str, ...]]] = {}


def key_of(*things: object) -> str:
    """A digest of values that msgspec can encode. Equal values have equal keys, whatever the process."""
    return hashlib.blake2b(_encoder.encode(things), digest_size=12).hexdigest()


_encoder = msgspec.json.Encoder(order="deterministic")


class Put(msgspec.Struct, frozen=True, array_like=True):
    """What a second process put into the folder: pages (path, key, size), groups of them, and which are new bytes."""

    pages: tuple[tuple[str, str, int], ...]
    groups: dict[str, tuple[str, tuple[str, ...]]]
    written: tuple[str, ...]
    unchanged: int


class Output:
    """One build into one part of a folder. Call `finish` at its end.

    Pages that other builds of the same desk and moment have made in the folders `drawn` are taken from there. Raises
    ForeignFolderError for a folder that has files in it and no manifest (unless `adopt`): it is somebody's.
    """

    def __init__(
        self, folder: Path, audience: str, part: str, *, adopt: bool = False, drawn: Sequence[Path] = ()
    ) -> None:
        self.folder, self.part = folder, part
        self._root = str(folder)
        self.written: list[str] = []
        self.unchanged = self.removed = 0
        self._now: dict[str, tuple[str, int]] = {}
        manifest = read_manifest(folder)
        if manifest is None and not adopt and folder.is_dir() and any(folder.iterdir()):
            raise ForeignFolderError(
                f"{folder} has files that helpdesk did not write; empty it, or name another with --out"
            )
        self._manifest = manifest or Manifest(audience)
        # A page made for staff must not outlive a build for the public: its key is worth nothing then. And of a build
        # that was broken off nobody knows which pages it had got to.
        same = self._manifest.audience == audience and not self._manifest.building
        self._before = {**self._unlisted(), **self._manifest.parts.get(part, {})}
        self._known = self._before if same else {}
        self._groups = self._manifest.groups if same and part == PAGES else {}
        self._groups_now: dict[str, tuple[str, tuple[str, ...]]] = {}
        self._manifest.audience, self._manifest.building = audience, part
        self._elsewhere = {path: found for other in drawn for path, found in _finished(other, audience).items()}
        self._folders: set[str] = set()
        self._unlisted_now: set[str] = set()
        self._has_second = False
        self._note()

    def page(self, path: str, key: str, render: Callable[[], str]) -> None:
        """Write what `render` gives, unless the page made from the same `key` still lies there in its full size."""
        if not self.keep(path, key):
            self.write(path, render().encode(), key)

    def group(self, name: str, key: str, draw: Callable[[], None]) -> None:
        """Let `draw` write pages that belong together, unless all that it last wrote from the same `key` lie there."""
        _, paths = self._groups.get(name, ("", ()))
        if self.stands(name, key):
            self._now.update((path, self._known[path]) for path in paths)
            self.unchanged += len(paths)
        else:
            before = len(self._now)
            draw()
            paths = tuple(self._now)[before:]
        self._groups_now[name] = key, paths

    def beside(self, draw: Callable[[], None], *, worth: bool) -> Callable[[], None]:
        """Let `draw` write its pages in a second process, if that is worth it and there is none yet; else at once.
        They are all there, and this output knows of them, when what is returned has been called."""
        second = SecondProcess(lambda: self._put_by(draw), Put, worth=worth and not self._has_second)
        if not second.begun:
            draw()
            return lambda: None
        self._has_second = True

        def finish() -> None:
            put = second.result()
            if put is None:
                draw()
            else:
                self._take(put)

        return finish

    def _put_by(self, draw: Callable[[], None]) -> Put:
        pages, written, unchanged = len(self._now), len(self.written), self.unchanged
        draw()
        drawn = tuple((path, *self._now[path]) for path in tuple(self._now)[pages:])
        return Put(drawn, self._groups_now, tuple(self.written[written:]), self.unchanged - unchanged)

    def _take(self, put: Put) -> None:
        self._now.update((path, (key, size)) for path, key, size in put.pages)
        self._groups_now.update(put.groups)
        self.written += put.written
        self.unchanged += put.unchanged

    def stands(self, name: str, key: str) -> bool:
        """Whether all pages of a group lie there as they were last drawn from the same `key`."""
        known, paths = self._groups.get(name, ("", ()))
        return known == key and all(self._size(path) == self._known.get(path, ("", -2))[1] for path in paths)

    def copy(self, path: str, key: str, load: Callable[[], bytes | None]) -> bool:
        """As `page`, for bytes; False when `load` has none."""
        if self._now.get(path, ("", 0))[0] == key or self.keep(path, key):
            return True
        content = load()
        if content is not None:
            self.write(path, content, key)
        return content is not None

    def write(self, path: str, content: bytes, key: str = "") -> None:
        """Write `content`, unless the file has just these bytes."""
        self._now[path] = (key, len(content))
        if self._put(path, content):
            self.written.append(path)

    def write_unlisted(self, path: str, content: bytes) -> None:
        """As `write`, for a page below r/ whose address is a secret: neither the manifest nor the report names it."""
        self._unlisted_now.add(path)
        if self._put(path, content):
            self.written.append(f"{UNLISTED}/...")

    def _put(self, path: str, content: bytes) -> bool:
        target = f"{self._root}/{safe_path(path)}"
        if self._size(path) == len(content) and Path(target).read_bytes() == content:
            self.unchanged += 1
            return False
        self._make_room(target.rpartition("/")[0])
        _replace(target, content)
        return True

    def keep(self, path: str, key: str) -> bool:
        """Whether the page made from `key` still lies there in its full size; it then stays."""
        known, size = self._known.get(path, ("", -1))
        if known != key or self._size(path) != size:
            return self._taken(path, key)
        self._now[path] = known, size
        self.unchanged += 1
        return True

    def _taken(self, path: str, key: str) -> bool:
        """Whether another build made the page from `key`; it is then here too."""
        made = self._elsewhere.get(path)
        if made is None or made[0] != key:
            return False
        _, size, folder = made
        source, target = folder / safe_path(path), self.folder / safe_path(path)
        if not source.is_file() or source.is_symlink() or source.stat().st_size != size:
            return False
        self._make_room(str(target.parent))
        fresh = target.with_name(f"{target.name}.part")
        shutil.copyfile(source, fresh)
        fresh.replace(target)
        self._now[path] = key, size
        self.written.append(path)
        return True

    @property
    def paths(self) -> list[str]:
        """What this build has put or left there so far, in order."""
        return sorted(self._now)

    @property
    def everything(self) -> list[str]:
        """As `paths`, with what lies there of other parts: the guide's pages."""
        others = (pages for part, pages in self._manifest.parts.items() if part != self.part)
        return sorted({*self._now, *(path for pages in others for path in pages)})

    def finish(self) -> None:
        """Remove the pages that the last build wrote and this one did not, then note what lies here now."""
        for path in sorted(self._before.keys() - self._now.keys()):
            (self.folder / path).unlink(missing_ok=True)
            self._prune(path)
            self.removed += 1
        self._remove_unlisted()
        self._manifest.parts[self.part] = dict(sorted(self._now.items()))
        if self.part == PAGES:
            self._manifest.groups = self._groups_now
        self._manifest.building = ""
        self._note()

    def _remove_unlisted(self) -> None:
        """The folder r/ is no list's but this build's: what it did not write there is gone, whoever wrote it."""
        folder = self.folder / UNLISTED
        if self.part != PAGES or not folder.is_dir():
            return
        for file in sorted(folder.iterdir()):
            if f"{UNLISTED}/{file.name}" not in self._unlisted_now:
                file.unlink()
                self.removed += 1
        if not any(folder.iterdir()):
            folder.rmdir()

    def _note(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        fresh = self.folder / f"{MANIFEST}.part"
        fresh.write_bytes(_encoder.encode(self._manifest))
        fresh.replace(self.folder / MANIFEST)

    def _unlisted(self) -> dict[str, tuple[str, int]]:
        """What an unfinished build may have left: every file that no part has on its list."""
        if not self._manifest.building:
            return {}
        listed = {path for pages in self._manifest.parts.values() for path in pages}
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        own = (MANIFEST, f"{UNLISTED}/")
        return {path: ("", -1) for path in found if path not in listed and not path.startswith(own)}

    def _size(self, path: str) -> int:
        try:
            return os.stat(f"{self._root}/{path}").st_size  # noqa: PTH116 - three times as fast as Path here
        except OSError:
            return -1

    def _make_room(self, folder: str) -> None:
        if folder not in self._folders:
            Path(folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _prune(self, path: str) -> None:
        folder = (self.folder / path).parent
        while folder != self.folder and folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
            folder = folder.parent


def _replace(target: str, content: bytes) -> None:
    """A reader of the folder (a running server) sees the old page or the new one, never half of one."""
    fresh = f"{target}.part"
    # Without Path, which doubles what this takes: writing is a tenth of what a page costs.
    with open(fresh, "wb") as file:  # noqa: PTH123
        file.write(content)
    os.replace(fresh, target)  # noqa: PTH105


def _finished(folder: Path, audience: str) -> dict[str, tuple[str, int, Path]]:
    """The pages with a key that a finished build for this audience noted in a folder."""
    manifest = read_manifest(folder)
    if manifest is None or manifest.building or manifest.audience != audience:
        return {}
    pages = manifest.parts.get(PAGES, {})
    return {path: (key, size, folder) for path, (key, size) in pages.items() if key}


def read_manifest(folder: Path) -> Manifest | None:
    """What the last build noted; None where there was none. A damaged one counts as none."""
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError):
        return None
