"""How long each reader takes over each hostile file: processor time, the better of two; what is meant is 100 ms.

`python tests/bench/hostile.py`
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "load"))

from test_strict_yaml import HOSTILE, _seconds

from helpdesk.load.asset import read_asset
from helpdesk.load.cursors import read_cursors
from helpdesk.load.guards import LARGEST_RULES
from helpdesk.load.rules import read_rules
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.ticket import read_ticket
from helpdesk.load.timeline import read_timeline


def main() -> None:
    for name, data in HOSTILE.items():
        readers = {
            "YAML": lambda data=data: read_yaml("x.yml", data, LARGEST_RULES),
            "ticket": lambda data=data: read_ticket("ticket.md", b"---\n" + data + b"\n---\n"),
            "asset": lambda data=data: read_asset("assets/devices/x.yml", data),
            "cursors": lambda data=data: read_cursors("tickets/cursors.yml", data),
            "timeline": lambda data=data: read_timeline("timeline.yml", data),
            "rules": lambda data=data: read_rules({"rules/desk.yml": data}, {}, ""),
        }
        times = {kind: min(_seconds(read) for _ in range(2)) for kind, read in readers.items()}
        slowest = max(times, key=lambda kind: times[kind])
        print(f"{name:32} {len(data):>8,} bytes  slowest: {slowest} {times[slowest] * 1000:.1f} ms")


if __name__ == "__main__":
    main()
