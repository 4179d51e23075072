"""Every verb explains itself, and the command line starts fast."""

import subprocess
import sys

import pytest
from click.testing import CliRunner
from paper_desk import Typed

from helpdesk.commands import VERBS, main

WORK = ["next", "list", "show", "new", "take", "assign", "reply", "note", "set", "resolve", "close", "reopen", "link"]
WORK += ["search", "suggest", "explain", "completion"]


@pytest.mark.parametrize("verb", WORK)
def test_every_verb_has_help_with_an_example(verb):
    result = CliRunner().invoke(main, [verb, "--help"])
    assert result.exit_code == 0
    assert (
        f"Example:\n    helpdesk {verb} " in result.output + " "
        or f"helpdesk {verb}" in result.output.split("Example:")[1]
    )


@pytest.mark.parametrize("verb", [verb for verb in WORK if verb != "completion"])
def test_every_verb_prints_json(verb):
    assert "--json" in CliRunner().invoke(main, [verb, "--help"]).output


def test_help_names_every_verb_and_imports_nothing_heavy():
    heavy = ["rich", "git", "jinja2", "yaml", "jsonschema", "re2", "holidays", "ryaml"]
    code = (
        "import sys\nfrom helpdesk.commands import main\nmain(['--help'], standalone_mode=False)\n"
        f"print('HEAVY', [name for name in {heavy} if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "HEAVY []" in output
    assert all(f"  {verb}" in output for verb in VERBS)


def test_a_pass_loads_no_page_and_nothing_that_learns():
    heavy = ["jinja2", "rich", "yaml", "jsonschema", "helpdesk.publish.site", "helpdesk.learn.search", "tempfile"]
    code = (
        "import sys\nfrom helpdesk.commands.passes import doors, run\nfrom helpdesk.commands.finding import learned\n"
        f"print('HEAVY', [name for name in {heavy} if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "HEAVY []" in output


def test_a_mistyped_verb_is_a_usage_error_that_names_the_one_meant():
    result = CliRunner().invoke(main, ["shwo"])
    assert result.exit_code == 2
    assert "no such verb: 'shwo'; did you mean 'show'?" in result.output


@pytest.mark.parametrize(
    ("shell", "mark"), [("bash", "complete -o nosort"), ("zsh", "#compdef helpdesk"), ("fish", "complete --no-files")]
)
def test_the_completion_script_is_printed(typed: Typed, shell, mark):
    assert mark in typed("completion", shell).output


@pytest.mark.parametrize(
    ("typed_so_far", "word", "offered"),
    [
        (["show"], "HD-00000", "HD-000001"),
        (["assign", "1", "--to"], "k", "kim"),
        (["assign", "1", "--team"], "n", "network"),
        (["list", "--status"], "wa", "waiting"),
        (["resolve", "1", "--article"], "net", "network/vpn"),
        ([], "reo", "reopen"),
    ],
)
def test_the_tab_key_knows_tickets_people_teams_and_verbs(desk, typed_so_far, word, offered):
    from click.shell_completion import ShellComplete

    completer = ShellComplete(main, {"obj": desk}, "helpdesk", "_HELPDESK_COMPLETE")
    assert offered in [item.value for item in completer.get_completions(typed_so_far, word)]
