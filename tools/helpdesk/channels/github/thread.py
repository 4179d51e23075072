"""The conversation of one issue as we take part in it: what we have said there, and saying more exactly once.

Every comment of ours begins with a marker. Before anything is said we look for it among our own, so that a pass that
died between saying and writing it down is finished and not repeated.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import comment_key
from helpdesk.channels.github.api import NotNow, Refused
from helpdesk.channels.github.pace import Pace
from helpdesk.channels.github.wire import Comment
from helpdesk.channels.github.words import compose, marked

# Our clock and GitHub's may differ, and a comment is made after it was owed.
SKEW = timedelta(days=1)
# So often an answer that got lost is looked for and, where it is not there, asked for again.
TRIES = 3


class Full(NotNow):
    """So much was created on GitHub that the rest has to wait."""


class IssueThread:
    """`said` our own comments by the name in their marker, as far as they were looked at."""

    def __init__(self, account: Account, pace: Pace, repo: str, number: int) -> None:
        self._account, self._pace = account, pace
        self._repo, self._number = repo, number
        self._path = f"/repos/{repo}/issues/{number}/comments"
        self.said: dict[str, Comment] = {}

    def look(self, since: datetime | None = None) -> None:
        """Find our own comments. One that stands there twice loses its younger twin. Raises NotNow or Refused."""
        params = {"since": f"{since - SKEW:%Y-%m-%dT%H:%M:%SZ}"} if since else {}
        me = self._account.me()
        for comment in self._account.api.pages(self._path, Comment, params).items():
            name = marked(comment.body or "")
            if not name or comment.user is None or comment.user.id != me:
                continue
            known = self.said.get(name)
            if known is not None and known.id != comment.id:
                older, younger = sorted((known, comment), key=lambda one: one.id)
                self._drop(younger)
                comment = older
            self.said[name] = comment

    def say(self, name: str, text: str, more: str = "") -> str:
        """The key of our comment by this name, made where it is not there yet. Raises NotNow or Refused."""
        body = compose(name, text, more)
        for turn in range(TRIES):
            if name in self.said:
                return comment_key(self._repo, self._number, self.said[name].id)
            full = self._pace.full()
            if full:
                raise Full(full, sure=True)
            self._pace.count()
            try:
                response = self._account.api.ask("POST", self._path, json={"body": body})
            except NotNow as problem:
                if problem.sure or turn == TRIES - 1:
                    raise
                self.look()
                continue
            self.said[name] = self._account.api.read(response, Comment)
        raise NotNow("GitHub lost the answer each time; the next pass looks whether it is there")

    def _drop(self, comment: Comment) -> None:
        try:
            self._account.api.ask("DELETE", f"/repos/{self._repo}/issues/comments/{comment.id}")
        except Refused as refused:
            if refused.status not in (404, 410):
                raise


def earliest(moments: Iterable[datetime | None]) -> datetime | None:
    """The earliest of them; None, for all time, where one is not known."""
    known = list(moments)
    return None if None in known else min((moment for moment in known if moment is not None), default=None)
