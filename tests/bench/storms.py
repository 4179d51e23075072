"""After how many tickets a storm is noticed, and how often a quiet desk is told of one: whole passes over made desks.

python tests/bench/storms.py --seeds 20 --tickets 1200
"""

import argparse
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "figures"))

from planted import CATEGORIES, HOURS

from builders import Scene, a_desk, mail, utc
from helpdesk.model.timeline import Commented

START = utc("2026-03-02T00:00")
SHARES = (20, 15, 15, 12, 10, 8, 7, 6, 4, 3)


def a_quiet_desk(dice: random.Random, tickets: int, a_week: int) -> tuple[Scene, datetime]:
    """Tickets as office hours bring them, of ten categories, and when the last of them came."""
    scene = a_desk()
    for name in CATEGORIES:
        scene = scene.category(name, name)
    desk = scene.open()
    moments = sorted(_moment(dice, weeks=max(1, tickets // a_week)) for _ in range(tickets))
    for number, at in enumerate(moments):
        about = dice.choices(CATEGORIES, SHARES)[0]
        desk.receive(mail(f"p{dice.randrange(300)}@example.org", f"{about} trouble {number}", at=at))
    return desk, moments[-1]


def _moment(dice: random.Random, weeks: int) -> datetime:
    day = dice.choices(range(7), (22, 20, 19, 18, 16, 3, 2))[0]
    hours = dice.choices(range(24), HOURS)[0]
    return START + timedelta(weeks=dice.randrange(weeks), days=day, hours=hours, seconds=dice.randrange(3600))


def noted(desk: Scene) -> int:
    entries = (entry for record in desk.desk.all_tickets() for entry in record.timeline)
    return sum(isinstance(entry, Commented) and entry.key.startswith("storm:") for entry in entries)


def until_noted(desk: Scene, dice: random.Random, about: str, start: datetime, minutes: float) -> int | None:
    """How many tickets of the storm came before it was noted; None for more than thirty."""
    before, at = noted(desk), start
    for number in range(1, 31):
        at += timedelta(minutes=dice.expovariate(1 / minutes))
        desk.receive(mail(f"s{number}@example.org", f"{about} down {number}", f"{about} {number}", at=at))
        if noted(desk) > before:
            return number
    return None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--tickets", type=int, default=1200)
    options.add_argument("--a-week", type=int, default=150)
    given = options.parse_args()
    false, waits = 0, dict[tuple[str, float], list[int | None]]()
    for seed in range(given.seeds):
        dice = random.Random(seed)
        desk, last = a_quiet_desk(dice, given.tickets, given.a_week)
        false += noted(desk)
        about, minutes = (CATEGORIES[0], CATEGORIES[-1])[seed % 2], (1.0, 4.0, 8.0)[seed % 3]
        monday = last + timedelta(days=7 - last.weekday(), hours=9 - last.hour)
        waits.setdefault((about, minutes), []).append(until_noted(desk, dice, about, monday, minutes))
    print(f"quiet desks: {false} storms noted in {given.seeds} of {given.tickets} tickets")
    for (about, minutes), found in sorted(waits.items()):
        print(f"a storm about {about}, a ticket every {minutes:g} minutes: noted at its ticket number {found}")


if __name__ == "__main__":
    main()
