"""Months of a helpdesk's life, ticket by ticket: the same ones for the same rules, assets, seed and present."""

import random
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

import msgspec

from helpdesk.demo.cast import Case, cast
from helpdesk.demo.ledger import Ledger
from helpdesk.demo.practice import PracticeStory
from helpdesk.demo.roster import Roster
from helpdesk.demo.story import Story, is_practice
from helpdesk.model.asset import Asset
from helpdesk.model.ids import TicketNumber
from helpdesk.model.order import in_order
from helpdesk.model.plan import Work
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import Commented, Opened

# Work that is still going on at the end: so many tickets, most of them young.
_STALLED = 26
_YOUNG = timedelta(days=24)


class Episode(msgspec.Struct, frozen=True):
    """One ticket's whole life as one piece of work: `create` as it stands at the end, `entries` the whole ledger.
    `last` is when something last happened to it."""

    work: Work
    last: datetime


def generate(
    rules: Rules,
    seed: int,
    until: datetime,
    tickets: int = 400,
    months: int = 6,
    assets: Mapping[str, Asset] | None = None,
    first: int = 1,
) -> Iterator[Episode]:
    """`tickets` tickets numbered from `first`, opened in the `months` before `until`, in the order of their opening.

    `until` is aware; nothing happens after it. The rules need the categories of the scenarios, the lifecycles and
    priorities that the built-in rules have, and people in teams; KeyError names what is missing.
    """
    until = until.astimezone(UTC).replace(microsecond=0)
    rng = random.Random(seed)  # noqa: S311 - a story, not a secret
    things = assets or {}
    cases = cast(rules, things, rng, until, tickets, months, first)
    stalls = _stalls(cases, rng, until)
    roster = Roster(rules)
    for case in cases:
        own = random.Random(f"{seed}/{case.number}")  # noqa: S311
        kind = PracticeStory if is_practice(case) else Story
        story = kind(rules, things, case, roster, own, until, stalls.get(case.number))
        yield _episode(case, story.tell(), story.text)


def _stalls(cases: list[Case], rng: random.Random, until: datetime) -> dict[int, int]:
    """Which tickets get no further than which step: none of those that others hang on."""
    young = [
        case.number
        for case in cases
        if until - _YOUNG < case.opened < until - timedelta(hours=6)
        and not case.parent
        and not case.duplicate_of
        and not case.scenario.major
    ]
    chosen = rng.sample(young, min(_STALLED, len(young) // 2))
    return {number: rng.choice((0, 1, 1, 2, 2)) for number in chosen}


def _episode(case: Case, ledger: Ledger, text: str) -> Episode:
    entries = tuple(in_order(ledger.entries))
    work = Work(
        number=TicketNumber(case.number),
        reference=case.reference,
        subject=f"{case.reference}: {ledger.values['title']}",
        create=ledger.ticket,
        request=text,
        entries=entries,
        comments=tuple(ledger.comments),
        actions=(f"{ledger.values['status']}, {ledger.values['team']} / {ledger.values['assignee']}",),
        messages=tuple(entry.key for entry in entries if isinstance(entry, Opened | Commented) and entry.key),
    )
    return Episode(work, entries[-1].at)
