"""All tickets at a glance: what was seen of them before is not looked at again, unless they or the rules changed."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

import msgspec

from helpdesk.figures.facts import Facts
from helpdesk.model.ids import TicketNumber
from helpdesk.model.kept import Entry
from helpdesk.model.record import Record
from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.glance import Glance, Looker, latest_of
from helpdesk.publish.second_process import SecondProcess, halves

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Glance).decode
_decode_facts = msgspec.msgpack.Decoder(Facts).decode


# From so many tickets on a second process looks at half of them.
MANY = 400


class Looks(msgspec.Struct, frozen=True, array_like=True):
    """New glances and facts as they are kept: number, state, and the encoded thing."""

    glances: list[Entry]
    facts: list[Entry]


class Glances:
    """`made` is a digest of all that a glance is made of besides its ticket: tool, rules, assets, language."""

    def __init__(self, snapshot: Snapshot, looker: Looker, now: datetime, audience: str, made: str) -> None:
        self._snapshot, self._looker, self._now = snapshot, looker, now
        self._kept = snapshot.kept(f"glances for {audience}", made)
        self._kept_facts = snapshot.kept("facts", made)
        self._states = snapshot.states()
        self._seen = self._look()

    def __iter__(self) -> Iterator[tuple[TicketNumber, Glance]]:
        """By number."""
        return iter(self._seen.items())

    def of(self, number: TicketNumber) -> Glance | None:
        return self._seen.get(number)

    @cached_property
    def digest(self) -> str:
        """Another one whenever a figure's facts changed in any ticket, or a ticket came or went."""
        whole = blake2b(digest_size=12)
        for number, glance in self._seen.items():
            if glance.facts:
                whole.update(b"%d %s," % (number, glance.facts.encode()))
        return whole.hexdigest()

    @cached_property
    def facts(self) -> list[Facts]:
        """The facts of every ticket that this audience sees, by number. Only asked for where figures are made anew."""
        wanted = {number: glance.facts for number, glance in self._seen.items() if glance.facts}
        found: dict[int, Facts] = {}
        for number, digest, data in self._kept_facts.entries():
            if wanted.get(TicketNumber(number)) == digest:
                with suppress(msgspec.DecodeError):
                    found[number] = _decode_facts(data)
        lost: list[tuple[int, str, bytes]] = []
        for record in self._snapshot.these([number for number in wanted if number not in found]):
            found[record.number], data, digest = self._looker.facts(record)
            lost.append((record.number, digest, data))
        self._kept_facts.keep(lost)
        return [found[number] for number in wanted]

    def _look(self) -> dict[TicketNumber, Glance]:
        before = dict(self._known())
        seen = {number: glance for number, glance in before.items() if glance.holds(self._now)}
        stale = [number for number in self._states if number not in seen]
        first, second = halves(stale) if len(stale) >= MANY else (stale, [])
        beside = SecondProcess(lambda: self._looks(second, before), Looks, worth=bool(second))
        looks = [self._looks(first, before)]
        if second:
            looks.append(beside.result() or self._looks(second, before))
        kept = [entry for each in looks for entry in each.glances]
        seen |= {TicketNumber(number): _decode(data) for number, _, data in kept}
        self._kept.keep(kept, self._gone)
        self._kept_facts.keep([entry for each in looks for entry in each.facts], self._gone)
        return {number: seen[number] for number in sorted(seen)}

    def _looks(self, stale: list[TicketNumber], before: Mapping[TicketNumber, Glance]) -> "Looks":
        looks = Looks([], [])
        for record in self._snapshot.these(stale):
            glance, facts = self._fresh(record, before.get(record.number))
            looks.glances.append((record.number, self._states.get(record.number, ""), _encode(glance)))
            looks.facts.extend(facts)
        return looks

    def _known(self) -> Iterator[tuple[TicketNumber, Glance]]:
        self._gone: list[int] = []
        for number, state, data in self._kept.entries():
            wanted = self._states.get(TicketNumber(number))
            if wanted is None:
                self._gone.append(number)
            elif wanted == state:
                try:
                    yield TicketNumber(number), _decode(data)
                except msgspec.DecodeError:
                    continue

    def _fresh(self, record: Record, before: Glance | None) -> tuple[Glance, list[tuple[int, str, bytes]]]:
        """A new look at a ticket, and its facts where they are not kept yet."""
        state = self._states.get(record.number, "")
        if before is not None and before.facts:  # the same content: only the time has moved on
            return self._looker.look(record, state, before.facts, before.latest), []
        if not self._looker.sees(record):
            return self._looker.look(record, state, "", None), []
        facts, data, digest = self._looker.facts(record)
        return self._looker.look(record, state, digest, latest_of(facts)), [(record.number, digest, data)]
