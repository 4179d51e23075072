"""What the repository, the remote or the disk does not let any verb do, in words instead of a traceback."""

import errno
import os

import click

_REMEDIES = {
    errno.EACCES: "this account may not: ask who owns it, or name another place",
    errno.EPERM: "this account may not: ask who owns it, or name another place",
    errno.EROFS: "nothing can be written there: name another place",
    errno.ENOSPC: "make room and try again",
    errno.EDQUOT: "make room and try again",
    errno.ENOENT: "name a place that is there",
    errno.ENOTDIR: "a file stands where a folder is meant: name another place",
    errno.EEXIST: "a file stands where a folder is meant: name another place",
    errno.EISDIR: "a folder stands where a file is meant: name another place",
}


def in_words(problem: Exception) -> click.ClickException | None:
    """What to tell for an exception that no verb told itself; None where it is a mistake of the program, whose
    traceback is worth having."""
    from helpdesk.store.repository import NotADesk, Unreachable

    if isinstance(problem, NotADesk):
        return click.ClickException(str(problem))
    if isinstance(problem, Unreachable):
        return click.ClickException(f"the remote did not answer; try again, or see `git fetch`: {problem}")
    if isinstance(problem, OSError) and problem.filename is not None and problem.errno in _REMEDIES:
        place = os.fsdecode(problem.filename) if isinstance(problem.filename, str | bytes) else problem.filename
        return click.ClickException(f"{place}: {problem.strerror}; {_REMEDIES[problem.errno]}")
    return None
