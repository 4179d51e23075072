"""How long a training takes: `python tests/bench/learn_time.py [TICKETS] [WORDS] [TEAMS]`.

The texts are invented: words as frequent as Zipf has it, a few of them the team's own, no two texts alike. Prints
processor time and the most memory that was held.
"""

import random
import resource
import sys
import time

from helpdesk.learn.classifier import Lesson, fit
from helpdesk.learn.features import Text

VOCABULARY = 30_000
OWN_WORDS, SAID_OF_THEM = 40, 6


def lessons(count: int, words: int, teams: int) -> list[Lesson]:
    """Titles of seven words, texts of so many; a team's own words are said in its texts alone."""
    dice = random.Random(7)
    known = [f"w{place:x}ord" for place in range(VOCABULARY)]
    ranks = [1 / (place + 10) for place in range(VOCABULARY)]
    found = []
    for number in range(count):
        team = min(int(dice.expovariate(4 / teams)), teams - 1)
        said = dice.choices(known, ranks, k=words + 7)
        for place in dice.sample(range(len(said)), min(SAID_OF_THEM, len(said))):
            said[place] = f"team{team}own{dice.randrange(OWN_WORDS)}"
        answers = {"team": f"team-{team}", "category": f"category-{number % 12}"}
        found.append(Lesson(Text(" ".join(said[:7]), " ".join(said[7:])), answers))
    return found


def main() -> None:
    given = [int(word) for word in sys.argv[1:]]
    count, words, teams = (given + [20_000, 80, 42][len(given) :])[:3]
    made = lessons(count, words, teams)
    for fields in (["team"], ["team", "category"]):
        begun = time.process_time()
        size = len(fit(made, fields))
        took = time.process_time() - begun
        held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        said = f"{count:,} texts of {words} words, {teams} teams, {len(fields)} questions"
        print(f"{said}: {took:.1f} s, model of {size / 1e6:.1f} MB, {held:,.0f} MB held", flush=True)


if __name__ == "__main__":
    main()
