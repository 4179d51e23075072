"""The ticket's page for staff, beside its thread: what to do, who agreed, who was told, what hangs together."""

from msgspec.structs import replace
from northwind import HOUR, LAPTOP, NOW, assets, rich_record, rules, sample_desk, ticket_record

from helpdesk.model.approval import approval_hash
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.ticket import Form, Ticket, TicketType
from helpdesk.model.timeline import Approved, Changed, Merged, Opened

PAGE = "tickets/000/HD-000061.html"


def page(staff, out, record, **desk) -> str:
    staff(MemoryDesk(rules(**desk), [record], assets=assets()))
    return (out / PAGE).read_text()


def test_each_command_can_be_copied_or_begun_as_a_mail_that_says_it(staff, out):
    html = page(staff, out, rich_record(61))
    assert "<code data-copy>helpdesk resolve 61</code>" in html
    assert "mailto:help@northwind.example?subject=%5BHD-000061%5D%20Nobody%20in%20Lisbon" in html
    assert "body=%2Fresolve%20..." in html


def test_a_ticket_from_github_leads_to_the_comment_box_of_its_issue(staff, out):
    record = rich_record(61)
    there = replace(record, ticket=replace(record.ticket, source="github:northwind/help#12"))
    assert 'href="https://github.com/northwind/help/issues/12#new_comment_field"' in page(staff, out, there)
    elsewhere = replace(record, ticket=replace(record.ticket, source='github:x/y#1"><script>'))
    assert "Answer on GitHub" not in page(staff, out, elsewhere)


def test_an_approval_says_who_is_asked_and_who_agreed(staff, out):
    item = replace(LAPTOP, approvers=(Approver("ines"), Approver("network", count=2)))
    opened = NOW - HOUR
    ticket = Ticket(
        id="HD-000061", type=TicketType.REQUEST, title="A laptop", status="open", opened=opened, form=Form("laptop", {})
    )
    entries = (
        Opened(at=opened, key="k"),
        Approved(at=NOW, by="ines", what="ines", hash=approval_hash(ticket)),
    )
    desk = MemoryDesk(replace(rules(), catalog={"laptop": item}), [ticket_record(ticket, *entries)])
    staff(desk)
    html = (out / PAGE).read_text()
    block = html[html.index('id="approval"') : html.index("</section>", html.index('id="approval"'))]
    assert "asked" in block
    assert "☑ Inês Duarte" in block
    assert "☐ Network" in block


def test_who_was_told_is_a_list_of_its_own_and_not_in_the_thread(staff, out):
    html = page(staff, out, rich_record(61))
    assert html.index('id="told"') > html.index("About this ticket")
    assert "Still to be told: assignee by mail (commented)" in html[html.index('id="told"') :]
    assert "Still to be told" not in html[: html.index("About this ticket")]


def test_what_was_merged_into_a_ticket_is_named_on_it(staff, out):
    record = rich_record(61)
    merged = replace(record, timeline=(*record.timeline, Merged(at=NOW, source="HD-000009")))
    assert "Duplicate HD-000009" in page(staff, out, merged)


def test_of_a_changed_plan_only_what_is_different_is_told(staff, out):
    record = rich_record(61)
    was, now = {"plan": "a long plan", "outcome": ""}, {"plan": "a long plan", "outcome": "successful"}
    changed = replace(record, timeline=(*record.timeline, Changed(at=NOW, set={"change": now}, was={"change": was})))
    html = page(staff, out, changed)
    assert "Change set to outcome successful" in html
    assert "a long plan" not in html


def test_an_asset_brings_its_history_along(staff, out):
    record = rich_record(61)
    html = page(staff, out, replace(record, ticket=replace(record.ticket, assets=("lt-0042",))))
    assert "Battery replaced" in html
    assert "in stock" in html


def test_a_usual_page_is_small(staff, out):
    staff(sample_desk(60))
    sizes = sorted(path.stat().st_size for path in (out / "tickets/000").iterdir())
    assert sizes[len(sizes) // 2] < 11_000
    assert sizes[-1] < 15_000
