"""What a proposal comes to: the base's rules judge it, and what merging it would do is shown."""

import json
import re

from click.testing import CliRunner, Result
from proposals import FOLDER, TICKET, Branch, ticket

from helpdesk.commands import main


def review(branch: Branch, *more: str) -> Result:
    words = ["review", "-C", str(branch.folder), "--base", "main", *more]
    return CliRunner().invoke(main, words, catch_exceptions=False)


def test_what_the_rules_refuse_is_refused_and_no_plan_is_made(branch: Branch) -> None:
    branch.commit({f"{FOLDER}/timeline.yml": b""}, "kim")
    result = review(branch)
    assert result.exit_code == 1
    assert "### Refused by the desk's rules" in result.output
    assert "G002" in result.output
    assert "What merging would do" not in result.output


def test_a_past_that_cannot_be_lived_over_is_said_and_stops_nothing(branch: Branch) -> None:
    branch.commit({"rules/desk.yml": b"name: Test desk\nprefix: HD\nclose_after: 1d\n"}, "max")
    result = review(branch)
    assert result.exit_code == 0
    assert "could not be lived over" in result.output


def test_words_of_strangers_are_no_markup_and_mention_nobody(branch: Branch) -> None:
    evil = "```\\n@everyone <img src=x>"
    branch.commit({TICKET: ticket(status="closed", title=f'"{evil}"')}, "mallory")
    output = review(branch, "--author", "mallory@example.org").output
    fence = re.search(r"^(`{3,})text\n(.*?)\n\1$", output, re.MULTILINE | re.DOTALL)
    assert fence
    assert "@everyone" not in output.replace(fence[0], "")


def test_a_conflict_that_the_desk_can_settle_is_no_ones_work(branch: Branch) -> None:
    branch.commit({TICKET: ticket(status="open")}, "kim")
    branch.git("checkout", "-q", "main")
    branch.commit({TICKET: ticket(title="VPN down")}, "max")
    result = json.loads(review(branch, "--head", "proposal", "--json").output)
    assert result["conflicts"] == [TICKET]
    assert (result["can_land"], result["choices"]) == (True, [])


def test_a_conflict_that_a_person_must_decide_says_what_to_choose(branch: Branch) -> None:
    branch.commit({TICKET: ticket(priority="P1")}, "kim")
    branch.git("checkout", "-q", "main")
    branch.commit({TICKET: ticket(priority="P2")}, "max")
    result = review(branch, "--head", "proposal")
    assert result.exit_code == 1
    assert "priority was set to 'P2' by others, and to 'P1' by you" in result.output


def test_nothing_is_left_behind(branch: Branch) -> None:
    branch.commit({TICKET: ticket(status="open")}, "kim")
    review(branch)
    assert branch.git("for-each-ref", "--format=%(refname)").split() == ["refs/heads/main", "refs/heads/proposal"]
    assert branch.git("status", "--porcelain") == ""
