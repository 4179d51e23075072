"""What a check is: a question to one record in the light of the whole desk."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.knowledge import Article
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules import Rules

Keys = tuple[str | int, ...]
# Keys that begin with this and a number mean a line of the text below the front matter, from 1 on.
BODY = "body"


class Subject(StrEnum):
    """What a check looks at."""

    TICKET = "ticket"
    WAITING = "waiting ticket"
    ARTICLE = "article"
    ASSET = "asset"
    RULES = "rules"


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What records are held against. `references` are the tickets there are, `asset_paths` every path of an asset id,
    `drops` every path of a waiting ticket's UUID, `today` the date in the desk's time zone, `stale` what is wrong with
    files that are made from others, by path."""

    rules: Rules
    references: AbstractSet[str]
    articles: Mapping[str, Article]
    assets: Mapping[str, Asset]
    today: date
    asset_paths: Mapping[str, tuple[str, ...]] = {}
    drops: Mapping[str, tuple[str, ...]] = {}
    stale: Mapping[str, str] = {}


class Fault(msgspec.Struct, frozen=True):
    """Something wrong under `keys` of the record's file, or in another file `path`."""

    keys: Keys
    what: str
    remedy: str = ""
    path: str = ""


class Check(msgspec.Struct, frozen=True):
    """One check. `ask` is the function, whose docstring is the rule."""

    code: str
    subject: Subject
    severity: Severity
    ask: Callable[[Any, Desk], Iterator[Fault]]

    @property
    def rule(self) -> str:
        """The sentence that must hold."""
        return " ".join((self.ask.__doc__ or "").split())


def check(
    code: str, subject: Subject, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Any, Desk], Iterator[Fault]]], Check]:
    """Make a check of a function that yields the faults of one record."""
    return lambda ask: Check(code, subject, severity, ask)


def found(checks: Iterable[Check], subject: Any, path: str, desk: Desk) -> Iterator[tuple[Finding, Keys]]:
    """What these checks find in one record, each with the keys under which its place is to be looked up."""
    for one in checks:
        for fault in one.ask(subject, desk):
            finding = Finding(fault.path or path, 0, 0, one.code, fault.what, fault.remedy, one.severity)
            yield finding, () if fault.path else fault.keys


def missing(kind: str, name: str, known: Iterable[str], *keys: str | int) -> Iterator[Fault]:
    """The fault where `name` is given and is none of `known`."""
    if name and name not in (known := known if isinstance(known, Mapping | AbstractSet) else set(known)):
        yield Fault(keys, f"unknown {kind}: {name!r}", did_you_mean(name, sorted(known)))
