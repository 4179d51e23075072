"""A new repository for a new desk."""

import os
from collections.abc import Callable
from pathlib import Path

from git import Actor, Git, GitCommandError, Repo

# Who works in a new clone where git was never told: everything works, and the README says what to change.
NOBODY = ("First Technician", "first@example.org")


class FolderTakenError(Exception):
    """The folder holds something that a new desk must not overwrite."""


def create(folder: Path, files: Callable[[str, str], dict[str, bytes]], person: tuple[str, str] | None = None) -> int:
    """Make `folder` a repository on branch main holding `files(name, mail address)` in one commit.

    Name and address are those of whoever git says you are; a `person` given instead, or NOBODY where git was never
    told, works in this clone from now on.
    Returns how many files. Raises FolderTakenError when the folder is not empty (but for a fresh .git).
    """
    taken = [path.name for path in folder.iterdir() if path.name != ".git"] if folder.is_dir() else []
    if taken:
        raise FolderTakenError(f"not empty ({', '.join(sorted(taken)[:3])} ...); name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    repo = Repo.init(folder, initial_branch="main")
    known = person or _who(repo.git)
    name, email = known or NOBODY
    if person is not None or known is None:
        with repo.config_writer() as config:
            config.set_value("user", "name", name)
            config.set_value("user", "email", email)
    content = files(name, email)
    for path, data in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    repo.index.add(sorted(content))
    me = Actor(name, email)
    repo.index.commit("Set up the desk", author=me, committer=me)
    return len(content)


def publish_to(bare: Path, folder: Path) -> None:
    """Make `bare` the remote of the repository in `folder`, and push what is there."""
    Repo.init(bare, bare=True, initial_branch="main")
    repo = Repo(folder)
    # Relative, so that the folder that holds both may be moved.
    repo.create_remote("origin", os.path.relpath(bare, folder))
    repo.git.push("--quiet", "--set-upstream", "origin", "main")


def _who(git: Git) -> tuple[str, str] | None:
    """Name and mail address as git is set up, or None where it is not."""

    def ask(key: str) -> str:
        try:
            return str(git.config("--get", key)).strip()
        except GitCommandError:
            return ""

    email = ask("user.email")
    return (ask("user.name") or email.partition("@")[0], email) if email else None
