"""Which branch proposals are made to, whatever is checked out here."""

from helpdesk.store.repository import Repository

_USUAL = ("main", "master")


def main_branch(desk: Repository) -> str:
    """The remote's own default branch as last fetched, else the usual name, else what is checked out."""
    if desk.remote:
        head = desk.git.run("symbolic-ref", "--quiet", "--short", f"refs/remotes/{desk.remote}/HEAD", check=False)
        if not head.code and head.text:
            return head.text.removeprefix(f"{desk.remote}/")
    return next((name for name in _USUAL if desk.resolve(revision(desk, name))), desk.branch)


def revision(desk: Repository, branch: str) -> str:
    """A branch as the remote has it, as last fetched; without a remote the local one."""
    return f"refs/remotes/{desk.remote}/{branch}" if desk.remote else f"refs/heads/{branch}"
