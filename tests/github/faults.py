"""What goes wrong between the desk and GitHub, drawn from a seed: so many of a hundred requests meet one of these."""

import random
import threading
from collections import Counter
from enum import StrEnum


class Fault(StrEnum):
    BAD_GATEWAY = "502 before it was done"
    ANSWER_LOST = "502 after it was done"
    CUT = "connection cut before it was done"
    CUT_LATE = "connection cut after it was done"
    SLOW = "slow"
    WAIT = "403 with Retry-After"
    STALE = "stale list"


class Faults:
    """`share` of requests, 0 to 1. `met` counts what was dealt out. One stream of luck for all threads."""

    def __init__(self, share: float = 0.0, seed: int = 1, kinds: tuple[Fault, ...] = tuple(Fault)) -> None:
        self.share, self.kinds = share, kinds
        self.met: Counter[Fault] = Counter()
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._next: list[Fault] = []

    def deal(self) -> Fault | None:
        """What happens to the next request."""
        with self._lock:
            if self._next:
                fault = self._next.pop(0)
            elif self._dice.random() < self.share:
                fault = self._dice.choice(self.kinds)
            else:
                return None
            self.met[fault] += 1
            return fault

    def then(self, *faults: Fault) -> None:
        """The very next requests meet these."""
        with self._lock:
            self._next += faults
