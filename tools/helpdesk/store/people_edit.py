"""What a technician changes on the command line: files of the work tree, committed under their own name.

Only the paths named are written and committed. What else is staged or edited in the clone stays as it is.
"""

import os
import secrets
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

import msgspec

from helpdesk.model.ticket import Comment
from helpdesk.store.plumbing import GitError
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.stream import clean_line

_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@+")


class NotEdited(Exception):
    """The edit can't be made; nothing was changed. The message says why and what to do."""


class Edited(msgspec.Struct, frozen=True):
    """What an edit left: the paths written, and the commit that holds them ("" where none was asked for)."""

    paths: tuple[str, ...]
    commit: str = ""


def comment_name(comment: Comment) -> str:
    """`<utc>-<who>-<key>.md`: sorts by time, and no two messages share it."""
    key = sha256(comment.key.encode("utf-8", "replace")).hexdigest()[:12] if comment.key else secrets.token_hex(6)
    return f"{comment.at:%Y%m%dT%H%M%SZ}-{_safe(comment.by)[:32] or 'somebody'}-{key}.md"


def write_files(repository: Repository, files: Mapping[str, bytes], subject: str, *, commit: bool = True) -> Edited:
    """Write these files whole, and commit exactly them. Where git refuses, they are as they were before."""
    before = {path: _content(repository, path) for path in files}
    for path, data in files.items():
        _put(repository, path, data)
    if not commit:
        return Edited(tuple(files))
    try:
        return Edited(tuple(files), commit_paths(repository, tuple(files), subject))
    except NotEdited:
        for path, old in before.items():
            if old is None:
                (_root(repository) / path).unlink(missing_ok=True)
            else:
                _put(repository, path, old)
        raise


def commit_paths(repository: Repository, paths: Sequence[str], subject: str) -> str:
    """Commit these paths as they lie in the work tree, under the person's own git identity and hooks."""
    _root(repository)
    git = repository.git
    with repository.lock():
        new = _untracked(repository, paths)
        try:
            git.run("add", "--intent-to-add", "--", *new) if new else None
            git.run("commit", "--quiet", "--only", "-m", clean_line(subject), "--", *paths, hooks=True)
        except GitError as error:
            git.run("reset", "--quiet", "--", *new, check=False) if new else None
            raise NotEdited(why_not_committed(error.said)) from error
    return repository.checked_out()


def _untracked(repository: Repository, paths: Sequence[str]) -> list[str]:
    done = repository.git.run("ls-files", "--others", "-z", "--", *paths)
    return [path.decode("utf-8", "surrogateescape") for path in done.out.split(b"\0") if path]


def why_not_committed(said: str) -> str:
    """git's refusal as words that say what to do."""
    if "tell me who you are" in said or "unable to auto-detect email" in said or "empty ident name" in said:
        return "git does not know who you are: git config --global user.name NAME, and the same with user.email"
    if "index.lock" in said:
        return "another git command is at work in this clone; try again when it has ended"
    return f"git did not commit: {said[:600]}"


def _root(repository: Repository) -> Path:
    if repository.root is None:
        raise NotADesk("this is a bare repository, which has no files to edit; clone it and work there")
    return repository.root


def _content(repository: Repository, path: str) -> bytes | None:
    try:
        return _target(repository, path).read_bytes()
    except FileNotFoundError:
        return None


def _target(repository: Repository, path: str) -> Path:
    """Where a path of the desk lies. Raises NotEdited where a link that somebody committed leads elsewhere."""
    root = _root(repository)
    target = root / path
    if target.is_symlink() or target.parent.resolve() != root.resolve() / Path(path).parent:
        raise NotEdited(f"{path} leads elsewhere by a symbolic link; remove the link first")
    return target


def _put(repository: Repository, path: str, data: bytes) -> None:
    """Write one file whole or not at all."""
    target = _target(repository, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name[:100]}.{os.getpid()}")
    try:
        fresh.write_bytes(data)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _safe(text: str) -> str:
    return "".join(sign if sign in _SAFE else "-" for sign in text).lstrip(".-")
