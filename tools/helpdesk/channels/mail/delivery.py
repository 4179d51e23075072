"""Delivery reports (RFC 3464, RFC 3462): for whom it failed, how, and which mail of ours it is about."""

import re
from collections.abc import Iterator

from helpdesk.channels.mail import words
from helpdesk.channels.mail.mime import Part

_BLANK = re.compile(rb"\r?\n[ \t]*\r?\n")
_FIELD = re.compile(rb"^([A-Za-z-]{1,60})[ \t]*:[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>;,\"]{1,128}@[^\s<>;,\"]{1,255}")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^<>\s]{1,998}>)", re.IGNORECASE | re.MULTILINE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_RETURNED = frozenset({"message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers"})
_REPORTS = frozenset({"multipart/report", "message/delivery-status", "message/global-delivery-status"})
# qmail says it in words (QSBMF): "<address>:" at the head of a paragraph.
_WORDED = re.compile(rb"^<([^<>\s@]{1,128}@[^<>\s@]{1,255})>:[ \t]*\r?$", re.MULTILINE)
_COPY = re.compile(rb"^---? ?Below this line is a copy of the message", re.MULTILINE)
_LONGEST = 200_000  # bytes of a part that are looked at
_MOST = 50  # recipients of one report
FAILED = "failed"


def report(root: Part, *, daemon: bool) -> dict[str, str]:
    """`delivery` (failed, delayed, delivered, relayed or expanded), `failed-recipient` (addresses, a blank between)
    and `delivery-status` (RFC 3463), as far as the mail says; nothing for a mail that is no report.

    `daemon`: a mail system sent it. A report in a person's mail is what that person asks about, and theirs.
    """
    if not daemon and root.declared not in _REPORTS:
        return {}
    recipients: list[str] = []
    actions: list[str] = []
    statuses: list[str] = []
    for group in _groups(root):
        action = group.get("action", "").split("(")[0].strip().lower()
        actions += [action] if action else []
        if action == FAILED:
            named = group.get("original-recipient") or group.get("final-recipient", "")
            recipients += _ADDRESS.findall(named.lower())[:1]
            statuses += _STATUS.findall(group.get("status", ""))[:1]
    if not recipients:
        recipients = _ADDRESS.findall(words.header_text(root.header("x-failed-recipients")[:20_000]).lower())
    if not recipients and not actions and daemon:
        recipients = list(_in_words(root))
    found = {
        "delivery": FAILED if FAILED in actions else next(iter(actions), ""),
        "failed-recipient": " ".join(dict.fromkeys(recipients[:_MOST])),
        "delivery-status": next(iter(statuses), ""),
    }
    return {name: value for name, value in found.items() if value}


def about(root: Part) -> str:
    """The Message-ID of the mail that a report returns, whole, as headers, or pasted into its text; or nothing."""
    parts = list(_leaves(root))
    for part in (*(part for part in parts if part.type in _RETURNED), *(p for p in parts if p.type == "text/plain")):
        found = _MESSAGE_ID.search(part.content[:_LONGEST])
        if found:
            return words.header_text(found.group(1))
    return ""


def _in_words(root: Part) -> Iterator[str]:
    """Whom a report that is all text names above the copy of the mail that it returns."""
    for part in _leaves(root):
        if part.type == "text/plain" and _COPY.search(part.content[:_LONGEST]):
            told = _COPY.split(part.content[:_LONGEST], maxsplit=1)[0]
            yield from (words.header_text(found).lower() for found in _WORDED.findall(told)[:_MOST])


def _groups(root: Part) -> Iterator[dict[str, str]]:
    """The recipients' fields of every report in the mail, names in lower case."""
    for part in _leaves(root):
        if part.type in ("message/delivery-status", "message/global-delivery-status"):
            for block in _BLANK.split(part.content[:_LONGEST].strip())[: _MOST + 1]:
                fields = {name.decode().lower(): words.header_text(value) for name, value in _FIELD.findall(block)}
                if "action" in fields or "final-recipient" in fields:
                    yield fields


def _leaves(root: Part) -> Iterator[Part]:
    waiting = [root]
    while waiting:
        part = waiting.pop(0)
        if part.children:
            waiting[:0] = part.children
        else:
            yield part
