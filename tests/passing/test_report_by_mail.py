"""The monthly report over real passes: owed once for a month, told once to each, whatever clone runs them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from desks import new_place

DESK = b"""name: Desk
default_team: first
timezone: Europe/Berlin
mail: {address: help@example.org}
report: {to: [managers, kim]}
"""
PEOPLE = {
    "people/max": b"name: Max\nemail: max@example.org\nrole: manager\nlanguage: de\n",
    "people/mia": b"name: Mia\nemail: mia@example.org\nrole: manager\nlanguage: fr\n",
}


def a_desk(folder: Path):
    place = new_place(folder, desk=DESK, **PEOPLE)
    place.drop("one")
    place.run(datetime(2026, 3, 2, 12, tzinfo=UTC))
    return place


def reports(place) -> list:
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(place.sent.glob("*.eml"))]
    return [mail for mail in mails if "2026" in mail["Subject"] and "HD-000001" not in mail["Subject"]]


def test_each_reader_gets_the_report_of_the_month_that_is_over_once_and_in_their_language(tmp_path):
    place = a_desk(tmp_path)
    other = place.clone("second")
    other.inbox.mkdir(exist_ok=True)
    now = datetime(2026, 3, 31, 20, tzinfo=UTC)
    for hour in range(24):
        (place if hour % 2 else other).run(now + timedelta(hours=hour))
    told = {mail["To"]: mail for mail in reports(place)}
    assert len(reports(place)) == 3, "both clones send into one folder"
    assert set(told) == {"Max <max@example.org>", "Mia <mia@example.org>", "Kim <kim@example.org>"}
    assert "Monatsbericht, März 2026, Desk" in told["Max <max@example.org>"]["Subject"]
    assert "Rapport mensuel, mars 2026, Desk" in told["Mia <mia@example.org>"]["Subject"]
    mail = told["Kim <kim@example.org>"]
    assert "Monthly report, March 2026, Desk" in mail["Subject"]
    assert mail["Date"].datetime == datetime(2026, 4, 1, 5, tzinfo=UTC), "seven in the morning in Berlin"
    text = mail.get_body(("plain",)).get_content()
    assert "| Opened " in text and "| Opened             |          1 |" in text
    assert '<td>Opened</td><td align="right">1</td>' in mail.get_body(("html",)).get_content().replace("\r", "")
    assert place.in_sync(now + timedelta(hours=25))


def test_two_clones_that_race_for_the_same_month_tell_each_reader_once(tmp_path):
    place = a_desk(tmp_path)
    clones = [place, *(place.clone(name) for name in ("second", "third"))]
    with ThreadPoolExecutor(3) as threads:
        for hour in range(3):
            now = datetime(2026, 4, 1, 6 + hour, tzinfo=UTC)
            list(threads.map(lambda one, at=now: one.run(at), clones))
    assert sorted(mail["To"].partition(" ")[0] for mail in reports(place)) == ["Kim", "Max", "Mia"]


def test_what_is_sent_again_after_a_crash_is_the_same_mail(tmp_path):
    place = a_desk(tmp_path)
    place.run(datetime(2026, 4, 1, 6, tzinfo=UTC))
    first = {mail["Message-ID"] for mail in reports(place)}
    place.run(datetime(2026, 4, 2, 6, tzinfo=UTC))
    assert len(first) == 3 == len(reports(place))


def test_the_ticket_that_keeps_who_was_told_is_closed_and_counts_in_no_figure(tmp_path):
    from helpdesk.figures.facts import Reader

    place = a_desk(tmp_path)
    place.run(datetime(2026, 4, 1, 6, tzinfo=UTC))
    snapshot = place.store().snapshot()
    kept = [record for record in snapshot.all_tickets() if record.ticket.channel == "report"]
    assert [(one.ticket.title, one.ticket.status) for one in kept] == [("Monthly report 2026-03", "closed")]
    assert not kept[0].state.owed and len(kept[0].state.told) == 3
    counted = Reader(snapshot.rules).read_all(snapshot.all_tickets())
    assert [one.reference for one in counted] == ["HD-000001"]


def test_a_desk_that_began_after_the_month_has_nothing_to_report(tmp_path):
    place = a_desk(tmp_path)
    place.run(datetime(2026, 3, 15, 12, tzinfo=UTC))
    assert reports(place) == []
