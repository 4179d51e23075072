"""Pushing what a technician committed, when others have pushed meanwhile: joined with theirs, never rebased or forced.

The joining commit has the remote's branch as its first parent, so that the main line stays the desk's own history.
"""

import os
from datetime import UTC, datetime

from msgspec.structs import replace

from helpdesk.model.ports import Landed, Landing
from helpdesk.store.carry_out import land
from helpdesk.store.importing import drop_ref, private_ref
from helpdesk.store.joining import Collision, join
from helpdesk.store.line import Line, Rank
from helpdesk.store.people_edit import NotEdited, why_not_committed
from helpdesk.store.plumbing import GitError
from helpdesk.store.repository import NotADesk, Repository, Unreachable
from helpdesk.store.stream import Signature

__all__ = ["Collision", "push_edits"]

_TRIES = 6


def push_edits(repository: Repository, seconds: float = 120.0) -> Landed:
    """Push the local branch. Where the remote moved on, the edits are carried over to it field by field and pushed.

    Raises Collision where a field was set differently on both sides, NotADesk without a remote.
    """
    if not repository.remote:
        raise NotADesk("this clone has no remote to push to: git remote add origin URL")
    with repository.lock():
        line = Line(repository, f"{os.getpid():x}", Rank.PERSON)
        try:
            return _push_in_turn(repository, line, seconds)
        finally:
            line.leave()


def _push_in_turn(repository: Repository, line: Line, seconds: float) -> Landed:
    landed = Landed(Landing.LOST_RACE)
    for _ in range(_TRIES):
        try:
            theirs = line.newest(seconds)
        except Unreachable as error:
            return Landed(Landing.UNREACHABLE, why=str(error))
        ours = repository.local_head()
        if repository.descends(ours, theirs):
            return Landed(Landing.LANDED, theirs)
        ref = private_ref("join")
        try:
            straight = repository.descends(theirs, ours)
            commit = ours if straight else join(repository, ours, theirs, ref, _person(repository))
            place = line.place
            landed = land(repository, commit, theirs, seconds, place)
        finally:
            drop_ref(repository.git, ref)
        if landed.landing is not Landing.LOST_RACE:
            line.landed(place if landed.landing is Landing.LANDED else "")
            return landed
        line.lost()
    return replace(landed, why=f"others pushed {_TRIES} times in between: {landed.why}")


def _person(repository: Repository) -> Signature:
    """Whoever git says is at work, now: `Name <address> seconds zone`, git-var(1)."""
    try:
        said = repository.git.run("var", "GIT_COMMITTER_IDENT").text
    except GitError as error:
        raise NotEdited(why_not_committed(error.said)) from error
    who, _, when = said.rpartition("> ")
    name, _, address = who.partition(" <")
    return Signature(name, address, datetime.fromtimestamp(int(when.split()[0]), UTC))
