"""The guide's way from nothing to the first answered ticket, as typed there: commands of the guide's own page,
a remote over HTTP, issues by a form, comments of the person who works on them."""

import base64
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from git_http import create
from hub import BOT, Hub

GUIDE = Path(__file__).resolve().parents[2] / "site" / "docs" / "desk-on-github.md"
HELPDESK = [sys.executable, "-m", "helpdesk.commands"]


class Walker:
    """Somebody at a terminal. `helpdesk` and `git` are typed as the guide has them."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.folder, self.hub = folder, hub
        hub.front.repositories = folder / "github"
        for repo in (hub.repo, hub.desk):
            create(hub.front.repositories, repo)
        secret = base64.b64encode(f"x-access-token:{BOT}".encode()).decode()
        address = f"http.http://127.0.0.1:{hub.front.port}/.extraheader"
        (folder / "home").mkdir()
        (folder / "home" / ".gitconfig").write_text("[user]\n\tname = Kim\n\temail = kim@example.org\n")
        self.environment = {
            **os.environ,
            "HOME": str(folder / "home"),
            "HELPDESK_GITHUB_TOKEN": BOT,
            "GITHUB_API_URL": hub.front.url,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": address,
            "GIT_CONFIG_VALUE_0": f"Authorization: Basic {secret}",
        }

    def begins(self, repo: str, github: str) -> Path:
        """Steps 1 to 4, up to the issue forms: `github` is the guide's own part of desk.yml."""
        words = ["--name", "Support", "--address", "support@example.org", "--timezone", "Europe/Berlin"]
        self.types("helpdesk", "init", "desk", *words, where=".")
        desk = self.folder / "desk"
        self.types("git", "remote", "add", "origin", self.hub.front.clone_url(repo))
        self.types("git", "push", "-u", "origin", "main")
        me, _, _, laptop = blocks("yaml")
        (mine,) = (desk / "rules" / "people").glob("*.yml")
        who = me.replace("Robin Hale", "Kim").replace("robin@", "kim@")
        mine.write_text(who.replace("999000000007", str(self.hub.id_of("kim"))))
        rules = desk / "rules" / "desk.yml"
        rules.write_text(f"{rules.read_text()}\n{github}")
        (desk / "rules" / "catalog").mkdir(exist_ok=True)
        (desk / "rules" / "catalog" / "laptop.yml").write_text(laptop)
        return desk

    def types(self, *words: str, where: str = "desk") -> str:
        command = [*HELPDESK, *words[1:]] if words[0] == "helpdesk" else list(words)
        done = subprocess.run(
            command, cwd=self.folder / where, env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL)


@pytest.fixture
def walker(tmp_path: Path, hub: Hub) -> Walker:
    return Walker(tmp_path, hub)


BODY = "### Which size?\n\n14 inch\n\n### What for?\n\nTravelling."


def test_a_public_desk_from_nothing_to_the_first_answered_ticket(walker: Walker, hub: Hub) -> None:
    desk = walker.begins(hub.repo, blocks("yaml")[1].replace("acme/desk", hub.repo))
    walker.types("helpdesk", "generate")
    walker.types("helpdesk", "check")
    walker.types("git", "add", "-A")
    walker.types("git", "commit", "-m", "Ask by forms")
    walker.types("git", "push")
    assert list((desk / ".github" / "ISSUE_TEMPLATE").glob("*laptop*"))
    number = hub.opens("ana", "A laptop", BODY)
    walker.types("helpdesk", "run")
    (answer,) = [comment["body"] for comment in hub.comments(number) if comment["user"]["login"] == BOT]
    assert "HD-000001" in answer
    walker.types("git", "pull")
    assert "HD-000001" in walker.types("helpdesk", "next")
    hub.says("kim", number, "/take\n\nIt is on your desk.\n\n/resolve replaced the dock")
    walker.types("helpdesk", "run")
    walker.types("git", "pull")
    assert "resolved" in walker.types("helpdesk", "show", "1").lower()


def test_a_private_desk_whose_forms_lie_where_people_ask(walker: Walker, hub: Hub) -> None:
    github = blocks("yaml")[2].replace("acme/desk", hub.desk).replace("acme/help", hub.repo)
    walker.begins(hub.desk, github)
    walker.types("git", "clone", "-q", hub.front.clone_url(hub.repo), "help", where=".")
    walker.types("helpdesk", "generate", "--intake", "../help")
    assert list((walker.folder / "help" / ".github" / "ISSUE_TEMPLATE").glob("*laptop*"))
    walker.types("helpdesk", "check")
    walker.types("git", "add", "-A")
    walker.types("git", "commit", "-m", "Ask by forms")
    walker.types("git", "push")
    number = hub.opens("ana", "A laptop", BODY)
    walker.types("helpdesk", "run")
    (answer,) = [comment["body"] for comment in hub.comments(number) if comment["user"]["login"] == BOT]
    assert "HD-000001" in answer
    walker.types("git", "pull")
    assert "14 inch" in walker.types("helpdesk", "show", "1")
