"""The log of the passes that ran in a clone: where it lies, and what it says. Each pass loads this module."""

from pathlib import Path

from helpdesk.model.pass_run import PassRun, read_passes

FILE = "helpdesk/passes.jsonl"


def log_of(root: Path) -> Path | None:
    """Where the passes of the clone at `root` are noted: in its git directory, the common one of linked work trees."""
    git = root / ".git"
    if git.is_dir():
        return git / FILE
    if git.is_file():  # a linked work tree: its own git directory is two below the common one
        named = Path(git.read_text(encoding="utf-8").removeprefix("gitdir:").strip())
        return named.parents[1] / FILE if len(named.parents) > 1 else None
    return root / FILE if (root / "objects").is_dir() else None


def noted_passes(root: Path) -> tuple[PassRun, ...]:
    """The passes noted in the clone at `root`; none where it is no clone, or none ran there."""
    try:
        log = log_of(root)
        return tuple(read_passes(log.read_bytes())) if log else ()
    except (OSError, UnicodeDecodeError):
        return ()
