"""Which branch proposals are made to, whatever is checked out here, and which repository of GitHub's that is."""

import re

from helpdesk.store.repository import Repository

_ADDRESS = re.compile(r"(?:https?://[^/]+/|ssh://[^/]+/|[^@/\s]+@[^:/\s]+:)([\w.-]+)/([\w.-]+?)(?:\.git)?/?\Z")
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


def name_on_github(desk: Repository) -> str:
    """`owner/name` by the remote's address; empty where it has none such."""
    address = desk.git.run("config", "--get", f"remote.{desk.remote}.url", check=False).text if desk.remote else ""
    found = _ADDRESS.match(address)
    return f"{found[1]}/{found[2]}" if found else ""
