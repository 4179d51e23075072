"""Opening the desk for a verb, imported only when a verb needs it."""

from helpdesk.commands.clone.writing import DeskHandle


def open_handle(path: str) -> DeskHandle:
    """The desk in the clone that `path` lies in."""
    from helpdesk.commands.clone.clone import open_clone

    return open_clone(path)
