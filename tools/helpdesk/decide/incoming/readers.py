"""What readers of the portal said, counted into the month's files. It makes no ticket and tells nobody.

Counting is once: the same commit notes how far the gateway's spool has been counted, so that what comes again after a
crash is known. Nobody can steer a figure without bound: beyond `readers.a_day` nothing of a day counts, remarks and
searches have room for so many a month, and what a single source may say is bounded where its address is known.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec.structs import replace

from helpdesk.decide.calendars.zone import desk_zone
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.message import Message
from helpdesk.model.readers import (
    LONGEST_WHY,
    LONGEST_WORDS,
    ArticleMonth,
    Day,
    Heard,
    Month,
    Remark,
    Said,
    SearchMonth,
    Sought,
)
from helpdesk.model.sensitive import masked, sensitive

MOST_REMARKS = 50
MOST_SOUGHT = 1000


def count_readers(this: DeskPass, messages: Sequence[Message]) -> None:
    """Count what was heard and not counted yet: the months go into `this.readers`, how far it went into
    `this.counted`."""
    zone = desk_zone(this.rules)
    for heard in (message.heard for message in messages):
        if heard is None or not heard.said:
            continue
        for said in _new(this, heard):
            day = min(said.at, this.now).astimezone(zone).date()
            month = _opinion(this, said, day) if said.article else _search(this, said, day)
            if month is not None:
                this.readers[month.path] = month
                this.counted[heard.cursor] = str(max(each.place for each in heard.said))


def _new(this: DeskPass, heard: Heard) -> Iterator[Said]:
    """What the desk has not counted yet."""
    position = this.counted.get(heard.cursor) or this.snapshot.cursors.channels.get(heard.cursor, "")
    counted = int(position) if position.isascii() and position.isdigit() and len(position) < 19 else 0
    yield from (said for said in heard.said if said.place > counted)


def _month(this: DeskPass, empty: Month) -> Month:
    """A month as this pass has it."""
    return this.readers.get(empty.path) or this.snapshot.readers.get(empty.path) or empty


def _opinion(this: DeskPass, said: Said, day: date) -> Month | None:
    """The article's month with it; None where it is of no article that anybody reads."""
    article = this.snapshot.articles.get(said.article)
    rule = this.rules.desk.readers
    if article is None or article.status is not ArticleStatus.PUBLISHED or not rule.ask:
        return None
    month = _month(this, ArticleMonth(article=article.id, month=f"{day:%Y-%m}"))
    assert isinstance(month, ArticleMonth)
    before = month.days.get(day.isoformat(), Day())
    if before.helped + before.not_helped >= rule.a_day:
        return replace(month, left_out=month.left_out + 1)
    after = Day(
        before.helped + said.helped,
        before.not_helped + (not said.helped),
        before.spared + (said.helped and said.asking),
    )
    words = " ".join(masked(said.why).split())[:LONGEST_WHY]
    remarks = month.remarks
    if words and len(remarks) < MOST_REMARKS:
        remarks = (*remarks, Remark(day, said.helped, words))
    return replace(month, days={**month.days, day.isoformat(): after}, remarks=remarks)


def _search(this: DeskPass, said: Said, day: date) -> Month | None:
    """The month of searches with it. Its words are kept from the search on that makes enough of them."""
    rule = this.rules.desk.readers
    if not rule.searches or not said.sought:
        return None
    month = _month(this, SearchMonth(month=f"{day:%Y-%m}"))
    assert isinstance(month, SearchMonth)
    on = day.isoformat()
    counted = replace(month, days={**month.days, on: month.days.get(on, 0) + 1})
    before = month.sought.get(said.sought)
    if before is None:
        if len(month.sought) >= MOST_SOUGHT:
            return counted
        before = Sought(0, 0, date.min)
    times, days = before.times + 1, before.days + (day > before.last)
    enough = times >= rule.times and days >= rule.days and not sensitive(said.words)
    words = before.words or (" ".join(said.words.split())[:LONGEST_WORDS] if enough else "")
    one = Sought(times, days, max(day, before.last), words)
    return replace(counted, sought={**month.sought, said.sought: one})


def without_words(heard: Heard) -> Heard:
    """The same counts, where the repository refuses what somebody wrote."""
    return Heard(heard.spool, tuple(replace(said, why="", words="") for said in heard.said))
