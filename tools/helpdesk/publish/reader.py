"""Which function reads the desk: publishing knows nothing of git, so its callers name one."""

import importlib
from collections.abc import Callable
from pathlib import Path

from helpdesk.model.snapshot import Snapshot

Reader = Callable[[Path], Snapshot]


def snapshot_reader(dotted: str) -> Reader:
    """The function behind `package.module:function`. Raises ValueError for what is none."""
    module, _, name = dotted.partition(":")
    try:
        reader = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise ValueError(f"{dotted!r} is no function: {error}") from error
    if not callable(reader):
        raise ValueError(f"{dotted!r} is no function")
    chosen: Reader = reader
    return chosen
