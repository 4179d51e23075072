"""A pass that finds nothing to do leaves a note, and the next one believes it for as long as all stands as it did."""

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from helpdesk.passing.report import UNREACHABLE, Report
from helpdesk.store.quiet_note import QuietNote, holding, leave, made, still_there
from helpdesk.store.repository import NotADesk, Repository

if TYPE_CHECKING:
    from helpdesk.model.snapshot import Snapshot


def asked(*options: str) -> str:
    """How a pass was called: its options, and what the environment says. Two bytes are enough to see that it was
    another way, and too few to guess a secret by."""
    said = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith("HELPDESK_")]
    return f"{crc32(os.fsencode(chr(0).join((*options, *said)))) & 0xFFFF:04x}"


def believed(folder: Path, now: datetime, called: str) -> tuple[Report | None, Repository | None]:
    """What a pass at `now` comes to by the note that was left here, None where the desk must be read. With it the
    repository as it was found."""
    try:
        repository = Repository.open(folder)
        note = holding(repository, now, called)
        if note is None:
            return None, repository
        if still_there(repository, note):
            return Report(commit=note.commit, broken=[*note.broken]), repository
    except ConnectionError as problem:
        return Report(trouble=[f"{UNREACHABLE}{problem}"]), None
    except (NotADesk, OSError):
        return None, None  # who reads the desk says so
    return None, repository


class Lull:
    """How long a pass at `now` finds that its desk stays quiet: `until`, as it was at `commit`."""

    def __init__(self, now: datetime) -> None:
        self.commit, self.now, self.until = "", now, now

    def of(self, snapshot: "Snapshot") -> None:
        """Ask the desk that the pass has just read, where nothing but the desk decides."""
        from helpdesk.decide.quiet import quiet_until

        github = snapshot.rules.desk.github
        if not any((*github.repositories, github.mirror)):
            self.commit, self.until = snapshot.commit, quiet_until(snapshot, self.now)


def note_quiet(repository: Repository, report: Report, lull: Lull, called: str) -> None:
    """Leave a note where a pass has found nothing to do, and it can be said for how long."""
    if report.nothing_to_do and lull.commit == report.commit and lull.until > lull.now and not repository.lost:
        here = (report.commit, repository.branch, repository.remote)
        leave(repository, QuietNote(*here, lull.now, lull.until, made(), called, tuple(report.broken)))
