"""What came of one case of somebody else's suite."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`id` is the case's own; `difference` says in a line what was expected and what came instead. `kind` names the
    convention that a whole kind of cases goes against, known by what the case itself says and not by its id."""

    id: str
    ok: bool
    difference: str = ""
    kind: str = ""
