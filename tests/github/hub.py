"""People at work on GitHub: what they open, say, edit and click, straight at the emulator and without faults; and a
desk's door to the same place, through the front."""

import itertools
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from emulator import ORGANISATION
from front import Front

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.api import Api
from helpdesk.channels.github.clicks import Names
from helpdesk.channels.github.inbox import GitHubInbox, Intake
from helpdesk.channels.github.notebook import Notebook

BOT = "desk-bot"
PEOPLE = [BOT, "kim", "ana", "ben"]
_numbers = itertools.count(1)


class Hub:
    """`repo` is public, `desk` private; both are new."""

    def __init__(self, front: Front) -> None:
        self.front = front
        number = next(_numbers)
        self.repo = self.new_repository(f"help-{number}")
        self.desk = self.new_repository(f"desk-{number}", private=True)

    def new_repository(self, name: str, *, private: bool = False) -> str:
        self.ask("POST", f"/orgs/{ORGANISATION}/repos", BOT, name=name, private=private, auto_init=True)
        return f"{ORGANISATION}/{name}"

    def ask(self, method: str, path: str, who: str, **fields: object) -> Any:
        answer = self.front.upstream(method, path, {}, who, json.dumps(fields).encode() if fields else b"")
        assert answer.status < 300, (method, path, answer.status, answer.body[:300])
        return json.loads(answer.body) if answer.body else None

    def id_of(self, who: str) -> int:
        return int(self.ask("GET", f"/users/{who}", who)["id"])

    def opens(self, who: str, title: str, body: str = "It is broken.", repo: str = "", **more: object) -> int:
        path = f"/repos/{repo or self.repo}/issues"
        return int(self.ask("POST", path, who, title=title, body=body, **more)["number"])

    def says(self, who: str, issue: int, body: str, repo: str = "") -> int:
        return int(self.ask("POST", f"/repos/{repo or self.repo}/issues/{issue}/comments", who, body=body)["id"])

    def rewords(self, who: str, comment: int, body: str, repo: str = "") -> None:
        self.ask("PATCH", f"/repos/{repo or self.repo}/issues/comments/{comment}", who, body=body)

    def sets(self, who: str, issue: int, repo: str = "", **fields: object) -> None:
        self.ask("PATCH", f"/repos/{repo or self.repo}/issues/{issue}", who, **fields)

    def issue(self, number: int, repo: str = "") -> Any:
        return self.ask("GET", f"/repos/{repo or self.repo}/issues/{number}", BOT)

    def comments(self, issue: int, repo: str = "") -> list[Any]:
        return list(self.ask("GET", f"/repos/{repo or self.repo}/issues/{issue}/comments?per_page=100", BOT))

    def account(self, folder: Path | None = None, token: str = BOT) -> Account:
        api = Api(token, self.front.url, sleep=lambda _seconds: None)
        return Account(api, token, Notebook(folder))

    def inbox(
        self,
        known: Iterable[str] = (),
        *,
        repo: str = "",
        folder: Path | None = None,
        mirror: bool = False,
    ) -> GitHubInbox:
        """A door whose desk has these keys and content hashes, and knows Kim."""
        have = known if isinstance(known, set) else set(known)
        kim = self.id_of("kim")
        names = Names(lambda number: "kim" if number == kim else "")
        intake = Intake(known=lambda keys: have & set(keys), names=names, mirror=mirror)
        return GitHubInbox(self.account(folder), repo or self.repo, intake)
