"""A work tree brought to a new commit where few paths differ: git looks at these alone, not at every file of the desk.

`git merge` compares each file with its entry in the index: at 100,000 tickets that is most of what a message costs.
Here only what is plainly as it was is moved. Everything else is left to git, which knows what to do with it.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import msgspec

from helpdesk.store.git_ids import blob_id
from helpdesk.store.plumbing import Git
from helpdesk.store.repository import Repository

# git holds every entry of its index against each of the paths it is asked about: with more, comparing all is faster.
MOST = 64
_FILES = (b"100644", b"100755")
_NOTHING = b"000000"
# Somebody is in the middle of something, or wants only a part of the files: git decides.
_UNUSUAL = ("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "info/sparse-checkout", "index.lock")


class _Moved(msgspec.Struct, frozen=True):
    """A path that differs: the blob it was in the old commit ("" where it was not there), and whether it could be
    executed."""

    path: str
    old: str
    executable: bool


def moved(repository: Repository, old: str, new: str) -> bool:
    """Bring index, work tree and branch from `old` to `new`. False where git has to do it, and nothing has changed:
    many paths, others than plain files, or one that is not in index and work tree as `old` has it.

    The repository's own branch is checked out in its own work tree, and is at `old`, which `new` descends from.
    """
    if not (repository.git_dir / "index").exists() or any((repository.git_dir / name).exists() for name in _UNUSUAL):
        return False
    changes = _few(repository.git, old, new)
    if not changes or not _as_committed(repository, old, changes):
        return False
    if not _restored(repository.git, new, changes):
        return False
    done = repository.git.run("update-ref", "-m", "helpdesk: follow", repository.local_ref, new, old, check=False)
    if done.code:
        _restored(repository.git, old, changes)
    return not done.code


def _few(git: Git, old: str, new: str) -> list[_Moved]:
    """What differs, by the raw form of git-diff(1) with -z; nothing where that is too much or no plain file."""
    # Not diff-tree, which reads the whole index for two trees.
    options = ("--raw", "-z", "--no-abbrev", "--no-renames", "--no-ext-diff", "--no-color", "--no-relative")
    fields = git.run("diff", *options, old, new).out.split(b"\0")
    if len(fields) > 2 * MOST + 1:
        return []
    found = []
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        before, after, blob, _, _ = about.removeprefix(b":").split(b" ")
        name = os.fsdecode(path)
        # What says how files are written may change others than itself.
        special = name.rpartition("/")[2].startswith(".git")
        if special or not {before, after} <= {*_FILES, _NOTHING}:
            return []
        there = before != _NOTHING
        found.append(_Moved(name, blob.decode() if there else "", before == _FILES[1]))
    return found


def _as_committed(repository: Repository, old: str, changes: Sequence[_Moved]) -> bool:
    """Whether nobody has touched any of these: not in the work tree, by what the files hold and not by what the index
    remembers of them, and not in the index."""
    assert repository.root is not None
    root = repository.root
    folders = {root / parent for change in changes for parent in Path(change.path).parents}
    if not all(map(_is_folder, folders)) or not all(_untouched(root / change.path, change) for change in changes):
        return False
    names = [change.path for change in changes]
    staged = repository.git.run("diff-index", "--cached", "--name-only", old, "--", *names, check=False)
    return not staged.code and not staged.out


def _is_folder(path: Path) -> bool:
    """Whether a folder may be made or is there: neither a file nor a link stands in its place."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except FileNotFoundError:
        return True
    except OSError:
        return False


def _untouched(path: Path, change: _Moved) -> bool:
    try:
        mode = path.lstat().st_mode
        if not change.old or not stat.S_ISREG(mode) or bool(mode & stat.S_IXUSR) != change.executable:
            return False
        return blob_id(path.read_bytes(), len(change.old)) == change.old
    except FileNotFoundError:
        return not change.old
    except OSError:
        return False


def _restored(git: Git, commit: str, changes: Sequence[_Moved]) -> bool:
    """These paths in index and work tree as `commit` has them."""
    paths = b"".join(os.fsencode(change.path) + b"\0" for change in changes)
    options = ("--quiet", f"--source={commit}", "--staged", "--worktree", "--no-recurse-submodules")
    by_name = ("--pathspec-from-file=-", "--pathspec-file-nul")
    return not git.run("restore", *options, *by_name, stdin=paths, check=False).code
