"""rules/permissions.yml: what no line allows, nobody may; and lifecycles that lead somewhere."""

import pytest

from helpdesk.check.against_base.fields import PINNED
from helpdesk.load.rules import read_rules
from helpdesk.load.schema import schema
from helpdesk.model.finding import Severity
from helpdesk.model.message import Party
from helpdesk.model.moment import parse_utc
from helpdesk.model.rights import field_denied, files_denied, roles_of
from helpdesk.model.rules.permissions import FileKind, Way
from helpdesk.model.ticket import Ticket
from helpdesk.resources import default_rules

PEOPLE = {
    "rules/people/kim.yml": b"name: Kim\nemail: kim@example.org\nrole: technician\n",
    "rules/people/lou.yml": b"name: Lou\nrole: technician\n",
    "rules/people/ana.yml": b"name: Ana\nemail: ana@example.org\n",
    "rules/teams/network.yml": b"name: Network\nmembers: [kim]\nlead: lou\n",
}
TICKET = Ticket(
    id="HD-000001",
    title="The VPN drops",
    status="new",
    team="network",
    assignee="kim",
    requester=Party(email="Ana@example.org"),
    opened=parse_utc("2026-03-02T09:00:00Z"),
)
LIFECYCLE = """initial: new
states:
  new: {name: New, phase: new}
  lost: {name: Lost, phase: active}
  stuck: {name: Stuck, phase: waiting}
  done: {name: Done, phase: resolved}
  closed: {name: Closed, phase: closed}
transitions:
  - {from: new, to: done}
  - {from: new, to: stuck}
  - {from: lost, to: done}
  - {from: done, to: closed}
"""


def read(**files: str):
    own = {f"rules/{path.replace('__', '/')}.yml": text.encode() for path, text in files.items()}
    return read_rules({**PEOPLE, **own}, default_rules(), "v1")


@pytest.mark.parametrize(
    ("who", "roles"),
    [
        ("kim", {"anyone", "staff", "technician", "team", "assignee"}),
        ("lou", {"anyone", "staff", "technician", "team", "lead"}),
        ("ana", {"anyone", "requester"}),
        ("nobody", {"anyone"}),
    ],
)
def test_a_role_is_ones_own_or_what_one_is_to_the_ticket(who: str, roles: set[str]) -> None:
    rules, _ = read()
    assert roles_of(rules.people.get(who), rules, TICKET) == roles


def test_a_requester_is_nothing_to_anothers_ticket() -> None:
    rules, _ = read(people__bo="name: Bo\nemail: bo@example.org\n")
    assert roles_of(rules.people["bo"], rules, TICKET) == {"anyone"}


def test_a_grant_may_hold_for_some_ways_only() -> None:
    rules, findings = read(permissions="- {who: [technician], fields: [priority], by: [command-line]}\n")
    assert findings == []
    mine = frozenset(("technician",))
    assert field_denied("priority", mine, rules, Way.COMMAND_LINE) is None
    denied = field_denied("priority", mine, rules, Way.PULL_REQUEST)
    assert denied is not None and denied.only == "nobody may (rules/permissions.yml)"
    assert files_denied(FileKind.COMMENTS, mine, rules, Way.COMMAND_LINE) is not None


def test_a_file_of_ones_own_takes_the_place_of_the_built_in_one() -> None:
    rules, _ = read(permissions="# nobody may anything\n- {who: [lead], fields: ['*']}\n")
    denied = field_denied("status", frozenset(("technician",)), rules, Way.COMMAND)
    assert denied is not None and denied.only == "only lead may (rules/permissions.yml:2)"
    assert [grant.origin for grant in rules.permissions.grants] == ["rules/permissions.yml:2"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- {who: [boss], fields: [status]}\n", "rules/permissions.yml:1:10: S001"),
        ("- {who: [lead], fields: [id]}\n", "rules/permissions.yml:1:26: S001"),
        ("- {who: [lead], files: [timeline]}\n", "rules/permissions.yml:1:25: S001"),
        ("- {who: [lead]}\n", "rules/permissions.yml:1:3: S001"),
        ("who: [lead]\n", "rules/permissions.yml:1:1: S001"),
    ],
)
def test_what_is_no_grant_is_found_in_its_place(text: str, place: str) -> None:
    rules, findings = read(permissions=text)
    assert rules is None
    assert any(str(one).startswith(place) for one in findings), [str(one) for one in findings]


def test_every_field_and_kind_of_file_can_be_granted_and_no_other() -> None:
    grant = schema("permissions")["items"]["properties"]
    fields = set(Ticket.__struct_fields__) - set(PINNED) | {"request", "*"}
    assert set(grant["fields"]["items"]["enum"]) == fields
    desks = {
        FileKind.TICKET,
        FileKind.TIMELINE,
        FileKind.ATTACHMENT,
        FileKind.CURSORS,
        FileKind.READERS,
        FileKind.STRAY,
    }
    assert set(grant["files"]["items"]["enum"]) == {kind.value for kind in set(FileKind) - desks} | {"*"}
    assert set(grant["by"]["items"]["enum"]) == {way.value for way in Way}


def test_the_built_in_grants_name_every_field_once_and_every_kind() -> None:
    rules, _ = read()
    fields = [name for grant in rules.permissions.grants for name in grant.fields]
    files = [name for grant in rules.permissions.grants for name in grant.files]
    grant = schema("permissions")["items"]["properties"]
    assert sorted([*fields, "*"]) == sorted(grant["fields"]["items"]["enum"])
    # Articles are named twice: some may change them in any way, others by pull request alone.
    assert {*files, "*"} == set(grant["files"]["items"]["enum"])


def test_states_that_nothing_leads_to_or_from_are_found() -> None:
    rules, findings = read(lifecycle__incident=LIFECYCLE)
    assert rules is None
    assert [(one.line, one.code, one.severity) for one in findings] == [
        (4, "R028", Severity.WARNING),
        (5, "R029", Severity.ERROR),
    ]
    assert "no way leads on from state 'stuck' to a closed one; add a transition `from: stuck`" in str(findings[1])


@pytest.mark.parametrize("kind", ["incident", "request", "problem", "change"])
def test_every_built_in_lifecycle_can_be_walked_from_new_to_closed(kind: str) -> None:
    rules, findings = read()
    assert findings == []
    assert all(
        way.origin.startswith(f"built-in rules/lifecycle/{kind}.yml:") for way in rules.lifecycles[kind].transitions
    )
