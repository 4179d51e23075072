"""rules/: a desk's own files over the built-in ones; what they name exists, or is found."""

import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from helpdesk.load.rules import read_prefix, read_rules
from helpdesk.model.rules import condition
from helpdesk.model.rules.condition import ALWAYS, AllOf, AnyOf, Not, Operator
from helpdesk.model.rules.lifecycle import Clock, Phase
from helpdesk.model.ticket import Level, TicketType
from helpdesk.resources import default_rules

PEOPLE = {
    "rules/people/kim.yml": b"name: Kim Berger\nemail: kim@example.org\nrole: technician\nskills: {vpn: 3}\n",
    "rules/teams/network.yml": b"name: Network\nmembers: [kim]\nlead: kim\n",
}


def path_of(name: str) -> str:
    """`teams__second_yml` is teams/second.yml."""
    return name.replace("__", "/").replace("_", ".")


def read(**files: str):
    own = {path_of(path): text.encode() for path, text in files.items()}
    return read_rules({**PEOPLE, **{f"rules/{path}": data for path, data in own.items()}}, default_rules(), "v1")


def said(**files: str) -> list[str]:
    rules, findings = read(**files)
    assert rules is None or all(finding.severity == "warning" for finding in findings)
    return [str(finding) for finding in findings]


def test_an_empty_desk_is_a_working_desk() -> None:
    rules, findings = read_rules({}, default_rules(), "")
    assert findings == []
    assert set(rules.lifecycles) == set(TicketType)
    assert rules.priority.matrix[Level.HIGH][Level.HIGH] == "P1"
    assert len(rules.categories) >= 15 and rules.calendars["default"].timezone == "UTC"
    assert rules.service_levels[0].targets["P1"].response == "30m"


def test_every_built_in_lifecycle_leads_from_new_to_closed_and_back() -> None:
    rules, _ = read_rules({}, default_rules(), "")
    for lifecycle in rules.lifecycles.values():
        reached, ways = {lifecycle.initial}, lifecycle.transitions
        for _ in ways:
            reached |= {way.end for way in ways if way.start in reached}
        assert reached == set(lifecycle.states)
        assert lifecycle.states[lifecycle.initial].phase is Phase.NEW
        for state in lifecycle.states.values():
            stops = state.phase in (Phase.RESOLVED, Phase.CLOSED)
            assert (state.clock is Clock.STOP) == stops
            assert (state.clock is Clock.PAUSE) == (state.phase is Phase.WAITING)
            assert state.next


def test_every_built_in_notice_is_worded_in_english_and_german() -> None:
    rules, _ = read_rules({}, default_rules(), "")
    for notice in rules.notices:
        for language in ("en", "de"):
            assert rules.templates[f"{notice.template}.{language}"].text.startswith("Subject: [{{ reference }}]")


def test_a_desks_file_takes_the_place_of_the_built_in_one() -> None:
    rules, findings = read(
        desk_yml="timezone: Europe/Berlin\nprefix: IT\n",
        categories_yml="vpn: {name: VPN, team: network}\n",
        notices__acknowledge_en_md_j2="Subject: Hi\n\nHello",
    )
    assert [str(finding) for finding in findings] == []
    assert (rules.version, rules.desk.prefix, list(rules.categories)) == ("v1", "IT", ["vpn"])
    assert rules.categories["vpn"].origin == "rules/categories.yml:1"
    assert rules.calendars["default"].timezone == "Europe/Berlin"
    assert all(rule.set.get("category") is None for rule in rules.routing), (
        "built-in rules fit the desk's own categories"
    )


def test_a_rule_knows_the_line_it_begins_on() -> None:
    rules, _ = read(routing_yml="# ours\n\n- name: one\n  set: {team: network}\n- name: two\n  set: {tags: [a, b]}\n")
    assert [(rule.name, rule.origin) for rule in rules.routing] == [
        ("one", "rules/routing.yml:3"),
        ("two", "rules/routing.yml:5"),
    ]
    assert rules.routing[1].set == {"tags": ("a", "b")}


def test_conditions_combine() -> None:
    rules, findings = read(
        routing_yml="""
- name: every kind
  when:
    subject: {contains: [vpn, remote access], matches: '^re:'}
    any:
      - channel: {is: mail}
      - not: {requester_vip: {is: true}}
    fields.floor: {more_than: 3}
- name: always
"""
    )
    assert findings == []
    assert rules.routing[0].when == AllOf(
        (
            condition.Test("subject", Operator.CONTAINS, ("vpn", "remote access")),
            condition.Test("subject", Operator.MATCHES, ("^re:",)),
            AnyOf(
                (
                    condition.Test("channel", Operator.IS, ("mail",)),
                    Not(condition.Test("requester_vip", Operator.IS, ("true",))),
                )
            ),
            condition.Test("fields.floor", Operator.MORE, ("3",)),
        )
    )
    assert rules.routing[1].when == ALWAYS


def test_service_levels_are_asked_by_name_and_the_one_for_all_comes_last() -> None:
    rules, _ = read(sla__all_yml="name: All\n", sla__vip_yml="when: {requester_vip: {is: true}}\n")
    assert [level.id for level in rules.service_levels] == ["vip", "all", "default"]


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        (
            {"desk_yml": "default_team: netwrok\n"},
            "rules/desk.yml:1:15: R010 unknown team: 'netwrok'; did you mean 'network'?",
        ),
        ({"desk_yml": "timezone: Europe/Berlim\n"}, "rules/desk.yml:1:11: R022 unknown time zone: 'Europe/Berlim'"),
        (
            {"desk_yml": "calendar: defualt\n"},
            "rules/desk.yml:1:11: R012 unknown calendar: 'defualt'; did you mean 'default'?",
        ),
        ({"desk_yml": "prefix: hd\n"}, "rules/desk.yml:1:9: S001 prefix cannot be read: 'hd'; write it like HD"),
        (
            {"desk_yml": "close_after: soon\n"},
            "rules/desk.yml:1:14: S001 close_after cannot be read: 'soon'; write it like 5d",
        ),
        (
            {"teams__second_yml": "name: 2\nmembers: []\nlead: kim\n"},
            'rules/teams/second.yml:1:7: S001 name must be text: 2; put it in quotes: "2"',
        ),
        (
            {"teams__second_yml": "name: B\nmembers: [kim, kin]\nlead: kim\n"},
            "rules/teams/second.yml:2:16: R011 unknown person: 'kin'; did you mean 'kim'?",
        ),
        (
            {"people__rui_yml": "name: Rui\nemail: KIM@example.org\n"},
            "rules/people/rui.yml:2:8: R027 a mail address of two people: 'KIM@example.org'; kim has it too",
        ),
        (
            {"people__rui_yml": "name: Rui\naway: [{from: 2026-03-09, until: 2026-03-02}]\n"},
            "rules/people/rui.yml:2:7: R026 an absence that ends before it begins",
        ),
        (
            {"routing_yml": "- name: x\n  when: {subject: {matches: '(?=a)b'}}\n"},
            "rules/routing.yml:2:29: R020 a pattern that RE2 does not take: '(?=a)b'",
        ),
        (
            {"routing_yml": "- name: x\n  when: {subjekt: {is: a}}\n"},
            "rules/routing.yml:2:10: S001 unknown field: 'subjekt'; did you mean 'subject'?",
        ),
        (
            {"routing_yml": "- name: x\n  when: {category: {is: network/vnp}}\n"},
            "rules/routing.yml:2:9: R013 unknown category: 'network/vnp'; did you mean 'network/vpn'?",
        ),
        (
            {"routing_yml": "- name: x\n  set: {priority: P9}\n"},
            "rules/routing.yml:2:19: R014 unknown priority: 'P9'; one of P1, P2",
        ),
        (
            {"routing_yml": "- name: x\n  set: {sla: gold}\n"},
            "rules/routing.yml:2:14: R017 unknown service level: 'gold'; one of default",
        ),
        (
            {"categories_yml": "vpn: {name: VPN, team: netwerk}\n"},
            "rules/categories.yml:1:24: R010 unknown team: 'netwerk'; did you mean 'network'?",
        ),
        (
            {"sla__gold_yml": "targets: {P1: {response: 1x}}\n"},
            "rules/sla/gold.yml:1:26: S001 targets.P1.response cannot be read: '1x'",
        ),
        (
            {"sla__gold_yml": "calendar: nights\n"},
            "rules/sla/gold.yml:1:11: R012 unknown calendar: 'nights'; one of default",
        ),
        (
            {"notices_yml": "- {id: a, on: opened, to: [requester], template: aknowledge}\n"},
            "rules/notices.yml:1:50: R016 unknown template: 'aknowledge'; did you mean 'acknowledge'?",
        ),
        (
            {"lifecycle__task_yml": "initial: new\nstates: {}\ntransitions: []\n"},
            "rules/lifecycle/task.yml: R018 a lifecycle of no ticket type: 'task'",
        ),
        (
            {
                "lifecycle__change_yml": "initial: nwe\ntransitions: []\n"
                "states: {new: {name: N, phase: new}, done: {name: D, phase: closed}}\n"
            },
            "rules/lifecycle/change.yml:1:10: R015 unknown state: 'nwe'; did you mean 'new'?",
        ),
        (
            {"calendars__x_yml": 'weekly: {mon: [["9", "17:00"]]}\n'},
            "rules/calendars/x.yml:1:17: S001 weekly.mon cannot be read: '9'; write it like 09:00",
        ),
        ({"rooting_yml": "[]\n"}, "rules/rooting.yml: R001 a file that nothing reads; did you mean 'routing'?"),
        ({"routing_yaml": "[]\n"}, "rules/routing.yaml: R001 a file that nothing reads; name it routing.yml"),
    ],
)
def test_what_is_wrong_is_found_where_it_stands_with_what_to_do(files: dict[str, str], finding: str) -> None:
    assert any(line.startswith(finding) for line in said(**files)), said(**files)


def test_tiers_that_lead_in_a_circle_are_a_warning() -> None:
    rules, findings = read(teams__second_yml="name: B\nmembers: [kim]\nlead: kim\nnext_tier: second\n")
    assert rules is not None
    assert [(f.code, f.severity) for f in findings] == [("R023", "warning")]


def test_one_wrong_file_gives_no_rules_so_that_the_last_good_ones_rule_on() -> None:
    rules, findings = read(routing_yml="- name: [\n")
    assert rules is None and len(findings) == 1


def test_the_prefix_is_known_even_where_other_rules_are_wrong() -> None:
    assert read_prefix(b"prefix: IT\n") == "IT"
    assert read_prefix(b"prefix: [\n") == read_prefix(b"") == "HD"


# How each text begins: with the one thing to do.
NEXT_STEP = {
    "en": "**Your next step:** ",
    "de": "**Ihr nächster Schritt:** ",
    "fr": "**Votre prochaine étape :** ",
    "es": "**Su próximo paso:** ",
}
VALUES = {
    "desk": {"name": "IT Help", "portal": "https://help.example.org", "address": "help@example.org", "signature": "IT"},
    "ticket": {"priority": "P2", "category": "network/vpn", "requester": {"phone": "+49 30 1"}},
    "reference": "HD-000007",
    "title": "VPN drops",
    "requester_name": "Ann",
    "promises": [{"target": "response", "due": "Tuesday, 10:30"}],
    "articles": [{"title": "VPN on a laptop", "url": "https://help.example.org/vpn"}],
    "asked_as": "lead of the team",
    "comment": "It **works**.",
    "answer": "https://help.example.org/feedback/HD-000007.mac",
    "link": "https://help.example.org/HD-000007",
    "mine": "https://help.example.org/r/k1-mac.html",
    "assignee_name": "Kim",
    "team_name": "Network",
    "channel": "mail",
    "status_name": "Open",
    "next_step": "We are working on it.",
    "finished": True,
    "resolution": "Renewed.",
    "major": {"about": "VPN", "status": "Open", "next_step": "We work on it.", "latest": "Back at two."},
    "workaround": "Restart the client.",
    "secrets": ["password"],
    "report": {
        "title": "Monthly report, February 2026",
        "month": "February 2026",
        "worse": ["First response"],
        "figures": [{"head": ["Figure", "February"], "rule": "|:--|--:|", "rows": [["Opened", "12"]]}],
        "tables": [
            {"title": "Open longest", "head": ["Ticket"], "rule": "|:--|", "rows": [["HD-000007"]], "empty": "None."},
            {"title": "Teams", "head": ["Team"], "rule": "|:--|", "rows": [], "empty": "Nothing in this month."},
        ],
        "link": "https://help.example.org/report",
        "empty": "",
    },
    "closes": "Tuesday, 10:30",
    "due": "Tuesday, 10:30",
    "items": [
        {"reference": "HD-000007", "subject": "[HD-000007] News", "link": "https://help.example.org", "comment": "Hi"},
        {"reference": "HD-000008", "subject": "[HD-000008] News", "link": "", "comment": ""},
    ],
    "data": {
        "into": "HD-000001",
        "hash": "0123456789abcdef",
        "parts": {"type": "change", "cost": 900, "change": {"plan": "1. Drain", "window": {"start": "Tuesday"}}},
        "as": "service-owner",
        "item": "A laptop",
        "missing": ["Which size?"],
        "wrong": ["Colour: no such choice: 'rde'"],
        "task": "Order it",
        "id": "order",
        "lines": [
            {"said": "/take", "done": True, "text": "", "list": []},
            {"said": "/asign kim", "done": False, "text": "no such command", "list": []},
        ],
        "who": "Kim",
        "why": "the mail server refused the recipient",
        "whom": "Ann",
    },
}


def test_built_in_texts_use_only_what_they_are_given_and_read_well_with_and_without_it() -> None:
    rules, _ = read_rules({}, default_rules(), "")
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    bare = {name: type(value)() for name, value in VALUES.items()} | {
        "comment": "A reply has words.",
        "desk": dict.fromkeys(VALUES["desk"], ""),
        "ticket": {"priority": "", "category": "", "requester": {"phone": ""}},
        "items": [{"reference": "HD-000007", "subject": "[HD-000007] News", "link": "", "comment": ""}],
        "data": {name: type(value)() for name, value in VALUES["data"].items()},
        "report": {name: type(value)() for name, value in VALUES["report"].items()},
    }
    assert {name.split(".")[1] for name in rules.templates} == set(NEXT_STEP)
    for name, template in rules.templates.items():
        for values in (VALUES, bare):
            head, gap, body = environment.from_string(template.text).render(values).split("\n", 2)
            assert head.startswith("Subject: ") and gap == "" and body.strip(), name
            assert "\n\n\n\n" not in body, name
            assert values is bare or "HD-000007" in head + body, name
            label = NEXT_STEP[name.split(".")[1]]
            assert body.startswith(label) and body.count(label) == 1, name
        for language in NEXT_STEP:
            assert f"{name.split('.')[0]}.{language}" in rules.templates
