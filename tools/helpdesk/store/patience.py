"""git processes of one clone that meet at a lock file: the later one tries again, what a dead one left is removed.

git itself waits a tenth of a second for a ref that another process writes, and then fails; what it says then is not
that the remote is away. A lock file whose process was killed stays for ever, and would stop every pass until somebody
removes it by hand.
"""

import re
import time
from contextlib import suppress
from pathlib import Path

from helpdesk.store.plumbing import Done, Git, GitError

MET = re.compile(
    r"cannot lock ref|unable to create .*\.lock|failed to lock|unable to update local ref|incorrect old value"
    r"|is at [0-9a-f]+ but expected|shallow file has changed|reference already exists",
    re.IGNORECASE | re.DOTALL,
)
_LOCK = re.compile(r"['\"]([^'\"\n]+\.lock)['\"]")
# git holds a ref's lock for the time of a rename, and others at most while somebody writes the message of a commit: one
# this old belongs to nobody.
DEAD_REF, DEAD = 60.0, 600.0
_WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)


def patiently(git: Git, folder: Path, verb: str, *arguments: str, seconds: float) -> Done:
    """The same as `git.run`, tried again for some seconds where another process of this clone was in the way. Lock
    files below `folder`, the git directory, that are so old that nobody holds them are removed. Raises GitError."""
    for wait in (*_WAITS, 0.0):
        try:
            return git.run(verb, *arguments, seconds=seconds)
        except GitError as error:
            if not wait or not MET.search(error.said):
                raise
            if not remove_dead(folder, error.said):
                time.sleep(wait)
    raise AssertionError("the last try returns or raises")


def remove_dead(folder: Path, said: str) -> bool:
    """Remove the lock files that git named, where they are in `folder` and so old that nobody holds them."""
    removed = False
    inside = folder.resolve()
    for name in _LOCK.findall(said):
        path = (inside / name).resolve()
        with suppress(OSError):
            old = DEAD_REF if path.is_relative_to(inside / "refs") else DEAD
            if path.is_relative_to(inside) and time.time() - path.stat().st_mtime > old:
                path.unlink()
                removed = True
    return removed
