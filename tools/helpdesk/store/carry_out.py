"""Carrying out a plan: commits on top of what it was decided on, pushed as one, all or nothing."""

from msgspec.structs import replace

from helpdesk.model.plan import Plan
from helpdesk.model.ports import Landed, Landing
from helpdesk.store import follow
from helpdesk.store.carry_over import carried_over
from helpdesk.store.importing import drop_ref, private_ref, sweep
from helpdesk.store.line import Line
from helpdesk.store.plumbing import GitError, Objects, machine_is_at_fault
from helpdesk.store.push import push, swap
from helpdesk.store.repository import NotADesk, Repository, Unreachable
from helpdesk.store.stream import Signature
from helpdesk.store.write import write_plan

# So often a plan is carried over people's pushes before it gives up for now.
_TRIES = 8
# So many commits make more objects than git leaves loose: they lie in a pack.
_PACKED = 100
NAME, ADDRESS = "Helpdesk", "helpdesk@localhost"


def carry_out(
    repository: Repository, plan: Plan, *, address: str = "", seconds: float = 120.0, line: Line | None = None
) -> Landed:
    """Write and push `plan`. `address` is the desk's own (`rules/desk.yml`, mail.address), for the commits' author;
    `line` is where this writer stands when it loses races: it hears of each, and its place goes when it lands.

    The plan holds on `plan.based_on`, and on what people pushed on top of it that has nothing to do with it: where the
    branch has moved on otherwise, LOST_RACE, and nothing is left of it. `why` of what LANDED says so where the local
    branch or work tree could not follow. Hold `repository.lock()` from before reading until here; it is taken here at
    the latest. Raises WriteRefused for what the store never writes, DeskBusy when another process holds the lock for
    too long.
    """
    if plan.empty and not plan.channels:
        return Landed(Landing.LANDED, plan.based_on)
    with repository.lock(), Objects(repository.git) as objects:
        follow.settle(repository)
        sweep(repository.git)
        who = Signature(NAME, address or ADDRESS, plan.now)
        # One for all tries: to make and to drop a ref takes a process each, and others push meanwhile.
        ref = private_ref("pass")
        try:
            return _landed(repository, objects, plan, ref, who, seconds, line)
        finally:
            drop_ref(repository.git, ref)


def in_turn(repository: Repository, plan: Plan, line: Line) -> Plan | None:
    """The plan once it is our turn, on top of what others landed meanwhile; None where it must be made again. Where
    nobody is known to wait, that is at once. Raises Unreachable when the remote does not answer."""
    if plan.empty or not line.behind():
        return plan
    commit = line.newest()
    with Objects(repository.git) as objects:
        return plan if commit == plan.based_on else carried_over(repository, objects, plan, commit)


def _landed(
    repository: Repository, objects: Objects, plan: Plan, ref: str, who: Signature, seconds: float, line: Line | None
) -> Landed:
    """Tried again on top of what people pushed meanwhile, for as long as that may be and it is our turn."""
    for _ in range(_TRIES):
        place = line.place if line else ""
        landed = _tried(repository, objects, plan, ref, who, seconds, place)
        if landed.landing is not Landing.LOST_RACE:
            if line:
                line.landed(place if landed.landing is Landing.LANDED else "")
            return landed
        if line:
            line.lost()
        again = _on_top(repository, objects, plan, seconds, line) if repository.remote else None
        if again is None:
            return landed
        plan = again
    return landed


def _on_top(repository: Repository, objects: Objects, plan: Plan, seconds: float, line: Line | None) -> Plan | None:
    """The plan on what was pushed meanwhile, where it can be carried over that and nobody's turn comes first."""
    try:
        commit = repository.fetch(seconds, tidy=False)
    except (Unreachable, NotADesk):
        return None
    return None if line and line.gives_way() else carried_over(repository, objects, plan, commit)


def _tried(
    repository: Repository, objects: Objects, plan: Plan, ref: str, who: Signature, seconds: float, leaving: str
) -> Landed:
    """Written and pushed once; `leaving` is a ref of the remote that goes when it lands."""
    try:
        commit = write_plan(repository.git, objects, plan, ref, who)
        if commit == plan.based_on:
            return Landed(Landing.LANDED, commit)
        return land(repository, commit, plan.based_on, seconds, leaving, packed=len(plan.work) >= _PACKED)
    except GitError as error:
        # Ended by a signal, out of time, or no disk: the same message may well be written by the next pass.
        stuck = error.code < 0 or machine_is_at_fault(error.said)
        return Landed(Landing.STUCK if stuck else Landing.REFUSED, why=str(error))


def land(
    repository: Repository,
    commit: str,
    based_on: str,
    seconds: float = 120.0,
    leaving: str = "",
    *,
    packed: bool = False,
) -> Landed:
    """Make `commit` the branch's, where that still stands at `based_on`, and let what is local follow."""
    if repository.remote:
        landed = push(repository, commit, based_on, seconds, leaving, packed=packed)
        won = landed.landing is Landing.LANDED
        return replace(landed, why=follow.follow(repository, commit)) if won else landed
    follow.mark(repository, based_on, commit)
    landed = swap(repository, commit, based_on)
    behind = follow.settle(repository)
    return replace(landed, why=behind) if landed.landing is Landing.LANDED else landed
