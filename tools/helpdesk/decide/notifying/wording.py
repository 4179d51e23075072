"""An owed notice becomes words: whom it goes to, in which language and time zone, and the text."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from helpdesk.decide.notifying.answer_link import answer_link
from helpdesk.decide.notifying.asked_as import asked_as
from helpdesk.decide.notifying.known_words import major_words, workaround
from helpdesk.decide.notifying.recipients import language_of, parties, person_in, zone_of
from helpdesk.decide.notifying.rendering import Markdown, render, template_for
from helpdesk.decide.notifying.reply_address import reply_address
from helpdesk.decide.notifying.unlisted import PageKey, person_page_of, ticket_page_of
from helpdesk.model.address import article_page, on_portal, ticket_page
from helpdesk.model.message import Party
from helpdesk.model.moment import parse_utc
from helpdesk.model.notice import Notice
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.people import Role
from helpdesk.model.sensitive import kind_in
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import PROMISED, Json, Opened, Owed

More = Callable[[Owed, str], Mapping[str, Json]]
"""What the text of a notice needs besides, in a language, and only some rooms can work out: figures, translations."""

STAFF_ROLES = frozenset({"assignee", "team", "lead", "watchers", "manager"})


def no_more(_owed: Owed, _language: str) -> Mapping[str, Json]:
    return {}


def word(
    owed: Owed,
    record: Record,
    snapshot: Snapshot,
    reply_keys: Sequence[bytes] = (),
    language: str = "",
    page_keys: Sequence[PageKey] = (),
    more: More = no_more,
) -> Notice | str:
    """The notice, ready to send, or in words why it can never be: nobody to tell, no such template.

    With a key, its reply address carries the ticket and the MAC that proves it; with a page key, a requester's mail
    names their own unlisted pages. `language` takes the place of the reader's own.
    """
    rules = snapshot.rules
    there = owed.channel == "github" or owed.channel == record.ticket.channel == "chat"
    thread = record.ticket.source if there and owed.role == "requester" else ""
    recipients = (record.ticket.requester,) if thread else parties(owed, record, rules)
    if not recipients:
        return f"nobody to tell: {record.reference} has no {owed.channel} address for its {owed.role}"
    wanted = language or language_of(owed.role, record, rules)
    found = template_for(rules, owed.template, wanted)
    if found is None:
        return f"no template {owed.template!r}; add rules/notices/{owed.template}.{wanted}.md.j2"
    template, language = found
    values = dict(notice_values(owed, record, snapshot, language))
    if reply_keys and rules.desk.gateway and rules.desk.mail.address and owed.role == "requester" and not thread:
        values["answer"] = Markdown(answer_link(rules.desk.gateway, record.reference, reply_keys[0]))
    values |= own_pages(owed, record, rules, page_keys)
    values |= more(owed, language)
    worded = render(template, values)
    address = rules.desk.mail.address
    opening = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
    begun = opening.message_id if opening is not None and owed.role == "requester" else ""
    subject = worded.subject if record.reference in worded.subject else f"[{record.reference}] {worded.subject}"
    return Notice(
        id=f"{record.reference}/{owed.notice}",
        reference=record.reference,
        channel=owed.channel,
        recipients=recipients,
        sender=sender(rules),
        subject=subject,
        text=worded.text,
        markdown=worded.markdown,
        language=language,
        message_id=message_id(record.reference, owed.notice, rules),
        reply_to=reply_address(address, record.reference, reply_keys[0]) if reply_keys and address else "",
        in_reply_to=begun,
        at=owed.at,
        thread=thread,
    )


def sender(rules: Rules) -> Party:
    """The desk as the sender of a notice."""
    return Party(name=rules.desk.name, email=rules.desk.mail.address or "helpdesk@localhost")


def message_id(reference: str, notice: str, rules: Rules) -> str:
    """The RFC 5322 id of a notice, a function of what it is: sent twice, it is the same mail."""
    domain = rules.desk.mail.address.rpartition("@")[2] or "helpdesk.invalid"
    return f"<{reference.lower()}.{re.sub(r'[^A-Za-z0-9.-]', '-', notice)}@{domain}>"


def desk_values(rules: Rules) -> dict[str, Json]:
    """What every template may say of the desk."""
    desk = rules.desk
    return {"name": desk.name, "portal": desk.portal, "address": desk.mail.address, "signature": desk.mail.signature}


def notice_values(owed: Owed, record: Record, snapshot: Snapshot, language: str) -> Mapping[str, Json]:
    """What the template of a notice may use."""
    rules, ticket, desk = snapshot.rules, record.ticket, snapshot.rules.desk
    lifecycle = rules.lifecycles.get(ticket.type)
    status = lifecycle.states.get(ticket.status) if lifecycle else None
    zone = zone_of(person_in(owed.role, ticket, rules), rules)
    articles = [snapshot.articles[name] for name in owed.data.get("articles", ()) if name in snapshot.articles]
    assignee = rules.people.get(ticket.assignee)
    team = rules.teams.get(ticket.team)
    due = owed.data.get("due")
    return {
        "desk": desk_values(rules),
        "channel": owed.channel,
        "ticket": ticket,
        "reference": record.reference,
        "title": ticket.title,
        "requester_name": ticket.requester.name or ticket.requester.email,
        "promises": [
            {"target": promise.target.value, "due": local_text(promise.due, zone, language)}
            for promise in (record.state.promises.get(target) for target in PROMISED)
            if promise is not None and promise.met_at is None and promise.left is None
        ],
        "articles": [
            {"title": article.title, "url": Markdown(on_portal(desk.portal, article_page(article.id)))}
            for article in articles
        ],
        "asked_as": asked_as(str(owed.data.get("as", "")), language),
        "comment": Markdown(comment_of(owed, record)),
        "answer": "",
        "link": Markdown(link_of(owed, record, rules)),
        "mine": "",
        "assignee_name": assignee.name if assignee else "",
        "team_name": team.name if team else "",
        "status_name": status.name if status else ticket.status,
        "next_step": status.next if status else "",
        "finished": status is not None and status.phase in (Phase.RESOLVED, Phase.CLOSED),
        "resolution": Markdown(ticket.resolution.summary if ticket.resolution else ""),
        "secrets": [kind_in(str(kind), language) for kind in owed.data.get("secrets", ())],
        "major": {name: Markdown(text) for name, text in major_words(owed, snapshot).items()},
        "workaround": Markdown(workaround(owed, snapshot)),
        "closes": _closing(record, zone, language),
        "due": local_text(parse_utc(due), zone, language) if due else "",
        "data": owed.data,
    }


def own_pages(owed: Owed, record: Record, rules: Rules, keys: Sequence[PageKey]) -> dict[str, Json]:
    """The unlisted pages of the requester: only in a mail, and only to them. An issue or a chat others read too."""
    portal, requester = rules.desk.portal, record.ticket.requester
    if not keys or not portal or owed.role != "requester" or owed.channel != "mail" or not requester.email:
        return {}
    pages = {"link": ticket_page_of(record, keys[0]), "mine": person_page_of(requester.email, keys[0])}
    return {name: Markdown(on_portal(portal, page)) for name, page in pages.items()}


def link_of(owed: Owed, record: Record, rules: Rules) -> str:
    """The ticket's page, for whoever may see it: everybody where it is public, else staff."""
    person = rules.people.get(owed.role)
    staff = owed.role in STAFF_ROLES or (person is not None and person.role is not Role.REQUESTER)
    seen = record.public or staff
    return on_portal(rules.desk.portal, ticket_page(record.number, record.reference)) if seen else ""


def _closing(record: Record, zone: ZoneInfo, language: str) -> str:
    """When the ticket closes by itself; empty where it does not."""
    ends = [step.at for _, step in record.state.agenda if step.do == "close"]
    return local_text(ends[0], zone, language) if ends else ""


def comment_of(owed: Owed, record: Record) -> str:
    """What was said, where a notice is about a comment."""
    name = owed.data.get("comment", "")
    return next((spoken.text for spoken in record.conversation if spoken.name == name), "")


def local_text(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """A due time as a person of that language reads it, where they are: `Tue, Mar 3, 2026, 10:30 (Europe/Berlin)`."""
    there = moment.astimezone(zone)
    return f"{_day(there.date(), language)}, {there.hour:02}:{there.minute:02} ({zone.key.replace('_', ' ')})"


@lru_cache(maxsize=1024)
def _day(day: date, language: str) -> str:
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_skeleton

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return format_skeleton("yMMMEd", datetime.combine(day, time()), locale=locale)
