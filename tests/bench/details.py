"""The long part of a request: logs, lists of what was tried, forms filled in; and the fields that real desks have."""

import random
from collections.abc import Sequence
from functools import lru_cache

from msgspec.structs import replace

from helpdesk.demo.scenario import scenarios
from helpdesk.demo.speech import fill
from helpdesk.model.front_matter import plain
from helpdesk.model.plan import Work
from helpdesk.model.timeline import Opened

WORDS = 270
_LINES = (
    "{when} {level} {host} {unit}[{pid}]: {code} after {ms} ms, retry {n} of 5",
    "{when} {level} {host} {unit}[{pid}]: connection from 192.0.2.{n} closed, {code}",
    "{when} {level} {host} {unit}[{pid}]: state changed to {code}",
)
_UNITS = ("wayline", "parley", "spooler", "indexer", "portal-agent", "ledgerline", "dhclient", "policyd")
_CODES = ("E_TIMEOUT", "E_AUTH", "LINK_DOWN", "0x80070035", "0x0000011b", "OK", "STALE_LOCK", "QUOTA_EXCEEDED")
_TAGS = ("reported-twice", "remote", "berlin", "lisbon", "quarter-end", "training", "third-party", "workaround")


@lru_cache(maxsize=1)
def _sentences() -> Sequence[str]:
    """What people say in all scenarios, sentence by sentence."""
    texts = (text for scenario in scenarios().values() for text in scenario.request)
    return [
        part
        for text in texts
        for part in text.replace("\n", " ").split(". ")
        if 4 < len(part.split()) < 30 and "{" not in part
    ]


@lru_cache(maxsize=1)
def _log_lines() -> Sequence[str]:
    """Some thousand lines of logs, all different, to draw from."""
    rng = random.Random(0)
    return [_log_line(rng) for _ in range(8000)]


def _log_line(rng: random.Random) -> str:
    return fill(
        rng.choice(_LINES),
        {
            "when": f"{rng.randrange(24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}",
            "level": rng.choice(("INFO", "WARN", "ERROR")),
            "host": f"lt-{rng.randrange(9999):04d}",
            "unit": rng.choice(_UNITS),
            "pid": str(rng.randrange(300, 32000)),
            "code": rng.choice(_CODES),
            "ms": str(rng.randrange(20, 60000)),
            "n": str(rng.randrange(1, 250)),
        },
    )


def log(rng: random.Random, lines: int) -> str:
    """So many lines of a log as a block of code."""
    return "```\n" + "\n".join(rng.choices(_log_lines(), k=lines)) + "\n```\n"


def details(rng: random.Random, words: int) -> str:
    """About so many words: some sentences, then lines of a log."""
    parts: list[str] = []
    count = 0
    while count < words // 3:
        sentence = rng.choice(_sentences()).strip(". ") + "."
        parts.append(sentence[:1].upper() + sentence[1:])
        count += len(sentence.split())
    return " ".join(parts) + "\n\n" + log(rng, max((words - count) // 9, 1))


def with_details(work: Work, rng: random.Random) -> Work:
    """The same ticket with a request of real length and the fields of a desk that has been in use for years."""
    assert work.create is not None
    ticket = work.create
    news = {
        "watchers": tuple(sorted(rng.sample(("maren", "nadia", "henrik", "felix", "kim"), 2))),
        "source": f"intake/{rng.randrange(10**6)}",
        "summary": ticket.title,
        "tags": tuple(sorted({*ticket.tags, *rng.sample(_TAGS, 2)})),
        "due": ticket.opened.date(),
        "fields": {
            "cost_centre": str(rng.randrange(1000, 9999)),
            "building": rng.choice(("A", "B", "L")),
            "callback": rng.random() < 0.3,
            "seats": rng.randrange(1, 40),
        },
    }
    ticket = replace(ticket, **news)
    known = {name: plain(value) for name, value in news.items()}
    entries = tuple(
        replace(entry, set={**entry.set, **known}) if isinstance(entry, Opened) else _without(entry, "tags")
        for entry in work.entries
    )
    request = work.request + "\n" + details(rng, max(WORDS - len(work.request.split()), 30))
    return replace(work, create=ticket, request=request, entries=entries)


def _without(entry: object, field: str) -> object:
    values = getattr(entry, "set", None)
    if not values or field not in values:
        return entry
    return replace(entry, set={name: value for name, value in values.items() if name != field})
