"""An owed notice becomes words: whom it goes to, in which language, and the text, from a sandboxed template."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from helpdesk.decide.known_words import major_words, workaround
from helpdesk.decide.reply_address import reply_address
from helpdesk.model.address import article_page, on_portal, ticket_page
from helpdesk.model.language import language_of
from helpdesk.model.message import Party
from helpdesk.model.moment import parse_utc
from helpdesk.model.notice import Notice
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import PROMISED, Json, Opened, Owed

if TYPE_CHECKING:
    from jinja2 import Template

STAFF_ROLES = frozenset({"assignee", "team", "lead", "watchers", "manager"})
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


class Markdown(str):
    """Text that is Markdown on purpose: written by staff, or a comment shown as a comment."""


def word(owed: Owed, record: Record, snapshot: Snapshot, reply_keys: Sequence[bytes] = ()) -> Notice | str:
    """The notice, ready to send, or in words why it can never be: nobody to tell, no such template.

    With a key, its reply address carries the ticket and the MAC that proves it.
    """
    rules = snapshot.rules
    recipients = tuple(_recipients(owed.role, record, rules))
    if not recipients:
        return f"nobody to tell: {record.reference} has no mail address for its {owed.role}"
    wanted = _language(owed.role, record, rules)
    found = _template(rules, owed.template, wanted)
    if found is None:
        return f"no template {owed.template!r}; add rules/notices/{owed.template}.{wanted}.md.j2"
    template, language = found
    values = _values(owed, record, snapshot, language)
    address = rules.desk.mail.address
    subject, text = _split(_render(template, values, escaped=False))
    _, markdown = _split(_render(template, values, escaped=True))
    opening = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
    thread = opening.message_id if opening is not None and owed.role == "requester" else ""
    return Notice(
        id=f"{record.reference}/{owed.notice}",
        reference=record.reference,
        channel=owed.channel,
        recipients=recipients,
        sender=Party(name=rules.desk.name, email=address or "helpdesk@localhost"),
        subject=subject if record.reference in subject else f"[{record.reference}] {subject}",
        text=text,
        markdown=markdown,
        message_id=message_id(record.reference, owed.notice, rules),
        reply_to=reply_address(address, record.reference, reply_keys[0]) if reply_keys and address else "",
        in_reply_to=thread,
        at=owed.at,
    )


def message_id(reference: str, notice: str, rules: Rules) -> str:
    """The RFC 5322 id of a notice, a function of what it is: sent twice, it is the same mail."""
    domain = rules.desk.mail.address.rpartition("@")[2] or "helpdesk.invalid"
    return f"<{reference.lower()}.{re.sub(r'[^A-Za-z0-9.-]', '-', notice)}@{domain}>"


def _recipients(role: str, record: Record, rules: Rules) -> Iterable[Party]:
    ticket = record.ticket
    team = rules.teams.get(ticket.team)
    people = rules.people
    match role:
        case "requester":
            found: list[Party | Person | None] = [ticket.requester]
        case "assignee":
            found = [people.get(ticket.assignee)]
        case "team":
            members = [people.get(member) for member in team.members] if team else []
            found = [Party(name=team.name, email=team.email)] if team and team.email else [*members]
        case "lead":
            found = [people.get(team.lead) if team else None]
        case "watchers":
            found = [people.get(name) or Party(email=name if "@" in name else "") for name in ticket.watchers]
        case "manager":
            lead = people.get(team.lead) if team else None
            found = [people.get(lead.manager) if lead else None]
        case _:
            found = [people.get(role)]
    for person in found:
        if person is not None and person.email:
            yield Party(name=person.name, email=person.email)


def _language(role: str, record: Record, rules: Rules) -> str:
    if role == "requester":
        address = record.ticket.requester.email.casefold()
        known = next((p for p in rules.people.values() if address and p.email.casefold() == address), None)
        if known is not None and known.language:
            return known.language
    else:
        person = rules.people.get(record.ticket.assignee if role == "assignee" else role)
        if person is not None and person.language:
            return person.language
    spoken = language_of(f"{record.ticket.title}\n{record.request}") if role == "requester" else ""
    if spoken in rules.desk.languages:
        return spoken
    return rules.desk.languages[0] if rules.desk.languages else "en"


def _template(rules: Rules, name: str, language: str) -> tuple[str, str] | None:
    """The text and the language it is in: the one wanted, else one of the desk's, else English."""
    for candidate in (f"{name}.{language}", *(f"{name}.{other}" for other in rules.desk.languages), f"{name}.en"):
        if candidate in rules.templates:
            return rules.templates[candidate].text, candidate.rpartition(".")[2]
    return None


def _values(owed: Owed, record: Record, snapshot: Snapshot, language: str) -> Mapping[str, Json]:
    rules, ticket, desk = snapshot.rules, record.ticket, snapshot.rules.desk
    lifecycle = rules.lifecycles.get(ticket.type)
    status = lifecycle.states.get(ticket.status) if lifecycle else None
    visible = record.public or owed.role in STAFF_ROLES
    articles = [snapshot.articles[name] for name in owed.data.get("articles", ()) if name in snapshot.articles]
    assignee = rules.people.get(ticket.assignee)
    team = rules.teams.get(ticket.team)
    return {
        "desk": {
            "name": desk.name,
            "portal": desk.portal,
            "address": desk.mail.address,
            "signature": desk.mail.signature,
        },
        "ticket": ticket,
        "reference": record.reference,
        "title": ticket.title,
        "requester_name": ticket.requester.name or ticket.requester.email,
        "promises": [
            {"target": promise.target.value, "due": local_text(promise.due, desk.timezone, language)}
            for promise in (record.state.promises.get(target) for target in PROMISED)
            if promise is not None and promise.met_at is None and promise.left is None
        ],
        "articles": [
            {"title": article.title, "url": Markdown(on_portal(desk.portal, article_page(article.id)))}
            for article in articles
        ],
        "comment": Markdown(_comment(owed, record)),
        "link": Markdown(on_portal(desk.portal, ticket_page(record.number, record.reference)) if visible else ""),
        "assignee_name": assignee.name if assignee else "",
        "team_name": team.name if team else "",
        "status_name": status.name if status else ticket.status,
        "next_step": status.next if status else "",
        "resolution": Markdown(ticket.resolution.summary if ticket.resolution else ""),
        "secrets": [str(kind) for kind in owed.data.get("secrets", ())],
        "major": {name: Markdown(text) for name, text in major_words(owed, snapshot).items()},
        "workaround": Markdown(workaround(owed, snapshot)),
        "closes": _closing(record, rules, language),
        "due": local_text(parse_utc(owed.data["due"]), desk.timezone, language) if owed.data.get("due") else "",
        "data": owed.data,
    }


def _closing(record: Record, rules: Rules, language: str) -> str:
    """When the ticket closes by itself; empty where it does not."""
    ends = [step.at for _, step in record.state.agenda if step.do == "close"]
    return local_text(ends[0], rules.desk.timezone, language) if ends else ""


def _comment(owed: Owed, record: Record) -> str:
    name = owed.data.get("comment", "")
    return next((spoken.text for spoken in record.conversation if spoken.name == name), "")


def local_text(moment: datetime, timezone: str, language: str) -> str:
    """A due time as a person of that language reads it, in the desk's time zone: `Tuesday, March 3, 2026, 10:30 AM`."""
    from babel import Locale, UnknownLocaleError
    from babel.dates import format_skeleton

    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    there = moment.astimezone(ZoneInfo(timezone))
    day = format_skeleton("yMMMEd", there, locale=locale)
    return f"{day}, {there:%H:%M} ({timezone.replace('_', ' ')})"


def _split(text: str) -> tuple[str, str]:
    """(subject, body) of a rendered template."""
    head, _, body = text.lstrip().partition("\n")
    subject = head.removeprefix("Subject:").strip() if head.startswith("Subject:") else "Your request"
    return " ".join(subject.split()), (body if head.startswith("Subject:") else text).strip() + "\n"


def _render(template: str, values: Mapping[str, Json], *, escaped: bool) -> str:
    from jinja2 import TemplateError

    try:
        return _compiled(template, escaped).render(values)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as problem:
        broken = f"There is news on {values['reference']}. (The desk's text for it is broken: {problem})"
        return f"Subject: [{values['reference']}] news\n\n{broken}"


@lru_cache(maxsize=256)
def _compiled(template: str, escaped: bool) -> "Template":
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    finalize: Callable[[object], object] | None = _escape if escaped else None
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, undefined=ChainableUndefined, finalize=finalize
    )
    return environment.from_string(template)


def _escape(value: object) -> object:
    """What strangers wrote is words, never markup: a title cannot make a link in somebody's mail."""
    if isinstance(value, Markdown) or not isinstance(value, str):
        return value
    return _MARKUP.sub(r"\\\1", value)
