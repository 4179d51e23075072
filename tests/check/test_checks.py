"""What `helpdesk check` finds across records: every check, the finding it makes, and the place it points to."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from helpdesk.check import CHECKS, Subject
from helpdesk.check.against_base import GATES
from helpdesk.check.catalogue import READING, page
from helpdesk.commands.proposals.checking import check_desk
from helpdesk.load.article import read_article
from helpdesk.load.comment import write_comment
from helpdesk.load.timeline import write_entries
from helpdesk.model.ticket import Comment
from helpdesk.model.timeline import Commented, Opened

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).parents[2]
FOLDER = "tickets/000/HD-000007"
TICKET = f"{FOLDER}/ticket.md"
HEAD = """---
id: HD-000007
title: VPN drops
status: open
priority: P2
category: network/vpn
service: vpn
team: network
assignee: kim
watchers: [rui, ann@example.org]
requester: {name: Ann}
opened: 2026-03-02T09:30:00Z
assets: [lt-1]
links: {parent: HD-000008}
"""
OPENED = Opened(at=NOW, key="mail:1")
DESK = {
    "rules/people/kim.yml": b"name: Kim\nrole: technician\n",
    "rules/people/rui.yml": b"name: Rui\nrole: technician\n",
    "rules/teams/network.yml": b"name: Network\nmembers: [kim]\nlead: kim\n",
    "assets/services/vpn.yml": b"name: VPN\nowner: kim\nteam: network\n",
    "assets/devices/lt-1.yml": b"name: Laptop 1\nrelations: [{kind: depends_on, to: vpn}]\n",
    "kb/network/vpn.md": b"---\ntitle: VPN\ncategories: [network]\nservices: [vpn]\nowner: kim\n"
    b"review: 2026-03-02\n---\n",
    TICKET: f"{HEAD}---\n\nIt drops.\n".encode(),
    f"{FOLDER}/timeline.yml": write_entries([OPENED, Commented(at=NOW, comment="a.md")]),
    f"{FOLDER}/comments/a.md": write_comment(Comment(at=NOW, by="kim"), "Hello"),
    "tickets/000/HD-000008/ticket.md": (
        b"---\nid: HD-000008\ntitle: All\nstatus: new\nrequester: {name: A}\nopened: 2026-03-02T09:30:00Z\n---\n"
    ),
    "tickets/000/HD-000008/timeline.yml": write_entries([OPENED]),
    "tickets/new/printer.md": b"---\nuuid: 6f1d6f0e-9c1b\ntitle: Printer\nteam: network\n---\n",
    "tickets/cursors.yml": b"highest: 8\n",
}


def said(changes: dict[str, bytes | None] | None = None) -> list[str]:
    files = {path: data for path, data in {**DESK, **(changes or {})}.items() if data is not None}
    forms = {path: files.pop(path) for path in list(files) if path.startswith(".github/")}
    return [str(finding) for finding in check_desk(files, NOW, forms).findings]


def ticket(*changes: tuple[str, str]) -> dict[str, bytes]:
    """The ticket with some of its lines changed, or new lines at the end."""
    text = HEAD
    for old, new in changes:
        assert not old or old in text
        text = text.replace(old, new) if old else text + new
    return {TICKET: f"{text}---\n".encode()}


def file(path: str, text: str) -> dict[str, bytes]:
    return {path: text.encode()}


KINDS = """kinds:
  devices:
    requires: [serial]
    others: false
    fields:
      system: {type: text, one_of: [Windows, macOS, Linux]}
      memory: {type: whole}
      leased: {type: yes-no}
      bought: {type: date}
      ports: {type: list}
"""


CASES: list[tuple[dict[str, bytes | None], str]] = [
    (
        ticket(("id: HD-000007", "id: HD-000008")),
        f"{TICKET}:2:5: T002 not this folder's id: 'HD-000008'; write HD-000007",
    ),
    (
        ticket(("status: open", "status: opne")),
        f"{TICKET}:4:9: T003 unknown status of a incident: 'opne'; did you mean 'open'?",
    ),
    (
        ticket(("team: network", "team: netwrok")),
        f"{TICKET}:8:7: T004 unknown team: 'netwrok'; did you mean 'network'?",
    ),
    (ticket(("assignee: kim", "assignee: kin")), f"{TICKET}:9:11: T005 unknown person: 'kin'; did you mean 'kim'?"),
    (
        ticket(("network/vpn", "network/vnp")),
        f"{TICKET}:6:11: T006 unknown category: 'network/vnp'; did you mean 'network/vpn'?",
    ),
    (ticket(("service: vpn", "service: vnp")), f"{TICKET}:7:10: T007 unknown service: 'vnp'; did you mean 'vpn'?"),
    (ticket(("P2", "P9")), f"{TICKET}:5:11: T008 unknown priority: 'P9'; one of P1, P2, P3, P4"),
    (
        ticket(("{name: Ann}", "{}")),
        f"{TICKET}:11:12: T009 nobody to answer to; give the requester a name or an address",
    ),
    (ticket(("[rui,", "[riu,")), f"{TICKET}:10:12: T010 unknown person: 'riu'; did you mean 'rui'?"),
    (ticket(("[lt-1]", "[lt-2]")), f"{TICKET}:13:10: T011 unknown asset: 'lt-2'; did you mean 'lt-1'?"),
    (
        ticket(("", "resolution: {code: a, article: network/vnp}\n")),
        f"{TICKET}:15:32: T012 unknown article: 'network/vnp'; did you mean 'network/vpn'?",
    ),
    (
        ticket(("HD-000008", "HD-000009")),
        f"{TICKET}:14:17: T020 no such ticket: 'HD-000009'; correct the reference, or remove the link",
    ),
    (
        ticket(("HD-000008", "HD-000007")),
        f"{TICKET}:14:17: T021 a link to the ticket itself: 'HD-000007'; remove the link",
    ),
    (ticket(("assignee: kim", "assignee: rui")), f"{TICKET}:9:11: T030 not in team network: 'rui'; assign a member"),
    (
        ticket(("status: open", "status: resolved")),
        f"{TICKET}:4:9: T031 no resolution, which status 'resolved' needs; say how it ended",
    ),
    (
        ticket(("", "tasks: [{id: a, title: A}, {id: a, title: B}]\n")),
        f"{TICKET}:15:33: T032 a task of the same id: 'a'; give it another id",
    ),
    (
        ticket(("", "tasks: [{id: a, title: A, team: x}]\n")),
        f"{TICKET}:15:33: T033 unknown team: 'x'; one of network",
    ),
    (
        ticket(("", "change: {window: {start: 2026-03-02T09:30:00Z, end: 2026-03-02T09:00:00Z}}\n")),
        f"{TICKET}:15:53: T034 a window that ends before it starts; give the later time as its end",
    ),
    (
        ticket(("", "change: {risk: hgh}\n")),
        f"{TICKET}:15:16: T036 a risk that no rule knows: 'hgh'; did you mean 'high'?",
    ),
    (
        ticket(("", "resolution: {code: canceled}\n")),
        f"{TICKET}:15:20: T037 a code that no rule knows: 'canceled'; did you mean 'cancelled'?",
    ),
    (
        {f"{FOLDER}/timeline.yml": write_entries([OPENED, OPENED])},
        f"{FOLDER}/timeline.yml: L010 2 entries that open the ticket, not one; restore the file from history",
    ),
    (
        {f"{FOLDER}/comments/a.md": None},
        f"{FOLDER}/comments/a.md: L011 no such comment, which the timeline names: 'a.md'; restore it from history",
    ),
    (
        file("tickets/new/again.md", "---\ntitle: Printer\nuuid: 6f1d6f0e-9c1b\n---\n"),
        "tickets/new/again.md:3:7: D001 a UUID used twice: '6f1d6f0e-9c1b'; make a new one; tickets/new/printer.md",
    ),
    (
        file("tickets/new/x.md", "---\ntitle: Printer\nuuid: 6f1d6f0e-9c1c\npriority: P9\n---\n"),
        "tickets/new/x.md:4:11: D002 unknown priority: 'P9'; one of P1, P2, P3, P4",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\ncategories: [netwok]\n---\n"),
        "kb/a/b.md:3:14: K010 unknown category: 'netwok'",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nservices: [vnp]\n---\n"),
        "kb/a/b.md:3:12: K011 unknown service: 'vnp'; did you mean 'vpn'?",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nowner: kin\n---\n"),
        "kb/a/b.md:3:8: K012 unknown person: 'kin'; did you mean 'kim'?",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nreview: 2026-03-01\n---\n"),
        "kb/a/b.md:3:9: K013 its review was due on 2026-03-01; read it again and set the next date",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nversion_of: network/vnp\n---\n"),
        "kb/a/b.md:3:13: K014 unknown article: 'network/vnp'; did you mean 'network/vpn'?",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nstatus: retired\nsuccessor: network/vnp\n---\n"),
        "kb/a/b.md:4:12: K015 unknown article: 'network/vnp'; did you mean 'network/vpn'?",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\nstatus: draft\n---\n"),
        "kb/a/b.md:3:9: K016 a draft that is public; "
        "write `audience: staff` until somebody has read it, or `status: published` with it",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\n---\n\nFirst.\n\nSee [it](../network/vnp.md).\n"),
        "kb/a/b.md:7: K017 no such article: '../network/vnp.md'",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\n---\n\nAs in HD-000099.\n"),
        "kb/a/b.md:5: K018 no such ticket: 'HD-000099'; correct the reference, or leave it out",
    ),
    (
        {
            **file("kb/a/b.md", "---\ntitle: A\n---\n[it](c.md)\n"),
            **file("kb/a/c.md", "---\ntitle: C\nstatus: retired\nsuccessor: network/vpn\n---\n"),
        },
        "kb/a/b.md:4: K019 a link to an article that is retired: 'c.md'; it was retired; link to 'network/vpn'",
    ),
    (
        file("kb/a/b.md", "---\ntitle: A\n---\nThe password is Otter88x.\n"),
        "kb/a/b.md:4: K020 looks like a password; take it out and change it where it is used; the repository keeps "
        "what was committed",
    ),
    (
        file("assets/software/vpn.yml", "name: VPN client\n"),
        "assets/software/vpn.yml: A010 an id used twice: 'vpn'; rename the file; assets/services/vpn.yml has it too",
    ),
    (
        file("assets/devices/x.yml", "name: X\nrelations:\n  - {kind: depends_on, to: lt-2}\n"),
        "assets/devices/x.yml:3:28: A011 unknown asset: 'lt-2'; did you mean 'lt-1'?",
    ),
    (
        file("assets/devices/x.yml", "name: X\nholders:\n  - since: 2026-01-02\n  - since: 2026-01-01\n"),
        "assets/devices/x.yml:4:5: A012 held since 2026-01-01, before the one above; sort them, oldest first",
    ),
    (
        file("assets/devices/x.yml", "name: X\nevents: [{on: 2026-01-02, what: a}, {on: 2026-01-01, what: b}]\n"),
        "assets/devices/x.yml:2:37: A013 happened on 2026-01-01, before the one above; sort them, oldest first",
    ),
    (
        file("assets/devices/x.yml", "name: X\nowner: kin\n"),
        "assets/devices/x.yml:2:8: A014 unknown person: 'kin'; did you mean 'kim'?",
    ),
    (
        file("assets/devices/x.yml", "name: X\nevents: [{on: 2026-01-02, what: a, ticket: HD-000099}]\n"),
        "assets/devices/x.yml:2:44: A015 no such ticket: 'HD-000099'; correct the reference",
    ),
    (
        file("rules/assets.yml", KINDS) | file("assets/devices/x.yml", "name: X\nfields: {system: Linus, floor: 2}\n"),
        "assets/devices/x.yml:2:18: A016 no value of system: 'Linus'; did you mean 'Linux'?",
    ),
    (
        file("rules/assets.yml", KINDS) | file("assets/devices/x.yml", "name: X\n"),
        "assets/devices/x.yml: A017 no serial, which devices must have; add serial",
    ),
    (
        file("assets/software/cad.yml", "name: CAD\nseats: {owned: 1}\n")
        | file("assets/devices/x.yml", "name: X\nrelations: [{kind: covered_by, to: cad}]\n")
        | file("assets/devices/y.yml", "name: Y\nrelations: [{kind: licensed_by, to: cad}]\n"),
        "assets/software/cad.yml:2:8: A018 2 of 1 used: 1 too many; buy more, or take it off where nobody uses it",
    ),
    (
        file("rules/routing.yml", "- name: a\n- name: b\n  set: {service: vnp}\n"),
        "rules/routing.yml:2: R030 unknown service: 'vnp'; did you mean 'vpn'?",
    ),
    (
        {"rules/teams/network.yml": None, **ticket(("team: network\n", ""))},
        "rules/teams: R031 no team with a member; add rules/teams/<id>.yml and rules/people/<id>.yml",
    ),
    (
        file(".github/ISSUE_TEMPLATE/old.yml", "# Made by `helpdesk generate` from rules/catalog/old.yml. Edit that"),
        ".github/ISSUE_TEMPLATE/old.yml: F002 made from an item that is no more; run `helpdesk generate`",
    ),
]


def test_a_sound_desk_has_no_findings() -> None:
    assert said() == []


@pytest.mark.parametrize(("changes", "finding"), CASES, ids=[re.search(r"[A-Z]\d{3}", text)[0] for _, text in CASES])
def test_every_check_finds_what_it_is_for_and_says_where(changes: dict[str, bytes | None], finding: str) -> None:
    findings = said(changes)
    assert any(line.startswith(finding) for line in findings), findings


def test_every_check_has_its_case() -> None:
    shown = [re.search(r" ([A-Z]\d{3}) ", text)[1] for _, text in CASES]
    assert [one.code for one in CHECKS] == shown


def test_a_check_is_one_sentence_with_a_code_of_its_own() -> None:
    codes = [code for code, _ in READING] + [one.code for one in (*CHECKS, *GATES)]
    assert len(codes) == len(set(codes))
    for one in (*CHECKS, *GATES):
        assert one.rule.endswith(".") and "\n\n" not in (one.ask.__doc__ or ""), one.code


def test_the_guides_page_is_what_the_checks_say() -> None:
    assert (ROOT / "site/docs/checks.md").read_text() == page(CHECKS, GATES)


def test_every_code_that_reading_can_give_is_on_the_page() -> None:
    sources = [*ROOT.glob("tools/helpdesk/load/**/*.py"), *ROOT.glob("tools/helpdesk/store/*.py")]
    used = {code for path in sources for code in re.findall(r'"([A-Z]\d{3})"', path.read_text())}
    assert used == {code for code, _ in READING}


def test_nobody_has_to_have_asked_for_a_change_or_a_problem() -> None:
    nobody = ("{name: Ann}", "{}")
    assert any("T009" in one for one in said(ticket(nobody)))
    for kind in ("change", "problem"):
        found = said(
            ticket(nobody, ("title: VPN drops", f"title: VPN drops\ntype: {kind}"), ("status: open", "status: new"))
        )
        assert not any("T009" in one for one in found), found


def test_nobody_has_asked_for_what_the_desk_opened_by_a_rule() -> None:
    opened = write_entries([Opened(at=NOW, key="renewal:1", rule="built-in practice: ends")])
    found = said({**ticket(("{name: Ann}", "{}")), f"{FOLDER}/timeline.yml": opened})
    assert not any("T009" in one for one in found), found


def test_all_findings_come_at_once_and_sorted() -> None:
    findings = check_desk({**DESK, **ticket(("team: network", "team: x"), ("P2", "P9"), ("rui,", "y,"))}, NOW).findings
    assert [(finding.line, finding.code) for finding in findings] == [(5, "T008"), (8, "T004"), (10, "T010")]


def test_bad_rules_do_not_make_every_ticket_wrong() -> None:
    findings = said({"rules/people/kim.yml": b"nmae: Kim\n"})
    assert {line.split(":")[0] for line in findings} == {"rules/people/kim.yml"}


def test_a_quarantined_ticket_is_found_once_and_others_are_untouched() -> None:
    findings = check_desk({**DESK, TICKET: b"---\nid: [\n---\n"}, NOW).findings
    assert [finding.path for finding in findings] == [TICKET]


def test_what_lies_in_no_tickets_folder_is_found() -> None:
    findings = said({"tickets/000/HD-001234/ticket.md": b"x", "tickets/readme.yml": b"x"})
    assert [line.split(";")[0] for line in findings] == [
        "tickets/000/HD-001234: T060 no ticket's folder",
        "tickets/readme.yml: T060 no ticket's folder",
    ]


def test_review_dates_are_those_of_the_desks_time_zone() -> None:
    article, _ = read_article("kb/a/b.md", b"---\ntitle: A\nreview: 2026-03-02\n---\n")
    assert article.review == date(2026, 3, 2)
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    files = {**DESK, "rules/desk.yml": b"timezone: Europe/Berlin\n"}
    assert [finding.code for finding in check_desk(files, late).findings] == ["K013"]


def test_every_kind_of_record_is_asked() -> None:
    assert {one.subject for one in CHECKS} == set(Subject)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ("{system: Linux, memory: 16, leased: true, bought: 2026-01-02, ports: [usb, hdmi]}", ""),
        ("{system: 7}", "system is not text: 7"),
        ("{memory: 1.5}", "memory is not a whole number: 1.5"),
        ("{memory: true}", "memory is not a whole number: True"),
        ("{leased: often}", "leased is not true or false: 'often'"),
        ("{bought: 2026-02-30}", "bought is not a date like 2026-03-02: '2026-02-30'"),
        ("{ports: usb}", "ports is not a list: 'usb'"),
        ("{rack: 3}", "a field that devices do not have: 'rack'"),
    ],
)
def test_a_kind_says_what_its_own_fields_hold(fields: str, fault: str) -> None:
    found = said(
        file("rules/assets.yml", KINDS) | file("assets/devices/x.yml", f"name: X\nserial: S1\nfields: {fields}\n")
    )
    assert [line for line in found if fault in line] if fault else not [line for line in found if "x.yml" in line]
