"""Who brought a path to where it is: a walk along the main line of git's history, for just the paths asked about."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.model.rules.people import Person
from helpdesk.model.snapshot import Edit
from helpdesk.store.plumbing import Git

# Paths handed to one `git log`: far below what a command line may hold.
_CHUNK = 400
_NOREPLY = re.compile(r"(?:(\d+)\+)?[^@+]+@users\.noreply\.github\.com\Z")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def last_edits(
    git: Git, shallow: Path, commit: str, paths: Iterable[str], people: Mapping[str, Person]
) -> dict[str, Edit]:
    """The newest commit of the main line (first parents) before and at `commit` that changed each path.

    In a shallow clone the oldest commit seems to bring everything. What it brings is only known to be no later, so
    that such an edit has the commit's time, nobody's name and no commit.
    """
    wanted = [path for path in dict.fromkeys(paths) if path and "\0" not in path]
    cut_off = frozenset(shallow.read_text().split()) if shallow.exists() else frozenset[str]()
    names = _names(people)
    found: dict[str, Edit] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = set(wanted[start : start + _CHUNK])
        for identity, author, at, changed in _main_line(git, commit, sorted(chunk)):
            for path in chunk.intersection(changed):
                gone = identity in cut_off
                found[path] = Edit(path, "" if gone else _who(author, names), at, "" if gone else identity)
            chunk.difference_update(changed)
            if not chunk:
                break
    return found


def _main_line(git: Git, commit: str, paths: list[str]) -> Iterator[tuple[str, tuple[str, str], datetime, list[str]]]:
    """Commit, author (name, address), author's time and paths of each commit, newest first; ends with its reader."""
    # %an, not %aN: a .mailmap that somebody committed must not rename anybody.
    form = "--format=%x01%H%x00%an%x00%ae%x00%at%x00"
    arguments = ("--first-parent", "--diff-merges=first-parent", "--no-renames", "--name-only", "-z", form)
    process = git.start("log", *arguments, "--end-of-options", commit, "--", *paths, stdin=False)
    try:
        assert process.stdout
        for item in _split(process.stdout, b"\x01"):
            fields = item.decode("utf-8", "replace").split("\0")
            if len(fields) < 5 or not fields[3].lstrip("-").isdigit():
                continue
            identity, name, address, seconds = fields[:4]
            changed = [path.removeprefix("\n") for path in fields[4:] if path.removeprefix("\n")]
            yield identity, (name, address), _time(int(seconds)), changed
    finally:
        process.kill()
        process.communicate()


def _split(stream: Iterable[bytes], mark: bytes) -> Iterator[bytes]:
    """The parts of a stream between marks."""
    rest = b""
    for data in iter(lambda: stream.read1(65536), b""):  # type: ignore[attr-defined]
        *parts, rest = (rest + data).split(mark)
        yield from parts
    yield rest


def _time(seconds: int) -> datetime:
    """A commit's own time; one that no calendar knows (a made-up commit) is the nearest that there is."""
    return datetime.fromtimestamp(min(max(seconds, 0), 253402300799), UTC)


def _names(people: Mapping[str, Person]) -> dict[str, str]:
    names: dict[str, str] = {}
    for handle, person in people.items():
        for address in (person.email, *person.also):
            if address:
                names.setdefault(address.casefold(), handle)
        if person.github is not None:
            names.setdefault(str(person.github), handle)
    return names


def _who(author: tuple[str, str], names: Mapping[str, str]) -> str:
    """A person's handle by their address, or by the numeric id in GitHub's own; else the name and address given."""
    name, address = (_UNPRINTABLE.sub(" ", part).strip()[:200] for part in author)
    noreply = _NOREPLY.match(address)
    by_number = names.get(noreply[1]) if noreply and noreply[1] else None
    return names.get(address.casefold()) or by_number or f"{name} <{address}>"
