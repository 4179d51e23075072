"""A plan in words: for a terminal, for a pull request, and as JSON."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from helpdesk.model.plan import Plan, Refusal, Work
from helpdesk.model.timeline import AnyEntry, Json

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#!|~@])")


def as_text(plan: Plan) -> str:
    """Lines of at most what a title needs; one block a ticket."""
    return "\n".join(_lines(plan))


def as_markdown(plan: Plan) -> str:
    """The same for a comment on a pull request; what strangers wrote is escaped and mentions nobody."""
    lines = [f"**{_summary(plan)}**", ""]
    for work in plan.work:
        lines.append(f"- **{_escape(work.subject)}**")
        lines.extend(f"  - {_escape(action)}" for action in work.actions)
    lines.extend(f"- {each}" for each in _heard(plan))
    lines.extend(f"- not taken in: `{refusal.key}` - {_escape(refusal.why)}" for refusal in plan.refused)
    lines.extend(f"- later: {_escape(text)}" for text in plan.deferred)
    return "\n".join(lines) + "\n"


class FileWords(msgspec.Struct, frozen=True):
    """A file that would be written, without its bytes: `size` counts them."""

    name: str
    size: int


class WorkWords(msgspec.Struct, frozen=True):
    """What would happen to one ticket: `events` are timeline entries, `actions` the same in words."""

    reference: str
    subject: str
    created: bool
    edits: dict[str, Json]
    events: tuple[AnyEntry, ...]
    comments: tuple[str, ...]
    files: tuple[FileWords, ...]
    removes: tuple[str, ...]
    actions: tuple[str, ...]


class PlanWords(msgspec.Struct, frozen=True):
    """What `helpdesk plan --json` prints: all of a plan but the bytes of files and the full texts."""

    based_on: str
    now: datetime
    work: tuple[WorkWords, ...]
    refused: tuple[Refusal, ...]
    deferred: tuple[str, ...]
    readers: tuple[str, ...] = ()


def as_json(plan: Plan) -> bytes:
    """One JSON object, as schemas/plan.schema.json describes it."""
    return msgspec.json.encode(
        PlanWords(
            based_on=plan.based_on,
            now=plan.now,
            work=tuple(map(_work, plan.work)),
            refused=plan.refused,
            deferred=plan.deferred,
            readers=tuple(month.path for month in plan.readers),
        )
    )


def _work(work: Work) -> WorkWords:
    return WorkWords(
        reference=work.reference,
        subject=work.subject,
        created=work.create is not None,
        edits=work.edits,
        events=work.entries,
        comments=tuple(new.name for new in work.comments),
        files=tuple(FileWords(new.name, len(new.content)) for new in work.files),
        removes=work.removes,
        actions=work.actions,
    )


def _summary(plan: Plan) -> str:
    if plan.empty:
        return "Nothing to do: the desk is in sync."
    created = sum(work.create is not None for work in plan.work)
    parts = [
        f"{created} new" if created else "",
        f"{len(plan.work) - created} changed" if created < len(plan.work) else "",
    ]
    total = f"{len(plan.work)} ticket" + ("s" if len(plan.work) != 1 else "")
    return f"{total} to write ({', '.join(part for part in parts if part)}), on top of {plan.based_on[:10]}"


def _lines(plan: Plan) -> Iterator[str]:
    yield _summary(plan)
    for work in plan.work:
        yield f"  {work.subject}"
        yield from (f"      {action}" for action in work.actions)
    yield from (f"  {each}" for each in _heard(plan))
    yield from (f"  not taken in: {refusal.key} - {refusal.why}" for refusal in plan.refused)
    yield from (f"  later: {text}" for text in plan.deferred)


def _heard(plan: Plan) -> Iterator[str]:
    yield from (f"counted what readers said: {month.path}" for month in plan.readers)


def _escape(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text.replace("\n", " "))
