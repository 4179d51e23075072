"""What is on the pages, for staff."""

import re
from datetime import timedelta
from pathlib import Path
from random import Random

import html5lib
import pytest
from msgspec.structs import replace
from northwind import HOUR, NOW, articles, assets, random_record, rich_record, rules, sample_desk

from helpdesk.model.memory import MemoryDesk
from helpdesk.model.message import Party
from helpdesk.model.rules.desk import MailRule
from helpdesk.model.ticket import Task
from helpdesk.publish import Audience, build
from helpdesk.publish.extras import Extras


def page(out: Path, path: str) -> str:
    return (out / path).read_text()


def words(html: str) -> str:
    root = html5lib.parse(html, namespaceHTMLElements=False)
    return " ".join(" ".join(root.itertext()).split())


def shown_references(html: str) -> list[str]:
    return re.findall(r'<(?:td class="ref"><a href="[^"]*"|span class="q-ref")>(HD-\d+)<', html)


def test_a_ticket_page_says_how_it_stands_and_what_comes_next(staff, out):
    staff(sample_desk())
    text = words(page(out, "tickets/000/HD-000061.html"))
    for shown in (
        "Nobody in Lisbon can reach the VPN", "HD-000061", "In progress", "P1 Critical", "The technician answers next",
        "First response", "late since 2 Mar 2026, 09:30", "Kim Park", "Ada Lind", "ada.lind@northwind.example",
        "Remote access (VPN)", "Gateway Berlin", "helpdesk reply 61", "helpdesk explain 61",
    ):  # fmt: skip
        assert shown in text


def test_tasks_say_whose_they_are_and_whether_they_are_done(staff, out):
    tasks = (
        Task(id="order", title="Order the laptop", assignee="kim", done=True),
        Task(id="desk", title="Prepare <the> desk", team="network"),
    )
    record = rich_record(61)
    staff(MemoryDesk(rules(), [replace(record, ticket=replace(record.ticket, tasks=tasks))]))
    text = words(page(out, "tickets/000/HD-000061.html"))
    assert "done: Order the laptop Kim Park" in text
    assert "to do: Prepare <the> desk Network" in text


def test_what_was_entered_in_a_field_is_said_in_words(staff, out):
    record = rich_record(61)
    fields = {"callback": True, "towers": False, "floors": ["2nd", "3rd"], "seats": 32}
    staff(MemoryDesk(rules(), [replace(record, ticket=replace(record.ticket, fields=fields))]))
    assert "callback yes towers no floors 2nd, 3rd seats 32" in words(page(out, "tickets/000/HD-000061.html"))


def test_the_thread_tells_messages_and_decisions_in_the_order_of_time(staff, out):
    staff(sample_desk())
    text = words(page(out, "tickets/000/HD-000061.html"))
    told = [
        "another cable", "Routed to Network / Kim Park", "category network/vpn belongs to network",
        "rules/routing.yml:12 by category", "away until 2026-03-09", "the gateway does not answer",
        "internal note", "The certificate ran out", "Impact set to high (was medium) by Kim Park",
        "Here is the trace you asked for.", "Resolution was not met in time", "Escalated to the lead (Inês Duarte)",
    ]  # fmt: skip
    places = [text.index(each) for each in told]
    assert places == sorted(places)


def test_a_notice_is_one_line_told_or_still_owed(staff, out):
    staff(sample_desk())
    text = words(page(out, "tickets/000/HD-000061.html"))
    assert "Still to be told: assignee by mail (commented)" in text
    other = words(page(out, sorted(path.relative_to(out).as_posix() for path in out.glob("tickets/000/*.html"))[0]))
    assert other.count("requester by mail (opened)") == 1
    assert "Told requester by mail (opened)" in other


def test_a_withheld_attachment_says_why_and_a_file_name_is_only_text(staff, out):
    staff(sample_desk())
    html = page(out, "tickets/000/HD-000061.html")
    assert "error &lt;message&gt;.png" in html
    assert "withheld: larger than 10 MB" in html


def test_an_attachment_is_a_download_named_by_its_hash_and_only_if_its_bytes_are_the_recorded_ones(tmp_path):
    from hashlib import sha256

    record = rich_record(1)
    content = b"<script>alert(1)</script>"
    digest = sha256(content).hexdigest()
    opened = replace(record.timeline[0], attachments=(replace(record.timeline[0].attachments[0], sha256=digest),))
    desk = MemoryDesk(rules(), [replace(record, timeline=(opened, *record.timeline[1:]))])
    build(desk, tmp_path / "good", NOW, Audience.STAFF, extras=Extras(files=lambda path: content))
    build(desk, tmp_path / "bad", NOW, Audience.STAFF, extras=Extras(files=lambda path: b"something else"))
    copies = [path.relative_to(tmp_path / "good").as_posix() for path in (tmp_path / "good/files").iterdir()]
    assert copies == [f"files/{digest[:32]}.bin"]
    assert f'href="../../files/{digest[:32]}.bin" download="error ' in page(
        tmp_path / "good", "tickets/000/HD-000001.html"
    )
    assert not (tmp_path / "bad/files").exists()


def test_a_queue_shows_late_tickets_first_and_then_what_is_due_next(staff, out):
    desk = sample_desk()
    staff(desk)
    html = page(out, "queues/all.html")
    order = shown_references(html)
    late = re.findall(r'"q-ref">(HD-\d+)</span>(?:(?!</li>).)*"clock late"', html)
    assert 1 < len(late) < len(order)
    assert order[: len(late)] == late
    soonest = [
        min(promise.due for promise in desk.records[int(reference[3:])].state.promises.values() if not promise.met_at)
        for reference in late
    ]
    assert soonest == sorted(soonest)


def test_every_open_ticket_is_in_the_queue_of_its_team_and_of_its_assignee(staff, out):
    desk = sample_desk()
    staff(desk)
    for record in desk.open_tickets():
        ticket = record.ticket
        if ticket.status != "resolved":
            place = f"queues/person/{ticket.assignee}.html" if ticket.assignee else "queues/unassigned.html"
            assert record.reference in shown_references(page(out, f"queues/team/{ticket.team}.html"))
            assert record.reference in shown_references(page(out, place))


def test_a_queue_of_thousands_is_many_pages_that_together_have_every_ticket_once(staff, out):
    dice = Random(1)
    records = [
        replace(each, ticket=replace(each.ticket, status="open"))
        for each in (random_record(n, dice) for n in range(1, 451))
    ]
    staff(MemoryDesk(rules(), records))
    pages = [page(out, path) for path in ("queues/all.html", *(f"queues/all~{n}.html" for n in range(2, 6)))]
    seen = [reference for html in pages for reference in shown_references(html)]
    assert [len(shown_references(html)) for html in pages] == [100] * 4 + [50]
    assert sorted(seen) == [record.reference for record in records]
    assert 'href="../queues/all~3.html"' in pages[0]


def test_a_ticket_closed_long_ago_is_a_line_in_the_archive_of_its_month(staff, out):
    desk = sample_desk(days=900)
    staff(desk)
    old = [
        record
        for record in desk.all_tickets()
        if record.state.closed and record.state.closed < NOW - timedelta(days=90)
    ]
    assert len(old) > 10
    for record in old:
        assert not (out / f"tickets/000/{record.reference}.html").exists()
        assert f'id="{record.reference}"' in page(out, f"tickets/archive/{record.state.closed:%Y-%m}.html")


def test_every_link_leads_to_a_page_that_is_there(staff, out):
    staff(sample_desk(days=900))
    broken = []
    for path in out.rglob("*.html"):
        html = path.read_text()
        anchors = set(re.findall(r'id="([^"]+)"', html))
        for target in re.findall(r'(?:href|src)="([^"]*)"', html):
            if target.startswith(("https:", "mailto:", "/")):
                continue
            file, _, anchor = target.partition("#")
            file = file.partition("?")[0]
            other = (path.parent / file).resolve() if file else path
            if not other.is_file() or (
                anchor and anchor not in (set(re.findall(r'id="([^"]+)"', other.read_text())) if file else anchors)
            ):
                broken.append((path.name, target))
    assert broken == []


def test_an_article_past_its_review_says_so(staff, out):
    staff(sample_desk())
    assert "was to be reviewed by 15 Jan 2026" in words(page(out, "articles/network/slow.html"))
    assert "reviewed by" not in words(page(out, "articles/network/vpn.html"))


def test_an_article_links_to_others_only_where_this_audience_may_read_them(staff, public, out):
    staff(sample_desk())
    assert 'href="../../articles/workplace/imaging.html"' in page(out, "articles/network/vpn.html")
    public(sample_desk())
    assert "imaging" not in page(out, "articles/network/vpn.html")
    assert 'href="../../articles/network/wifi.html"' in page(out, "articles/network/vpn.html")


def test_an_asset_shows_relations_both_ways_holders_warranty_and_its_tickets(staff, out):
    staff(sample_desk())
    gateway = words(page(out, "assets/device/gw-1.html"))
    assert "Remote access (VPN) runs on this" in gateway
    assert "warranty ends soon" in gateway
    assert "HD-000061" in gateway
    assert "runs on Gateway Berlin" in words(page(out, "assets/service/vpn.html"))
    laptop = words(page(out, "assets/device/lt-0042.html"))
    assert (
        laptop.index("bo since 14 Feb 2025")
        < laptop.index("in stock 1 Feb 2025 to")
        < laptop.index("ada 3 May 2023 to")
    )


def test_desk_health_names_what_is_broken_and_what_to_do(staff, out):
    staff(sample_desk())
    text = words(page(out, "health/index.html"))
    assert "tickets/000/HD-000007/ticket.md:6:11 T014 unknown team: 'netwrok' did you mean 'network'?" in text
    assert "1 with undelivered notices" in text
    assert "HD-000061 Nobody in Lisbon can reach the VPN 1 notice" in text


def test_a_notice_owed_for_less_than_an_hour_is_not_undelivered_yet(staff, out):
    staff(sample_desk(), NOW - 2 * HOUR - timedelta(minutes=1))
    assert "0 with undelivered notices" in words(page(out, "health/index.html"))


@pytest.mark.parametrize("audience", list(Audience))
def test_a_desk_with_nothing_in_it_has_a_portal_without_holes(audience, tmp_path):
    bare = replace(rules(mail=MailRule()), people={}, teams={}, categories={})
    build(MemoryDesk(bare), tmp_path, NOW, audience)
    for path in tmp_path.rglob("*.html"):
        text = words(path.read_text())
        assert "None" not in text
        assert "Undefined" not in text
    assert "No articles yet." in words(page(tmp_path, "index.html"))
    assert "No way to get in touch" in words(page(tmp_path, "index.html"))


def test_a_status_that_no_rule_knows_is_shown_as_it_is_and_counts_as_open(staff, out):
    record = rich_record(1)
    staff(MemoryDesk(rules(), [replace(record, ticket=replace(record.ticket, status="limbo"))]))
    assert "limbo" in page(out, "tickets/000/HD-000001.html")
    assert shown_references(page(out, "queues/all.html")) == ["HD-000001"]


def test_times_are_in_the_desks_zone_and_machine_readable(staff, out):
    staff(sample_desk())
    html = page(out, "tickets/000/HD-000061.html")
    assert '<time datetime="2026-03-02T04:30:00Z" data-when>2 Mar 2026, 05:30</time>' in html
    assert "Times are in Europe/Berlin" in html


def test_no_page_asks_for_anything_from_elsewhere_or_carries_inline_code(staff, out):
    staff(sample_desk())
    for path in out.rglob("*.html"):
        html = path.read_text()
        assert "Content-Security-Policy" in html
        assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", html)
        assert not re.search(r'(?:src|<link[^>]*href)="(?:https?:)?//', html)


def test_what_a_person_is_called_can_not_become_markup(staff, out):
    record = rich_record(1)
    hostile = '"><script>alert(1)</script>'
    ticket = replace(
        record.ticket,
        title=hostile,
        requester=Party(name=hostile, email=hostile),
        tags=(hostile,),
        fields={hostile: hostile},
    )
    named = {**rules().people, "kim": replace(rules().people["kim"], name=hostile)}
    article = replace(articles()["network/vpn"], title=hostile, summary=hostile)
    asset = replace(assets()["vpn"], name=hostile, description=hostile)
    desk = MemoryDesk(
        replace(rules(), people=named),
        [replace(record, ticket=ticket)],
        articles={article.id: article},
        assets={"vpn": asset},
    )
    staff(desk)
    for path in out.rglob("*.html"):
        root = html5lib.parse(path.read_text(), namespaceHTMLElements=False)
        scripts = {script.get("src", "inline").rpartition("/")[2] for script in root.iter("script")}
        others = {"wizard.js", "queue.js", "figures.js", "boards.js"}
        assert {"first.js", "desk.js"} <= scripts <= {"first.js", "desk.js", *others}
