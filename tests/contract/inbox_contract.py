"""What every door in keeps to. Run against each of them by `test_mail_contract.py`; a check gets a `Box`: a door and
a way to put mail before it."""

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from helpdesk.model.message import Message
from helpdesk.model.ports import Inbox


class Box(Protocol):
    """`moves`: what is settled goes away; else the position alone says how far it was read."""

    moves: bool
    part: int  # the most messages that one `gather` hands out

    def open(self) -> Inbox:
        """The door, as a new process opens it."""

    def put(self, *names: str) -> None:
        """A mail each: its subject is the name, its Message-ID `<name@example.org>`."""

    def left(self) -> list[str]:
        """Subjects of what still waits; of a door that moves nothing, of everything."""


CHECKS: list[Callable[[Box], None]] = []


def check(function: Callable[[Box], None]) -> Callable[[Box], None]:
    CHECKS.append(function)
    return function


def subjects(messages: tuple[Message, ...] | list[Message]) -> list[str]:
    return [message.subject for message in messages]


def everything(door: Inbox, position: str = "") -> tuple[list[Message], str]:
    """All there is, as a pass reads it: part by part, each settled before the next is asked for."""
    messages: list[Message] = []
    for _ in range(50):
        gathered = door.gather(position)
        messages += gathered.messages
        door.settle(gathered.messages)
        position = gathered.position
        if not gathered.more:
            return messages, position
    raise AssertionError("there is always more")


@check
def an_empty_box_gives_nothing_and_does_not_fail(box: Box) -> None:
    gathered = box.open().gather("")
    assert (gathered.messages, gathered.more) == ((), False)
    assert box.open().wait(0.0) is False


@check
def messages_come_oldest_first_each_under_its_own_key(box: Box) -> None:
    box.put("a", "b", "c")
    messages, _ = everything(box.open())
    assert [message.key for message in messages] == [f"mail:<{name}@example.org>" for name in "abc"]
    assert all(message.received.utcoffset() is not None for message in messages)


@check
def gathering_changes_nothing(box: Box) -> None:
    box.put("a", "b")
    door = box.open()
    first, second = door.gather(""), door.gather("")
    assert subjects(list(first.messages)) == subjects(list(second.messages)) == ["a", "b"]
    assert sorted(box.left()) == ["a", "b"]


@check
def what_was_not_settled_comes_again_after_a_crash(box: Box) -> None:
    box.put("a", "b")
    box.open().gather("")
    assert subjects(everything(box.open())[0]) == ["a", "b"]


@check
def what_was_settled_does_not_come_again(box: Box) -> None:
    box.put("a", "b")
    door = box.open()
    messages, position = everything(door)
    door.settle(messages)  # twice is as good as once
    assert everything(box.open(), position)[0] == []
    assert box.left() == ([] if box.moves else ["a", "b"])
    box.put("c")
    assert subjects(everything(box.open(), position)[0]) == ["c"]


@check
def one_door_that_stays_open_sees_what_comes_later(box: Box) -> None:
    door = box.open()
    _, position = everything(door)
    box.put("a")
    assert door.wait(10.0)
    messages, position = everything(door, position)
    assert subjects(messages) == ["a"]
    assert door.wait(0.0) is False


@check
def a_mail_that_came_twice_has_one_key_and_both_go_away(box: Box) -> None:
    box.put("a", "a")
    messages, position = everything(box.open())
    assert {message.key for message in messages} == {"mail:<a@example.org>"}
    assert everything(box.open(), position)[0] == []


@check
def a_backlog_comes_in_bounded_parts_and_whole(box: Box) -> None:
    names = [f"m{number:03d}" for number in range(box.part * 2 + 1)]
    box.put(*names)
    door = box.open()
    gathered = door.gather("")
    assert len(gathered.messages) <= box.part and gathered.more
    assert sorted(subjects(everything(box.open())[0])) == names


@check
def what_was_taken_in_without_its_content_is_out_of_the_way_too(box: Box) -> None:
    box.put("a")
    door = box.open()
    gathered = door.gather("")
    door.settle([replace(message, defects=("withheld: refused",)) for message in gathered.messages])
    assert everything(box.open(), gathered.position)[0] == []
