"""How long deciding takes: 1,000 mails in 719 threads on a desk with rules as a real one has them.

python tests/bench/decide.py [TICKETS_THERE_ALREADY]
"""

import random
import sys
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from builders import Scene, a_desk, contains, mail, utc
from helpdesk.decide.plan import decide
from helpdesk.model.message import Message
from helpdesk.model.snapshot import Cursors

WORDS = [f"{head}{tail}" for head in ("ne", "ma", "pri", "lo", "ser", "ac", "in", "off") for tail in "abcdefghijklmn"]


def a_real_desk() -> Scene:
    """60 categories, 40 rules, 20 technicians in 5 teams, 3 service levels, 300 assets."""
    desk = a_desk()
    for team in range(5):
        desk.team(f"t{team}", *(f"p{team}{n}" for n in range(4)))
    for n in range(60):
        desk.category(f"area{n % 8}/c{n}", *WORDS[n : n + 6], team=f"t{n % 5}")
    for n in range(40):
        desk.rule(f"r{n}", contains("subject", WORDS[n * 2], WORDS[n * 2 + 1]), urgency="high")
    for n in range(300):
        desk.asset(f"nb-{n:04}", "device", f"Notebook {n:04}")
    return desk.level(response="1h", update="4h", resolve="2d", escalate=[("100%", "lead")]).open()


def mails(count: int, threads: int) -> list[Message]:
    dice = random.Random(7)
    language = [f"w{n:x}" for n in range(3000)]
    made: list[Message] = []
    for n in range(count):
        subject = " ".join([*dice.choices(language, k=5), dice.choice(WORDS)])
        text = " ".join([*dice.choices(language, k=240), *dice.choices(WORDS, k=10)])
        first = made[dice.randrange(min(n, threads))] if n >= threads else None
        sender = first.sender.email if first else f"user{n}@example.org"
        at = utc("2026-03-02T09:00") + timedelta(seconds=20 * n)
        made.append(mail(sender, subject, text, at=at, name=f"m{n}", answers=first.message_id if first else ""))
    return made


def main() -> None:
    scene = a_real_desk()
    messages = mails(1000, 719)
    now = messages[-1].received
    scene.desk.cursors = Cursors(highest=int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    began = time.process_time()
    plan = decide(scene.desk, messages, now, scene.advise)
    print(f"{len(messages)} mails, {len(plan.work)} tickets: {time.process_time() - began:.2f} s of processor time")


if __name__ == "__main__":
    main()
