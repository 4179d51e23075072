"""What readers of the portal say without a ticket: whether an article helped, and what a search did not find.

It comes in as counts of nobody: no address, no name, no cookie. At HEAD it is a file an article and month, and one a
month for searches, which only the pass writes.
"""

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

FOLDER = "readers/"
# What one line may hold of why an article helped or did not, and of a search.
LONGEST_WHY = 200
LONGEST_WORDS = 60


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a reader said: of an `article` whether it `helped`, and `why` in a line; or with `sought` the mark
    of a search that found nothing, whose `words` these were. `asking`: said in a request form, by somebody who was
    about to ask. `place` is where it stands in the spool that it waited in, and never comes again there."""

    place: int
    at: datetime
    article: str = ""
    helped: bool = False
    asking: bool = False
    why: str = ""
    sought: str = ""
    words: str = ""


class Heard(msgspec.Struct, frozen=True):
    """What waited in one `spool`, in the order of its places."""

    spool: str
    said: tuple[Said, ...]

    @property
    def cursor(self) -> str:
        """The name under which the desk notes how far it has counted."""
        return f"readers:{self.spool}"


class Day(msgspec.Struct, frozen=True, omit_defaults=True):
    """What readers said of an article on one day; `spared`: how many of those it helped were about to ask."""

    helped: int = 0
    not_helped: int = 0
    spared: int = 0


class Remark(msgspec.Struct, frozen=True):
    """Why an article helped or did not, in a reader's words without people and secrets."""

    day: date
    helped: bool
    words: str


class ArticleMonth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """readers/<month>/articles/<id>.yml. `days` by the desk's own day; `left_out` is what came beyond the bound of a
    day and counts for nothing."""

    article: str
    month: str
    days: dict[str, Day] = {}
    remarks: tuple[Remark, ...] = ()
    left_out: int = 0

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.month}/articles/{self.article}.yml"


class Sought(msgspec.Struct, frozen=True, omit_defaults=True):
    """A search that found nothing: how often, on how many days, the last of them. `words` are empty as long as so few
    said them that they might tell of one person."""

    times: int
    days: int
    last: date
    words: str = ""


class SearchMonth(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag=True):
    """readers/<month>/searches.yml: searches that found nothing, by a mark that only the gateway can make of the words.
    `days` count all of them."""

    month: str
    days: dict[str, int] = {}
    sought: dict[str, Sought] = {}

    @property
    def path(self) -> str:
        return f"{FOLDER}{self.month}/searches.yml"


Month = ArticleMonth | SearchMonth


class Opinion(msgspec.Struct, frozen=True):
    """What readers said of an article over a while: how many it helped or not, how many of them it spared asking, and
    why, the newest first."""

    helped: int = 0
    not_helped: int = 0
    spared: int = 0
    remarks: tuple[Remark, ...] = ()

    @property
    def all(self) -> int:
        return self.helped + self.not_helped


NOBODY = Opinion()


def opinions(months: Iterable[Month], since: date, until: date) -> dict[str, Opinion]:
    """What was said of each article from a day on and before another."""
    found: dict[str, Opinion] = {}
    for month in months:
        if not isinstance(month, ArticleMonth):
            continue
        days = [day for on, day in month.days.items() if since <= date.fromisoformat(on) < until]
        remarks = tuple(each for each in month.remarks if since <= each.day < until)
        if days or remarks:
            before = found.get(month.article, NOBODY)
            found[month.article] = Opinion(
                before.helped + sum(day.helped for day in days),
                before.not_helped + sum(day.not_helped for day in days),
                before.spared + sum(day.spared for day in days),
                tuple(sorted((*before.remarks, *remarks), key=lambda each: (each.day, each.words), reverse=True)),
            )
    return found


def sought_in_vain(months: Iterable[Month], since: date, until: date) -> tuple[tuple[str, int], ...]:
    """Words that may be shown of searches that found nothing, in months that lie in part between two days, and how
    often they were sought: the most frequent first."""
    times: dict[str, int] = {}
    for month in months:
        if isinstance(month, SearchMonth):
            for one in month.sought.values():
                if one.words and since <= one.last < until:
                    times[one.words] = times.get(one.words, 0) + one.times
    return tuple(sorted(times.items(), key=lambda each: (-each[1], each[0])))


def searches_in_vain(months: Iterable[Month], since: date, until: date) -> int:
    """How many searches found nothing from a day on and before another, whatever they were for."""
    days = ((on, count) for month in months if isinstance(month, SearchMonth) for on, count in month.days.items())
    return sum(count for on, count in days if since <= date.fromisoformat(on) < until)
