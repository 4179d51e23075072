"""Queues of the desk's own: rules/views.yml on the portal."""

from datetime import timedelta
from random import Random

import msgspec
import pytest
from msgspec.structs import replace
from northwind import NOW, random_record, rules

from helpdesk.load.rules import read_rules
from helpdesk.model.finding import Finding
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.condition import Operator
from helpdesk.model.rules.condition import Test as Ask
from helpdesk.model.rules.views import Order, View
from helpdesk.publish.queue_data import STANDS, QueueData
from helpdesk.resources import default_rules


def read(text: str) -> tuple[tuple[View, ...] | None, list[Finding]]:
    found, findings = read_rules({"rules/views.yml": text.encode()}, default_rules(), "")
    return (found.views if found else None), findings


def shown(out, view: str) -> list[dict]:
    """A ticket of the queue's data by the names of its columns, with the words that they count into."""
    data = msgspec.json.decode((out / f"queues/view/{view}.json").read_bytes(), type=QueueData)
    columns = msgspec.structs.asdict(data.tickets)
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    words = msgspec.structs.asdict(data.words)
    named = [{**row, **{name: words[name][row[name]] for name in words}} for row in rows]
    return [{**row, "stands": STANDS[row["stands"]]} for row in named]


def desk(*views: View) -> MemoryDesk:
    dice = Random(5)
    records = [random_record(number, dice, days=30) for number in range(1, 200)]
    return MemoryDesk(replace(rules(), views=views), records)


def test_a_view_is_a_queue_with_a_page_and_its_data(staff, out):
    staff(desk(View(id="vpn", name="All about VPN", when=Ask("service", Operator.IS, ("vpn",)))))
    rows = shown(out, "vpn")
    assert rows
    page = (out / "queues/view/vpn.html").read_text()
    assert all(row["reference"] in page for row in rows)
    assert {row["category"] for row in rows} == {"Network / vpn"}
    assert "All about VPN" in (out / "queues/index.html").read_text()


def test_a_view_can_ask_for_what_is_late_or_nobodys_or_lies_there(staff, out):
    staff(
        desk(
            View(id="late", name="Late", late=True),
            View(id="nobody", name="Nobody's", unassigned=True, late=False),
            View(id="stuck", name="Stuck", untouched="3d", sort=Order.CHANGED),
        )
    )
    late, nobody = shown(out, "late"), shown(out, "nobody")
    assert late and nobody
    assert all(row["stands"] == "late" for row in late)
    assert all(row["assignee"] == ("", "") and row["stands"] != "late" for row in nobody)
    changed = [row["changed"] for row in shown(out, "stuck")]
    assert changed == sorted(changed)
    limit = (NOW - timedelta(days=3)).timestamp()
    assert changed and all(at <= limit for at in changed)


def test_a_view_without_tickets_says_so(staff, out):
    staff(desk(View(id="none", name="None", when=Ask("team", Operator.IS, ("no-such-team",)))))
    assert shown(out, "none") == []
    assert "No open ticket is in this queue." in (out / "queues/view/none.html").read_text()


def test_the_public_has_no_views(public, out):
    public(desk(View(id="vpn", name="Q7VIEW")))
    assert not (out / "queues").exists()
    assert not any(b"Q7VIEW" in path.read_bytes() for path in out.rglob("*") if path.is_file())


def test_views_are_read_with_the_line_they_begin_on():
    views, findings = read("- {id: a, name: A}\n- id: b\n  name: B\n  untouched: 2d\n  sort: -changed\n")
    assert findings == []
    assert views is not None
    assert [(view.id, view.origin) for view in views] == [("a", "rules/views.yml:1"), ("b", "rules/views.yml:2")]
    assert views[1].sort is Order.ACTIVE


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("- {id: a, name: A}\n- {id: a, name: B}\n", "rules/views.yml:2:8: R025 a view of the same id: 'a'"),
        ("- {id: a, name: A, sort: sideways}\n", "rules/views.yml:1:26: "),
        ("- {id: a, name: A, when: {team: {is: nettwork}}}\n", "nettwork"),
        ("- {id: ../up, name: A}\n", "rules/views.yml:1:8: "),
    ],
)
def test_what_is_wrong_in_a_view_is_found_where_it_stands(text, finding):
    _, findings = read(text)
    assert any(finding in str(each) for each in findings), [str(each) for each in findings]
