"""What each article did: the tickets it solved, how often it was shown, and what was said of it."""

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from helpdesk.figures.facts import Facts


class Use(msgspec.Struct, frozen=True):
    """`solved` are the tickets whose resolution names the article, newest first; `offered` on how many tickets it was
    shown to the requester, `helped` and `not_helped` what was said of it."""

    solved: tuple[int, ...] = ()
    offered: int = 0
    helped: int = 0
    not_helped: int = 0


def use_of_articles(tickets: Iterable[Facts]) -> dict[str, Use]:
    """By article; one that no ticket knows is not in it. A ticket that was reopened and not solved since counts as not
    solved."""
    solved: dict[str, list[int]] = defaultdict(list)
    offered: dict[str, int] = defaultdict(int)
    said: dict[str, list[bool]] = defaultdict(list)
    for one in tickets:
        if one.article and one.ended is not None:
            solved[one.article].append(one.number)
        for article in one.offered:
            offered[article] += 1
        for article, helpful in one.helped:
            said[article].append(helpful)
    return {
        name: Use(
            solved=tuple(sorted(solved.get(name, ()), reverse=True)),
            offered=offered.get(name, 0),
            helped=sum(said.get(name, ())),
            not_helped=sum(not helpful for helpful in said.get(name, ())),
        )
        for name in sorted({*solved, *offered, *said})
    }
