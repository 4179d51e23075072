"""Whatever the desk writes by itself names the rule that decided, by file and line, and the evidence in words."""

import re
from pathlib import Path

from builders import Scene, mail, staff_mail
from helpdesk.load.rules import read_rules
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import DESK, AnyEntry, Commented, Opened, Routed, Told, Triaged
from helpdesk.resources import data_folder

RULE = re.compile(r"(built-in )?rules/\S+\.yml:\d+|built-in practice: .")
OURS = Path(__file__).parents[2]


def rules() -> Rules:
    """The reference desk's own, with hand-over and a target for the network team besides."""
    own = {str(path.relative_to(OURS)): path.read_bytes() for path in (OURS / "rules").rglob("*") if path.is_file()}
    own["rules/teams/network.yml"] += b"hand_over: [P1]\ntargets: {P1: {resolve: 1h}, P3: {resolve: 2h}}\n"
    folder = data_folder("defaults")
    built_in = {f"rules/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found, findings = read_rules(own, built_in, "v1")
    assert found is not None, findings
    return found


def an_eventful_week() -> Scene:
    scene = Scene(rules(), {}, {})
    scene.receive(
        mail("anna@example.org", "VPN drops", at="2026-03-02T08:00", name="vpn"),
        mail("anselm.kirchner@example.org", "Printer jam", at="2026-03-02T08:01", name="jam"),
        mail("bob@example.org", "Router down", at="2026-03-02T08:02", channel="alert"),
        mail("zoe@example.org", "A question", at="2026-03-02T08:03", name="ask"),
    )
    scene.say(1, by="kim", at="2026-03-02T09:00").edit(1, status="waiting", at="2026-03-02T09:00")
    scene.edit(2, status="resolved", at="2026-03-02T09:00").run("2026-03-02T09:30")
    scene.receive(mail("anna@example.org", "Re: VPN", "Still", at="2026-03-02T11:00", answers="<vpn@example.org>"))
    scene.edit(4, status="waiting", at="2026-03-02T12:00").run("2026-03-02T12:00")
    scene.run("2026-03-02T21:00")
    scene.edit(1, category="software/erp", at="2026-03-03T09:00").run("2026-03-03T09:00")
    scene.edit(3, impact="low", at="2026-03-03T10:00").run("2026-03-03T10:00")
    scene.edit(3, assignee="", at="2026-03-03T11:00").run("2026-03-03T11:00")
    scene.receive(staff_mail("kim", "Re", "Soon", at="2026-03-04T10:00", answers="<vpn@example.org>"))
    scene.run("2026-03-20T10:00")
    return scene


def evidence(entry: AnyEntry) -> bool:
    """In words; of a triage for each field it set."""
    return set(entry.set) <= set(entry.because) if isinstance(entry, Triaged) else bool(entry.why)


def test_every_automatic_entry_names_its_rule_and_its_reason() -> None:
    scene = an_eventful_week()
    happened = {event for number in (1, 2, 3, 4) for event in scene.events(number)}
    wanted = "triaged routed promised changed paused resumed warned breached escalated resolved closed owed"
    assert set(wanted.split()) <= happened
    silent = [
        f"{record.reference} {type(entry).__name__} rule={entry.rule!r} why={entry.why!r}"
        for record in scene.desk.all_tickets()
        for entry in record.timeline
        if entry.by == DESK and not isinstance(entry, Opened | Commented | Told)
        if not (RULE.search(entry.rule) and evidence(entry))
    ]
    assert silent == []


def test_every_choice_of_somebody_says_why_the_others_are_not() -> None:
    timelines = [record.timeline for record in an_eventful_week().desk.all_tickets()]
    routed = [entry for timeline in timelines for entry in timeline if isinstance(entry, Routed) and entry.by == DESK]
    choices = [entry for entry in routed if len(entry.candidates) > 1]
    assert choices
    for entry in choices:
        chosen = [each for each in entry.candidates if each.verdict.startswith("chosen")]
        assert [each.who for each in chosen] == [entry.assignee]
        assert all(each.verdict for each in entry.candidates)
