"""A desk's history under some rules: the same requests, answers, comments and edits at the same times; everything the
desk decides is decided anew."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import AnyEntry, Told
from helpdesk.replay.events import Asked, Event, in_turn, request_of, work_on
from helpdesk.replay.stage import Stage


class Script(msgspec.Struct, frozen=True):
    """What is lived over again: tickets that were open at the start as they stood then, and what people did since.

    `start` and `end` are aware, in the zone in which people should read them. `recorded` are the tickets opened since
    the start, as they are.
    """

    start: datetime
    end: datetime
    standing: tuple[Record, ...]
    events: tuple[Event, ...]
    recorded: Mapping[TicketNumber, Record]


class Replayed(msgspec.Struct, frozen=True):
    """How it went: the records by the number that they have in the script (None: the request was not taken in), and
    the most load each person ever had."""

    records: Mapping[TicketNumber, Record | None]
    most: Mapping[str, float]


def script_of(records: Iterable[Record], people: Mapping[str, Person], start: datetime, end: datetime) -> Script:
    """What to live over again from `start` to `end`. Reads each record once."""
    standing: list[Record] = []
    events: list[Event] = []
    recorded: dict[TicketNumber, Record] = {}
    for record in records:
        opened = record.state.opened
        if opened is None or opened > end:
            continue
        if opened >= start:
            asked = request_of(record, people)
            if asked is not None:
                recorded[record.number] = record
                events += [asked, *work_on(record, people)]
        elif record.state.closed is None or record.state.closed >= start:
            standing.append(as_of(record, start))
            events += work_on(record, people, start)
    return Script(start, end, tuple(standing), tuple(in_turn(e for e in events if e.at <= end)), recorded)


def as_of(record: Record, moment: datetime) -> Record:
    """The record as its ledger knew it at `moment`; its promises stand, and nobody is owed a notice any more."""
    moment = moment.astimezone(UTC)
    timeline: tuple[AnyEntry, ...] = tuple(entry for entry in record.timeline if entry.at < moment)
    timeline += tuple(Told(at=moment, notice=owed.notice) for owed in fold(timeline).owed)
    state = fold(timeline)
    fields = {**state.fields, "id": record.reference, "opened": record.ticket.opened}
    return msgspec.structs.replace(
        record,
        ticket=msgspec.convert({name: value for name, value in fields.items() if value is not None}, Ticket),
        timeline=timeline,
        conversation=tuple(spoken for spoken in record.conversation if spoken.name in state.comments),
        state=state,
        quarantined=False,
    )


def replay(script: Script, rules: Rules, assets: Mapping[str, Asset]) -> Replayed:
    """Live through the script under `rules`, every pass in time."""
    stage = Stage(rules, assets, script.standing)
    for event in script.events:
        stage.live(event)
    stage.let_pass(script.end.astimezone(UTC))
    asked = (event for event in script.events if isinstance(event, Asked))
    numbers = {event.number: stage.number_of(event) for event in asked}
    records = {number: stage.desk.ticket(ours) if ours else None for number, ours in numbers.items()}
    return Replayed(records, stage.most)
