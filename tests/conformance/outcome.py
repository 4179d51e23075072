"""What came of one case of somebody else's suite."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`id` is the case's own; `difference` says in a line what was expected and what came instead."""

    id: str
    ok: bool
    difference: str = ""
