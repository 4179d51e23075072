"""What a ticket teaches: its text as it came in, and how its fields stood when it was over.

Lessons are taken as they were known at a moment, so that a week's tickets and corrections all count from the next
week on, and every machine learns the same.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hashlib import blake2b

import msgspec

from helpdesk.learn.classifier import Lesson
from helpdesk.learn.features import Text
from helpdesk.model.question import OPEN_FIELDS, Question, question_of
from helpdesk.model.record import Record
from helpdesk.model.timeline import DESK, AnyEntry, Changed, Json, Merged, Reopened, Resolved, Triaged

MOST_LESSONS = 20_000
LEARNED = "learned model"
_encode = msgspec.json.Encoder(order="sorted").encode


def text_of(question: Question) -> Text:
    return Text(question.title, question.text, question.known)


def lesson_of(record: Record, until: datetime) -> Lesson | None:
    """The lesson of a ticket that was over at `until`; None where it was not, or was part of another."""
    known = [entry for entry in record.timeline if (entry.seen or entry.at) < until]
    ended = [entry for entry in known if isinstance(entry, Resolved | Reopened | Merged)]
    if not ended or not isinstance(ended[-1], Resolved) or record.quarantined or "spam" in record.ticket.tags:
        return None
    fields = _fields_at(record, until)
    mine = _said_by_the_model(known)
    answers = {name: str(fields[name]) for name in OPEN_FIELDS if fields.get(name) and name not in mine}
    return Lesson(text_of(question_of(record.ticket, record.request)), answers) if answers else None


def _fields_at(record: Record, until: datetime) -> dict[str, Json]:
    fields: dict[str, Json] = {name: getattr(record.ticket, name) for name in OPEN_FIELDS}
    later = [entry for entry in record.timeline if isinstance(entry, Changed) and (entry.seen or entry.at) >= until]
    for entry in sorted(later, key=lambda entry: entry.at, reverse=True):
        fields.update((name, old) for name, old in entry.was.items() if name in fields)
    return fields


def _said_by_the_model(entries: Iterable[AnyEntry]) -> set[str]:
    """Fields that a model filled in and no person touched since: it must not take itself for proof."""
    found: set[str] = set()
    for entry in entries:
        if isinstance(entry, Triaged):
            found -= entry.set.keys()
            found |= {name for name, why in entry.because.items() if why.startswith(LEARNED)}
        elif isinstance(entry, Changed) and entry.by != DESK:
            found -= entry.set.keys()
    return found


def digest(lesson: Lesson | None) -> bytes:
    """A lesson as a few bytes, to see whether it changed; empty for none."""
    return blake2b(_encode(lesson), digest_size=12).digest() if lesson else b""


def newest(lessons: Iterable[tuple[int, Lesson]]) -> list[Lesson]:
    """The lessons to train on: of the newest tickets, by number."""
    return [lesson for _, lesson in sorted(lessons, key=lambda each: each[0])[-MOST_LESSONS:]]


def lessons_of(records: Iterable[Record], until: datetime) -> Iterator[tuple[int, Lesson]]:
    """Every lesson with its ticket's number."""
    for record in records:
        lesson = lesson_of(record, until)
        if lesson is not None:
            yield record.number, lesson
