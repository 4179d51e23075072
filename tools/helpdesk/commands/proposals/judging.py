"""A proposal put together from a repository and judged by its base's rules: what `check --base` runs."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from helpdesk.check.against_base import Proposal, judge
from helpdesk.check.against_base.kinds import kind_of, proper_name
from helpdesk.check.against_base.proposal import AssetChange, Author, FileChange, How, Signed, TicketChange, Waiting
from helpdesk.commands.clone.identity import find_author
from helpdesk.commands.proposals.checking import Report
from helpdesk.decide.approvals.approval import barred
from helpdesk.load.article import read_article
from helpdesk.load.asset import read_asset
from helpdesk.load.comment import read_comment
from helpdesk.load.drop_box import read_drop
from helpdesk.load.folders import belongs_to_record, sort_paths
from helpdesk.load.front_matter import split
from helpdesk.load.located import located
from helpdesk.load.record import assemble
from helpdesk.load.rules import read_rules
from helpdesk.load.ticket import read_ticket
from helpdesk.model.finding import Finding
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.record import Conversation, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.permissions import FileKind
from helpdesk.model.ticket import Ticket
from helpdesk.model.transitions import Standing
from helpdesk.resources import default_rules
from helpdesk.store import compare
from helpdesk.store.compare import Contents, Difference, Sides
from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import Repository


def judge_change(repository: Repository, base: str, head: str, author: str | None) -> Report:
    """Everything that the base's rules find in the change from `base` to `head` (empty: the work tree), and how many
    files differ. Raises NoComparison where the two cannot be compared."""
    between = compare.sides(repository, base, head)
    with Objects(repository.git) as objects:
        rules = compare.base_rules(repository, objects, between.base)
        differing = compare.differences(repository, between)
        named = _named(repository, between, author) if differing else []
        reading = _Reading(repository, Contents(repository, objects, between), between, rules, differing)
        proposal = reading.proposal(tuple(Author(name, find_author(name, rules)) for name in named))
        findings = [*reading.findings, *(reading.placed(*found) for found in judge(proposal))]
    return Report(tuple(sorted(set(findings))), len(differing))


def _named(repository: Repository, between: Sides, author: str | None) -> list[str]:
    if author is not None:
        return [author]
    return compare.authors(repository, between, edited=compare.uncommitted_edits(repository, between))


class _Reading:
    """Reads what differs, and of the tickets touched what they are judged by; nothing else of the desk."""

    def __init__(
        self, repository: Repository, contents: Contents, between: Sides, rules: Rules, differing: list[Difference]
    ) -> None:
        self._repository, self._contents, self._between, self._rules = repository, contents, between, rules
        self._differing = {one.path: one for one in differing}
        self.findings: list[Finding] = []
        self._bases: dict[TicketNumber, Record | None] = {}

    def proposal(self, authors: tuple[Author, ...]) -> Proposal:
        files = tuple(self._file(one) for one in self._differing.values())
        numbers = sorted({one.number for one in files if one.number is not None})
        prefix = self._rules.desk.prefix
        by_hand = frozenset(
            number for number in numbers if not self._contents.has(self._between.fork, ticket_folder(prefix, number))
        )
        gone = frozenset(one.number for one in files if one.number is not None and self._gone(one))
        judged = [one for one in files if one.how is not How.REMOVED and one.number not in by_hand | gone]
        signed, tickets, waiting = self._signed(judged), self._tickets(judged), self._waiting(judged)
        assets = tuple(self._assets(judged))
        self._articles(judged)
        self._rules_files()
        return Proposal(
            rules=self._rules,
            authors=authors,
            files=files,
            tickets=tuple(tickets),
            signed=(
                *signed,
                *(Signed(one.dropped.path, one.dropped.item.by) for one in waiting if one.dropped.item.by),
            ),
            waiting=tuple(waiting),
            assets=assets,
            by_hand=by_hand,
            gone=gone,
            standing={number: record.ticket for number, record in self._bases.items() if record},
        )

    def placed(self, finding: Finding, keys: tuple[str | int, ...]) -> Finding:
        """The finding with its line in head's file."""
        one = self._differing.get(finding.path)
        data = self._contents.head(one) if one and keys else None
        return located(finding, keys, data) if data else finding

    def _file(self, one: Difference) -> FileChange:
        kind, number = kind_of(one.path, self._rules.desk.prefix)
        how = (How.EDITED if one.before else How.ADDED) if one.after else How.REMOVED
        proper = proper_name(one.path) and (one.plain or kind is FileKind.OTHER)
        return FileChange(one.path, kind, how, number, proper or not one.after)

    def _gone(self, one: FileChange) -> bool:
        return one.kind is FileKind.TICKET and one.how is How.REMOVED

    def _folder(self, number: TicketNumber, commit: str) -> dict[str, bytes]:
        """The record's files of a ticket at a commit."""
        found = self._contents.folder(commit, ticket_folder(self._rules.desk.prefix, number))
        return {below: data for below, data in found.items() if belongs_to_record(below)}

    def _base(self, number: TicketNumber) -> Record | None:
        """The ticket as the base has it now, its ledger and its comments."""
        if number not in self._bases:
            files = self._folder(number, self._between.base) or self._folder(number, self._between.fork)
            self._bases[number] = assemble(number, self._rules.desk.prefix, files)[0]
        return self._bases[number]

    def _signed(self, judged: Iterable[FileChange]) -> list[Signed]:
        """Who the new comments say wrote them; one that cannot be read is a finding."""
        found = []
        for one in judged:
            if one.kind is FileKind.COMMENTS and one.how is How.ADDED and one.number is not None:
                self._base(one.number)
                comment, _, wrong = read_comment(one.path, self._data(one))
                self.findings += wrong
                found += [Signed(one.path, comment.by)] if comment else []
        return found

    def _tickets(self, judged: Iterable[FileChange]) -> Iterator[TicketChange]:
        for one in judged:
            if one.kind is not FileKind.TICKET or one.number is None:
                continue
            data = self._data(one)
            after, _, wrong = read_ticket(one.path, data)
            self.findings += wrong
            if after is not None:
                yield self._ticket(one.path, one.number, after, data)

    def _ticket(self, path: str, number: TicketNumber, after: Ticket, data: bytes) -> TicketChange:
        base, was = self._base(number), self._contents.fork(path)
        before = read_ticket(path, was)[0] if was else None
        if before is None and base is not None:
            before = base.ticket
        timeline, request = (base.timeline, base.request) if base else ((), "")
        closed_to = barred(after, request, timeline, self._rules, {}, datetime.now(UTC))
        folder = f"{ticket_folder(self._rules.desk.prefix, number)}/comments/"
        added = tuple(self._said(path) for path in self._differing if path.startswith(folder))
        said = (*(base.conversation if base else ()), *(one for one in added if one))
        return TicketChange(
            path=path,
            reference=reference(self._rules.desk.prefix, number),
            before=before,
            after=after,
            statuses=self._statuses(path, before, after),
            standing=Standing(after, said, timeline, closed_to),
            body=was is not None and _body(was) != _body(data),
        )

    def _said(self, path: str) -> Conversation | None:
        one = self._differing[path]
        data = None if one.before else self._contents.head(one)
        comment, text, _ = read_comment(path, data) if data else (None, "", [])
        return Conversation(path.rsplit("/", 1)[1], comment, text) if comment else None

    def _statuses(self, path: str, before: Ticket | None, after: Ticket) -> tuple[str, ...]:
        """The statuses the proposal's commits go through: two lawful steps are no unlawful leap, nor the step of
        somebody else that leads to the same end."""
        if before is None or before.status == after.status:
            return (after.status,)
        direct = (before.status, after.status)
        lifecycle = self._rules.lifecycles.get(after.type)
        way = lifecycle.way(*direct) if lifecycle else None
        if lifecycle is None or (way is not None and not way.who):
            return direct
        between = [read_ticket(path, data)[0] for data in self._contents.versions(path)]
        steps = [before.status, *(one.status for one in between if one and one.type is after.type), after.status]
        return tuple(now for now, last in zip(steps, [None, *steps], strict=False) if now != last)

    def _waiting(self, judged: Iterable[FileChange]) -> list[Waiting]:
        """The tickets put into the drop box, and where their UUIDs are already."""
        found = []
        for one in judged:
            if one.kind is FileKind.WAITING_TICKETS:
                dropped, wrong = read_drop(one.path, self._data(one))
                self.findings += wrong
                found += [dropped] if dropped and one.how is How.ADDED else []
        seen = self._seen([one.item.uuid for one in found])
        waiting = []
        for dropped in found:
            waiting.append(Waiting(dropped, seen.get(dropped.item.uuid, "")))
            seen.setdefault(dropped.item.uuid, dropped.path)
        return waiting

    def _seen(self, uuids: list[str]) -> dict[str, str]:
        """The file of the base that has each UUID: a timeline it opened, or another waiting ticket."""
        lines = compare.lines_with(self._repository, self._between.base, uuids) if uuids else []
        return {
            uuid: path
            for path, line in lines
            for uuid in uuids
            if (f'"dropbox:{uuid}"' in line and path.endswith("/timeline.yml"))
            or (uuid in line and line.startswith("uuid:") and path.startswith("tickets/new/"))
        }

    def _articles(self, judged: Iterable[FileChange]) -> None:
        """What is wrong in articles that differ."""
        for one in judged:
            if one.kind is FileKind.ARTICLES and one.path.endswith(".md"):
                self.findings += read_article(one.path, self._data(one))[1]

    def _rules_files(self) -> None:
        """What is wrong in rules that differ, read as they will stand among the others."""
        changed = [path for path in self._differing if path.startswith("rules/")]
        if not changed:
            return
        files = {f"rules/{below}": data for below, data in self._contents.folder(self._between.base, "rules").items()}
        for path in changed:
            data = self._contents.head(self._differing[path])
            files.pop(path, None)
            if data is not None and self._differing[path].plain:
                files[path] = data
        known = sort_paths(files, self._rules.desk.prefix).rules
        _, wrong = read_rules({path: files[path] for path in known}, default_rules(), "")
        self.findings += [finding for finding in wrong if finding.path in self._differing]

    def _assets(self, judged: Iterable[FileChange]) -> Iterator[AssetChange]:
        """Assets that differ; one that cannot be read is a finding."""
        for one in judged:
            if one.kind is not FileKind.ASSETS or not one.path.endswith(".yml"):
                continue
            after, wrong = read_asset(one.path, self._data(one))
            self.findings += wrong
            was = self._contents.fork(one.path)
            before = read_asset(one.path, was)[0] if was else None
            if before is not None and after is not None:
                yield AssetChange(before, after)

    def _data(self, one: FileChange) -> bytes:
        return self._contents.head(self._differing[one.path]) or b""


def _body(data: bytes) -> bytes:
    parts = split(data)
    return parts[1] if parts else data
