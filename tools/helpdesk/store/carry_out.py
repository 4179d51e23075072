"""Carrying out a plan: commits on top of what it was decided on, pushed as one, all or nothing."""

from helpdesk.model.plan import Plan
from helpdesk.store import follow
from helpdesk.store.plumbing import GitError
from helpdesk.store.push import Outcome, Result, push, swap
from helpdesk.store.repository import Repository
from helpdesk.store.stream import Signature
from helpdesk.store.write import drop_ref, sweep, write_plan

NAME, ADDRESS = "Helpdesk", "helpdesk@localhost"


def carry_out(repository: Repository, plan: Plan, *, address: str = "", seconds: float = 120.0) -> Outcome:
    """Write and push `plan`. `address` is the desk's own (`rules/desk.yml`, mail.address), for the commits' author.

    The plan holds on `plan.based_on` alone: where the branch has moved on the outcome is LOST_RACE, the plan is void
    and nothing is left of it. Hold `repository.lock()` from before reading until here; it is taken here at the latest.
    Raises WriteRefused for what the store never writes, DeskBusy when another process holds the lock for too long.
    """
    if plan.empty:
        return Outcome(result=Result.NOTHING, commit=plan.based_on)
    with repository.lock():
        follow.settle(repository)
        sweep(repository.git)
        ref = ""
        try:
            ref, commit = write_plan(repository.git, plan, Signature(NAME, address or ADDRESS, plan.now))
            return _publish(repository, commit, plan.based_on, seconds)
        except GitError as error:
            return Outcome(result=Result.REFUSED, reason=str(error))
        finally:
            if ref:
                drop_ref(repository.git, ref)


def _publish(repository: Repository, commit: str, based_on: str, seconds: float) -> Outcome:
    """Make `commit` the branch's, and let what is local follow."""
    from msgspec.structs import replace

    if repository.remote:
        outcome = push(repository, commit, based_on, seconds)
        return (
            replace(outcome, behind=follow.follow(repository, commit)) if outcome.result is Result.PUSHED else outcome
        )
    follow.mark(repository, based_on, commit)
    outcome = swap(repository, commit, based_on)
    return replace(outcome, behind=follow.settle(repository)) if outcome.result is Result.PUSHED else outcome
