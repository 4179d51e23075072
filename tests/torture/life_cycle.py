"""A desk's life as a machine that anything may happen to: people, requesters, clocks and rules, in any order.

After every step the ledgers are held to what they promise: only appended to, the state their fold, each message on one
ticket, numbers without a gap, each notice owed once, no promise broken without a word, none rewritten by new rules.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from msgspec.structs import replace

from builders import DeskBuilder, a_desk, mail, staff_mail, utc
from helpdesk.decide.notifying.outbox import told
from helpdesk.decide.plan import decide
from helpdesk.decide.quiet import quiet_until
from helpdesk.model.fold import fold
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Message
from helpdesk.model.notice import Sent
from helpdesk.model.record import Record
from helpdesk.model.rules.sla import Targets
from helpdesk.model.ticket import Visibility
from helpdesk.model.timeline import AnyEntry, Breached, Escalated, Owed, Promised
from helpdesk.model.unsynced import differences

BEGIN = utc("2026-03-05T15:00")
PEOPLE = ("anna@example.org", "bob@example.org", "mallory@evil.example")
STATUSES = ("new", "open", "in-progress", "waiting", "vendor", "resolved", "closed", "cancelled", "nonsense")
WORDS = ("It is broken.", "vpn", "yes", "no", "thanks, solved!", "4", "Still broken.", "")
ORDERS = ("/take", "/close", "/resolve done", "/reopen", "/assign ned", "/priority P1", "/wait", "Looking into it.")
FIELDS: tuple[tuple[str, tuple[Any, ...]], ...] = (
    ("status", STATUSES),
    ("priority", ("P1", "P4")),
    ("impact", ("low", "high")),
    ("urgency", ("low", "high")),
    ("category", ("mail", "network/vpn", "")),
    ("team", ("desk", "network")),
    ("assignee", ("kim", "ned", "")),
    ("type", ("incident", "request", "problem")),
    ("tags", ((), ("a",), ("major",))),
)
LINKS = ("duplicate_of", "parent", "related")
numbers = st.integers(1, 4)


def a_desk_for_everything(practice: bool) -> DeskBuilder:
    desk = a_desk().person("kim", away="2026-03-09..2026-03-10").person("ned", skills=("vpn",), capacity=2)
    desk.team("desk", "kim", "lou", next_tier="network").team("network", "ned", "nia")
    desk.category("network/vpn", "vpn", team="network", skills=("vpn",)).category("mail", "outlook")
    desk.settings(remind_after="1d", close_after="1d", reopen_within="2d")
    escalate = [("50%", "next-tier"), ("100%", "lead"), ("+1h", "manager")]
    desk.level(response="2h", update="4h", resolve="1d", escalate=escalate)
    return desk.practice() if practice else desk


def everybody_told(desk: MemoryDesk, now: datetime) -> MemoryDesk:
    """The desk once all that it owes was sent."""
    owed = {
        record.number: [Sent(f"{record.reference}/{each.notice}", "sent") for each in record.state.owed]
        for record in desk.all_tickets()
        if record.state.owed
    }
    return desk.apply(told(desk, owed, now))


class LifeCycle(RuleBasedStateMachine):
    """What people see is `scene`; `before` is each ledger as it was after the step before."""

    @initialize(practice=st.booleans())
    def a_desk_opens(self, practice: bool) -> None:
        self.scene = a_desk_for_everything(practice).open()
        self.now, self.passed = BEGIN, BEGIN
        self.sent: list[Message] = []
        self.before: dict[int, tuple[AnyEntry, ...]] = {}

    def _pass(self, *messages: Message) -> None:
        self.passed = max(self.now, self.passed)
        self.scene.run(self.passed, *messages)

    def _record(self, number: int) -> Record | None:
        return self.scene.desk.records.get(number)

    @rule(sender=st.sampled_from(PEOPLE), subject=st.sampled_from(("vpn", "outlook", "Help", "")))
    def somebody_writes(self, sender: str, subject: str) -> None:
        self._send(mail(sender, subject, f"text {len(self.sent)}", at=self.now, name=f"m{len(self.sent)}"))

    @rule(number=numbers, sender=st.sampled_from(PEOPLE), words=st.sampled_from(WORDS), minutes=st.integers(0, 90))
    def somebody_answers(self, number: int, sender: str, words: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._send(self._answer(number, sender, words))

    @rule(number=numbers, handle=st.sampled_from(("kim", "lou", "nia")), words=st.sampled_from(ORDERS))
    def staff_say_something_by_mail(self, number: int, handle: str, words: str) -> None:
        record = self._record(number)
        answers = self._newest_id(record) if record is not None else ""
        name = f"m{len(self.sent)}"
        self._send(staff_mail(handle, "Re: it", words, at=self.now, name=name, answers=answers))

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 50))
    def a_mail_comes_again(self, which: int) -> None:
        self._pass(self.sent[which % len(self.sent)])

    @precondition(lambda self: self.sent)
    @rule(which=st.integers(0, 50))
    def a_mail_comes_again_under_another_id(self, which: int) -> None:
        again = self.sent[which % len(self.sent)]
        if abs(self.now - again.received) < timedelta(hours=20):
            other = f"<again{self.now.timestamp()}@example.org>"
            self._pass(replace(again, key=f"mail:{other}", message_id=other, received=self.now))

    @rule(number=numbers, field=st.sampled_from(FIELDS), pick=st.integers(0, 20), ago=st.integers(0, 300))
    def somebody_edits(self, number: int, field: tuple[str, tuple[Any, ...]], pick: int, ago: int) -> None:
        name, values = field
        self._edit(number, ago, {name: values[pick % len(values)]})

    @rule(number=numbers, link=st.sampled_from(LINKS), other=st.integers(1, 9), ago=st.integers(0, 300))
    def somebody_links(self, number: int, link: str, other: int, ago: int) -> None:
        reference = f"HD-{other:06d}"
        self._edit(number, ago, {"links": {link: [reference] if link == "related" else reference}})

    @rule(number=numbers, by=st.sampled_from(("kim", "ned")), how=st.sampled_from(Visibility), ago=st.integers(0, 300))
    def somebody_comments(self, number: int, by: str, how: Visibility, ago: int) -> None:
        if self._record(number) is not None:
            self.scene.say(number, by=by, at=self._earlier(number, ago), visibility=how)
            self._pass()

    @rule(number=numbers, field=st.sampled_from(FIELDS), pick=st.integers(0, 20), words=st.sampled_from(WORDS))
    def an_edit_and_an_answer_meet_in_one_pass(
        self, number: int, field: tuple[str, tuple[Any, ...]], pick: int, words: str
    ) -> None:
        name, values = field
        if self._record(number) is not None:
            self.scene.edit(number, at=self.now, **{name: values[pick % len(values)]})
            self._send(self._answer(number, PEOPLE[0], words))

    @rule(minutes=st.integers(1, 3000))
    def time_goes_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self._pass()

    @rule(minutes=st.integers(1, 3000))
    def time_goes_by_and_nobody_runs_a_pass(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(part=st.floats(0, 1, exclude_max=True))
    def a_desk_that_is_said_to_be_quiet_is_left_alone(self, part: float) -> None:
        """What is owed was told, and nobody does anything: up to when has nobody anything to decide?"""
        now = max(self.now, self.passed)
        desk = everybody_told(self.scene.desk, now)
        if decide(desk, (), now, self.scene.advise).empty:
            until = quiet_until(desk, now)
            within = timedelta(seconds=int(part * (until - now).total_seconds()))
            for moment in (now + within, until - timedelta(seconds=1)):
                found = decide(desk, (), max(now, moment), self.scene.advise)
                assert found.empty, f"due at {moment}, said to be quiet from {now} to {until}: {found}"

    @rule(hours=st.integers(1, 24), which=st.sampled_from(("response", "update", "resolve")))
    def a_service_level_changes(self, hours: int, which: str) -> None:
        promised = self._promises()
        old = self.scene.rules
        level = old.service_levels[0]
        targets = {name: replace(one, **{which: f"{hours}h"}) for name, one in level.targets.items()}
        assert all(isinstance(one, Targets) for one in targets.values())
        rules = replace(old, version=f"{old.version}+", service_levels=(replace(level, targets=targets),))
        self.scene.change_rules(rules)
        assert self._promises() == promised, "a new rule rewrote a promise"

    def _send(self, message: Message) -> None:
        """Each has words of its own, also where it reads the same: a day's repeats would be one message."""
        message = replace(message, content_hash=f"{len(self.sent):064x}")
        self.sent.append(message)
        self._pass(message)

    def _answer(self, number: int, sender: str, words: str) -> Message:
        record = self._record(number)
        answers = self._newest_id(record) if record is not None else ""
        return mail(sender, "Re: it", words, at=self.now, name=f"m{len(self.sent)}", answers=answers)

    def _newest_id(self, record: Record) -> str:
        return max(record.state.message_ids, default="")

    def _edit(self, number: int, ago: int, fields: dict[str, Any]) -> None:
        if self._record(number) is not None:
            self.scene.edit(number, at=self._earlier(number, ago), **fields)
            self._pass()

    def _earlier(self, number: int, ago: int) -> datetime:
        """Some minutes ago, when the ticket was there already."""
        return max(self.now - timedelta(minutes=ago), self.scene.record(number).ticket.opened)

    def _promises(self) -> list[Any]:
        return [record.state.promises for record in self.scene.desk.all_tickets()]

    @invariant()
    def ledgers_are_only_appended_to_and_amount_to_the_state(self) -> None:
        for number, record in self._records():
            old = self.before.get(number, ())
            assert record.timeline[: len(old)] == old
            self.before[number] = record.timeline
            assert fold(record.timeline) == record.state
            assert fold(reversed(record.timeline)) == record.state
            assert differences(record) == ()

    @invariant()
    def every_message_is_on_one_ticket_and_no_number_is_left_out(self) -> None:
        keys = Counter(key for _, record in self._records() for key in record.state.keys if key.startswith("mail:"))
        assert keys == Counter({message.key: 1 for message in getattr(self, "sent", [])})
        found = [number for number, _ in self._records()]
        assert found == list(range(1, len(found) + 1))

    @invariant()
    def every_notice_is_owed_once_and_every_ticket_is_somebodys(self) -> None:
        for _, record in self._records():
            notices = Counter(entry.notice for entry in record.timeline if isinstance(entry, Owed))
            assert set(notices.values()) <= {1}
            assert record.ticket.team
            assert record.ticket.assignee or record.state.owners["assignee"] != "desk"

    @invariant()
    def no_promise_is_broken_without_a_word(self) -> None:
        for _, record in self._records():
            breaches = Counter((e.target, e.due) for e in record.timeline if isinstance(e, Breached))
            steps = Counter((e.target, e.to, e.at) for e in record.timeline if isinstance(e, Escalated))
            assert set(breaches.values()) | set(steps.values()) <= {1}
            # What was promised for a moment that had passed is broken when it is promised.
            late_from_the_start = {(e.target, e.due, e.at) for e in record.timeline if isinstance(e, Promised)}
            for broken in (e for e in record.timeline if isinstance(e, Breached)):
                assert broken.at == broken.due or (broken.target, broken.due, broken.at) in late_from_the_start
            for promise in record.state.promises.values():
                runs = promise.left is None and record.state.closed is None
                late = promise.due < (promise.met_at or self.passed)
                if runs and late and promise.met_at is None:
                    assert promise.breached_at is not None, f"{record.reference} broke {promise} and nobody was told"

    def _records(self) -> list[tuple[int, Record]]:
        return sorted(self.scene.desk.records.items()) if hasattr(self, "scene") else []
