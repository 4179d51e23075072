"""A real Alertmanager pair, highly available: it fires, repeats itself, is cut in two, and says that it is over."""

from datetime import UTC, datetime
from pathlib import Path

from desks import Place, new_place
from monitor_pair import monitors, until

from helpdesk.channels.alerts.folder import AlertFolder
from helpdesk.model.timeline import Alerted, Commented, Resolved
from helpdesk.passing.doors import Doors

RULES = b"repeats: 1s\n"


def take_in(place: Place, posts: Path) -> None:
    place.run(datetime.now(UTC), Doors((AlertFolder(posts),), {}, ()))


def test_two_replicas_that_fire_repeat_and_end_make_one_ticket_resolved(tmp_path: Path) -> None:
    place = new_place(tmp_path, alerts=RULES)
    with monitors(tmp_path) as pair:
        pair.say()
        until(lambda: pair.posted("firing"), "the first post")
        take_in(place, pair.posts)
        assert place.references() == ["HD-000001"]
        begun = pair.posted("firing")
        until(lambda: pair.posted("firing") >= begun + 3, "repeats")
        take_in(place, pair.posts)
        pair.say(ended=True)
        until(lambda: pair.posted("resolved"), "the end")
        take_in(place, pair.posts)
    take_in(place, pair.posts)
    assert place.references() == ["HD-000001"]
    (record,) = place.store().snapshot().all_tickets()
    said = [entry for entry in record.timeline if isinstance(entry, Alerted)]
    assert record.ticket.status == "resolved" and record.ticket.priority == "P1"
    assert len([entry for entry in record.timeline if isinstance(entry, Resolved)]) == 1
    assert [entry.alert.status.value for entry in said].count("resolved") == 1
    assert said[0].alert.status.value == "firing", "repeats may stand between; how many depends on how fast they came"
    assert not [entry for entry in record.timeline if isinstance(entry, Commented)]
    assert not list(pair.posts.glob("*.json"))


def test_replicas_that_do_not_hear_of_each_other_say_everything_twice_and_it_is_one_ticket(tmp_path: Path) -> None:
    place = new_place(tmp_path)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with monitors(tmp_path / "one") as one, monitors(tmp_path / "other") as other:
        other.began = one.began
        for pair in (one, other):
            pair.say()
        for pair in (one, other):
            until(lambda pair=pair: pair.posted("firing"), "both to fire")  # type: ignore[misc]
            take_in(place, pair.posts)
        for pair in (one, other):
            pair.say(ended=True)
            until(lambda pair=pair: pair.posted("resolved"), "both to end")  # type: ignore[misc]
        for pair in (one, other):
            take_in(place, pair.posts)
    (record,) = place.store().snapshot().all_tickets()
    assert record.ticket.status == "resolved"
    assert [entry.alert.status.value for entry in record.timeline if isinstance(entry, Alerted)] == [
        "firing",
        "resolved",
    ]
