"""An asset's page: who had it, its tickets, what ends, what falls over with it, and the way to report a problem."""

import json
import random
import re
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import html5lib
from msgspec.structs import replace
from northwind import NOW, assets, random_record, rich_record, rules, sample_desk, ticket_record

from helpdesk.model.asset import Asset, Seats, Term
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.desk import MailRule
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import DropBoxItem, Ticket, TicketType
from helpdesk.model.timeline import Opened
from helpdesk.publish import Audience, build, labels
from helpdesk.publish.places import href, model_page


def words(out: Path, path: str) -> str:
    root = html5lib.parse((out / path).read_text(), namespaceHTMLElements=False)
    return " ".join(" ".join(root.itertext()).split())


def test_a_laptop_reassigned_twice_shows_holders_tickets_and_warranty_on_one_page(staff, out) -> None:
    record = rich_record(7)
    ticket = replace(record.ticket, assets=("lt-0042",), title="Battery swells")
    staff(MemoryDesk(rules(), [replace(record, ticket=ticket)], assets=assets()))
    text = words(out, "assets/device/lt-0042.html")
    for shown in (
        "bo since 14 Feb 2025", "in stock 1 Feb 2025 to 14 Feb 2025", "ada 3 May 2023 to 1 Feb 2025 · new",
        "Battery swells", "until 2 May 2025", "warranty is over", "Battery replaced", "1,290.00",
        "Spent on it since 89.00",
    ):  # fmt: skip
        assert shown in text, (shown, text)


def test_what_falls_over_with_it_stands_on_its_page_with_the_open_tickets(staff, out) -> None:
    staff(sample_desk())
    text = words(out, "assets/device/gw-1.html")
    assert "Falls over with it Remote access (VPN) runs on" in text
    assert "Falls over with it" not in words(out, "assets/service/vpn.html")


def test_a_licence_says_how_many_are_used_and_by_when_to_act(staff, out) -> None:
    cad = Asset(
        id="cad", kind="software", path="assets/software/cad.yml", name="CAD",
        term=Term(date(2026, 12, 31), "Drawn", "D-1", notice=90), seats=Seats(5, 7),
    )  # fmt: skip
    staff(MemoryDesk(rules(), [], assets={"cad": cad}))
    text = words(out, "assets/software/cad.html")
    for shown in ("until 31 Dec 2026", ", notice by 2 Oct 2026", ", Drawn, D-1"):
        assert shown in text
    assert "7 of 5 used 2 too many" in text


def test_a_problem_is_reported_by_a_mail_that_names_the_asset(staff, out) -> None:
    ruled = rules()
    ruled = replace(ruled, desk=replace(ruled.desk, mail=MailRule(address="help@northwind.example")))
    nasty = replace(assets()["lt-0042"], name='Laptop "&body=<b>')
    staff(MemoryDesk(ruled, [], assets={"lt-0042": nasty}))
    link = re.search(r'href="(mailto:[^"]*)"', (out / "assets/device/lt-0042.html").read_text())
    assert link is not None
    address, subject, body = re.split(r"\?subject=|&amp;body=", link[1])
    assert address == "mailto:help@northwind.example"
    assert unquote(subject) == 'Problem with Laptop "&body=<b> (lt-0042)'
    assert unquote(body).startswith("Asset: lt-0042\n")


def test_a_label_opens_the_form_that_reports_a_problem_and_a_name_stays_text() -> None:
    nasty = replace(assets()["lt-0042"], name="<script>alert(1)</script>")
    sheet = labels.labels([nasty], "https://help.example.org/", "Northwind <IT>")
    assert "<script" not in sheet and "LT-0042" in sheet
    assert (
        labels.address(nasty, "https://help.example.org/")
        == "https://help.example.org/report.html?asset=lt-0042&kind=device"
    )
    assert sheet.count("<svg") == 1 and "&lt;IT&gt;" in sheet


def test_a_model_says_how_many_lasted_how_long_and_its_assets_lead_there(staff, out) -> None:
    register = {
        f"lt-{number}": replace(assets()["lt-0042"], id=f"lt-{number}", path=f"assets/device/lt-{number}.yml")
        for number in range(4)
    }
    hit = rich_record(7)
    hit = replace(hit, ticket=replace(hit.ticket, assets=("lt-1",)))
    staff(MemoryDesk(rules(), [hit], assets=register))
    assert "1 of 4 assets had an incident. 100 % had none in their first 90 days." in words(
        out, model_page("Slate 14")
    ).replace("\xa0", " ").replace("\u202f", " ")
    assert href(model_page("Slate 14")) in (out / "assets/device/lt-1.html").read_text()


def test_the_problems_page_lists_patterns_with_tickets_and_people_for_managers_alone(out) -> None:
    dice = random.Random(5)
    records = [random_record(number, dice, days=170) for number in range(1, 400)]
    for number in range(400, 460):
        record = random_record(number, dice, days=20)
        ticket = replace(
            record.ticket, title="Scanner eats paper", type=TicketType.INCIDENT, opened=record.ticket.opened
        )
        records.append(replace(record, ticket=ticket))
    desk = MemoryDesk(rules(), records, assets=assets())
    build(desk, out, NOW, Audience.STAFF)
    text = words(out, "problems/index.html")
    assert "A trouble that is new or more frequent:" in text and "were to be expected" in text
    assert not (out / "analytics/training.html").exists()
    assert "helpdesk problems --open N" in text
    # A problem ticket of it, as --open makes one: the page leads there and offers no second one.
    (first, *_) = json.loads((out / "problems/index.json").read_text())["patterns"]
    named = Ticket(id="HD-000460", type=TicketType.PROBLEM, title=first["title"], status="open", opened=NOW)
    desk = MemoryDesk(rules(), [*records, ticket_record(named, Opened(at=NOW, key="p"))], assets=assets())
    build(desk, out, NOW, Audience.MANAGERS)
    section = words(out, "problems/index.html").partition(first["title"])[2].partition("1 ticket")[0]
    assert f"It has a problem ticket: HD-000460 {first['title']}" in section
    assert "Who needs training or help" in words(out, "analytics/training.html")
    # The same before the pass has numbered it.
    item = DropBoxItem(uuid="p", title=first["title"], type=TicketType.PROBLEM, channel="desk", opened=NOW)
    waiting = Dropped("tickets/new/p.md", item, "")
    build(MemoryDesk(rules(), records, assets=assets(), dropped=[waiting]), out, NOW, Audience.STAFF)
    section, logged, _ = words(out, "problems/index.html").partition(first["title"])[2].partition("is logged and waits")
    assert logged and "--open" not in section


def test_each_kind_of_thing_has_a_sheet_of_labels_whose_codes_open_the_form(staff, out, monkeypatch) -> None:
    codes: list[str] = []
    real = labels.address
    monkeypatch.setattr(labels, "address", lambda asset, portal: codes.append(real(asset, portal)) or codes[-1])
    staff(MemoryDesk(rules(portal="https://help.northwind.example"), [], assets=assets()))
    sheet = (out / "labels/device.html").read_text()
    assert 'class="segno"' in sheet and "LT-0042" in sheet
    assert "https://help.northwind.example/report.html?asset=lt-0042&kind=device" in codes
    assert 'href="../labels/device.html"' in (out / "assets/index.html").read_text()
    assert not (out / "labels/service.html").exists(), "nobody sticks a label on a service"
    drawn = len(codes)
    staff(MemoryDesk(rules(portal="https://help.northwind.example"), [], assets=assets()))
    assert len(codes) == drawn, "a sheet that would be the same is not drawn again"


def test_the_form_that_a_label_opens_is_on_the_public_portal_and_gives_no_asset_away(public, staff, out) -> None:
    ruled = rules()
    ruled = replace(ruled, desk=replace(ruled.desk, gateway="https://take.northwind.example"))
    public(MemoryDesk(ruled, [], assets=assets()))
    form = (out / "report.html").read_text()
    assert 'name="asset"' in form and 'action="https://take.northwind.example/request"' in form
    assert "Slate 14" not in form and "lt-0042" not in form and "assets/" not in form
    staff(MemoryDesk(ruled, [], assets=assets()))
    assert "Its page in the register" in words(out, "report.html")


def test_without_an_address_of_the_portal_the_sheet_says_what_to_do(staff, out) -> None:
    staff(MemoryDesk(rules(), [], assets=assets()))
    assert "Set portal in rules/desk.yml" in words(out, "labels/device.html")
