"""What knowledge is missing: what is asked often and has no article, what articles do not help, what finds nothing.

Everything is made of the desk's own records: what was asked, what acknowledgements suggested, what requesters and
readers said of it, how it was solved. Nobody's reading is watched; searches that find nothing are counted where the
desk says so, of nobody, and their words come here once enough sought them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.figures.window import Window
from helpdesk.learn.words import words_of
from helpdesk.model.readers import NOBODY, Opinion
from helpdesk.model.sensitive import masked

FEWEST = 3
# From so many public replies of staff on, whoever asked was not helped by what they had been shown.
MANY_REPLIES = 3
NOTHING_READ: Mapping[int, tuple[str, ...]] = {}
NOTHING_HEARD: Mapping[str, Opinion] = {}
_MOST_TICKETS = 5_000
_MOST_WORDS = 8
_NAMED = ("incident", "request")
# Nobody asked: a monitor said so, or the calendar.
_NOBODY = frozenset({"alert", "recurring", "review"})


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Tickets about one thing that no article answered, newest first: what their titles share, how many people asked,
    seconds of work in all, to how many nothing could be suggested. `source` is the ticket to draft an article from."""

    words: tuple[str, ...]
    category: str
    service: str
    tickets: tuple[int, ...]
    requesters: int
    work: int
    nothing_found: int
    source: int


class Failing(msgspec.Struct, frozen=True, kw_only=True):
    """An article that does not help: on how many tickets it was suggested (`offered`), in how many of these much was
    left to say or it was reopened (`in_vain`), how often it was said to have helped or not, how many had read it before
    they asked (`read`), how many readers of the portal said that it helped or not (`readers`, `readers_not`), and why
    it stands here."""

    article: str
    offered: int
    in_vain: int
    helped: int
    not_helped: int
    why: str
    tickets: tuple[int, ...]
    read: int = 0
    readers: int = 0
    readers_not: int = 0


class Unfound(msgspec.Struct, frozen=True):
    """A word that people use and no article holds, with the tickets that say it in their title."""

    word: str
    tickets: tuple[int, ...]


def gaps(tickets: Sequence[Facts], window: Window, fewest: int = FEWEST) -> tuple[Gap, ...]:
    """What at least so many tickets that ended in the period ask for and no article answered, the most work first: of
    one category and service, told apart by the words that their titles share."""
    apart: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for one in _ended(tickets, window):
        if not _answered(one):
            apart[one.category, one.service].append(one)
    found = [_gap(words, group) for together in apart.values() for words, group in _clusters(together, fewest)]
    return tuple(sorted(found, key=lambda gap: (-len(gap.tickets), -gap.work, gap.category, gap.words)))


def failing(
    tickets: Sequence[Facts],
    window: Window,
    fewest: int = FEWEST,
    looked_at: Mapping[int, tuple[str, ...]] = NOTHING_READ,
    heard: Mapping[str, Opinion] = NOTHING_HEARD,
) -> tuple[Failing, ...]:
    """Articles that were suggested or judged on at least so many tickets that ended in the period, and were in vain on
    half of them or more, or that as many had read before they asked; the worst first. `looked_at` has for a ticket's
    number the articles that its requester had read (`figures.looked_at`), `heard` for an article what readers of the
    portal said of it."""
    offered: dict[str, list[Facts]] = defaultdict(list)
    read: dict[str, list[Facts]] = defaultdict(list)
    said: dict[str, Counter[bool]] = defaultdict(Counter)
    for one in _ended(tickets, window):
        for article in one.offered:
            offered[article].append(one)
        for article, helpful in one.helped:
            said[article][helpful] += 1
        for article in set(looked_at.get(one.number, ())):
            read[article].append(one)
    names = sorted({*offered, *said, *read, *heard})
    found = (
        _judged(name, offered.get(name, []), said[name], read.get(name, []), heard.get(name, NOBODY), fewest)
        for name in names
    )
    failed = [each for each in found if each is not None]
    return tuple(sorted(failed, key=_worst))


def _worst(one: Failing) -> tuple[int, str]:
    return -one.in_vain - one.not_helped - one.read - one.readers_not, one.article


def unfound(
    tickets: Sequence[Facts], window: Window, knows: Callable[[str], bool], fewest: int = FEWEST
) -> tuple[Unfound, ...]:
    """Words in the titles of at least so many tickets of the period that no article holds: who searches by them finds
    nothing. `knows` says whether an article that is in force holds a word."""
    saying: dict[str, list[int]] = defaultdict(list)
    for one in _ended(tickets, window):
        if not one.article:
            for word in _words(one.title):
                saying[word].append(one.number)
    common = ((word, numbers) for word, numbers in saying.items() if len(numbers) >= fewest and not word.isdigit())
    found = [Unfound(word, tuple(numbers)) for word, numbers in common if not knows(word)]
    return tuple(sorted(found, key=lambda each: (-len(each.tickets), each.word)))


def _ended(tickets: Sequence[Facts], window: Window) -> list[Facts]:
    """Incidents and requests of people that ended in the period, the newest five thousand."""
    asked = (one for one in tickets if one.type in _NAMED and one.channel not in _NOBODY)
    ended = [one for one in asked if window.holds(one.ended)]
    return sorted(ended, key=lambda one: -one.number)[:_MOST_TICKETS]


def _answered(one: Facts) -> bool:
    """An article solved it, or one was suggested and hardly anything was left to say."""
    verdicts = [helpful for _, helpful in one.helped]
    if one.article or any(verdicts):
        return True
    return bool(one.offered) and not verdicts and one.replies <= 1 and not one.reopened


def _in_vain(one: Facts) -> bool:
    return one.replies >= MANY_REPLIES or one.reopened > 0


def _judged(
    article: str, offered: list[Facts], said: Counter[bool], read: list[Facts], heard: Opinion, fewest: int
) -> Failing | None:
    # Where it was said in words whether it helped, that counts and not what can be guessed from the ticket.
    guessed = [one for one in offered if article not in dict(one.helped)]
    vain = [one for one in guessed if _in_vain(one) and one.article != article]
    reasons = []
    if sum(said.values()) >= fewest and said[False] * 2 >= sum(said.values()):
        reasons.append(f"{said[False]} of {sum(said.values())} say that it did not help")
    if len(guessed) >= fewest and len(vain) * 2 >= len(guessed):
        reasons.append(f"{len(vain)} of {len(guessed)} tickets took {MANY_REPLIES} replies or more, or were reopened")
    if len(read) >= fewest:
        reasons.append(f"{len(read)} had read it and asked all the same")
    if heard.all >= fewest and heard.not_helped * 2 >= heard.all:
        reasons.append(f"{heard.not_helped} of {heard.all} readers of the portal say that it did not help")
    if not reasons:
        return None
    named = [one for one in offered if one in vain or dict(one.helped).get(article) is False]
    return Failing(
        article=article,
        offered=len(offered),
        in_vain=len(vain),
        helped=said[True],
        not_helped=said[False],
        why="; ".join(reasons),
        tickets=tuple(dict.fromkeys(one.number for one in (*named, *read))),
        read=len(read),
        readers=heard.helped,
        readers_not=heard.not_helped,
    )


def _clusters(tickets: Sequence[Facts], fewest: int) -> Iterator[tuple[tuple[str, ...], list[Facts]]]:
    """The largest group whose titles share two words, then the next of what is left; then one word; then the rest."""
    left = {one.number: one for one in tickets}
    for length in (2, 1):
        while len(left) >= fewest:
            said = _said(left.values(), length, fewest)
            if not said:
                break
            words = min(said, key=lambda each: (-len(said[each]), each))
            group = [left.pop(number) for number in said[words]]
            yield words, group
    if len(left) >= fewest and next(iter(left.values())).category:
        yield (), list(left.values())


def _said(tickets: Iterable[Facts], length: int, fewest: int) -> dict[tuple[str, ...], list[int]]:
    """Which tickets say so many words together, for those that enough of them say."""
    tickets = list(tickets)
    common = Counter(word for one in tickets for word in _words(one.title))
    said: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for one in tickets:
        telling = sorted(word for word in _words(one.title) if common[word] >= fewest)
        for words in combinations(telling, length):
            said[words].append(one.number)
    return {words: numbers for words, numbers in said.items() if len(numbers) >= fewest}


@lru_cache(maxsize=_MOST_TICKETS)
def _words(title: str) -> tuple[str, ...]:
    return words_of(masked(title), most=_MOST_WORDS)


def _gap(words: tuple[str, ...], group: list[Facts]) -> Gap:
    best = min(group, key=lambda one: (one.reopened, not one.replies, -(one.rating or 0), one.replies, -one.number))
    return Gap(
        words=tuple(word for word in _words(best.title) if word in words),
        category=group[0].category,
        service=group[0].service,
        tickets=tuple(one.number for one in group),
        requesters=len({one.requester for one in group}),
        work=sum(one.work or 0 for one in group),
        nothing_found=sum(not one.offered for one in group),
        source=best.number,
    )
