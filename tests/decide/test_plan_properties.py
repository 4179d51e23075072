"""What holds of every plan, whatever comes in and whatever people do."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import DeskBuilder, Scene, a_desk, mail, staff_mail, utc
from helpdesk.decide.plan import decide
from helpdesk.model.fold import fold
from helpdesk.model.message import Attachment, Message, Party, Proof
from helpdesk.model.ticket import Ticket, Visibility
from helpdesk.model.timeline import Breached, Escalated, Owed
from helpdesk.model.unsynced import differences

BEGIN = utc("2026-03-05T15:00")
SENDERS = ("anna@example.org", "bob@example.org", "mallory@evil.example")
STATUSES = ("new", "open", "waiting", "vendor", "resolved", "closed", "nonsense")

Step = Callable[[Scene, datetime], None]


def a_busy_desk() -> DeskBuilder:
    desk = a_desk().person("kim", away="2026-03-09..2026-03-10").person("ned", skills=("vpn",), capacity=2)
    desk.team("desk", "kim", "lou", next_tier="network").team("network", "ned", "nia")
    desk.category("network/vpn", "vpn", team="network", skills=("vpn",)).category("mail", "outlook")
    desk.settings(remind_after="1d", close_after="1d", reopen_within="2d")
    escalate = [("50%", "next-tier"), ("100%", "lead"), ("+1h", "manager")]
    return desk.level(response="2h", update="4h", resolve="1d", escalate=escalate)


def messages(count: int) -> st.SearchStrategy[list[Message]]:
    """Mails of a few senders, some of which answer one before them, in the order they were received."""
    one = st.tuples(
        st.sampled_from(SENDERS),
        st.sampled_from(("vpn", "outlook", "Help", "")),
        st.integers(0, 600),
        st.integers(-1, count - 1),
        st.sampled_from(("", "automatic", "bounce", "spam")),
        st.booleans(),
    )

    def build(parts: list[tuple[Any, ...]]) -> list[Message]:
        moment, made = BEGIN, list[Message]()
        for number, (sender, subject, minutes, answers, kind, staff) in enumerate(parts):
            moment += timedelta(minutes=minutes)
            values: dict[str, Any] = {"at": moment, "name": f"m{number}", kind or "spam": bool(kind)}
            values["answers"] = made[answers].message_id if 0 <= answers < number else ""
            if staff and not kind:
                made.append(staff_mail("lou", subject, f"text {number}", **values))
            else:
                made.append(mail(sender, subject, f"text {number}", **values))
        return made

    return st.lists(one, max_size=count).map(build)


def edits() -> st.SearchStrategy[Step]:
    """Something a person does to one of the first tickets."""
    references = st.sampled_from(("HD-000001", "HD-000002", "HD-000003", "HD-000009"))
    links = st.one_of(
        st.just({}),
        st.fixed_dictionaries({"duplicate_of": references}),
        st.fixed_dictionaries({"parent": references}),
        st.fixed_dictionaries({"related": st.lists(references, max_size=2, unique=True)}),
    )
    fields = st.one_of(
        st.fixed_dictionaries({"status": st.sampled_from(STATUSES)}),
        st.fixed_dictionaries({"priority": st.sampled_from(("P1", "P4"))}),
        st.fixed_dictionaries({"impact": st.sampled_from(("low", "high"))}),
        st.fixed_dictionaries({"category": st.sampled_from(("mail", "network/vpn", ""))}),
        st.fixed_dictionaries({"team": st.sampled_from(("desk", "network"))}),
        st.fixed_dictionaries({"assignee": st.sampled_from(("kim", "ned", ""))}),
        st.fixed_dictionaries({"tags": st.lists(st.sampled_from(("a", "major")), max_size=2)}),
        st.fixed_dictionaries({"links": links}),
    )
    earlier = st.integers(0, 300).map(lambda minutes: timedelta(minutes=minutes))

    def edit(number: int, values: dict[str, Any], ago: timedelta, known: bool) -> Step:
        def step(scene: Scene, now: datetime) -> None:
            if number in scene.desk.records:
                scene.edit(number, at=now - ago, known=known, **values)

        return step

    def say(number: int, visibility: Visibility, ago: timedelta) -> Step:
        def step(scene: Scene, now: datetime) -> None:
            if number in scene.desk.records:
                scene.say(number, at=now - ago, visibility=visibility)

        return step

    numbers = st.integers(1, 3)
    return st.one_of(
        st.builds(edit, numbers, fields, earlier, st.booleans()),
        st.builds(say, numbers, st.sampled_from(Visibility), earlier),
    )


@settings(max_examples=60, deadline=None)
@given(messages(5), st.lists(st.tuples(st.integers(0, 3000), st.lists(edits(), max_size=3)), max_size=6))
def test_a_desk_in_sync_wants_nothing_and_each_step_happens_once(
    mails: list[Message], days: list[tuple[int, list[Step]]]
) -> None:
    """`Scene.run` holds every pass to an empty second one; here the ledger is held to what it says."""
    scene = a_busy_desk().open()
    now = BEGIN
    for message in mails:
        now = max(now, message.received)
        scene.run(now, message)
    for minutes, steps in days:
        now += timedelta(minutes=minutes)
        for step in steps:
            step(scene, now)
        scene.run(now)
    for record in scene.desk.records.values():
        assert differences(record) == ()
        assert fold(record.timeline) == record.state
        notices = [entry.notice for entry in record.timeline if isinstance(entry, Owed)]
        assert len(notices) == len(set(notices))
        for kind in (Breached, Escalated):
            found = [(e.at, e.target, getattr(e, "to", "")) for e in record.timeline if isinstance(e, kind)]
            assert len(found) == len(set(found))
        assert record.ticket.team and (record.ticket.assignee or record.state.owners["assignee"] != "desk")


@settings(max_examples=40, deadline=None)
@given(messages(8))
def test_a_plan_depends_on_nothing_but_its_arguments(mails: list[Message]) -> None:
    now = max((message.received for message in mails), default=BEGIN)
    scene = a_busy_desk().open()
    one = decide(scene.desk, mails, now, scene.advise)
    other = decide(a_busy_desk().open().desk, list(reversed(mails)), now, scene.advise)
    assert one.work == other.work
    assert sorted(refusal.key for refusal in one.refused) == sorted(refusal.key for refusal in other.refused)


def told_of(scene: Scene) -> dict[int, dict[str, Any]]:
    """A desk but for who got what: that depends on who was there when the pass ran."""
    return {
        number: {
            "fields": {name: v for name, v in scene.front_matter(number).items() if name not in ("assignee", "team")},
            "comments": [(spoken.name, spoken.text, spoken.comment) for spoken in record.conversation],
            "promises": {name: (promise.due, promise.met_at) for name, promise in record.state.promises.items()},
            "breaches": [(entry.at, entry.target) for entry in scene.entries(Breached, number)],
        }
        for number, record in scene.desk.records.items()
    }


@settings(max_examples=60, deadline=None)
@given(messages(7), st.integers(1, 7))
def test_no_message_is_lost_or_doubled_however_they_are_batched(mails: list[Message], size: int) -> None:
    now = max((message.received for message in mails), default=BEGIN)
    together, apart = a_busy_desk().open(), a_busy_desk().open()
    together.run(now, *mails)
    for start in range(0, len(mails), size):
        batch = mails[start : start + size]
        apart.run(batch[-1].received, *batch)
    apart.run(now, *mails)  # an overlapping cursor reads them all again
    assert told_of(together) == told_of(apart)
    taken = [key for plan in apart.plans for work in plan.work for key in work.messages]
    assert sorted(taken) == sorted(message.key for message in mails)


@settings(max_examples=40, deadline=None)
@given(messages(6))
def test_every_message_is_on_exactly_one_ticket(mails: list[Message]) -> None:
    scene = a_busy_desk().open()
    scene.run(max((message.received for message in mails), default=BEGIN), *mails)
    for message in mails:
        on = [number for number, record in scene.desk.records.items() if message.key in record.state.keys]
        assert len(on) == 1


anything = st.text(st.characters(codec=None), max_size=40)
hostile_parties = st.builds(Party, name=anything, email=anything, github=st.integers() | st.none(), phone=anything)
hostile_files = st.builds(Attachment, anything, anything, st.integers(), anything, st.binary(max_size=9))
hostile_messages = st.builds(
    Message,
    key=anything,
    channel=anything,
    received=st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    sender=hostile_parties,
    subject=anything,
    text=anything,
    visible_reply=anything,
    content_hash=anything,
    cc=st.lists(hostile_parties, max_size=3).map(tuple),
    to=st.lists(hostile_parties, max_size=3).map(tuple),
    message_id=anything,
    in_reply_to=anything | st.just("<a@example.org>"),
    references=st.lists(anything, max_size=3).map(tuple),
    attachments=st.lists(hostile_files, max_size=3).map(tuple),
    automatic=st.booleans(),
    bounce=st.booleans(),
    spam=st.booleans(),
    proof=st.sampled_from(Proof),
    language=anything,
    source=anything,
    fields=st.dictionaries(anything | st.sampled_from(("form", "impact", "category", "type")), anything, max_size=3),
    defects=st.lists(anything, max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(hostile_messages, min_size=1, max_size=3))
def test_no_message_stops_the_desk(mails: list[Message]) -> None:
    """Whatever strings are in it: each is on a ticket or refused, and every record can be written as UTF-8."""
    scene = a_busy_desk().open()
    scene.receive(mail("anna@example.org", at=BEGIN, name="a"))
    plan = scene.run("2040-01-01T00:00", *mails)
    assert sum(len(work.messages) for work in plan.work) + len(plan.refused) == len(mails)
    for record in scene.desk.records.values():
        assert msgspec.json.decode(msgspec.json.encode(record.ticket), type=Ticket) == record.ticket
        for spoken in record.conversation:
            assert spoken.name.isascii() and "/" not in spoken.name
            assert spoken.text.encode()
        msgspec.json.encode(record.timeline)
    for work in plan.work:
        assert work.subject.encode() and work.subject.isprintable()
        assert all(set(new.name) <= set("0123456789abcdefghijklmnopqrstuvwxyz.") for new in work.files)
