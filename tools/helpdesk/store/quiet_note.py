"""The note of a pass that found nothing to do: at this commit, by these rules, nothing is due until then. The next pass
believes it instead of reading the desk.

It lies beside the cache and is as safe to delete. Nobody's word is taken for what it says of the remote: that is asked
each time.
"""

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import helpdesk
from helpdesk.resources import data_folder
from helpdesk.store.repository import Repository

FILE = "quiet.json"
# Pages are drawn, figures counted and histories replayed by others than a pass.
_OTHERS = frozenset({"publish", "figures", "replay", "demo", "__pycache__", "_data"})
_ZONES = "/usr/share/zoneinfo"


class QuietNote(NamedTuple):
    """`commit` of `branch` at `remote` ("" for none) needs nothing from `since` on and before `until`. `made` tells the
    tool that says so, `asked` how it was called. `broken` are the desk's files that are wrong."""

    commit: str
    branch: str
    remote: str
    since: datetime
    until: datetime
    made: str
    asked: str
    broken: tuple[str, ...] = ()


def _encode(note: QuietNote) -> bytes:
    return json.dumps(note._asdict(), default=datetime.isoformat).encode()


def _decode(data: bytes) -> QuietNote:
    """Raises ValueError, TypeError or KeyError for what is no note."""
    said = json.loads(data)
    times = {name: datetime.fromisoformat(said[name]) for name in ("since", "until")}
    return QuietNote(**{**said, **times, "broken": tuple(map(str, said["broken"]))})


def leave(repository: Repository, note: QuietNote) -> None:
    """Leave it for the next pass, where this disk takes one."""
    place = repository.git_dir / "helpdesk" / FILE
    fresh = place.with_name(f"{FILE}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(_encode(note))
        fresh.replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)


def holding(repository: Repository, now: datetime, asked: str) -> QuietNote | None:
    """The note, where nothing but the remote can speak against it: that is to be asked yet."""
    try:
        note = _decode((repository.git_dir / "helpdesk" / FILE).read_bytes())
    except (OSError, ValueError, TypeError, KeyError):
        return None
    same = (note.branch, note.asked) == (repository.branch, asked) and note.since <= now < note.until
    return note if same and note.remote == repository.remote and note.made == made() else None


def still_there(repository: Repository, note: QuietNote) -> bool:
    """Whether the newest commit is the note's, nobody stands in line at the remote, and no history was rewritten. The
    remote is only asked: what would be fetched ends the note.

    Raises Unreachable when the remote does not answer."""
    if repository.lost:
        return False
    commit, waiting = repository.ask() if repository.remote else (repository.local_head(), {})
    return commit == note.commit and not waiting


def made() -> str:
    """What decides: the tool's files, the interpreter, what is installed beside it and the time zones, by where they
    lie, how large they are and when they were written."""
    said = [f"{helpdesk.__version__} {sys.version} {os.environ.get('PYTHONTZPATH', '')}"]
    for path in (*_beside(), *sorted(_sources())):
        with contextlib.suppress(FileNotFoundError):
            found = os.stat(path)  # noqa: PTH116 - hundreds of files at each start: a Path costs as much as the look
            said.append(f"{path}\0{found.st_size}\0{found.st_mtime_ns}")
    # Nobody chooses these: a checksum tells them apart, and hashlib takes OpenSSL, a tenth of a quiet pass, to load.
    return f"{crc32(os.fsencode(chr(10).join(said))):08x}"


def _beside() -> list[str]:
    """Folders that are written to when a library, or the zones of the system, change."""
    return [*(path for path in sys.path if path.endswith("-packages")), _ZONES]


def _sources() -> Iterator[str]:
    yield from _files(str(Path(helpdesk.__file__).parent))
    for name in ("schemas", "defaults"):
        with contextlib.suppress(FileNotFoundError):
            yield from _files(str(data_folder(name)))


def _files(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name in _OTHERS:
                continue
            if entry.is_dir():
                yield from _files(entry.path)
            else:
                yield entry.path
