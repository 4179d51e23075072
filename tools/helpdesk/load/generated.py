"""Schemas made from the types: the ledger's entries and the plan, which only the desk writes."""

import json
from typing import Any

import msgspec

from helpdesk.model.plan_words import PlanWords
from helpdesk.model.timeline import AnyEntry

_BASE = {"$schema": "https://json-schema.org/draft/2020-12/schema"}

# What each field of the ledger or the plan holds. A field without a text here fails a test.
TEXTS = {
    "actions": "The same in words, a line each.",
    "after": "Before this it is not sent; what is due to one person at the same time goes out together.",
    "alert": "What the monitor said: its own name, how it stands, how bad.",
    "allowed": "The target's time in business seconds.",
    "article": "An article's id.",
    "also": "Keys of whatever else the ticket was opened for.",
    "assignee": "The handle of whoever owns the ticket now; empty when nobody does.",
    "at": "When it happened, RFC 3339 in UTC.",
    "attachments": "The files that came with the message.",
    "based_on": "The commit it was decided on; it holds on no other.",
    "because": "For each field the rule that set it and the evidence.",
    "by": "Who did it: a handle, requester, participant, or desk.",
    "calendar": "The calendar the time was counted by.",
    "candidates": "Everybody who was considered, with the verdict on each.",
    "channel": "How the notice goes out.",
    "claim": "Which pass sends it.",
    "code": "How it ended: fixed, workaround, duplicate ...",
    "comment": "The name of the file in comments/, or the words that came with a rating.",
    "comments": "The names of the comment files to write.",
    "confidence": "How sure the desk was, from 0 to 1.",
    "content_hash": "SHA-256 of what the message says: the same message sent twice under two ids is known by it.",
    "created": "Whether the ticket is new.",
    "data": "What the text of the notice needs beside the ticket.",
    "deferred": "What waits for a later pass, and why.",
    "do": "warn, breach, escalate, remind, close or resume.",
    "due": "The promised time; when the clock runs again, the new one per target.",
    "edits": "Fields to set in ticket.md; null takes one away.",
    "ends_at": "When the monitor says that the alert ended.",
    "event": "What happened; of an alert, news that neither begin nor end it.",
    "events": "The entries to append to timeline.yml.",
    "field": "A field of ticket.md.",
    "file": "Its name in files/: 16 hexadecimal digits of the hash and an extension.",
    "files": "The attachments to write.",
    "group": "What the monitor grouped the alert by.",
    "hash": "SHA-256 of what was decided or approved.",
    "helpful": "Whether the article helped.",
    "held": "Until when planned work explains the alert, so that it wakes nobody.",
    "into": "The ticket this one, or an alert of it, went into.",
    "key": "The message's stable key: the channel and the source's own id.",
    "labels": "The monitor's own labels of the alert.",
    "left": "Business seconds left per target while the clock stands.",
    "language": "What the message is written in, two letters of ISO 639-1.",
    "leftover": "Whether nobody could take it, so that the team's lead owns it until somebody can.",
    "load": "Tickets in work for capacity.",
    "message_id": "The mail's Message-ID (RFC 5322).",
    "name": "The file's name; of an attachment the sender's own, which is never used as a path.",
    "notice": "The notice's id, unique on the ticket and the same over retries.",
    "now": "When it was decided.",
    "proposed": "Values for fields that no rule decided, and of which the desk was not sure enough to set them.",
    "readers": "The files of what readers of the portal said that would be written.",
    "reason": "Why it was closed.",
    "reference": "The ticket's reference.",
    "refused": "Messages that are not taken in, and why.",
    "removes": "Files that go away, such as one from the drop box.",
    "result": "sent, undeliverable or dropped.",
    "role": "Whom it goes to, by role and never by address.",
    "rule": "The rule that decided: file, line and name.",
    "rules_version": "The git tree of rules/ it was worked out by.",
    "rating": "The score that counts instead of the one before.",
    "score": "1 (bad) to 5 (very good).",
    "seen": "When the desk learned of it, where that was later.",
    "sender": "The address the message came from.",
    "service": "What the alert is about, as the monitor names it.",
    "set": "Fields and their new values.",
    "severity": "How bad the monitor says it is.",
    "sha256": "Of the bytes.",
    "size": "In bytes.",
    "sla": "The service level's id; empty takes the promise back.",
    "source": "The ticket that went into this one; of an alert, its monitor.",
    "starts_at": "When the monitor says that the alert began.",
    "status": "The status it got; of an alert, firing or resolved.",
    "steps": "What the clock will do and when, pinned.",
    "subject": "The commit's subject.",
    "summary": "What was done, in words.",
    "target": "Which promise: response, update or resolve.",
    "team": "The team it went to.",
    "template": "Which text.",
    "text": "The words of the alert.",
    "title": "The alert in one line.",
    "to": "Whom, by role.",
    "type": "The media type as the sender named it.",
    "until": "How long others keep off.",
    "url": "Where the monitor shows the alert.",
    "value": "What it would have set.",
    "verdict": "chosen, or why not.",
    "via": "The channel it came by.",
    "visibility": "internal or public.",
    "was": "Fields and their values before.",
    "what": "What it is about, in words.",
    "who": "A handle.",
    "why": "The evidence in words.",
    "withheld": "Why the content is not there.",
    "work": "One item a ticket touched.",
}


def timeline_schema() -> bytes:
    """schemas/timeline.schema.json: an array of entries, each with its event's own fields."""
    about = "timeline.yml: what happened to a ticket, one entry a line, append-only. Only the desk writes it."
    return _schema(tuple[AnyEntry, ...], "Timeline", about)


def plan_schema() -> bytes:
    """schemas/plan.schema.json: what `helpdesk plan --json` prints."""
    return _schema(PlanWords, "Plan", "What a pass would do, as `helpdesk plan --json` prints it.")


def _schema(kind: Any, title: str, description: str) -> bytes:
    (made,), parts = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    if "$ref" in made:
        made = parts.pop(made["$ref"].rpartition("/")[2])
    for part in [made, *parts.values()]:
        _describe(part)
    whole = {**_BASE, **made, "title": title, "description": description, "$defs": dict(sorted(parts.items()))}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def _describe(part: dict[str, Any]) -> None:
    """Titles and texts for an editor; the docstring of the type in one piece."""
    if "description" in part:
        part["description"] = " ".join(part["description"].split())
    for name, field in part.get("properties", {}).items():
        field.setdefault("title", name.replace("_", " ").capitalize())
        if name in TEXTS:
            field["description"] = TEXTS[name]
