"""Times `simulate` on the demo's tickets: `python tests/bench/simulate.py [--tickets 400] [--lived 60]`.

With --lived N, that many tickets are also lived through by the real pass over two git desks, one with the present and
one with the changed rules, and what simulate says is compared with what happened there.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
sys.path.insert(0, str(Path(__file__).parents[1] / "replay"))

from lived import LivedDesk, lived_through
from story import months_of, present_files, proposed_files

from helpdesk.commands.rules.simulate import side_by_side
from helpdesk.demo.files import company
from helpdesk.replay.difference import Difference, compare, seen
from helpdesk.replay.difference_words import as_text
from helpdesk.replay.replay import replay


def main() -> None:
    """Prints figures and seconds."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tickets", type=int, default=400)
    options.add_argument("--lived", type=int, default=0)
    chosen = options.parse_args()
    rules, assets = company(present_files())
    changed, _ = company(proposed_files())
    script = months_of(chosen.tickets)
    began = time.perf_counter()
    difference = compare(
        script, *side_by_side(*(lambda r=r: seen(replay(script, r, assets)) for r in (rules, changed)))
    )
    wall = time.perf_counter() - began
    print(as_text(difference))
    print(f"\n{len(script.events)} events of {difference.tickets} tickets, twice: {wall:.2f} s")
    if chosen.lived:
        _live(chosen.lived)


def _live(tickets: int) -> None:
    script = months_of(tickets, months=1)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        present = LivedDesk(Path(folder) / "present", present_files())
        changed = LivedDesk(Path(folder) / "changed", proposed_files())
        really = compare(script, seen(lived_through(script, present)), seen(lived_through(script, changed)))
        wall = time.perf_counter() - began
        _, assets = company(present_files())
        said = compare(script, seen(replay(script, present.rules, assets)), seen(replay(script, changed.rules, assets)))
    same = all(getattr(said, name) == getattr(really, name) for name in said.__struct_fields__ if name != "people")
    same = same and given(said) == given(really)
    passes = present.passes + changed.passes
    print(f"\n{tickets} tickets really lived through twice: {passes} passes over git, {wall:.1f} s")
    print("what simulate says is what happened" if same else f"DIFFERENT:\n{as_text(said)}\n---\n{as_text(really)}")
    raise SystemExit(not same)


def given(difference: Difference) -> dict[str, tuple[int, int]]:
    """Tickets by who got them first; how much they had at one time is not seen from the ledgers."""
    return {load.name: (load.before, load.after) for load in difference.people}


if __name__ == "__main__":
    main()
