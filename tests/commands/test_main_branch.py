"""Which repository of GitHub's a clone is, by its remote's address."""

import subprocess
from pathlib import Path

import pytest

from helpdesk.commands.clone.main_branch import name_on_github
from helpdesk.store.repository import Repository


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/acme/desk.git", "acme/desk"),
        ("https://x:token@git.example.org/acme/desk", "acme/desk"),
        ("git@github.com:acme/desk.git", "acme/desk"),
        ("ssh://git@git.example.org:2222/acme/my.desk.git", "acme/my.desk"),
        ("../remote.git", ""),
        ("/srv/git/acme/desk.git", ""),
    ],
)
def test_the_name_is_in_the_address(tmp_path: Path, address: str, name: str) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", address], check=True)
    assert name_on_github(Repository.open(tmp_path)) == name
