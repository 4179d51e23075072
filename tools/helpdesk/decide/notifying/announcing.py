"""What other systems are owed: the events their webhooks ask for, each once, in the commit that brings it."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from helpdesk.decide.classifying.conditions import judge
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.notice_data import event_of, with_cause
from helpdesk.model.address import on_portal, ticket_page
from helpdesk.model.message import Party
from helpdesk.model.moment import format_utc
from helpdesk.model.notice import Notice
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.webhooks import Webhook
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import AnyEntry, Commented, Entry, Json, Owed, Told

CHANNEL = "webhook"
# As Standard Webhooks 1.0.0 advises, and then it is given up: about three days.
RETRIES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400))
_STAFF = (
    *("reference", "title", "type", "status", "priority", "impact", "urgency", "category", "service", "team"),
    *("assignee", "requester", "opened", "channel", "tags", "assets", "fields", "summary", "visibility", "link"),
)
# Nothing that names a person, and no words that a requester wrote.
_PUBLIC = frozenset(
    ("reference", "type", "status", "priority", "category", "service", "opened", "summary", "visibility", "link")
)


def announce(this: DeskPass, draft: Draft) -> None:
    """Owe every webhook the events of this pass that it asks for."""
    if not this.rules.webhooks:
        return
    causes = [entry for entry in draft.entries if not isinstance(entry, Owed | Told)]
    facts = this.facts(draft) if causes else None
    known = {*draft.state.told, *(owed.notice for owed in draft.state.owed)}
    for cause in causes:
        for hook in this.rules.webhooks:
            if facts is None or not _asked(hook, cause, draft) or not judge(hook.when, with_cause(facts, cause)).holds:
                continue
            owed = _owed(hook, cause)
            if owed.notice not in known:
                known.add(owed.notice)
                draft.add(owed)


def _asked(hook: Webhook, cause: AnyEntry, draft: Draft) -> bool:
    if event_of(cause) not in hook.events:
        return False
    if hook.audience != "public":
        return True
    inner = isinstance(cause, Commented) and cause.visibility is not Visibility.PUBLIC
    return draft.ticket.visibility is Visibility.PUBLIC and not inner


def _owed(hook: Webhook, cause: AnyEntry) -> Owed:
    mark = fingerprint(cause)
    return Owed(
        at=cause.at,
        notice=f"{CHANNEL}-{hook.id}-{mark}",
        template=event_of(cause),
        role=hook.id,
        channel=CHANNEL,
        data={"entry": mark},
        hash=mark,
        rule=f"{hook.origin} {hook.id}".strip(),
    )


def fingerprint(entry: Entry) -> str:
    """By what an entry of the timeline is found again: 16 hexadecimal digits over all it says."""
    return hashlib.sha256(msgspec.json.encode(entry, order="deterministic")).hexdigest()[:16]


def announced(owed: Owed, record: Record, rules: Rules) -> Notice | str:
    """The event as CloudEvents 1.0 in JSON, ready to be posted, or in words why it can't be."""
    hook = next((hook for hook in rules.webhooks if hook.id == owed.role), None)
    if hook is None:
        return f"no webhook {owed.role!r} any more in rules/webhooks.yml"
    entry = next((entry for entry in record.timeline if fingerprint(entry) == owed.data.get("entry")), None)
    if entry is None:
        return "the event is no longer in the timeline"
    if hook.audience == "public" and not record.public:
        return "the ticket is no longer public"
    name = f"{record.reference}/{owed.notice}"
    event = {
        "specversion": "1.0",
        "id": name,
        "source": rules.desk.portal or f"urn:helpdesk:{rules.desk.prefix.lower()}",
        "type": f"helpdesk.ticket.{event_of(entry)}",
        "subject": record.reference,
        "time": format_utc(entry.at),
        "datacontenttype": "application/json",
        "data": {"event": _about(entry, hook, record), "ticket": _ticket(record, hook, rules)},
    }
    return Notice(
        id=name,
        reference=record.reference,
        channel=CHANNEL,
        recipients=(Party(name=hook.id),),
        sender=Party(name=rules.desk.name, email=rules.desk.mail.address),
        subject=str(event["type"]),
        text=msgspec.json.encode(event).decode(),
        message_id=name,
        at=owed.at,
        hook=hook,
    )


def _about(entry: AnyEntry, hook: Webhook, record: Record) -> dict[str, Json]:
    if hook.audience == "public":
        return {"event": event_of(entry), "at": format_utc(entry.at)}
    said: dict[str, Json] = msgspec.to_builtins(entry)
    if isinstance(entry, Commented):
        text = next((spoken.text for spoken in record.conversation if spoken.name == entry.comment), "")
        said["text"] = text
    return said


def _ticket(record: Record, hook: Webhook, rules: Rules) -> dict[str, Json]:
    ticket: Mapping[str, Json] = msgspec.to_builtins(record.ticket)
    page = on_portal(rules.desk.portal, ticket_page(record.number, record.reference))
    known = {**ticket, "reference": record.reference, "opened": format_utc(record.ticket.opened), "link": page}
    allowed = [name for name in _STAFF if hook.audience != "public" or name in _PUBLIC]
    return {name: known[name] for name in allowed if name in known and (not hook.fields or name in hook.fields)}


def again(owed: Owed, why: str, now: datetime) -> Iterator[AnyEntry]:
    """A delivery that failed is tried later, ever more seldom, and given up in the end."""
    tries = int(owed.data.get("tries", 0))
    if tries >= len(RETRIES):
        yield Told(at=now, notice=owed.notice, result="undeliverable", why=f"given up after {tries + 1} tries: {why}")
        return
    data = {**owed.data, "tries": tries + 1}
    yield replace(
        owed, at=now, data=data, claim="", until=None, after=now + RETRIES[tries], why=f"try {tries + 1}: {why}"
    )
