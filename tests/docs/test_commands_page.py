"""The guide's page of commands in messages says what the desk's own table says, command by command."""

import re
from pathlib import Path

import pytest

from helpdesk.decide.spoken.command import Command, Who
from helpdesk.decide.spoken.hearing import MOST
from helpdesk.decide.spoken.reading import read
from helpdesk.decide.spoken.table import BY_WORD, COMMANDS, FAMILIES

PAGE = (Path(__file__).parents[2] / "site/docs/commands-in-messages.md").read_text()
WHO = {Who.STAFF: "staff", Who.REQUESTER: "staff, and whoever asked", Who.ASKED: "approvers"}


def row(one: Command) -> str:
    """The command's line in its family's table."""
    also = f" Also {', '.join(f'`/{word}`' for word in one.also)}." if one.also else ""
    who = "whoever asked" if one.name == "confirm" else WHO[one.who]
    cells = (f"`{one.line}`", f"{one.about}{also}", f"`{one.example}`", who)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_has_its_table(name: str) -> None:
    section = PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `/.*$", section, flags=re.M) == [row(one) for one in FAMILIES[name]]


def test_every_example_is_the_command_that_it_shows() -> None:
    for one in COMMANDS:
        (line,) = read(one.example).lines
        assert BY_WORD[line.verb] is one


def test_no_word_means_two_commands() -> None:
    words = [word for one in COMMANDS for word in (one.name, *one.also)]
    assert len(words) == len(set(words))


def test_the_limit_that_the_page_names_is_the_one_there_is() -> None:
    assert MOST == 20 and "twenty at most" in PAGE
