"""Examples of rules: what they can say, what a failure tells, and what is wrong with those that can't be read."""

from pathlib import Path

import pytest

from helpdesk.demo.files import company, desk_files
from helpdesk.load.rules.examples import read_examples
from helpdesk.replay.examples import Result, run_example

FILES = {path: data for path, data in desk_files().items() if path.startswith(("rules/", "assets/"))}
RULES, ASSETS = company(FILES)
EXAMPLES, FINDINGS = read_examples(FILES, RULES)
GIVEN = "given: {mail: {from: priya.raman@example.org, subject: VPN drops, text: It drops.}}"


def run(text: str) -> Result:
    """The one example in `text`, which is named and indented as below a dash."""
    examples, findings = read_examples({"rules/tests/it.yml": text.encode()}, RULES)
    assert not findings, findings
    return run_example(examples[0], RULES, ASSETS)


def wrong(text: str) -> list[str]:
    return [str(finding) for finding in read_examples({"rules/tests/it.yml": text.encode()}, RULES)[1]]


def expecting(expect: str, given: str = GIVEN, then: str = "") -> str:
    return f"- name: It\n  now: 2026-03-02T09:30:00+01:00\n  {given}\n  expect: {expect}\n{then}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_reference_desk_keeps_its_own_examples(example) -> None:
    result = run_example(example, RULES, ASSETS)
    assert result.passed, [(failure.key, failure.expected, failure.actual) for failure in result.failures]


def test_the_reference_desk_has_a_dozen_examples_and_all_can_be_read() -> None:
    assert len(EXAMPLES) >= 12 and not FINDINGS


def test_a_failure_names_what_was_expected_what_came_the_line_and_the_chain_of_decisions() -> None:
    result = run(expecting("{team: workplace, priority: P3}"))
    (failure,) = result.failures
    assert (failure.key, failure.expected, failure.actual) == ("team", ("workplace",), ("network",))
    assert (result.origin, failure.line) == ("rules/tests/it.yml:1", 4)
    assert any("rules/routing.yml" in line for line in result.explained)


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        ("{assignee: [kim, rui, henrik]}", True),
        ("{assignee: [maren, tiago]}", False),
        ("{not: {assignee: [maren, tiago]}}", True),
        ("{not: {team: [network, workplace]}}", False),
        ("{notices: [acknowledge, assigned to assignee]}", True),
        ("{notices: [acknowledge to assignee]}", False),
        ("{not: {notices: acknowledge}}", False),
        ("{resolve_due: 2026-03-04T08:30:00Z}", True),
        ("{resolve_due: 2026-03-04T08:30:01Z}", False),
        ("{update_due: ''}", True),
        ("{resolve_due: ''}", False),
        ("{tags: []}", True),
        ("{taken_in: true, clock: running, sla: standard, new_tickets: 0}", True),
        ("{because: 'subject contains'}", True),
        ("{because: 'no such word'}", False),
    ],
)
def test_an_expectation_holds_or_does_not(expect: str, holds: bool) -> None:
    assert run(expecting(expect)).passed is holds


def test_notices_are_those_of_the_step_and_breaches_those_so_far() -> None:
    then = """  then:
    - at: 2026-03-02T14:00:00+01:00
      expect: {breached: response, notices: breached, not: {notices: acknowledge}}
    - at: 2026-03-02T14:05:00+01:00
      expect: {breached: response, not: {notices: breached}}
"""
    assert run(expecting("{notices: acknowledge}", then=then)).passed


def test_a_mail_of_its_own_is_another_ticket_and_a_reply_is_none() -> None:
    letter = "{from: priya.raman@example.org, subject: Screen, text: It flickers.}"
    then = f"""  then:
    - {{at: 2026-03-02T10:00:00+01:00, mail: {letter}, expect: {{new_tickets: 1}}}}
    - {{at: 2026-03-02T10:01:00+01:00, reply: {letter}, expect: {{new_tickets: 1, notices: answered}}}}
"""
    assert run(expecting("{new_tickets: 0}", then=then)).passed


def test_load_is_what_people_have_to_do_besides() -> None:
    mail = "{from: priya.raman@example.org, subject: VPN drops, text: It drops.}"
    given = f"given: {{mail: {mail}, load: {{kim: 5, henrik: 5}}}}"
    assert run(expecting("{assignee: [rui, kim]}", given=given)).passed
    full = f"given: {{mail: {mail}, load: {{kim: 12, rui: 1, henrik: 12}}}}"
    assert not run(expecting("{assignee: kim}", given=full)).passed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (expecting("{team: netwrok}"), "it.yml:4:18: R010 unknown team: 'netwrok'; did you mean 'network'?"),
        (
            expecting("{not: {category: network/vnp}}"),
            "R013 unknown category: 'network/vnp'; did you mean 'network/vpn'?",
        ),
        (expecting("{notices: acknowlege}"), "R040 unknown notice: 'acknowlege'; did you mean 'acknowledge'?"),
        (expecting("{resolve_due: soon}"), "R042 not a time: 'soon'; write it like 2026-03-02T09:30:00+01:00"),
        (expecting("{tem: network}"), "S001 unknown field: 'tem'; did you mean 'team'?"),
        (expecting("{status: opn}"), "R044 unknown status: 'opn'"),
        (expecting("{team: network}", given="given: {load: {kim: 1}}"), "R043 one thing opens a ticket"),
        (
            expecting("{team: network}", then="  then: [{at: 2026-03-01T09:00:00Z, expect: {team: network}}]\n"),
            "R041 2026-03-01T09:00:00Z is before 2026-03-02T08:30:00Z",
        ),
        (
            expecting(
                "{team: network}",
                then="  then: [{at: 2026-03-03T09:00:00Z, edit: {by: kim, status: open}, comment: {by: kim}}]\n",
            ),
            "R043 more than one thing in a step: comment, edit",
        ),
        ("- name: [", "Y010"),
    ],
)
def test_what_is_wrong_with_an_example_has_its_place_and_a_remedy(text: str, says: str) -> None:
    assert any(says in finding for finding in wrong(text)), wrong(text)


def test_a_file_with_a_finding_runs_no_example_and_the_others_do() -> None:
    good, bad = expecting("{team: network}").encode(), expecting("{team: netwrok}").encode()
    examples, findings = read_examples({"rules/tests/a.yml": good, "rules/tests/b.yml": bad}, RULES)
    assert [example.origin for example in examples] == ["rules/tests/a.yml:1"]
    assert [finding.path for finding in findings] == ["rules/tests/b.yml"]


def test_the_example_in_the_guide_is_one_that_runs() -> None:
    page = (Path(__file__).parents[2] / "site/docs/testing-rules.md").read_text()
    blocks = [part.split("```")[0] for part in page.split("```yaml\n")[1:]]
    assert len(blocks) >= 2
    for block in blocks:
        assert run(block).passed, block
