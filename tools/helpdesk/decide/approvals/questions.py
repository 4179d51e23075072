"""The questions put to approvers: who was asked, and about what."""

from collections.abc import Iterable

from helpdesk.decide.notifying.wording import message_id
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import AnyEntry, Owed

TEMPLATE = "approve"
# The same question put again, when no answer came.
AGAIN = "approve-again"


def asked_people(timeline: Iterable[AnyEntry]) -> tuple[str, ...]:
    """Everybody who was ever asked to approve something on the ticket."""
    return tuple(dict.fromkeys(entry.role for entry in _questions(timeline)))


def answered_question(timeline: Iterable[AnyEntry], who: str, message: str, reference: str, rules: Rules) -> str:
    """The hash that `who` was asked to approve in the mail with this Message-ID; empty where that was no question."""
    for entry in _questions(timeline) if message else ():
        if entry.role == who and message_id(reference, entry.notice, rules) == message:
            return str(entry.data.get("hash", ""))
    return ""


def _questions(timeline: Iterable[AnyEntry]) -> Iterable[Owed]:
    return (entry for entry in timeline if isinstance(entry, Owed) and entry.template in (TEMPLATE, AGAIN))
