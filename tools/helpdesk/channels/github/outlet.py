"""Notices as comments on the issue they are about, each exactly once."""

from collections import defaultdict
from collections.abc import Sequence

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import issue_at
from helpdesk.channels.github.api import NotNow, Refused
from helpdesk.channels.github.pace import Pace
from helpdesk.channels.github.thread import IssueThread, earliest
from helpdesk.model.notice import Notice, Sent

LATER, NEVER, SENT = "later", "undeliverable", "sent"
# The issue is not there any more, is locked for us, or GitHub will not have the words: asking again changes nothing.
_NEVER = frozenset({410, 422})


class GitHubOutlet:
    """One look and one comment a notice; whatever goes wrong is tried again by a later pass, which looks first."""

    channel = "github"

    def __init__(self, account: Account, pace: Pace | None = None) -> None:
        self._account = account
        self._pace = pace or Pace(account.notebook)

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        threads: dict[str, list[Notice]] = defaultdict(list)
        for notice in notices:
            threads[notice.thread].append(notice)
        results = {notice: sent for thread, part in threads.items() for notice, sent in self._tell(thread, part)}
        self._account.notebook.save()
        return [results[notice.id] for notice in notices]

    def _tell(self, source: str, notices: Sequence[Notice]) -> list[tuple[str, Sent]]:
        where = issue_at(source)
        if where is None:
            return [(notice.id, Sent(notice.id, NEVER, "there is no issue to say it on")) for notice in notices]
        thread = IssueThread(self._account, self._pace, *where)
        try:
            thread.look(earliest(notice.at for notice in notices))
        except ConnectionError as problem:
            return [(notice.id, _failed(notice, problem)) for notice in notices]
        return [(notice.id, _say(thread, notice)) for notice in notices]


def _say(thread: IssueThread, notice: Notice) -> Sent:
    try:
        key = thread.say(notice.id, notice.markdown or notice.text)
    except (NotNow, Refused) as problem:
        return _failed(notice, problem)
    return Sent(notice.id, SENT, message_id=key)


def _failed(notice: Notice, problem: ConnectionError) -> Sent:
    if isinstance(problem, Refused):
        locked = problem.status == 403 and "locked" in str(problem).casefold()
        if problem.status in _NEVER or locked:
            return Sent(notice.id, NEVER, str(problem))
    return Sent(notice.id, LATER, str(problem))
