"""Open pull requests, the desk's one comment on each, and its check beside the commit.

Source: GitHub REST API, "Pulls", "Issue comments" and "Check runs".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.api import Refused
from helpdesk.channels.github.wire import User
from helpdesk.model.finding import Finding

CHECK = "helpdesk review"
_MARK = re.compile(r"<!-- helpdesk:review head=([0-9a-f]{40,64}) -->\s*\Z")
_MOST_PAGES = 30
# So many annotations GitHub takes at once.
_ANNOTATIONS = 50
_LARGEST_CHECK = 60_000


Item = TypeVar("Item")


class Side(msgspec.Struct, frozen=True):
    ref: str
    sha: str


class PullRequest(msgspec.Struct, frozen=True):
    """One of GitHub's. `user` is None for a deleted one."""

    number: int
    head: Side
    base: Side
    user: User | None = None
    title: str = ""
    html_url: str = ""

    @property
    def author(self) -> str:
        """The number that GitHub vouches for; 0, which is nobody's, where the account is gone."""
        return str(self.user.id if self.user else 0)


class Remark(msgspec.Struct, frozen=True):
    """A comment of the conversation."""

    id: int
    user: User | None = None
    body: str | None = None


class PullRequests:
    """Those of one repository (`owner/name`)."""

    def __init__(self, us: Account, repository: str) -> None:
        self._us, self._api, self._path = us, us.api, f"/repos/{repository}"

    def open(self, branch: str) -> list[PullRequest]:
        """Open ones against a branch, the newest last."""
        query = {"state": "open", "base": branch, "sort": "created", "direction": "asc"}
        return [pull for pull in self._list(f"{self._path}/pulls", PullRequest, query) if pull.base.ref == branch]

    def one(self, number: int) -> PullRequest:
        """By its number. Raises a ConnectionError that says what to do."""
        return self._api.get(f"{self._path}/pulls/{number}", PullRequest)

    def told(self, number: int) -> tuple[Remark | None, str]:
        """Our comment on one, and the head that it speaks of. What others write with our mark is not ours."""
        for remark in self._list(f"{self._path}/issues/{number}/comments", Remark, {}):
            mark = _MARK.search(remark.body or "")
            if mark and remark.user and remark.user.id == self._us.me():
                return remark, mark[1]
        return None, ""

    def tell(self, pull: PullRequest, markdown: str) -> bool:
        """Say it in our one comment; False where it says so already."""
        body = f"{markdown.rstrip()}\n\n<!-- helpdesk:review head={pull.head.sha} -->"
        ours, _ = self.told(pull.number)
        if ours is None:
            self._api.ask("POST", f"{self._path}/issues/{pull.number}/comments", json={"body": body})
        elif (ours.body or "").replace("\r\n", "\n") == body:
            return False
        else:
            self._api.ask("PATCH", f"{self._path}/issues/comments/{ours.id}", json={"body": body})
        return True

    def check(self, head: str, *, allowed: bool, summary: str, findings: Iterable[Finding]) -> str:
        """Put the verdict beside the commit, so that branch rules can require it. Returns why it could not be: only an
        app's token (GITHUB_TOKEN is one) may."""
        notes = list(_annotations(findings))[:_ANNOTATIONS]
        output = {
            "title": "The desk's rules allow this" if allowed else "Refused by the desk's rules",
            "summary": summary[:_LARGEST_CHECK],
            "annotations": notes,
        }
        conclusion = "success" if allowed else "failure"
        body = {"name": CHECK, "head_sha": head, "status": "completed", "conclusion": conclusion, "output": output}
        try:
            self._api.ask("POST", f"{self._path}/check-runs", json=body)
        except Refused as problem:
            if problem.status in (403, 404):
                return f"no check could be put beside the commit: {problem}; give the workflow `checks: write`"
            raise
        return ""

    def propose(self, branch: str, base: str, title: str, body: str, *, draft: bool = False) -> PullRequest:
        """Open one for a branch that has been pushed. Raises Refused; 422 says there is one already."""
        fields = {"title": title[:256], "head": branch, "base": base, "body": body[:65_536], "draft": draft}
        return self._api.read(self._api.ask("POST", f"{self._path}/pulls", json=fields), PullRequest)

    def of_branch(self, branch: str) -> PullRequest | None:
        """The open one of a branch of this repository."""
        owner = self._path.split("/")[2]
        found = self._list(f"{self._path}/pulls", PullRequest, {"state": "open", "head": f"{owner}:{branch}"})
        return next((pull for pull in found if pull.head.ref == branch), None)

    def _list(self, path: str, kind: type[Item], query: Mapping[str, str]) -> list[Item]:
        return self._api.pages(path, kind, query, most=_MOST_PAGES).items()


def _annotations(findings: Iterable[Finding]) -> Iterator[dict[str, object]]:
    """Where GitHub can show them: beside a line of a file."""
    levels = {"error": "failure", "warning": "warning"}
    for finding in findings:
        line = max(1, finding.line)
        yield {
            "path": finding.path,
            "start_line": line,
            "end_line": line,
            "annotation_level": levels[finding.severity.value],
            "title": finding.code,
            "message": finding.what + (f"; {finding.remedy}" if finding.remedy else ""),
        }
