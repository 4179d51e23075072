"""A pass that finds nothing to do leaves a note, and the next one believes it for as long as all stands as it did."""

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from helpdesk.passing.report import UNREACHABLE, Report
from helpdesk.store.quiet_note import QuietNote, holding, leave, made, still_there
from helpdesk.store.repository import NotADesk, Repository

if TYPE_CHECKING:
    from helpdesk.store.git_store import GitStore


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


def note_quiet(store: "GitStore", report: Report, now: datetime, called: str) -> None:
    """Leave a note where a pass at `now` has found nothing to do, and it can be said for how long."""
    if not report.nothing_to_do:
        return
    from helpdesk.decide.quiet import quiet_until
    from helpdesk.store.git_store import GitStore

    repository = store.repository
    with GitStore(repository, fetches=False).snapshot() as snapshot:
        github = snapshot.rules.desk.github
        elsewhere: Sequence[str] = (*github.repositories, github.mirror)
        if snapshot.commit != report.commit or repository.lost or any(elsewhere):
            return
        until = quiet_until(snapshot, now)
    if until > now:
        here = (report.commit, repository.branch, repository.remote)
        leave(repository, QuietNote(*here, now, until, made(), called, tuple(report.broken)))
