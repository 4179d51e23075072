"""The line of writers who lost races: who has waited longest goes next, and people before passes.

A place in it is a ref of the remote, `refs/helpdesk/waiting/<rank>-<since>-<clone>-<sign>`, which holds a small blob
and which nobody but its owner writes, so that to stand in line is no race itself. Every fetch brings the line along. It
is good manners and nothing rests on it: compare and swap alone decides what lands, a remote that takes no such ref is
raced as before, and a place whose owner died is passed over. Who loses races in its own turn, to people whose git knows
no line, lives: it writes something else into its place from time to time, and nobody else contends meanwhile.
"""

import re
import time
from collections.abc import Callable, Mapping
from enum import IntEnum

from helpdesk.store.plumbing import GitError
from helpdesk.store.repository import WAITING, Repository

# With so many races lost in a row a pass stands in line; most passes lose none, and write no ref for it.
LOSSES = 2
# Nobody gives way to a line that has not moved for so many seconds: then it tries its luck. Shorter than a local lock
# is waited for.
PATIENCE = 45.0
# The first in line is passed over after so many seconds, or, on a busy machine or far from the remote, as many times
# what it takes to ask it, or what our own turn took, up to a limit: it died, or is slow enough to be overtaken.
TURN, ASKED, OWN, LONGEST_TURN = 5.0, 60.0, 4.0, 30.0
# Who loses races in its turn says so often that it lives.
BEAT = 2.0
# A place that says it is older, or younger by as much, is nobody's: its owner died, or its clock is wrong. Nobody waits
# for longer, whoever stands before.
LONGEST = 600.0
# A place is not worth waiting longer for.
_PUSHING = 30.0
_PLACE = re.compile(rf"{WAITING}([0-9])-([0-9]{{13}})-[0-9a-f]+-[0-9a-f]+\Z")


class Rank(IntEnum):
    """Who goes first, whoever came first."""

    PERSON = 0
    PASS = 1


class Line:
    """One writer's view of the line, and its own place in it."""

    def __init__(self, repository: Repository, clone: str, rank: Rank = Rank.PASS) -> None:
        self._repository, self._clone, self._rank = repository, clone, rank
        self._losses = 0
        # In seconds: how long the remote took to answer last, others for their turns lately, and we for our last.
        self._pace = self._turn = self._took = 0.0
        self._begun = time.monotonic()
        self._patient = True
        # When each place, and what it held, was first seen at the head, by this machine's own steady clock.
        self._first_seen: dict[tuple[str, str], float] = {}
        self._passed: set[tuple[str, str]] = set()
        self._beaten = 0.0
        self._dead: set[str] = set()
        self.place = ""

    def newest(self, seconds: float = 120.0, meanwhile: Callable[[str], None] | None = None) -> str:
        """The newest commit, once it is this writer's turn or its patience is over; `meanwhile` hears of what others
        landed until then. Raises what a fetch raises."""
        begun = moved = time.monotonic()
        commit, places = self._repository.fetch(seconds), self._repository.waiting
        heard, last, alive = "", -1, ""
        while ahead := self._ahead(places):
            now = time.monotonic()
            if last >= 0 and len(ahead) < last:
                self._turn, moved = (now - moved) / (last - len(ahead)), now
            if places[ahead[0]] != alive:
                alive, moved = places[ahead[0]], now
            if now - moved > PATIENCE or now - begun > LONGEST:
                break
            last = len(ahead)
            self._stand()
            if meanwhile is not None and len(ahead) == 1 and commit != heard:
                meanwhile(heard := self._repository.fetch(seconds, tidy=False))
            # Who stands further back need not look as often.
            time.sleep(min(5.0, max(0.05, 2 * self._pace, 0.7 * self._turn * (len(ahead) - 1))))
            commit, places = self._asked(seconds)
        self._patient = not ahead
        self._begun = time.monotonic()
        return self._repository.fetch(seconds, tidy=False) if last >= 0 else commit

    def gives_way(self) -> bool:
        """Whether somebody stood before us when the remote was last asked, and our patience was not over yet."""
        return self._patient and self.behind()

    def behind(self) -> bool:
        """Whether anybody stood before us when the remote was last asked."""
        return bool(self._ahead(self._repository.waiting))

    def crowded(self) -> bool:
        """Whether anybody else stood in line when the remote was last asked, or we have just lost a race."""
        return self._losses > 0 or any(
            place != self.place and (place, held) not in self._passed and place not in self._dead
            for place, held in self._repository.waiting.items()
        )

    def lost(self) -> None:
        """A race was lost: the next ones give way to us, if it was not the first. A person need not lose twice."""
        self._losses += 1
        if self.place and time.monotonic() - self._beaten > BEAT:
            self._beat()
        if self._losses >= LOSSES or self._rank is Rank.PERSON:
            self._stand()

    def landed(self, left: str) -> None:
        """It landed, and `left`, if any, was our place, given up in the same push."""
        self._losses = 0
        self._took = time.monotonic() - self._begun
        if left and left == self.place:
            self.place = ""
        self.leave()

    def leave(self) -> None:
        """Give up our place, and take away those of the dead."""
        gone = [*([self.place] if self.place else []), *self._dead]
        self.place, self._dead = "", set()
        if gone:
            self._push(*(f":{place}" for place in gone))

    def _asked(self, seconds: float) -> tuple[str, dict[str, str]]:
        """Where the branch is and who stands in line, without fetching anything."""
        begun = time.monotonic()
        found = self._repository.ask(seconds)
        self._pace = time.monotonic() - begun
        return found

    def _ahead(self, waiting: Mapping[str, str]) -> list[str]:
        """Who stands before us. Without a place that is everybody of our rank and those before it."""
        places = self._living(waiting, max(TURN, min(LONGEST_TURN, max(ASKED * self._pace, OWN * self._took))))
        if self.place and self.place not in places:
            self.place = ""
        if self.place:
            return places[: places.index(self.place)]
        return [place for place in places if int(place.removeprefix(WAITING)[0]) <= self._rank]

    def _living(self, places: Mapping[str, str], turn: float) -> list[str]:
        """The line, first place first, without those that nobody stands in any more: a turn lasts so many seconds."""
        living = []
        for place in sorted(places):
            match = _PLACE.match(place)
            if match is None or abs(time.time() - int(match[2]) / 1000) > LONGEST:
                self._dead.add(place)
            elif (place, places[place]) not in self._passed:
                living.append(place)
        now = time.monotonic()
        self._first_seen = {head: self._first_seen.get(head, now) for head in ((p, places[p]) for p in living[:1])}
        for head, since in self._first_seen.items():
            if head[0] != self.place and now - since > turn:
                self._passed.add(head)
                living.pop(0)
        return living

    def _stand(self) -> None:
        if self.place or not self._repository.remote:
            return
        import secrets  # most passes stand in no line

        name = f"{WAITING}{self._rank:d}-{int(time.time() * 1000):013d}-{self._clone}-{secrets.token_hex(4)}"
        if self._write(name, b""):
            self.place, self._beaten = name, time.monotonic()

    def _beat(self) -> None:
        """Show that we live: what our place holds is another than before."""
        self._beaten = time.monotonic()
        self._write(self.place, f"{self._beaten}\n".encode())

    def _write(self, name: str, content: bytes) -> bool:
        """Put this into a place of ours, here and at the remote."""
        blob = self._repository.git.run("hash-object", "-w", "--stdin", stdin=content, check=False).text
        if not blob or not self._push(f"+{blob}:{name}"):
            return False
        self._repository.git.run("update-ref", name, blob, check=False)
        return True

    def _push(self, *specs: str) -> bool:
        options = ("--quiet", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", "--end-of-options")
        try:
            done = self._repository.git.run(
                "push", *options, self._repository.remote, *specs, check=False, seconds=_PUSHING
            )
        except GitError:
            return False
        return not done.code
