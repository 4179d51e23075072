"""Ends of warranties, contracts and licences open one ticket in time, once."""

from datetime import date

from msgspec.structs import replace

from builders import Scene, a_desk
from helpdesk.model.asset import Asset, Seats, Term, Warranty
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.assets import Renewals
from helpdesk.model.rules.people import Role
from helpdesk.model.timeline import Opened

DAY = date(2026, 4, 30)


def titles(scene: Scene) -> list[str]:
    return [record.ticket.title for record in scene.desk.all_tickets()]


def test_a_renewal_is_opened_thirty_days_ahead_once_however_many_passes_run() -> None:
    scene = a_desk().asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY), owner="lee").open()
    scene.run("2026-03-30T12:00")
    assert titles(scene) == []
    for now in ("2026-03-31T01:00", "2026-03-31T09:00", "2026-04-15T09:00", "2026-04-30T23:00", "2026-05-09T09:00"):
        scene.run(now)
    assert titles(scene) == ["Warranty of Laptop 1 ends on 2026-04-30"]
    ticket = scene.record().ticket
    assert (ticket.assets, ticket.assignee) == (("lt-1",), "lee")
    assert scene.entries(Opened)[0].why == "the warranty ends on 2026-04-30; opened 30 days ahead"
    assert scene.entries(Opened)[0].rule == "built-in practice: ends of assets are told of 30 days ahead"


def test_a_notice_period_brings_it_forward_and_is_named() -> None:
    scene = a_desk().asset("lease", "contracts", "Printer lease", term=Term(until=DAY, notice=60)).open()
    scene.run("2026-01-30T12:00")
    assert scene.entries(Opened)[0].why == (
        "the contract ends on 2026-04-30, notice has to be given by 2026-03-01; opened 30 days ahead"
    )
    assert "Notice has to be given by 2026-03-01." in scene.record().request


def test_after_a_break_it_is_still_opened_until_its_last_day_and_never_after() -> None:
    late = a_desk().asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY)).open()
    late.run("2026-04-30T20:00")
    assert len(titles(late)) == 1
    over = a_desk().asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY)).open()
    over.run("2026-05-01T08:00")
    assert titles(over) == []


def test_a_fleet_bought_together_is_one_ticket_and_who_joins_later_is_added() -> None:
    desk = a_desk()
    for number in range(1, 13):
        desk.asset(f"lt-{number}", "devices", f"Laptop {number}", warranty=Warranty(DAY, "Maker"))
    scene = desk.open()
    scene.run("2026-04-01T09:00")
    assert titles(scene) == ["Warranty of 12 devices ends on 2026-04-30"]
    another = replace(desk.assets["lt-1"], id="lt-99", name="Laptop 99")
    register(scene, {**desk.assets, "lt-99": another})
    scene.run("2026-04-02T09:00")
    assert len(titles(scene)) == 1
    assert scene.record().ticket.assets[-1] == "lt-99"


def test_another_team_or_provider_on_the_record_opens_no_second_ticket() -> None:
    desk = a_desk().team("buyers", "ada")
    for number in (1, 2):
        desk.asset(f"lt-{number}", "devices", f"Laptop {number}", warranty=Warranty(DAY, "Maker"))
    scene = desk.open()
    scene.run("2026-04-01T09:00")
    moved = replace(desk.assets["lt-2"], team="buyers", warranty=Warranty(DAY, "Maker and Sons"))
    register(scene, {**desk.assets, "lt-2": moved})
    scene.run("2026-04-02T09:00")
    assert len(titles(scene)) == 1


def test_what_somebody_took_off_the_ticket_does_not_come_back() -> None:
    desk = a_desk()
    for number in (1, 2):
        desk.asset(f"lt-{number}", "devices", f"Laptop {number}", warranty=Warranty(DAY, "Maker"))
    scene = desk.open()
    scene.run("2026-04-01T09:00")
    scene.edit(assets=["lt-1"], at="2026-04-01T10:00").run("2026-04-01T11:00")
    scene.run("2026-04-02T09:00")
    assert scene.record().ticket.assets == ("lt-1",)


def test_a_renewed_contract_is_told_of_again_before_its_new_end() -> None:
    desk = a_desk().asset("lease", "contracts", "Lease", term=Term(until=DAY))
    scene = desk.open()
    scene.run("2026-04-10T09:00")
    renewed = replace(desk.assets["lease"], term=Term(until=date(2027, 4, 30)))
    register(scene, {"lease": renewed})
    scene.run("2026-04-20T09:00")
    assert len(titles(scene)) == 1
    scene.run("2027-04-01T09:00")
    assert titles(scene)[1] == "Contract of Lease ends on 2027-04-30"


def test_the_desk_says_how_early_for_which_kinds_and_who_does_it() -> None:
    rule = Renewals(ahead=90, kinds=("software",), team="buyers", priority="P4")
    desk = a_desk().team("buyers", "ada").inventory(renewals=rule, origin="rules/assets.yml:3")
    desk.asset("cad", "software", "CAD", term=Term(until=DAY), seats=Seats(owned=5))
    scene = desk.asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY)).open()
    scene.run("2026-02-02T09:00")
    assert titles(scene) == ["Licence of CAD ends on 2026-04-30"]
    ticket = scene.record().ticket
    assert (ticket.team, ticket.assignee, ticket.priority) == ("buyers", "ada", "P4")
    assert scene.entries(Opened)[0].rule == "rules/assets.yml:3"


def test_nothing_is_opened_for_what_is_retired_or_where_the_desk_wants_none() -> None:
    retired = a_desk().asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY), status="retired").open()
    retired.run("2026-04-10T09:00")
    off = a_desk().inventory(renewals=Renewals(ahead=0)).asset("lt-1", "devices", "L", warranty=Warranty(DAY)).open()
    off.run("2026-04-10T09:00")
    assert titles(retired) == titles(off) == []


def test_an_owner_who_does_not_work_here_is_not_given_it() -> None:
    desk = a_desk().person("eve", role=Role.REQUESTER)
    scene = desk.asset("lt-1", "devices", "Laptop 1", warranty=Warranty(until=DAY), owner="eve").open()
    scene.run("2026-04-10T09:00")
    assert scene.record().ticket.assignee == "lee"


def register(scene: Scene, assets: dict[str, Asset]) -> None:
    """The assets are these from now on."""
    desk = scene.desk
    scene.desk = MemoryDesk(desk.rules, list(desk.all_tickets()), cursors=desk.cursors, assets=assets)
