"""A change is judged by the rules it starts from: who may change what, how tickets move on, what nobody touches."""

import re
from pathlib import Path

import pytest
from proposals import FILE, FOLDER, SAID, TICKET, TIMELINE, UUID, Branch, comment, desk_files, ticket, waiting

from helpdesk.check.against_base import GATES, MOST

SECOND = "tickets/000/HD-000002/ticket.md"
NOTE = f"{FOLDER}/comments/20260302T100000Z-kim-2.md"
DROP = "tickets/new/two.md"
LAPTOP = "assets/devices/lt-1.yml"
Files = dict[str, bytes | None]

# (who proposes, what, the finding that must come)
REFUSED: list[tuple[str, Files, str]] = [
    ("kim", {"tickets/readme.md": b"x"}, "tickets/readme.md: G001 no place for a file; a ticket lies in tickets/000/"),
    ("kim", {TIMELINE: b""}, f"{TIMELINE}: G002 a timeline changed, which only the desk writes; edit ticket.md"),
    ("max", {"tickets/cursors.yml": b"highest: 9\n"}, "tickets/cursors.yml: G003 the cursors changed"),
    ("max", {FILE: b"other"}, f"{FILE}: G004 an attachment changed"),
    ("kim", {SAID: comment("kim", "Other words.")}, f"{SAID}: G005 a comment changed, which is written once"),
    ("max", {TICKET: None, TIMELINE: None, SAID: None, FILE: None}, f"{TICKET}: G006 ticket HD-000001 removed; close"),
    (
        "kim",
        {"tickets/000/HD-000003/ticket.md": ticket(3)},
        "tickets/000/HD-000003/ticket.md: G007 a ticket folder made by hand; put the request into tickets/new/",
    ),
    (
        "kim",
        {LAPTOP: b"name: Laptop\nholders: [{since: 2026-01-01, who: max}]\n"},
        f"{LAPTOP}:2:10: G008 holders that were there have changed; add new ones at the end",
    ),
    (
        "max",
        {"readers/2026-03/searches.yml": b"days: {}\n"},
        "readers/2026-03/searches.yml: G009 what readers said added",
    ),
    ("kim", {NOTE: comment("lou")}, f"{NOTE}:3:5: G010 signed by 'lou': is not the author of this change; write `by: "),
    ("kim", {DROP: waiting(UUID)}, f"{DROP}:2:7: G011 a UUID seen before: '{UUID}' is in tickets/000/HD-000002/timeli"),
    (
        "kim",
        {SECOND: ticket(2, status="new")},
        f"{SECOND}:4:9: G020 not a transition of built-in rules/lifecycle/incident.yml: resolved -> new; from "
        "'resolved' it can go to 'open' (reopen) or 'closed' (close)",
    ),
    (
        "ana",
        {TICKET: ticket(status="open")},
        f"{TICKET}:4:9: G021 'new' -> 'open' is not for ana, a requester: only staff may (built-in rules/lifecycle/",
    ),
    (
        "kim",
        {TICKET: ticket(status="resolved")},
        f"{TICKET}:4:9: G022 'new' -> 'resolved' needs a resolution (built-in rules/lifecycle/incident.yml:14); say",
    ),
    (
        "kim",
        {SECOND: ticket(2, status="closed")},
        f"{SECOND}:4:9: G023 'closed' without a resolution; say how it ended",
    ),
    (
        "lou",
        {TICKET: ticket(channel="phone")},
        f"{TICKET}:7:10: G030 channel changed: 'phone'; write it as it was: 'mail'",
    ),
    (
        "kim",
        {TICKET: ticket(title="Mine")},
        f"{TICKET}:3:8: G031 title is not for kim, a technician: only lead or maintainer may (built-in rules/permissi",
    ),
    (
        "mallory",
        {DROP: waiting(priority="P1")},
        f"{DROP}:4:11: G032 priority is not for 'mallory@example.org', nobody of rules/people: only technician or lea",
    ),
    (
        "kim",
        {"rules/permissions.yml": b"- {who: [anyone], files: ['*'], fields: ['*']}\n"},
        "rules/permissions.yml: G040 permissions are not for kim, a technician to change: only maintainer may (built",
    ),
]


@pytest.mark.parametrize(
    ("who", "files", "finding"), REFUSED, ids=[re.search(r"G\d+", text)[0] for *_, text in REFUSED]
)
def test_every_gate_refuses_what_it_is_for_and_names_rule_and_way_out(
    branch: Branch, who: str, files: Files, finding: str
) -> None:
    branch.commit(files, who)
    assert any(line.startswith(finding) for line in branch.told()), branch.told()
    assert branch.check().exit_code == 1


def test_every_gate_has_its_case() -> None:
    assert [one.code for one in GATES] == [re.search(r"G\d+", text)[0] for *_, text in REFUSED]


# What people do all day.
WELCOME: list[tuple[str, Files]] = [
    ("kim", {TICKET: ticket(status="open", assignee="kim", priority="P1"), NOTE: comment("kim", internal=True)}),
    ("kim", {TICKET: ticket(status="waiting"), NOTE: comment("kim")}),
    ("kim", {TICKET: ticket(status="resolved", resolution="{code: fixed, summary: Restarted}")}),
    ("kim", {TICKET: ticket(status="resolved", links="{duplicate_of: HD-000002}")}),
    ("kim", {SECOND: ticket(2, status="closed", resolution="{code: fixed, summary: Done}")}),
    ("kim", {TICKET: ticket(type="problem", status="new")}),
    ("kim", {DROP: waiting(by="kim", priority="P2", assignee="kim")}),
    ("lou", {TICKET: ticket(title="The VPN in Berlin drops"), "kb/network/vpn.md": b"---\ntitle: VPN\n---\n\nx\n"}),
    ("max", {"rules/desk.yml": b"name: Desk\n", "tools/helpdesk/x.py": b"", ".github/workflows/a.yml": b"on: push\n"}),
    ("kim", {LAPTOP: b"name: X\nholders: [{since: 2026-01-01, who: ana}, {since: 2026-02-01, who: max}]\n"}),
    ("mallory", {DROP: waiting()}),
]


@pytest.mark.parametrize(("who", "files"), WELCOME)
def test_a_days_work_passes(branch: Branch, who: str, files: Files) -> None:
    branch.commit(files, who)
    assert branch.told() == []
    assert branch.check().exit_code == 0


def test_a_strangers_pull_request_is_judged_by_the_bases_rules_and_not_by_its_own(branch: Branch) -> None:
    branch.commit(
        {
            "rules/permissions.yml": b"- {who: [anyone], files: ['*'], fields: ['*']}\n",
            "rules/people/mallory.yml": b"name: Mallory\nemail: mallory@example.org\nrole: maintainer\n",
            "rules/lifecycle/incident.yml": b"{}\n",
            "tools/helpdesk/x.py": b"evil()\n",
            TIMELINE: b"",
            TICKET: ticket(assignee="mallory", status="closed"),
            DROP: waiting(),
        },
        "mallory",
    )
    refused = set(branch.codes())
    assert refused >= {
        "G040 rules/permissions.yml",
        "G040 rules/people/mallory.yml",
        "G040 rules/lifecycle/incident.yml",
        "G040 tools/helpdesk/x.py",
        f"G002 {TIMELINE}",
        f"G031 {TICKET}",
        f"G021 {TICKET}",
    }
    assert not any(code.endswith(DROP) for code in refused), "a stranger may ask"


def test_nobody_becomes_the_assignee_to_get_an_assignees_rights(tmp_path: Path) -> None:
    rules = b"- {who: [assignee], fields: ['*']}\n"
    branch = Branch(tmp_path / "desk", {**desk_files(), "rules/permissions.yml": rules})
    branch.commit({TICKET: ticket(assignee="ana")}, "ana")
    (said,) = branch.told()
    only = "assignee is not for ana, a requester: only assignee may (rules/permissions.yml:1)"
    assert said.startswith(f"{TICKET}:9:11: G031 {only}")


def test_the_author_named_counts_and_the_commits_name_does_not(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.commit({"rules/desk.yml": b"name: Mine\n"}, "max")
    assert branch.codes() == [], "a commit's author is a claim, and all there is on one's own machine"
    assert branch.codes(author="99") == ["G040 rules/desk.yml"]
    assert branch.codes(author="13") == [], "the maintainer's numeric GitHub id"
    assert branch.codes(author="MAX@example.org") == []
    assert branch.codes(author="max") == ["G040 rules/desk.yml"], "a handle proves nothing"
    monkeypatch.setenv("HELPDESK_AUTHOR", "11")
    assert branch.codes() == ["G040 rules/desk.yml"]
    monkeypatch.setenv("HELPDESK_AUTHOR", " ")
    assert branch.check().exit_code == 2, "an empty one is a broken workflow, not a free pass"


def test_every_author_of_the_commits_must_be_allowed(branch: Branch) -> None:
    branch.commit({"rules/desk.yml": b"name: Mine\n"}, "max")
    branch.commit({TICKET: ticket(status="open")}, "kim")
    assert branch.codes() == ["G040 rules/desk.yml"]


def test_a_role_given_in_the_same_change_gives_nothing(branch: Branch) -> None:
    branch.commit({"rules/people/kim.yml": b"name: Kim\nemail: kim@example.org\nrole: maintainer\n"})
    assert branch.codes() == ["G040 rules/people/kim.yml"]


def test_lawful_steps_in_several_commits_are_no_leap(branch: Branch) -> None:
    done = {"resolution": "{code: fixed, summary: Restarted}"}
    branch.commit({TICKET: ticket(status="open")})
    branch.commit({TICKET: ticket(status="resolved", **done)})
    branch.commit({TICKET: ticket(status="closed", **done)})
    assert branch.codes() == []
    branch.git("reset", "-q", "--soft", "main")
    branch.git("config", "user.email", "kim@example.org")
    assert branch.codes() == [f"G021 {TICKET}"], "squashed into one, it is a way that only who asked may take"


def test_what_the_base_did_meanwhile_is_not_the_proposals(branch: Branch) -> None:
    branch.commit({TICKET: ticket(priority="P1")})
    branch.git("checkout", "-q", "main")
    branch.commit({TIMELINE: b"# the desk wrote\n", "tickets/cursors.yml": b"highest: 3\n"}, "desk@example.org")
    branch.git("checkout", "-q", "proposal")
    assert branch.codes() == []
    branch.git("merge", "-q", "--no-edit", "main")
    assert branch.codes() == [], "nor when it is merged in"


def test_rules_that_changed_meanwhile_rule(branch: Branch) -> None:
    branch.commit({TICKET: ticket(priority="P1")})
    branch.git("checkout", "-q", "main")
    branch.commit({"rules/permissions.yml": b"- {who: [lead], fields: [priority]}\n"}, "max")
    branch.git("checkout", "-q", "proposal")
    (said,) = branch.told()
    assert said.startswith(f"{TICKET}:9:11: G031 priority is not for kim") and "(rules/permissions.yml:1)" in said


def test_a_commit_is_judged_without_checking_it_out(branch: Branch) -> None:
    commit = branch.commit({TIMELINE: b""})
    branch.git("checkout", "-q", "main")
    assert branch.codes() == []
    assert branch.codes("--head", commit) == [f"G002 {TIMELINE}"]


def test_uncommitted_edits_are_judged_as_the_one_at_the_keyboards(branch: Branch) -> None:
    branch.git("config", "user.email", "kim@example.org")
    branch.write({TIMELINE: b"", "tickets/new/three.md": waiting(by="lou")})
    assert branch.codes() == [f"G002 {TIMELINE}", "G010 tickets/new/three.md"]


def test_paths_narrow_what_is_told_wherever_one_stands(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    branch.commit({TIMELINE: b"", "rules/desk.yml": b"name: Mine\n"})
    monkeypatch.chdir(branch.folder / "tickets")
    branch.folder = Path()
    assert branch.codes("000") == [f"G002 {TIMELINE}"]
    assert branch.codes("../rules") == ["G040 rules/desk.yml"]


def test_no_change_is_no_finding(branch: Branch) -> None:
    result = branch.check()
    assert (result.exit_code, result.output) == (0, "no changed files, no findings\n")


def test_a_revision_that_is_not_there_is_said_so(branch: Branch) -> None:
    result = branch.check(base="origin/main")
    assert (
        result.exit_code == 2
        and "no such revision: 'origin/main'; fetch it first: git fetch origin main" in result.output
    )
    assert branch.check("--head", "nope").exit_code == 2
    assert branch.check(base="--help=x").exit_code == 2


def test_a_clone_too_shallow_to_tell_is_said_so(branch: Branch, tmp_path: Path) -> None:
    branch.commit({TICKET: ticket(priority="P1")})
    branch.git("checkout", "-q", "main")
    branch.commit({"tickets/new/four.md": waiting()}, "max")
    url = branch.folder.as_uri()
    branch.git("clone", "-q", "--depth=1", "--no-single-branch", url, str(tmp_path / "shallow"))
    branch.folder = tmp_path / "shallow"
    result = branch.check("--head", "origin/proposal", base="origin/main")
    assert result.exit_code == 2 and "git fetch --unshallow" in result.output


def test_histories_that_nothing_joins_are_said_so(branch: Branch) -> None:
    branch.git("checkout", "-q", "--orphan", "apart")
    branch.commit({"x": b""})
    result = branch.check()
    assert result.exit_code == 2 and "no commit in common" in result.output


def test_deleting_everything_is_a_finding_a_ticket_and_not_a_crash(branch: Branch) -> None:
    branch.git("rm", "-rq", ".")
    branch.git("commit", "-q", "-m", "Away with it")
    found = branch.codes()
    assert [one for one in found if one.startswith("G006")] == [f"G006 {TICKET}", f"G006 {SECOND}"]
    assert "G003 tickets/cursors.yml" in found and "G040 rules/desk.yml" in found


def test_of_very_many_findings_the_first_are_told_and_the_rest_counted(branch: Branch) -> None:
    branch.commit({f"other/{number}.txt": b"x\n" for number in range(MOST + 20)})
    told = branch.told()
    assert len(told) == MOST + 1
    assert "tickets: G040 and 20 more like it" in told


def test_a_link_and_a_name_for_mischief_are_refused(branch: Branch) -> None:
    (branch.folder / "kb/passwd.md").symlink_to("/etc/passwd")
    branch.commit({"kb/a\\..\\b.md": b"x", "kb/\u202egnp.md": b"x"}, "lou")
    assert [code for code in branch.codes() if code.startswith("G001")] == [
        "G001 kb/a\\..\\b.md",
        "G001 kb/passwd.md",
        "G001 kb/\u202egnp.md",
    ]
    assert "\u202e" not in branch.check().output


def test_a_renamed_comment_is_one_removed(branch: Branch) -> None:
    branch.git("mv", SAID, NOTE)
    branch.git("commit", "-q", "-m", "Rename")
    assert f"G005 {SAID}" in branch.codes()


def test_nobody_writes_down_what_a_requester_or_the_desk_said(branch: Branch) -> None:
    branch.commit({NOTE: comment("requester")})
    assert branch.codes() == [f"G010 {NOTE}"]


def test_an_approval_is_no_edit_of_a_file(branch: Branch, tmp_path: Path) -> None:
    files = {**desk_files(), TICKET: ticket(type="change", status="approval")}
    desk = Branch(tmp_path / "changes", files)
    desk.commit({TICKET: ticket(type="change", status="scheduled")}, "lou")
    assert [line.split("; ")[0].split(" (")[0] for line in desk.told()] == [
        f"{TICKET}:4:9: G022 'approval' -> 'scheduled' needs an approval"
    ]


def test_a_file_that_cannot_be_read_is_a_finding_with_its_place(branch: Branch) -> None:
    branch.commit({TICKET: ticket(statsu="open")})
    assert any(re.match(rf"{TICKET}:\d+:\d+: S001", line) for line in branch.told())


def test_a_rule_that_cannot_be_read_is_a_finding_of_the_change_that_brings_it(branch: Branch) -> None:
    branch.commit({"rules/routing.yml": b"x: [1\n"}, "max")
    (told,) = branch.told()
    assert told.startswith("rules/routing.yml:2:1: Y010 not YAML")
    branch.commit(
        {"rules/routing.yml": b"- {name: VPN, when: {subject: {contains: [vpn]}}, set: {team: nobody}}\n"}, "max"
    )
    assert any("rules/routing.yml" in line and "'nobody'" in line for line in branch.told())


def test_the_text_of_a_request_is_a_leads_to_change(branch: Branch) -> None:
    branch.commit({TICKET: ticket() + b"More.\n"})
    assert branch.codes() == [f"G031 {TICKET}"]
    assert branch.codes(author="12") == []


def test_annotations_stand_beside_the_line(branch: Branch) -> None:
    branch.commit({TICKET: ticket(status="closed")})
    first = branch.check("--format", "github").output.splitlines()[0]
    assert first.startswith(f"::error file={TICKET},line=4,col=9,title=G021::'new' -> 'closed' is not")


def test_one_file_in_an_odd_encoding_does_not_hide_the_others(branch: Branch) -> None:
    (branch.folder / "tickets/new").mkdir(exist_ok=True)
    Path(str(branch.folder / "tickets/new/").encode().decode() + "/\udcff.md").write_bytes(b"x")
    branch.commit({TIMELINE: b""})
    assert f"G002 {TIMELINE}" in branch.codes()


def test_what_only_was_touched_does_not_differ(branch: Branch) -> None:
    (branch.folder / TIMELINE).touch()
    assert branch.codes() == []


def test_it_leaves_the_repository_as_it_was(branch: Branch) -> None:
    branch.write({TICKET: ticket(priority="P1")})
    index = (branch.folder / ".git/index").read_bytes()
    branch.check()
    assert (branch.folder / ".git/index").read_bytes() == index
    assert branch.git("stash", "list") == ""
