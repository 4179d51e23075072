from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    id: str
    ok: bool
    difference: str = ""
