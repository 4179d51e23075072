"""A plan carried over what people pushed meanwhile, where it can be as if they had pushed a moment later.

A plan writes its tickets' folders, what readers said and the cursors. A push that touches none of these, and no rule or
asset that decisions quote, gives the same files whichever of the two came first. So the plan goes on top of it as it
is. What another pass wrote is in ledgers, and after that only what was sent can be noted without deciding again.
"""

from msgspec.structs import replace

from helpdesk.model.ids import ticket_folder
from helpdesk.model.plan import Plan
from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import Repository
from helpdesk.store.tree import parse_tree
from helpdesk.store.write import CURSORS

# Folders of the tree that a plan is made of, or writes.
_DECIDED_BY = ("tickets", "rules", "assets", "readers")
# What decisions quote by file and line: a change there is for the very next decision.
_QUOTED = ("rules/", "assets/")
# A push that changes more than this many files is decided about anew.
_MOST = 1000


def carried_over(repository: Repository, objects: Objects, plan: Plan, commit: str) -> Plan | None:
    """The plan on top of `commit`, which was fetched just now; None where it has to be decided again."""
    if commit == plan.based_on or (repository.rewound and not repository.descends(plan.based_on, commit)):
        return None
    if _apart(objects, plan.based_on, commit):
        return replace(plan, based_on=commit)
    options = ("-r", "-z", "--name-only", "--no-renames")
    done = repository.git.run("diff-tree", *options, plan.based_on, commit, check=False)
    paths = done.out.decode("utf-8", "surrogateescape").split("\0")[:-1]
    folders = tuple(f"{ticket_folder(work.reference.rpartition('-')[0], work.number)}/" for work in plan.work)
    said = tuple(month.path for month in plan.readers)
    mine: tuple[str, ...] = (*_QUOTED, *said, *folders, *(path for work in plan.work for path in work.removes))
    decided = bool(plan.stamped or plan.channels or any(work.create is not None for work in plan.work))
    # A ledger is written by passes: what is in it may be what this plan takes in.
    wrong = decided and any(path == CURSORS or path.endswith("/timeline.yml") for path in paths)
    if done.code or wrong or len(paths) > _MOST or any(path.startswith(mine) for path in paths):
        return None
    return replace(plan, based_on=commit)


def _apart(objects: Objects, old: str, new: str) -> bool:
    """Whether nothing of these differs, as most often: two trees are read, and no process is started."""
    before, after = (parse_tree(objects.one(f"{commit}^{{tree}}"), len(commit) // 2).folders for commit in (old, new))
    return bool(before) and all(before.get(name) == after.get(name) for name in _DECIDED_BY)
