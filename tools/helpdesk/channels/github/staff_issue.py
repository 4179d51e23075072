"""A ticket's issue in the staff repository: made once, its head edited in place, what is said on the ticket below.

Ours are found by their marker, opened by our own id; the notebook only saves the looking. A comment that staff make on
such an issue is an answer on the ticket, so what came from there is not said there again.
"""

from collections.abc import Iterator

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import issue_at, issue_key
from helpdesk.channels.github.api import NotNow
from helpdesk.channels.github.notebook import Seen
from helpdesk.channels.github.pace import Pace
from helpdesk.channels.github.thread import SKEW, TRIES, Full, IssueThread
from helpdesk.channels.github.wire import Issue
from helpdesk.channels.github.words import compose, harmless, marked, one_title, quoted, said
from helpdesk.model.address import on_portal, ticket_page
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.ticket import Visibility

# Of a long story the end is told; the whole is in the desk.
MOST_COMMENTS = 30
_MIRROR = "/mirror"


class StaffIssues:
    """`repo` is private, or everything in it may be read by anybody: whoever calls has looked."""

    def __init__(self, account: Account, pace: Pace, repo: str) -> None:
        self._account, self._pace, self._repo = account, pace, repo

    def show(self, record: Record, rules: Rules) -> int:
        """The issue's number. Raises NotNow or Refused."""
        text, more = head(record, rules), on_portal(rules.desk.portal, ticket_page(record.number, record.reference))
        number = self._number(record) or self._found(record) or self._made(record, text, more)
        self._keep_head(number, record, text, more)
        self._tell(number, record, rules, more)
        return number

    def _number(self, record: Record) -> int:
        where = issue_at(self._account.notebook.mirror(record.reference))
        return where[1] if where is not None and where[0] == self._repo else 0

    def _found(self, record: Record) -> int:
        """The issue that an earlier pass made and could not write down; 0 where there is none. Every other of ours in
        the list is written down on the way: the next ticket need not ask for it again."""
        me = self._account.me()
        since = f"{record.ticket.opened - SKEW:%Y-%m-%dT%H:%M:%SZ}"
        listed = self._account.api.pages(f"/repos/{self._repo}/issues", Issue, {"state": "all", "since": since})
        for issue in listed.items():
            name = marked(issue.body or "")
            if issue.user is not None and issue.user.id == me and name.endswith(_MIRROR):
                self._note(name.removesuffix(_MIRROR), issue)
        return self._number(record)

    def _made(self, record: Record, text: str, more: str) -> int:
        title = one_title(record.reference, record.ticket.title)
        body = compose(_name(record), text, more)
        for turn in range(TRIES):
            full = self._pace.full()
            if full:
                raise Full(full, sure=True)
            self._pace.count()
            try:
                answer = self._account.api.ask(
                    "POST", f"/repos/{self._repo}/issues", json={"title": title, "body": body}
                )
            except NotNow as problem:
                if problem.sure or turn == TRIES - 1:
                    raise
                if number := self._found(record):
                    return number
                continue
            issue = self._account.api.read(answer, Issue)
            self._note(record.reference, issue)
            self._account.notebook.keep_said(issue_key(self._repo, issue.number), said(body))
            self._account.notebook.save()
            return issue.number
        raise NotNow("GitHub lost the answer each time; the next pass looks whether it is there")

    def _note(self, reference: str, issue: Issue) -> None:
        source = issue_key(self._repo, issue.number)
        self._account.notebook.keep_mirror(reference, source)
        self._account.notebook.keep_seen(source, Seen.of(issue))

    def _keep_head(self, number: int, record: Record, text: str, more: str) -> None:
        """The first post says how the ticket stands, whenever that is another than it said."""
        source, body = issue_key(self._repo, number), compose(_name(record), text, more)
        if self._account.notebook.said(source) != said(body):
            self._account.api.ask("PATCH", f"/repos/{self._repo}/issues/{number}", json={"body": body})
            self._account.notebook.keep_said(source, said(body))

    def _tell(self, number: int, record: Record, rules: Rules, more: str) -> None:
        """What was said on the ticket since, each word once."""
        source = issue_key(self._repo, number)
        spoken = list(_elsewhere(record, source))[-MOST_COMMENTS:]
        digest = said(*(item.name for item in spoken))
        if not spoken or self._account.notebook.said(f"{source}/thread") == digest:
            return
        thread = IssueThread(self._account, self._pace, self._repo, number)
        thread.look()
        for item in spoken:
            thread.say(f"{record.reference}/{item.name}", _words(item, rules), more)
        self._account.notebook.keep_said(f"{source}/thread", digest)


def head(record: Record, rules: Rules) -> str:
    """The first post: who asks, where it stands, the request, and what a comment here does."""
    ticket = record.ticket
    party = ticket.requester
    who = " ".join(filter(None, (party.name, f"({party.email or party.phone})" if party.email or party.phone else "")))
    team, assignee = rules.teams.get(ticket.team), rules.people.get(ticket.assignee)
    lines = [
        f"From: {harmless(who.replace('<', '&lt;')) or 'nobody known'}, by {ticket.channel or 'hand'}",
        f"Team: {team.name if team else ticket.team or 'none'}",
        f"Assignee: {assignee.name if assignee else ticket.assignee or 'nobody'}",
    ]
    link = on_portal(rules.desk.portal, ticket_page(record.number, record.reference))
    lines += [f"On the portal: {link}"] if link else []
    listed = "\n".join(f"- {line}" for line in lines)
    hint = (
        "A comment here goes to the requester. Begin it with `/note` to keep it among staff; "
        "`/help` lists what else can be said. Labels, assignee and closing count as said by whoever clicks."
    )
    return f"{listed}\n\n{quoted(record.request)}\n\n---\n{hint}"


def _name(record: Record) -> str:
    return f"{record.reference}{_MIRROR}"


def _elsewhere(record: Record, source: str) -> Iterator[Conversation]:
    """What was said, but not here."""
    return (item for item in record.conversation if not item.comment.key.startswith(f"{source}/"))


def _words(item: Conversation, rules: Rules) -> str:
    comment = item.comment
    person = rules.people.get(comment.by)
    name = person.name if person else comment.sender.name or comment.sender.email or comment.by
    kind = " noted, for staff only" if comment.visibility is Visibility.INTERNAL else " wrote"
    via = f" by {comment.via}" if comment.via else ""
    safe = harmless(name.replace("<", "&lt;").replace("*", ""))
    return f"**{safe}**{kind}{via}, {comment.at:%Y-%m-%d %H:%M} UTC:\n\n{quoted(item.text)}"
