"""The files of rules/ as a revision has them, whether they can be read as rules or not."""

from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import Repository
from helpdesk.store.tree import list_files, read_blobs, read_desk


def rules_files(repository: Repository, revision: str) -> tuple[dict[str, bytes], str] | None:
    """(content by path, the tree's id) of rules/ at a commit, branch or tag; None where there is no such revision."""
    commit = repository.resolve(revision)
    if not commit:
        return None
    with Objects(repository.git) as objects:
        tree = read_desk(objects, commit).parts["rules"]
        files = list_files(objects, {"rules": tree})["rules"]
        return dict(read_blobs(objects, {f"rules/{path}": blob for path, blob in files.items()})), tree
