"""What a pass did, for whoever asked for it."""

from dataclasses import dataclass, field

# In both a pass that asked and one that only looked whether anything is new.
UNREACHABLE = "the remote did not answer, nothing is lost, the next pass goes on: "


@dataclass
class Report:
    """What a pass did. `trouble` is for people: what went wrong, and that it will be tried again; `broken` is what is
    wrong in the desk's files, which are not worked on until somebody mends them."""

    tickets: list[str] = field(default_factory=list)
    messages: int = 0
    refused: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    claimed: int = 0
    sent: int = 0
    deferred: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    races: int = 0
    commit: str = ""

    @property
    def nothing_to_do(self) -> bool:
        """Nothing was there to do, and nothing was left for later: the next pass finds the same, until a clock is
        due."""
        left = self.messages or self.refused or self.deferred or self.claimed or self.races
        return self.quiet and bool(self.commit) and not left

    @property
    def quiet(self) -> bool:
        """Nothing happened and nothing is wrong."""
        return not (self.tickets or self.sent or self.trouble or self.withheld)
