"""A storm of incidents is noted on the oldest, once, with a proposal; the desk makes no major incident by itself."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from builders import Scene, a_desk, mail, utc
from helpdesk.model.rules.desk import StormRule
from helpdesk.model.timeline import Commented

START = utc("2026-03-02T09:00")


def a_busy_desk() -> Scene:
    """Sixty tickets over two weeks, five of them about the network."""
    scene = a_desk().category("vpn", "vpn").category("other", "help").open()
    for number in range(60):
        subject = "vpn is slow" if number % 12 == 0 else "help with a document"
        at = START - timedelta(days=14) + timedelta(hours=5 * number)
        scene.receive(mail(f"p{number}@example.org", subject, at=at))
    return scene


def storm(scene: Scene, many: int, at: datetime, people: int = 99) -> None:
    for number in range(many):
        moment = at + timedelta(minutes=number)
        scene.receive(mail(f"s{number % people}@example.org", f"vpn down {number}", f"vpn {number}", at=moment))


def notes(scene: Scene) -> list[tuple[int, str]]:
    return [
        (record.number, entry.why)
        for record in scene.desk.all_tickets()
        for entry in record.timeline
        if isinstance(entry, Commented) and entry.key.startswith("storm:")
    ]


def test_many_at_once_are_noted_once_on_the_oldest_with_what_is_usual() -> None:
    scene = a_busy_desk()
    storm(scene, 12, START)
    assert [number for number, _ in notes(scene)] == [61]
    assert "incidents with category vpn within an hour, where 0.0 an hour are usual" in notes(scene)[0][1]
    assert scene.record(61).ticket.tags == (), "nobody has said that it is a major incident"
    said = scene.record(61).conversation[-1].text
    assert "give it the tag `major`" in said and "HD-000061" in said


def test_an_ordinary_hour_is_no_storm() -> None:
    scene = a_busy_desk()
    for number in range(4):
        scene.receive(mail(f"q{number}@example.org", "help with a folder", at=START + timedelta(minutes=9 * number)))
    assert notes(scene) == []


def test_one_person_who_writes_many_mails_is_no_storm() -> None:
    scene = a_busy_desk()
    storm(scene, 8, START, people=2)
    assert notes(scene) == []


def test_a_desk_that_does_not_know_what_is_usual_says_nothing() -> None:
    scene = a_desk().category("vpn", "vpn").open()
    storm(scene, 12, START)
    assert notes(scene) == []


def test_parts_of_a_major_incident_are_no_storm_of_their_own() -> None:
    scene = a_busy_desk()
    scene.receive(mail("boss@example.org", "vpn down everywhere", at=START))
    scene.edit(61, at=START + timedelta(minutes=1), tags=["major"]).run(START + timedelta(minutes=2))
    storm(scene, 12, START + timedelta(minutes=3))
    assert notes(scene) == []


def a_busy_desk_that_says(**storms: object) -> Scene:
    scene = a_busy_desk()
    return scene.change_rules(replace(scene.rules, desk=replace(scene.rules.desk, storms=StormRule(**storms))))  # type: ignore[arg-type]


def test_a_desk_says_for_itself_what_a_storm_is() -> None:
    calm = a_busy_desk_that_says(at_least=13)
    storm(calm, 12, START)
    assert notes(calm) == [], "twelve are fewer than thirteen"
    alert = a_busy_desk_that_says(at_least=3, people=3, within="10m")
    storm(alert, 3, START)
    assert "3 incidents with category vpn within 10m" in notes(alert)[0][1]


def test_what_came_before_the_time_a_storm_takes_is_not_counted() -> None:
    scene = a_busy_desk_that_says(at_least=6, within="3m")
    storm(scene, 12, START)  # one a minute: never six of them within three minutes
    assert notes(scene) == []


def test_a_desk_may_want_no_word_of_storms() -> None:
    scene = a_busy_desk_that_says(use=False)
    storm(scene, 12, START)
    assert notes(scene) == []


def test_at_a_busy_desk_more_is_ordinary() -> None:
    scene = a_busy_desk_that_says(busy=100)
    storm(scene, 6, START)
    assert notes(scene) == []
    storm(twin := a_busy_desk(), 6, START)
    assert notes(twin) != []
