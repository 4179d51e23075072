"""Issues show how their tickets stand: reference, labels, assignee, open or closed. Tickets that came another way have
an issue of their own for staff, in a private repository.

Level-triggered: looked at is what differs since the commit that was shown last, and what changed on GitHub. Nothing is
asked where an issue stands as it should.
"""

from collections.abc import Callable, Iterable, Iterator

from helpdesk.channels.github.account import Account
from helpdesk.channels.github.address import issue_at
from helpdesk.channels.github.api import NotNow, Refused
from helpdesk.channels.github.desired import desired, phase_of
from helpdesk.channels.github.issue import IssueKeeper
from helpdesk.channels.github.pace import Pace
from helpdesk.channels.github.staff_issue import StaffIssues
from helpdesk.channels.github.standing import show_standing
from helpdesk.channels.github.wire import Repository
from helpdesk.channels.github.words import bare_title
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.snapshot import Snapshot

# Which tickets differ between two commits; None where nobody can tell.
Touched = Callable[[str, str], Iterable[TicketNumber] | None]
# The issue is gone, or nobody may write there any more: there is nothing to show it on.
_OVER = frozenset({410})


class GitHubMirror:
    """`touched` says which tickets to look at. The rules of the snapshot say where staff have their issues."""

    def __init__(self, account: Account, pace: Pace, touched: Touched) -> None:
        self._account, self._pace, self._touched = account, pace, touched
        self._private: dict[str, bool] = {}

    def due(self, commit: str) -> bool:
        return bool(self._account.notebook.changed) or self._account.notebook.mirrored != commit

    def reflect(self, snapshot: Snapshot) -> list[str]:
        notebook = self._account.notebook
        troubles: list[str] = []
        whole = True
        for record in self._to_look_at(snapshot):
            try:
                self._show(record, snapshot)
                notebook.compared(self._source(record))
            except NotNow as problem:
                whole = False
                troubles.append(f"{record.reference} is not shown on GitHub yet; the next pass tries again: {problem}")
                if problem.sure:
                    break
            except Refused as refused:
                if refused.status not in _OVER:
                    whole = False
                    troubles.append(f"{record.reference} can't be shown on GitHub: {refused}")
                notebook.compared(self._source(record))
        if whole:
            notebook.keep_mirrored(snapshot.commit)
        notebook.save()
        return troubles

    def _to_look_at(self, snapshot: Snapshot) -> Iterator[Record]:
        notebook = self._account.notebook
        numbers = self._touched(notebook.mirrored, snapshot.commit)
        if numbers is None:
            yield from snapshot.open_tickets()
            numbers = ()
        wanted = set(numbers)
        for source in list(notebook.changed):
            reference = notebook.reference(source)
            number = typed_reference(reference, snapshot.rules.desk.prefix) if reference else None
            number = number or snapshot.number_of_key(source)
            if number is None:
                notebook.compared(source)
            else:
                wanted.add(number)
        for number in sorted(wanted):
            record = snapshot.ticket(number)
            if record is not None and not record.quarantined:
                yield record

    def _source(self, record: Record) -> str:
        source = record.ticket.source
        return source if issue_at(source) else self._account.notebook.mirror(record.reference)

    def _show(self, record: Record, snapshot: Snapshot) -> None:
        rules = snapshot.rules
        keeper = IssueKeeper(self._account, rules.desk.github.labels)
        where = issue_at(record.ticket.source)
        if where is not None:
            outside = not (record.public or rules.desk.public or self._is_private(where[0]))
            title = bare_title(keeper.seen(*where).title)
            keeper.bring(*where, desired(record, rules, title, outside=outside))
            show_standing(self._account, record, rules, outside=outside)
            return
        repo = rules.desk.github.mirror
        if not repo:
            return
        ended = phase_of(record.ticket, rules) is Phase.CLOSED
        if ended and not self._account.notebook.mirror(record.reference):
            return
        if not (self._is_private(repo) or rules.desk.public or record.public):
            raise Refused(451, f"{repo} is public, and {record.reference} is not; make the repository private")
        number = StaffIssues(self._account, self._pace, repo).show(record, rules)
        keeper.bring(repo, number, desired(record, rules, record.ticket.title, outside=False))

    def _is_private(self, repo: str) -> bool:
        """Asked once while this desk's door is open."""
        if repo not in self._private:
            self._private[repo] = self._account.api.get(f"/repos/{repo}", Repository).private
        return self._private[repo]
