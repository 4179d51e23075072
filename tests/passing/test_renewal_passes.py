"""A laptop's warranty over real passes: one ticket thirty days ahead, once, for whatever clone runs them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from desks import git, new_place

LAPTOP = """\
name: Laptop 42
model: Corvo 14
owner: kim
warranty: {until: 2026-04-30, provider: Rechnerhof}
holders:
  - {since: 2025-01-09, who: ana}
  - {since: 2026-01-12, who: bo}
"""


def at(day: str, hour: int = 8) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def test_one_renewal_ticket_thirty_days_ahead_once(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    (place.desk / "assets/devices").mkdir(parents=True)
    (place.desk / "assets/devices/lt-0042.yml").write_text(LAPTOP)
    git(place.desk, "add", "assets")
    git(place.desk, "commit", "-qm", "Laptop 42")
    git(place.desk, "push", "-q")
    other = place.clone("second")
    other.inbox.mkdir(exist_ok=True)
    opened = {}
    for day in range(62):
        now = at("2026-03-01") + timedelta(days=day)
        (place if day % 2 else other).run(now)
        if place.references() or other.references():
            opened.setdefault(now.date().isoformat(), None)
    assert next(iter(opened)) == "2026-03-31"
    git(place.desk, "pull", "-q")
    records = list(place.store().snapshot().all_tickets())
    assert [record.ticket.title for record in records] == ["Warranty of Laptop 42 ends on 2026-04-30"]
    assert records[0].ticket.assets == ("lt-0042",)
    assert place.in_sync(at("2026-05-01", 9))
