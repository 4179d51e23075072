"""What the text of a notice needs beside the ticket, by its cause."""

import msgspec

from helpdesk.decide.classifying.facts import Facts
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.incidents.major import last_update, major_of
from helpdesk.model.ids import typed_reference
from helpdesk.model.marks import is_known_error
from helpdesk.model.sensitive import kinds
from helpdesk.model.timeline import (
    DESK,
    AnyEntry,
    Breached,
    Commented,
    Entry,
    Escalated,
    Json,
    Merged,
    Opened,
    Warned,
)

OUTSIDE = frozenset({"requester", "participant"})


def event_of(entry: Entry) -> str:
    """The event's name, as the timeline writes it."""
    return str(type(entry).__struct_config__.tag)


def with_cause(facts: Facts, cause: AnyEntry) -> Facts:
    """The ticket's facts, and of the cause: `by` (staff, requester, participant or desk), `target`, `escalated_to` and
    `comment_visibility`."""
    by = cause.by if cause.by in (DESK, *OUTSIDE) else "staff"
    facts.learn("by", by)
    facts.learn("target", *_texts(cause, "target"))
    facts.learn("escalated_to", *_texts(cause, "to"))
    facts.learn("comment_visibility", *_texts(cause, "visibility"))
    return facts


def _texts(cause: AnyEntry, name: str) -> tuple[str, ...]:
    value = getattr(cause, name, "")
    return (str(value),) if value else ()


def notice_data(this: DeskPass, draft: Draft, role: str, cause: AnyEntry) -> dict[str, Json]:
    """What the text needs beside the ticket."""
    data: dict[str, Json] = {}
    match cause:
        case Opened() if role == "requester":
            data = _known(this, draft)
            data |= {} if data else _articles(this, draft)
            secrets = kinds(f"{draft.ticket.title}\n{draft.request}")
            data |= {"secrets": list(secrets)} if secrets else {}
        case Commented():
            data = {"comment": cause.comment, "by": cause.by}
        case Warned() | Breached():
            data = {"target": cause.target.value, "due": msgspec.to_builtins(cause.due)}
        case Merged():
            data = {"into": cause.into} if cause.into else {"source": cause.source}
        case Escalated():
            data = {"target": cause.target.value, "to": cause.to, "who": cause.who}
        case _:
            pass
    if role == "watchers" and cause.by != DESK:
        data["besides"] = [cause.by]
    return data


def _known(this: DeskPass, draft: Draft) -> dict[str, Json]:
    """What is going on already that the requester should hear of at once."""
    data: dict[str, Json] = {}
    major = major_of(this, draft)
    if major is not None:
        update = last_update(major, draft.ticket.opened)
        data = {"major": major.reference, **({"update": update} if update else {})}
    number = typed_reference(draft.ticket.links.problem, this.rules.desk.prefix)
    problem = this.snapshot.ticket(number) if number is not None else None
    if problem is not None and is_known_error(problem.ticket):
        data["problem"] = problem.reference
    return data


def _articles(this: DeskPass, draft: Draft) -> dict[str, Json]:
    """Published articles that may help right away, and by what each is likely to."""
    most = this.rules.desk.suggest_articles
    if most <= 0:
        return {}
    found = this.advise(f"{draft.ticket.title}\n{draft.request}", most)
    public = [hit for hit in found if _public(this, hit.article)][:most]
    if not public:
        return {}
    because: dict[str, Json] = {hit.article: f"{hit.chance:.0%} likely, by {hit.said}" for hit in public if hit.words}
    return {"articles": [hit.article for hit in public], **({"because": because} if because else {})}


def _public(this: DeskPass, article: str) -> bool:
    known = this.snapshot.articles.get(article)
    return known is not None and known.in_force and known.audience == "public"
