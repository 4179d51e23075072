"""What waited for one person goes out as one notice: the most urgent ticket first, each with its own words."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from helpdesk.decide.approvals.questions import AGAIN
from helpdesk.decide.approvals.questions import TEMPLATE as QUESTION
from helpdesk.decide.notifying.announcing import CHANNEL, announced
from helpdesk.decide.notifying.recipients import language_of, parties
from helpdesk.decide.notifying.rendering import Markdown, render, template_for
from helpdesk.decide.notifying.reports import TEMPLATE as REPORT
from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.decide.notifying.wording import (
    More,
    comment_of,
    desk_values,
    link_of,
    message_id,
    no_more,
    notice_values,
    sender,
    word,
)
from helpdesk.model.notice import Notice, Sent
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json, Owed

TEMPLATE = "digest"
# What has to be read whole goes alone.
_ALONE = frozenset({QUESTION, AGAIN, REPORT})
# Of what somebody wrote, a digest shows so much.
_LONGEST = 1000
_NEVER = datetime.max.replace(tzinfo=UTC)
Piece = tuple[Record, Owed]


def gathered(due: Iterable[Piece], snapshot: Snapshot) -> Iterator[tuple[Piece, ...]]:
    """What is to be sent, by the notice it goes out in: what was not held back alone, the rest by its reader."""
    waited: dict[tuple[object, ...], list[Piece]] = {}
    for record, owed in due:
        if owed.channel == CHANNEL:
            yield ((record, owed),)
            continue
        readers = parties(owed, record, snapshot.rules)
        held = owed.after is not None and "tries" not in owed.data  # what is tried again is the same mail again
        if not held or owed.template in _ALONE or len(readers) != 1:
            yield ((record, owed),)
            continue
        language = language_of(owed.role, record, snapshot.rules)
        waited.setdefault((owed.channel, readers[0], language), []).append((record, owed))
    for pieces in waited.values():
        yield tuple(sorted(pieces, key=lambda piece: _urgency(piece, snapshot.rules)))


def _urgency(piece: Piece, rules: Rules) -> tuple[object, ...]:
    record, owed = piece
    levels = list(rules.priority.levels)
    rank = levels.index(record.ticket.priority) if record.ticket.priority in levels else len(levels)
    running = (promise for promise in record.state.promises.values() if promise.met_at is None)
    return rank, min((promise.due for promise in running), default=_NEVER), record.number, owed.at, owed.notice


def word_together(
    pieces: Sequence[Piece],
    snapshot: Snapshot,
    reply_keys: Sequence[bytes] = (),
    language: str = "",
    page_keys: Sequence[PageKey] = (),
    more: More = no_more,
) -> Notice | str:
    """One notice of all of them, or in words why it can never be. What stands alone is worded as ever."""
    record, owed = pieces[0]
    if owed.channel == CHANNEL:
        return announced(owed, record, snapshot.rules)
    if len(pieces) == 1:
        return word(owed, record, snapshot, reply_keys, language, page_keys, more)
    rules = snapshot.rules
    found = template_for(rules, TEMPLATE, language or language_of(owed.role, record, rules))
    if found is None:
        return f"no template {TEMPLATE!r}; add rules/notices/{TEMPLATE}.en.md.j2"
    template, language = found
    items = [_item(piece, snapshot, language) for piece in pieces]
    worded = render(template, {"desk": desk_values(rules), "items": items, "reference": record.reference})
    names = "\n".join(sorted(f"{record.reference}/{owed.notice}" for record, owed in pieces))
    name = f"{TEMPLATE}-{hashlib.sha256(names.encode()).hexdigest()[:16]}"
    return Notice(
        id=f"{record.reference}/{name}",
        reference=record.reference,
        channel=owed.channel,
        recipients=parties(owed, record, rules),
        sender=sender(rules),
        subject=worded.subject,
        text=worded.text,
        markdown=worded.markdown,
        language=language,
        # The same pieces make the same mail, however often it is sent.
        message_id=message_id("digest", name, rules),
        at=max(owed.after or owed.at for _, owed in pieces),
    )


def _item(piece: Piece, snapshot: Snapshot, language: str) -> dict[str, Json]:
    record, owed = piece
    found = template_for(snapshot.rules, owed.template, language)
    subject = (
        render(found[0], notice_values(owed, record, snapshot, found[1])).subject if found else record.ticket.title
    )
    said = comment_of(owed, record)
    return {
        "reference": record.reference,
        "title": record.ticket.title,
        "subject": subject if record.reference in subject else f"[{record.reference}] {subject}",
        "link": Markdown(link_of(owed, record, snapshot.rules)),
        "comment": Markdown(said if len(said) <= _LONGEST else said[:_LONGEST] + " ..."),
        "why": owed.why,
    }


def part_of(sent: Sent, notice: str, number: int) -> Sent:
    """How sending ended for one of `number` pieces. The id of a digest names no ticket: who answers one must not end
    up on any."""
    if number == 1:
        return sent
    why = sent.why or f"together with {number - 1} more"
    return Sent(notice, sent.result, why, "", sent.theirs)
