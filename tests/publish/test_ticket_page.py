"""The ticket's page for staff, beside its thread: what to do, who agreed, who was told, what hangs together."""

from msgspec.structs import replace
from northwind import HOUR, LAPTOP, NOW, assets, rich_record, rules, sample_desk, ticket_record

from helpdesk.model.approval import approval_hash
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.approvals import Approver
from helpdesk.model.ticket import Form, Links, Ticket, TicketType, Visibility
from helpdesk.model.timeline import Approved, Changed, Closed, Merged, Opened

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


def merged_pair(**first: object) -> MemoryDesk:
    """HD-000061 took HD-000009 in, which is closed; both are public."""
    opened, seen = NOW - 2 * HOUR, {"visibility": Visibility.PUBLIC, "opened": NOW - 2 * HOUR}
    into = Ticket(id="HD-000061", title="VPN is down", summary="The VPN is down", status="open", **{**seen, **first})
    links = Links(duplicate_of="HD-000061")
    other = Ticket(id="HD-000009", title="No VPN", summary="No VPN in Lisbon", status="closed", links=links, **seen)
    took = (Opened(at=opened, key="a"), Merged(at=NOW - HOUR, source="HD-000009"))
    went = (Opened(at=opened, key="b"), Merged(at=NOW - HOUR, into="HD-000061"), Closed(at=NOW - HOUR))
    return MemoryDesk(rules(), [ticket_record(into, *took), ticket_record(other, *went)])


def test_merged_tickets_lead_to_each_other(staff, out):
    staff(merged_pair())
    there, back = (
        '<a href="../../tickets/000/HD-000009.html">HD-000009</a>',
        '<a href="../../tickets/000/HD-000061.html">',
    )
    kept, other = (out / PAGE).read_text(), (out / "tickets/000/HD-000009.html").read_text()
    assert f'Duplicate {there} <span class="quiet">No VPN</span>' in kept
    assert f"{there} was merged into this" in kept
    assert f"Duplicate of {back}" in other
    assert f"Merged into {back}" in other
    assert other.count("Duplicate of") == 1


def test_public_readers_get_from_one_merged_ticket_to_the_other(public, out):
    public(merged_pair())
    kept, other = (out / PAGE).read_text(), (out / "tickets/000/HD-000009.html").read_text()
    assert 'Duplicate <a href="../../tickets/000/HD-000009.html">HD-000009</a>' in kept
    assert 'Duplicate of <a href="../../tickets/000/HD-000061.html">HD-000061</a>' in other


def test_of_a_merged_ticket_that_is_not_public_the_public_sees_not_even_the_number(public, out):
    public(merged_pair(visibility=Visibility.INTERNAL))
    assert not (out / PAGE).exists()
    pages = [path for path in out.rglob("*") if path.is_file() and b"HD-000061" in path.read_bytes()]
    assert pages == []


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


def test_the_ledger_calls_things_by_the_names_that_the_page_has_for_them(staff, out):
    record = rich_record(61)
    entry = Changed(
        at=NOW, by="kim", set={"status": "waiting", "service": "wifi"}, was={"status": "open", "service": "vpn"}
    )
    html = page(staff, out, replace(record, timeline=(*record.timeline, entry)))
    assert "Status set to Waiting for you (was In progress)" in html
    assert "Service set to Wireless network (was Remote access (VPN))" in html
