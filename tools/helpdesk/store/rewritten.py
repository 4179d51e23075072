"""A remote whose history was rewritten: what this clone had before is kept where tickets are gone, and said until they
are back or somebody says that it was meant. A history that became shorter and lost no ticket is nobody's concern."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk.store.plumbing import Git

if TYPE_CHECKING:
    from helpdesk.model.finding import Finding

LOST = "refs/helpdesk/lost/"
_TICKET = re.compile(r"tickets/[0-9]{3,}/([A-Z][A-Z0-9]*-([0-9]+))/timeline\.yml\Z")
_NUMBER = re.compile(r"([0-9]{1,9})\n\Z")
FILE = "highest"
# So many tickets are named; of more, how many.
_NAMED = 5


def keep(git: Git, old: str, new: str) -> None:
    """The remote's branch went from `old` to `new`, which does not descend from it: keep `old` where tickets that it
    has are not in `new`, so that git does not collect what nobody else may have any more."""
    if old and dropped(git, old, new):
        git.run("update-ref", f"{LOST}{old[:16]}", old, check=False)


def dropped(git: Git, old: str, new: str) -> list[str]:
    """The references of the tickets that were in one commit and are not in the other, in order."""
    options = ("-r", "-z", "--name-only", "--no-renames", "--diff-filter=D")
    done = git.run("diff-tree", *options, old, new, "--", "tickets", check=False)
    found = (_TICKET.match(path) for path in done.out.decode("utf-8", "surrogateescape").split("\0"))
    return [match[1] for match in sorted((match for match in found if match), key=lambda match: int(match[2]))]


def findings(git: Git, lost: list[str], commit: str) -> "list[Finding]":
    """What is missing of each kept history, and what to do; one that lacks nothing any more is let go."""
    from helpdesk.model.finding import Finding  # whoever opens the repository loads this module, and seldom asks

    found = []
    for ref in lost:
        gone = dropped(git, ref, commit)
        if not gone:
            git.run("update-ref", "-d", ref, check=False)
            continue
        names = ", ".join(gone[:_NAMED]) + (f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else "")
        what = f"the remote's history was rewritten, and tickets are gone: {names}"
        remedy = (
            f"bring them back (`git merge {ref}`, then push); or, if that was meant, `git update-ref -d {ref}`; "
            "their numbers are not given again"
        )
        found.append(Finding("tickets/", 0, 0, "T062", what, remedy))
    return found


def highest_known(folder: Path) -> int:
    """The highest number that this clone ever saw given, whatever the remote says now; 0 where it knows none."""
    try:
        match = _NUMBER.match((folder / FILE).read_text("ascii"))
    except (OSError, ValueError):
        return 0
    return int(match[1]) if match else 0


def remember_highest(folder: Path, number: int) -> None:
    """Note a number that was given. A disk that takes nothing is no reason to stop."""
    if number <= highest_known(folder):
        return
    fresh = folder / f"{FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        fresh.write_text(f"{number}\n", "ascii")
        fresh.replace(folder / FILE)
    except OSError:
        return
