"""One issue brought to where it should be, by the fewest requests: none where it is there already."""

from collections.abc import Iterable

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import issue_key
from helpdesk.channels.github.api import Refused
from helpdesk.channels.github.desired import Change, Desired, change
from helpdesk.channels.github.notebook import Seen
from helpdesk.channels.github.wire import Issue, User


class IssueKeeper:
    """Raises NotNow or Refused, and leaves the notebook as GitHub last answered."""

    def __init__(self, account: Account, prefix: str) -> None:
        self._api, self._notebook, self._prefix = account.api, account.notebook, prefix

    def seen(self, repo: str, number: int) -> Seen:
        """How the issue stands, asked for where nobody knows."""
        source = issue_key(repo, number)
        known = self._notebook.seen(source)
        if known is None:
            known = Seen.of(self._api.get(f"/repos/{repo}/issues/{number}", Issue))
            self._notebook.keep_seen(source, known)
        return known

    def bring(self, repo: str, number: int, wanted: Desired) -> bool:
        """True where something had to be asked."""
        needed = change(self.seen(repo, number), wanted, self._prefix)
        if needed.empty:
            return False
        path = f"/repos/{repo}/issues/{number}"
        self._labels(path, needed)
        self._assignees(path, needed)
        # Last, because its answer is the whole issue as it is now.
        if needed.fields:
            now = self._api.read(self._api.ask("PATCH", path, json=needed.fields), Issue)
        else:
            now = self._api.get(path, Issue)
        self._notebook.keep_seen(issue_key(repo, number), Seen.of(now))
        return True

    def _labels(self, path: str, needed: Change) -> None:
        """Added and taken off one by one: a list of all would undo what somebody sets at this moment."""
        if needed.add:
            self._api.ask("POST", f"{path}/labels", json={"labels": list(needed.add)}, again=True)
        for name in needed.remove:
            self._without("DELETE", f"{path}/labels/{_segment(name)}")

    def _assignees(self, path: str, needed: Change) -> None:
        """Where somebody may not be assigned in this repository GitHub leaves it out, and says nothing."""
        if assign := self._logins(needed.assign):
            self._api.ask("POST", f"{path}/assignees", json={"assignees": assign}, again=True)
        if unassign := self._logins(needed.unassign):
            self._without("DELETE", f"{path}/assignees", {"assignees": unassign})

    def _logins(self, people: Iterable[int]) -> list[str]:
        return [login for login in map(self._login, people) if login]

    def _login(self, person: int) -> str:
        """A login may change; the number is who it is. Empty where GitHub knows no such number."""
        known = self._notebook.login(person)
        if known:
            return known
        try:
            login = self._api.get(f"/user/{person}", User).login
        except Refused:
            return ""
        self._notebook.keep_login(login, person)
        return login

    def _without(self, method: str, path: str, json: dict[str, object] | None = None) -> None:
        """What is gone already is as good as taken off."""
        try:
            self._api.ask(method, path, json=json)
        except Refused as refused:
            if refused.status != 404:
                raise


def _segment(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
