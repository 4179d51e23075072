"""rules/approvals.yml, catalog/ and recurring.yml: read into rules, and what is wrong in them found where it stands."""

from datetime import date

import pytest
from test_rules import read, said

from helpdesk.load.rules import read_rules
from helpdesk.model.rules.approvals import Approver, Order
from helpdesk.model.rules.catalog import FieldType
from helpdesk.model.rules.recurring import Every
from helpdesk.resources import default_rules


def test_without_files_nobody_approves_and_nothing_is_asked_for() -> None:
    rules, _ = read_rules({}, default_rules(), "")
    assert (rules.approvals.rules, rules.approvals.freezes, rules.catalog, rules.recurring) == ((), (), {}, ())


def test_an_approval_rule_knows_its_line_its_condition_and_its_approvers() -> None:
    rules, findings = read(
        approvals_yml="""# ours
rules:
  - name: Costly
    when: {cost: {more_than: 500}}
    approvers: [{who: requester-manager}, {who: network, count: 2}]
    order: sequence
    expires: 14d
freezes:
  - {name: Year end, from: 2026-12-18, until: 2027-01-04, services: [erp]}
"""
    )
    assert findings == []
    (rule,), (freeze,) = rules.approvals.rules, rules.approvals.freezes
    assert rule.origin == "rules/approvals.yml:3"
    assert rule.approvers == (Approver("requester-manager"), Approver("network", 2))
    assert (rule.order, rule.expires, rule.act_first) == (Order.SEQUENCE, "14d", False)
    assert (freeze.first, freeze.last, freeze.allow) == (date(2026, 12, 18), date(2027, 1, 4), ("emergency",))


def test_an_item_has_its_fields_and_tasks() -> None:
    rules, findings = read(
        catalog__laptop_yml="""name: A laptop
fields: [{id: size, label: Size, type: select, options: [14 inch, 16 inch], required: true}]
tasks: [{id: order, title: Order it, target: 1d}, {id: set-up, title: Set it up, after: [order]}]
"""
    )
    assert findings == []
    item = rules.catalog["laptop"]
    assert (item.id, item.origin) == ("laptop", "rules/catalog/laptop.yml")
    assert (item.fields[0].type, item.fields[0].options) == (FieldType.SELECT, ("14 inch", "16 inch"))
    assert item.tasks[1].after == ("order",)


def test_recurring_work_begins_with_the_first_business_day() -> None:
    rules, _ = read(recurring_yml="- {id: test, title: Test it, every: month, from: 2026-01-01}\n")
    (one,) = rules.recurring
    assert (one.every, one.on, one.first) == (Every.MONTH, "first-business-day", date(2026, 1, 1))


LAPTOP = "name: L\n"


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (
            {"approvals_yml": "rules: [{name: x, approvers: [{who: netwrok}]}]\n"},
            "rules/approvals.yml:1:37: R054 unknown approver: 'netwrok'; did you mean 'network'?",
        ),
        (
            {"approvals_yml": "rules: [{name: x, approvers: []}]\n"},
            "rules/approvals.yml:1:30: S001",
        ),
        (
            {"approvals_yml": "freezes: [{name: x, from: 2026-03-02, until: 2026-03-01}]\n"},
            "rules/approvals.yml:1:46: R026 a freeze that ends before it begins: 2026-03-02 to 2026-03-01",
        ),
        (
            {"approvals_yml": "freezes: [{name: x, from: 2026-02-30, until: 2026-03-01}]\n"},
            "rules/approvals.yml:1:11: S002 a day that does not exist",
        ),
        (
            {"catalog__l_yml": LAPTOP + "fields: [{id: a, label: A, type: select}]\n"},
            "rules/catalog/l.yml:2:34: R051 a select without options: 'a'; list its `options:`",
        ),
        (
            {"catalog__l_yml": LAPTOP + "fields: [{id: a, label: A}, {id: a, label: B}]\n"},
            "rules/catalog/l.yml:2:34: R050 a field of the same id: 'a'",
        ),
        (
            {"catalog__l_yml": LAPTOP + "fields: [{id: a, label: A, pattern: '(?=a)'}]\n"},
            "rules/catalog/l.yml:2:37: R020 a pattern that RE2 does not take: '(?=a)'",
        ),
        (
            {
                "catalog__l_yml": LAPTOP + "fields: [{id: a, section: X, label: A}, {id: b, section: Y, label: B}, "
                "{id: c, section: X, label: C}]\n"
            },
            "rules/catalog/l.yml:2:89: R056 a section that was over: 'X'; put the fields of a section together",
        ),
        (
            {"catalog__l_yml": LAPTOP + "layout: wizard\n"},
            "rules/catalog/l.yml:2:9: S001",
        ),
        (
            {"catalog__l_yml": LAPTOP + "tasks: [{id: order, title: O}, {id: b, title: B, after: [ordr]}]\n"},
            "rules/catalog/l.yml:2:58: R052 unknown task: 'ordr'; did you mean 'order'?",
        ),
        (
            {"catalog__l_yml": LAPTOP + "tasks: [{id: a, title: A, after: [b]}, {id: b, title: B, after: [a]}]\n"},
            "rules/catalog/l.yml:2:34: R053 a task that waits for itself: 'a'",
        ),
        (
            {"catalog__l_yml": LAPTOP + "team: netwrok\n"},
            "rules/catalog/l.yml:2:7: R010 unknown team: 'netwrok'; did you mean 'network'?",
        ),
        (
            {"catalog__l_yml": LAPTOP + "fields: [{id: a, label: A, type: dropdown}]\n"},
            "rules/catalog/l.yml:2:34: S001",
        ),
        (
            {
                "catalog__laptop_yml": LAPTOP,
                "recurring_yml": "- {id: t, title: T, every: year, from: 2026-01-01, item: latpop}\n",
            },
            "rules/recurring.yml:1:58: R055 unknown catalogue item: 'latpop'; did you mean 'laptop'?",
        ),
        (
            {"recurring_yml": "- {id: t, title: T, every: year, from: 2026-01-01, on: full-moon}\n"},
            "rules/recurring.yml:1:56: S001",
        ),
        (
            {"assets_yml": "- kinds\n"},
            "rules/assets.yml:1:1: S001 the file must be a mapping or nothing",
        ),
    ],
)
def test_what_is_wrong_is_found_where_it_stands_with_what_to_do(files: dict[str, str], finding: str) -> None:
    assert any(line.startswith(finding) for line in said(**files)), said(**files)
