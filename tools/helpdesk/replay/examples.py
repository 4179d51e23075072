"""Running one example: it is lived through in memory under the desk's rules, and looked at where it says so."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from helpdesk.decide.explain import explain
from helpdesk.decide.lifecycle.states import finished, state_of
from helpdesk.model.asset import Asset
from helpdesk.model.fold import fold
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.message import Message, Party, Proof
from helpdesk.model.moment import format_utc
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.examples import DUE, FIELDS, SINGLE, Example, Filed, Happening, Letter, Want
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import Comment, DropBoxItem, Ticket, Visibility
from helpdesk.model.timeline import Breached, Escalated, Opened, Owed, Target, Warned
from helpdesk.replay.events import Answered, Asked, Worked
from helpdesk.replay.stage import Stage

FIRST = TicketNumber(1)
# Tickets that only weigh on somebody are numbered from here on.
_FILLER = 10**6


class Failure(msgspec.Struct, frozen=True):
    """`key` was looked at `at` this moment and was not `expected` (or was, where it must not be)."""

    at: datetime
    key: str
    expected: tuple[str, ...]
    actual: tuple[str, ...]
    holds: bool
    line: int


class Result(msgspec.Struct, frozen=True):
    """An example that was run; `explained` is how the desk decided, where something failed."""

    name: str
    origin: str
    failures: tuple[Failure, ...]
    explained: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


def run_example(example: Example, rules: Rules, assets: Mapping[str, Asset]) -> Result:
    """Live through the example and compare."""
    scene = _Scene(example, rules, assets)
    failures = list(scene.play())
    record = scene.record
    explained = explain(record, rules) if failures and record is not None else ()
    if failures and record is None:
        explained = tuple(f"not taken in: {why}" for why in scene.stage.refused.values())
    return Result(example.name, example.origin, tuple(failures), explained)


class _Scene:
    """One example while it is run."""

    def __init__(self, example: Example, rules: Rules, assets: Mapping[str, Asset]) -> None:
        self.example, self.rules = example, rules
        self.stage = Stage(rules, assets, _fillers(example, rules))
        self.given: Asked | None = None
        self.looked = 0
        self.opened = 0

    @property
    def record(self) -> Record | None:
        number = self.stage.number_of(self.given) if self.given else None
        return self.stage.desk.ticket(number) if number else None

    def play(self) -> Iterator[Failure]:
        example = self.example
        given = example.given
        first = (given.opened if isinstance(given, Filed) else None) or example.now
        if example.history and isinstance(given, Letter):
            first = example.history[0].at
        self.given = self._ask(first, given, FIRST)
        for step in example.history:
            self._happen(step)
            yield from self._look(step.at, step.wants)
        self.stage.let_pass(example.now)
        yield from self._look(example.now, example.wants)
        for step in example.then:
            self._happen(step)
            yield from self._look(step.at, step.wants)

    def _ask(self, at: datetime, what: Letter | Filed, number: TicketNumber) -> Asked:
        if isinstance(what, Filed):
            name = f"example-{number}"
            item = {"uuid": name, "title": what.title, "channel": what.channel, "opened": at, "by": what.by}
            given = {**what.fields, **item, "requester": msgspec.to_builtins(what.requester)}
            dropped = Dropped(f"tickets/new/{name}.md", msgspec.convert(given, DropBoxItem), what.text)
            asked = Asked(at, number, f"dropbox:{name}", dropped)
        else:
            message = _message(at, what, f"example-{number}")
            asked = Asked(at, number, message.key, message)
        self.stage.live(asked)
        return asked

    def _happen(self, step: Happening) -> None:
        record = self.record
        if step.mail is not None:
            self._ask(step.at, step.mail, TicketNumber(FIRST + 1 + self.opened))
            self.opened += 1
        elif record is not None and step.reply is not None:
            message = _message(step.at, step.reply, f"reply-{format_utc(step.at)}")
            proved = msgspec.structs.replace(message, proof=Proof.REPLY_ADDRESS)
            self.stage.live(Answered(step.at, record.number, proved))
        elif record is not None and step.comment is not None:
            visibility = Visibility.INTERNAL if step.comment.internal else Visibility.PUBLIC
            comment = Comment(at=step.at, by=step.comment.by, visibility=visibility, via="cli")
            name = f"{step.at:%Y%m%dT%H%M%SZ}-{step.comment.by}-{len(record.conversation):04x}.md"
            said = (Conversation(name, comment, step.comment.text),)
            self.stage.live(Worked(step.at, record.number, step.comment.by, {}, said))
        elif record is not None and step.edit:
            self.stage.live(Worked(step.at, record.number, step.by, step.edit))
        self.stage.let_pass(step.at)

    def _look(self, at: datetime, wants: tuple[Want, ...]) -> Iterator[Failure]:
        seen = _seen(self.record, self.rules, self.looked)
        tickets = sum(number < _FILLER for number in self.stage.desk.records)
        strays = sum(number > _FILLER * 100 for number in self.stage.desk.records)
        seen["new_tickets"] = (str(max(tickets + strays - bool(self.record), 0)),)
        for want in wants:
            actual = seen.get(want.key, ())
            if _holds(want, actual) is not want.holds:
                yield Failure(at, want.key, want.values, actual, want.holds, want.line)
        self.looked = len(self.record.timeline) if self.record else 0


def _holds(want: Want, actual: tuple[str, ...]) -> bool:
    """Of one value any that is named will do. Of a list all must be there; for a `not`, one is enough."""
    if want.key in SINGLE:
        return (actual[0] if actual else "") in want.values
    found = [any(_fits(want.key, value, each) for each in actual) for value in want.values]
    return any(found) if not want.holds else all(found) and (bool(want.values) or not actual)


def _fits(key: str, wanted: str, actual: str) -> bool:
    if key == "because":
        return wanted.casefold() in actual.casefold()
    if key in ("notices", "escalated"):
        name, _, role = wanted.partition(" to ")
        names, _, to = actual.partition(" to ")
        return name in names.split("|") and role in ("", to)
    return wanted == actual


def _seen(record: Record | None, rules: Rules, looked: int) -> dict[str, tuple[str, ...]]:
    """All that can be expected of a ticket, by its key."""
    if record is None:
        return {"taken_in": ("false",)}
    values = front_matter(record.ticket)
    fields = {"type": "incident", "impact": "medium", "urgency": "medium", "visibility": "internal", **values}
    seen: dict[str, tuple[str, ...]] = {name: (str(fields.get(name) or ""),) for name in FIELDS}
    promises = record.state.promises
    for key, target in zip(DUE, (Target.RESPONSE, Target.UPDATE, Target.RESOLVE), strict=True):
        seen[key] = (format_utc(promises[target].due),) if target in promises else ("",)
    levels = [promise.sla for promise in promises.values()]
    entries = record.timeline
    news = entries[looked:]
    return seen | {
        "taken_in": ("true",),
        "sla": tuple(levels[-1:]) or ("",),
        "clock": (_clock(record, rules),),
        "tags": record.ticket.tags,
        "watchers": record.ticket.watchers,
        "assets": record.ticket.assets,
        "notices": tuple(dict.fromkeys(_notice(entry) for entry in news if isinstance(entry, Owed))),
        "warned": tuple(entry.target.value for entry in entries if isinstance(entry, Warned)),
        "breached": tuple(entry.target.value for entry in entries if isinstance(entry, Breached)),
        "escalated": tuple(f"{e.to}|{e.who}" for e in entries if isinstance(e, Escalated)),
        "because": explain(record, rules),
    }


def _clock(record: Record, rules: Rules) -> str:
    state = state_of(record.ticket, rules)
    if finished(state) or state.phase is Phase.CLOSED:
        return "stopped"
    return "paused" if record.state.paused_since is not None else "running"


def _notice(entry: Owed) -> str:
    """`acknowledge|acknowledge to requester`: the rule's id and the template, and whom."""
    rule = entry.rule.rpartition(" ")[2]
    return f"{rule}|{entry.template} to {entry.role}" if rule != entry.template else f"{rule} to {entry.role}"


def _message(at: datetime, letter: Letter, name: str) -> Message:
    digest = hashlib.sha256(f"{name}{letter.sender.email}{letter.subject}{letter.text}".encode()).hexdigest()
    message_id = f"<{digest[:20]}@example.invalid>" if letter.channel == "mail" else ""
    return Message(
        key=f"{letter.channel}:{message_id or digest[:20]}",
        channel=letter.channel,
        received=at,
        sender=letter.sender,
        subject=letter.subject,
        text=letter.text,
        visible_reply=letter.text,
        message_id=message_id,
        to=tuple(Party(email=address) for address in letter.to),
        cc=tuple(Party(email=address) for address in letter.cc),
        automatic=letter.automatic,
        proof=Proof.DMARC if letter.proved else Proof.NONE,
        fields={"form": letter.form, **letter.answers} if letter.form else {},
    )


def _fillers(example: Example, rules: Rules) -> Iterator[Record]:
    """Tickets that are just there, so that people have as much to do as the example says."""
    opened = min((step.at for step in (*example.history, *example.then)), default=example.now)
    opened = min(opened, example.now)
    lifecycle = next(iter(rules.lifecycles.values()))
    count = _FILLER
    for who, number in example.load.items():
        for _ in range(number):
            count += 1
            name = reference(rules.desk.prefix, TicketNumber(count))
            ticket = Ticket(id=name, title="(load)", status=lifecycle.initial, assignee=who, opened=opened)
            entries = (Opened(at=opened, key=f"load:{count}", set=front_matter(ticket)),)
            yield Record(
                number=TicketNumber(count),
                reference=name,
                path=ticket_folder(rules.desk.prefix, TicketNumber(count)),
                ticket=ticket,
                request="",
                timeline=entries,
                conversation=(),
                state=fold(entries),
            )
