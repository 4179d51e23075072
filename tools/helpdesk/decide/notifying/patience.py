"""Recipients whose own mail server says "not now": tried ever more seldom, and given up after the days that
rules/desk.yml gives them. A server of ours that is away is another matter: that is waited for without end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec.structs import replace

from helpdesk.model.moment import format_utc, parse_utc
from helpdesk.model.rules.desk import Desk
from helpdesk.model.timeline import AnyEntry, Owed, Told

# The first ones for greylisting, the last one for as long as it takes (RFC 5321, 4.5.4.1: at least 30 minutes).
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30, 60, 120, 240))


def again_or_never(owed: Owed, why: str, desk: Desk, now: datetime) -> Iterator[AnyEntry]:
    """What the ledger says of a notice that its recipient's side did not take."""
    tries, since = int(owed.data.get("tries", 0)), str(owed.data.get("since", "")) or format_utc(now)
    days = desk.limits.give_up_after_days
    if now - parse_utc(since) >= timedelta(days=days):
        where = desk.where("limits")
        said = f"given up after {tries + 1} tries in {days} days ({where}): {why}"
        yield Told(at=now, notice=owed.notice, result="undeliverable", why=said)
        return
    yield replace(
        owed,
        at=now,
        data={**owed.data, "tries": tries + 1, "since": since},
        claim="",
        until=None,
        after=now + PAUSES[min(tries, len(PAUSES) - 1)],
        why=f"try {tries + 1}: {why}",
    )
