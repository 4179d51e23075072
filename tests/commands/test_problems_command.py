"""`helpdesk problems`: what happens again and again, with its evidence; a problem ticket made of it."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace
from paper_desk import NOW, PaperDesk, a_record

from helpdesk.model.asset import Asset, AssetEvent, Relation
from helpdesk.model.fold import fold
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.record import Record
from helpdesk.model.rules.people import Role
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import Links, TicketType
from helpdesk.model.timeline import Opened


def at(record: Record, days: float) -> Record:
    """The ticket opened so many days ago."""
    opened = NOW - timedelta(days=days)
    entries = tuple(replace(each, at=opened) if isinstance(each, Opened) else each for each in record.timeline)
    return replace(record, ticket=replace(record.ticket, opened=opened), timeline=entries, state=fold(entries))


@pytest.fixture
def desk() -> PaperDesk:
    """Two incidents a day of many kinds, and in the last three weeks the same trouble twenty times."""
    desk = PaperDesk()
    usual = [
        at(a_record(n, f"Trouble {n % 7} with thing {n % 11}", service="mail" if n % 2 else "vpn"), 180 - n / 2)
        for n in range(1, 361)
    ]
    burst = [at(a_record(400 + n, "Scanner eats paper", service="mail"), 20 - n + 0.3) for n in range(20)]
    burst = [
        replace(one, ticket=replace(one.ticket, requester=replace(one.ticket.requester, email=f"p{n}@example.org")))
        for n, one in enumerate(burst)
    ]
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [*usual, *burst], assets=desk.snapshot.assets)
    return desk


def test_a_pattern_is_listed_with_its_evidence_and_tickets(typed, answered) -> None:
    output = typed("problems").output
    assert "1. A trouble that is new or more frequent: 'eats'" in output, output
    assert "20 tickets where none were to be expected; by chance" in output
    assert "HD-000419" in output and "and 8 more" in output
    (pattern,) = answered("problems")["patterns"]
    assert pattern["kind"] == "words" and pattern["p"] < 1e-6 and len(pattern["tickets"]) == 20


def test_a_problem_ticket_is_made_of_it_with_the_incidents_linked(typed, desk: PaperDesk) -> None:
    done = typed("problems", "--open", "1")
    assert done.exit_code == 0, done.output
    assert "logged a problem: A trouble that is new or more frequent: 'eats' (20 incidents linked)" in done.output
    item = desk.dropped[-1].item
    assert item.type is TicketType.PROBLEM and "HD-000400" in item.links.related
    assert typed("problems", "--open", "2").output.startswith("Error: no pattern 2: there are 1")


def test_a_pattern_that_is_somebodys_problem_already_gets_no_second_one(typed, answered, desk: PaperDesk) -> None:
    """Also when another incident has come since."""
    related = tuple(f"HD-{number:06d}" for number in range(400, 418))
    problem = a_record(430, "Scanners", type=TicketType.PROBLEM, links=Links(related=related))
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [*desk.snapshot.all_tickets(), problem], assets={})
    assert "'eats' (problem HD-000430)" in typed("problems").output
    assert "next: helpdesk show HD-000430" in typed("problems").output
    assert answered("problems")["patterns"][0]["problem"] == "HD-000430"
    refused = typed("problems", "--open", "1")
    assert refused.exit_code == 1 and "HD-000430 is the problem of pattern 1" in refused.output
    assert not desk.dropped


def test_a_problem_that_was_logged_and_has_no_number_yet_is_not_logged_again(typed, answered, desk: PaperDesk) -> None:
    typed("problems", "--open", "1")
    waiting = Dropped("tickets/new/eats.md", desk.dropped[-1].item, desk.dropped[-1].text)
    desk.snapshot = MemoryDesk(desk.snapshot.rules, desk.snapshot.all_tickets(), assets={}, dropped=[waiting])
    listed = typed("problems").output
    assert "'eats' (a problem that waits for its number)" in listed and "next: git push" in listed
    (pattern,) = answered("problems")["patterns"]
    assert (pattern["problem"], pattern["drop_box"]) == (None, "tickets/new/eats.md")
    refused = typed("problems", "--open", "1")
    assert refused.exit_code == 1 and "waits for its number: tickets/new/eats.md" in refused.output, refused.output
    assert len(desk.dropped) == 1


def test_a_desk_without_a_pattern_says_how_much_was_looked_at(typed, desk: PaperDesk) -> None:
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [a_record(1, "VPN drops")])
    assert "nothing that chance does not explain" in typed("problems").output


def test_what_changed_before_a_ticket_is_listed_nearest_first(typed, desk: PaperDesk) -> None:
    day = (NOW - timedelta(days=2)).date()
    assets = {
        "vpn": Asset(id="vpn", kind="s", path="", name="VPN", relations=(Relation("runs_on", "gw"),)),
        "gw": Asset(id="gw", kind="d", path="", name="Gateway", events=(AssetEvent(day, "Firmware 7 installed"),)),
    }
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [a_record(1, "VPN drops", service="vpn")], assets=assets)
    output = typed("problems", "--before", "1").output
    assert "gw  Firmware 7 installed  (1 step away: gw)" in output


def test_where_nothing_related_changed_that_is_said_first(typed, desk: PaperDesk) -> None:
    moved = at(a_record(2, "New menu", service="canteen", type=TicketType.CHANGE), 3)
    desk.snapshot = MemoryDesk(desk.snapshot.rules, [a_record(1, "VPN drops", service="vpn"), moved], assets={})
    first, *others = typed("problems", "--before", "1").output.splitlines()
    assert first.startswith("nothing of what HD-000001 is about (vpn) changed in the 14 days before"), first
    assert "HD-000002  New menu" in others[0]


def test_figures_about_people_are_for_leads_and_managers(typed, desk: PaperDesk) -> None:
    refused = typed("problems", "--people", "--as", "kim")
    assert refused.exit_code == 1 and "for leads and managers" in refused.output
    seen = json.loads(typed("problems", "--people", "--as", "lou", "--json").output)
    assert seen["staff"] == [] and {one["kind"] for one in seen["requesters"]} <= {"requester", "subject"}
    assert desk.snapshot.rules.people["lou"].role is Role.LEAD
