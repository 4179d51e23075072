"""Articles are read again on their review date: a ticket to the owner, exactly one for an article and a date.

An article has no ledger in which a reminder could be owed, and a ticket is what has an owner, a clock and an end. Of
one owner only a few are open at a time: a library that was left alone for years buries nobody.
"""

from collections import Counter
from datetime import date, datetime, timedelta

from helpdesk.decide.calendars.zone import day_ends, desk_zone
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import finished, initial, state_of
from helpdesk.model.ids import TicketNumber
from helpdesk.model.knowledge import Article, ArticleStatus
from helpdesk.model.message import Party
from helpdesk.model.readers import opinions
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.model.timeline import Opened

CHANNEL = "review"
MOST_OPEN = 5
MOST_REASONS = 5
YEAR = timedelta(days=365)
RULE = "built-in practice: an article is read again on its review date"


def remind_of_reviews(this: DeskPass) -> None:
    """Open what is due, the longest overdue first."""
    today = this.now.astimezone(desk_zone(this.rules)).date()
    due = sorted(
        (article.review, article.id, article)
        for article in this.snapshot.articles.values()
        if article.review is not None and article.review <= today and article.status is not ArticleStatus.RETIRED
    )
    if not due:
        return
    waiting, load = [], Counter[str]()
    for day, _, article in due:
        number = this.number_of_key(_key(article, day))
        if number is None:
            waiting.append((day, article))
        elif _is_open(this, number):
            load[article.owner] += 1
    for day, article in waiting:
        if load[article.owner] < MOST_OPEN:
            load[article.owner] += 1
            _open(this, article, day)


def next_review(this: DeskPass) -> datetime | None:
    """When the next article may be due, by the desk's date."""
    reviewed = any(article.review is not None for article in this.snapshot.articles.values())
    return day_ends(desk_zone(this.rules), this.now) if reviewed else None


def _key(article: Article, day: date) -> str:
    return f"review:{article.id}:{day.isoformat()}"


def _is_open(this: DeskPass, number: TicketNumber) -> bool:
    record = this.snapshot.ticket(number)
    return record is None or not finished(state_of(record.ticket, this.rules))


def _open(this: DeskPass, article: Article, day: date) -> None:
    from helpdesk.decide.triage import triage_new

    number = this.next_number()
    rules = this.rules
    person = rules.people.get(article.owner)
    ticket = Ticket(
        id=this.reference(number),
        type=TicketType.REQUEST,
        title=f"Read the article again: {article.title}"[:256],
        status=initial(rules, TicketType.REQUEST),
        team=article.owner if article.owner in rules.teams else "",
        assignee=article.owner if person is not None and this.directory.is_staff(article.owner) else "",
        category=article.categories[0] if article.categories and article.categories[0] in rules.categories else "",
        requester=Party(name=rules.desk.name),
        channel=CHANNEL,
        source=article.id,
        opened=this.now,
    )
    draft = this.begin(number, ticket, _request(this, article, day))
    given = {"title", "type"} | {name for name in ("team", "assignee", "category") if getattr(ticket, name)}
    why = f"{article.path} says that it is to be read again on {day.isoformat()}"
    key = _key(article, day)
    triage_new(this, draft, Opened(at=this.now, via=CHANNEL, key=key, rule=RULE, why=why), given=given)
    draft.messages.append(key)
    this.remember(number, (f"key {key}",))


def _request(this: DeskPass, article: Article, day: date) -> str:
    return (
        f"{article.path} is to be read again since {day.isoformat()}.\n\n"
        f"{_said(this, article)}"
        f"- It holds: `helpdesk article reviewed {article.id}`\n"
        f"- It does not hold any more: edit {article.path}, and set its next `review`.\n"
        f"- Nobody needs it: `helpdesk article retire {article.id}`, with `--successor` where another follows.\n\n"
        "Then resolve this ticket.\n"
    )


def _said(this: DeskPass, article: Article) -> str:
    """What readers said of it in the year before, with the newest reasons why it did not help."""
    today = this.now.astimezone(desk_zone(this.rules)).date()
    said = opinions(this.snapshot.readers.values(), today - YEAR, today + timedelta(days=1)).get(article.id)
    if said is None or not said.all:
        return ""
    reasons = [f"- {each.words}\n" for each in said.remarks if not each.helped][:MOST_REASONS]
    head = f"Readers of the last year: {said.helped} of {said.all} say that it helped"
    return f"{head}. It did not help because\n\n{''.join(reasons)}\n" if reasons else f"{head}.\n\n"
