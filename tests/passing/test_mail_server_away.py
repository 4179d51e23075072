"""The mail server is away for a night: no notice is lost, and the ledger does not fill with tries."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from desks import NOON, Place, git, new_place

from helpdesk.model.notice import Notice, Sent
from helpdesk.passing.doors import Doors


class Relay:
    """The desk's own mail server, which is there or not. `tried` counts what it was asked to send."""

    channel = "mail"

    def __init__(self) -> None:
        self.there, self.tried = False, 0
        self.sent: list[str] = []

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        self.tried += len(notices)
        if not self.there:
            return [Sent(notice.id, "later", "no connection to the mail server") for notice in notices]
        self.sent += [notice.message_id for notice in notices]
        return [Sent(notice.id, "sent", message_id=notice.message_id) for notice in notices]


def commits(place: Place) -> int:
    return int(git(place.remote, "rev-list", "--count", "main"))


def with_relay(place: Place) -> tuple[Relay, Doors]:
    relay = Relay()
    return relay, Doors(place.doors().inboxes, {"mail": relay})


def test_every_pass_tries_again_and_hardly_any_is_a_commit(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    relay, doors = with_relay(place)
    place.run(NOON, doors)
    before, tried = commits(place), relay.tried
    for half_minute in range(1, 10):
        report = place.run(NOON + timedelta(seconds=30 * half_minute), doors)
        assert report.trouble == ["a notice will be tried again: no connection to the mail server"]
    assert relay.tried == tried * 10
    assert commits(place) == before
    for hour in (1, 1.25, 1.5, 1.75, 2):
        place.run(NOON + timedelta(hours=hour), doors)
    assert commits(place) - before <= 3, "a claim is made again, ever longer"


def test_what_was_not_sent_goes_out_once_by_the_first_pass_that_can(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    place.drop("b")
    relay, doors = with_relay(place)
    for minutes in (0, 1, 45):
        place.run(NOON + timedelta(minutes=minutes), doors)
    relay.there = True
    place.run(NOON + timedelta(minutes=46), doors)
    assert len(relay.sent) == len(set(relay.sent)) >= 2
    told = len(relay.sent)
    assert place.run(NOON + timedelta(minutes=47), doors).quiet
    assert len(relay.sent) == told
    assert all(record.state.owed == () for record in place.store().snapshot().all_tickets())


def test_another_clone_does_not_send_meanwhile_what_this_one_has_claimed(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    place.drop("a")
    relay, doors = with_relay(place)
    place.run(NOON, doors)
    git(tmp_path, "clone", "-q", str(place.remote), "again")
    other = Place(tmp_path, tmp_path / "again")
    able = Relay()
    able.there = True
    other.run(NOON + timedelta(minutes=3), Doors((), {"mail": able}))
    assert able.sent == []
    other.run(NOON + timedelta(minutes=11), Doors((), {"mail": able}))
    assert able.sent and relay.sent == []
