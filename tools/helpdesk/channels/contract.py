"""What every channel promises, as functions that anybody can run on theirs: with pytest, or without.

    from helpdesk.channels import contract

    @pytest.mark.parametrize("rule", contract.IN + contract.OUT, ids=contract.sentence)
    def test_the_contract(rule, tmp_path):
        rule(MyBench(tmp_path))

    print(contract.broken(MyBench, contract.IN + contract.OUT))

A bench is the channel's outside world, new for each rule. A rule raises `Broken` (an AssertionError) in words.
"""

import tempfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from helpdesk.model.message import Message, Party
from helpdesk.model.notice import Notice
from helpdesk.model.ports import Inbox, Outlet

# A wait for what is there already may take this long, in seconds.
SOON = 5.0
HOSTILE = "\x00\x1b[2J\u202e --- \r\n.\r\n<script>alert(1)</script> ../../etc/passwd {{7*7}} $(id) \ufeff"


class InBench(Protocol):
    """The outside world of a door in. `open` gives the door as after a restart: what it kept in memory is gone."""

    def open(self) -> Inbox: ...

    def arrive(self, text: str) -> None:
        """Something comes in from outside, whose text holds `text`."""


class OutBench(Protocol):
    """The outside world of a door out: `delivered` is how often something that holds `text` has arrived there."""

    def open(self) -> Outlet: ...

    def delivered(self, text: str) -> int: ...

    def recipient(self) -> Party:
        """Somebody who can be reached."""


class Broken(AssertionError):
    """A promise that the channel does not keep."""


def _hold(kept: bool, words: str) -> None:
    if not kept:
        raise Broken(words)


def _texts(messages: Iterable[Message]) -> list[str]:
    return [f"{message.subject}\n{message.text}" for message in messages]


def _three_arrive(bench: InBench) -> None:
    for word in ("first", "second", "third"):
        bench.arrive(f"The {word} request")


def _three(bench: InBench) -> tuple[Message, ...]:
    _three_arrive(bench)
    return bench.open().gather("").messages


def everything_that_came_is_gathered_oldest_first(bench: InBench) -> None:
    texts = _texts(_three(bench))
    _hold(len(texts) == 3, f"3 came and {len(texts)} were gathered")
    for word, text in zip(("first", "second", "third"), texts, strict=True):
        _hold(word in text, f"the {word} that came is not the {word} that was gathered")


def nothing_there_is_an_empty_gathering(bench: InBench) -> None:
    gathered = bench.open().gather("")
    _hold(not gathered.messages, "nothing came and something was gathered")


def gathering_changes_nothing(bench: InBench) -> None:
    keys = [message.key for message in _three(bench)]
    again = [message.key for message in bench.open().gather("").messages]
    _hold(keys == again, "a second look, after a restart, finds other messages or other keys")


def every_message_has_a_key_of_its_own(bench: InBench) -> None:
    keys = [message.key for message in _three(bench)]
    _hold(all(keys), "a message has no key")
    _hold(len(set(keys)) == len(keys), "two messages have one key, so that one of them would be lost")
    _hold(all(len(key) <= 1000 for key in keys), "a key has more than 1,000 characters")


def messages_say_when_they_came_and_by_which_channel(bench: InBench) -> None:
    for message in _three(bench):
        _hold(message.received.tzinfo is not None, "`received` has no time zone; use aware UTC datetimes")
        _hold(bool(message.channel), "`channel` is empty")
        hashed = all(len(file.sha256) == 64 for file in message.attachments)
        _hold(hashed, "an attachment has no sha256; without it the file is not kept")


def what_is_settled_does_not_come_again(bench: InBench) -> None:
    _three_arrive(bench)
    inbox = bench.open()
    gathered = inbox.gather("")
    inbox.settle(gathered.messages)
    left = bench.open().gather(gathered.position).messages
    _hold(not left, f"{len(left)} messages come again although they were settled")


def what_is_not_settled_comes_again(bench: InBench) -> None:
    _three_arrive(bench)
    inbox = bench.open()
    gathered = inbox.gather("")
    inbox.settle(gathered.messages[:1])
    left = {message.key for message in bench.open().gather("").messages}
    wanted = {message.key for message in gathered.messages[1:]}
    _hold(len(wanted) == 2, f"3 came and {len(gathered.messages)} were gathered")
    _hold(wanted <= left, "what was gathered and not settled is lost by a restart")


def settling_twice_is_settling_once(bench: InBench) -> None:
    _three_arrive(bench)
    inbox = bench.open()
    gathered = inbox.gather("")
    inbox.settle(gathered.messages)
    inbox.settle(gathered.messages)
    bench.open().settle(gathered.messages)


def what_comes_later_is_found_from_the_position(bench: InBench) -> None:
    _three_arrive(bench)
    inbox = bench.open()
    gathered = inbox.gather("")
    inbox.settle(gathered.messages)
    bench.arrive("The fourth request")
    later = _texts(bench.open().gather(gathered.position).messages)
    _hold(any("fourth" in text for text in later), "what came after the position is not found from it")


def waiting_ends_at_once_when_something_is_there(bench: InBench) -> None:
    bench.arrive("The first request")
    _hold(bench.open().wait(SOON), "something is there and `wait` says that nothing came")


def waiting_ends_when_the_time_is_up(bench: InBench) -> None:
    _hold(not bench.open().wait(0.0), "nothing came and `wait` says that something did")


def whatever_strangers_send_is_gathered_as_text(bench: InBench) -> None:
    bench.arrive(f"The hostile request {HOSTILE}")
    bench.arrive("The good request " + "long " * 20_000)
    texts = _texts(bench.open().gather("").messages)
    _hold(len(texts) == 2, f"2 came, one of them hostile, and {len(texts)} were gathered")
    _hold(any("hostile" in text for text in texts), "the hostile one's words are gone")


def notice(number: int, to: Party | None = None, text: str = "") -> Notice:
    """A notice ready to send."""
    recipients = (to,) if to is not None else ()
    return Notice(
        id=f"HD-{number:06d}/reply",
        reference=f"HD-{number:06d}",
        channel="example",
        recipients=recipients,
        sender=Party(name="Desk", email="help@example.org"),
        subject=f"[HD-{number:06d}] News",
        text=text or f"News number {number}.\n",
        message_id=f"<hd-{number:06d}.reply@example.org>",
        at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    )


def every_notice_is_answered_in_order(bench: OutBench) -> None:
    notices = [notice(number, bench.recipient()) for number in (1, 2, 3)]
    answers = bench.open().send(notices)
    _hold([sent.notice for sent in answers] == [one.id for one in notices], "not one answer a notice, in their order")
    _hold(all(sent.result == "sent" for sent in answers), f"not sent: {[sent.why for sent in answers]}")
    _hold(bench.delivered("News number 2.") == 1, "what is said to be sent has not arrived once")


def nothing_to_send_is_nothing_sent(bench: OutBench) -> None:
    _hold(not bench.open().send([]), "nothing was to be sent and something is said to be")


def who_cannot_be_reached_keeps_nobody_else_from_being_told(bench: OutBench) -> None:
    answers = bench.open().send([notice(1), notice(2, bench.recipient())])
    _hold(answers[0].result == "undeliverable", "a notice to nobody is not answered as undeliverable")
    _hold(bool(answers[0].why), "it does not say why")
    _hold(answers[1].result == "sent", "the notice after it was not sent")


def a_result_is_sent_or_undeliverable_or_later(bench: OutBench) -> None:
    answers = bench.open().send([notice(1), notice(2, bench.recipient())])
    _hold({sent.result for sent in answers} <= {"sent", "undeliverable", "later"}, "a result that nobody knows")


def sending_again_after_a_crash_is_the_same_notice(bench: OutBench) -> None:
    first = bench.open().send([notice(1, bench.recipient())])
    second = bench.open().send([notice(1, bench.recipient())])
    _hold(first == second, "the same notice sent again is answered otherwise, or under another id")


def hostile_words_are_sent_as_words(bench: OutBench) -> None:
    answers = bench.open().send([notice(1, bench.recipient(), f"Hostile {HOSTILE}"), notice(2, bench.recipient())])
    _hold(answers[1].result == "sent", "hostile words in one notice kept the next from being sent")


IN: tuple[Callable[[InBench], None], ...] = (
    everything_that_came_is_gathered_oldest_first,
    nothing_there_is_an_empty_gathering,
    gathering_changes_nothing,
    every_message_has_a_key_of_its_own,
    messages_say_when_they_came_and_by_which_channel,
    what_is_settled_does_not_come_again,
    what_is_not_settled_comes_again,
    settling_twice_is_settling_once,
    what_comes_later_is_found_from_the_position,
    waiting_ends_at_once_when_something_is_there,
    waiting_ends_when_the_time_is_up,
    whatever_strangers_send_is_gathered_as_text,
)
OUT: tuple[Callable[[OutBench], None], ...] = (
    every_notice_is_answered_in_order,
    nothing_to_send_is_nothing_sent,
    who_cannot_be_reached_keeps_nobody_else_from_being_told,
    a_result_is_sent_or_undeliverable_or_later,
    sending_again_after_a_crash_is_the_same_notice,
    hostile_words_are_sent_as_words,
)


def sentence(rule: Callable[..., None]) -> str:
    """A rule's name as a sentence."""
    return rule.__name__.replace("_", " ")


def broken(bench: Callable[[Path], object], rules: Iterable[Callable[..., None]]) -> list[str]:
    """The rules that a channel breaks, a line each; `bench` is called with an empty folder for every rule."""
    found = []
    for rule in rules:
        with tempfile.TemporaryDirectory() as folder:
            try:
                rule(bench(Path(folder)))
            except Exception as problem:
                found.append(f"{sentence(rule)}: {problem}")
    return found
