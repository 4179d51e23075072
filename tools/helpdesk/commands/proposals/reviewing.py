"""What a proposal comes to: judged by its base's rules, and what merging it would do. Head's files are data throughout;
nothing of them is run, checked out or kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from msgspec.structs import replace

from helpdesk.commands.passes.doors import advisor
from helpdesk.commands.proposals.checking import Report
from helpdesk.commands.proposals.judging import judge_change
from helpdesk.commands.rules.simulate import USUAL, lived_over
from helpdesk.decide.plan import decide
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.plan import Plan, Work
from helpdesk.replay.difference import Difference
from helpdesk.replay.replay import script_of
from helpdesk.store import compare
from helpdesk.store.importing import drop_ref, private_ref
from helpdesk.store.joining import Collision, join, joined_tree
from helpdesk.store.repository import Repository
from helpdesk.store.snapshot import GitSnapshot
from helpdesk.store.stream import Signature


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """One proposal. `plan` is what a pass would do after the merge and not without it, `rules` what changed rules would
    have changed; both None where they were not asked. `conflicts` are paths that git cannot merge, `choices` what only
    a person can decide in them; `tickets_only` whether nothing but tickets/ differs."""

    base: str
    head: str
    report: Report
    plan: Plan | None = None
    rules: Difference | None = None
    conflicts: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    tickets_only: bool = False
    trouble: str = ""

    @property
    def refused(self) -> bool:
        """Whether the base's rules say no."""
        return any(finding.severity is Severity.ERROR for finding in self.report.findings)

    @property
    def can_land(self) -> bool:
        """Whether the desk can settle by itself what git cannot."""
        return bool(self.conflicts) and self.tickets_only and not self.choices and not self.refused


def review_change(
    repository: Repository, base: str, head: str, author: str | None, now: datetime, name: str = "a proposal"
) -> Review:
    """Raises NoComparison where the two cannot be compared."""
    between = compare.sides(repository, base, head)
    report = judge_change(repository, base, head, author)
    paths = [one.path for one in compare.differences(repository, between)]
    review = Review(
        base=between.base,
        head=between.tip,
        report=report,
        conflicts=joined_tree(repository, between.tip, between.base).conflicts,
        tickets_only=bool(paths) and all(path.startswith("tickets/") for path in paths),
    )
    if review.refused or not paths:
        return review
    try:
        with merged(repository, review, name, now) as commit:
            return _foreseen(repository, review, commit, now, rules=any(path.startswith("rules/") for path in paths))
    except Collision as collision:
        return replace(review, choices=collision.choices)


@contextmanager
def merged(repository: Repository, review: Review, name: str, now: datetime) -> Iterator[str]:
    """The merge as a commit that nothing else refers to, gone again afterwards. Raises Collision."""
    ref = private_ref("review")
    who = Signature(*_author(repository, review.head), now)
    try:
        yield join(repository, review.head, review.base, ref, who, f"Join {name}")
    finally:
        drop_ref(repository.git, ref)


def _author(repository: Repository, commit: str) -> tuple[str, str]:
    done = repository.git.run("show", "-s", "--format=%an%x00%ae", "--end-of-options", commit)
    name, _, address = done.text.partition("\0")
    return name or "nobody", address or "nobody@localhost"


def _foreseen(repository: Repository, review: Review, commit: str, now: datetime, *, rules: bool) -> Review:
    with (
        GitSnapshot.at(repository, review.base, keep=False) as before,
        GitSnapshot.at(repository, commit, keep=False) as after,
    ):
        known = set(before.findings)
        new = [finding for finding in after.findings if finding not in known and finding.severity is Severity.ERROR]
        if new:
            return replace(review, report=_with(review.report, new))
        advise = advisor()
        standing = {_fingerprint(work) for work in decide(before, (), now, advise(before)).work}
        plan = decide(after, (), now, advise(after))
        plan = replace(plan, work=tuple(work for work in plan.work if _fingerprint(work) not in standing))
        review = replace(review, plan=plan)
        return _simulated(review, before, after, now) if rules else review


def _with(report: Report, more: list[Finding]) -> Report:
    return Report(tuple(sorted({*report.findings, *more})), report.records)


def _fingerprint(work: Work) -> tuple[object, ...]:
    return work.reference, work.subject, work.actions


def _simulated(
    review: Review, before: GitSnapshot, after: GitSnapshot, now: datetime, span: timedelta = USUAL
) -> Review:
    end = now.astimezone(ZoneInfo(before.rules.desk.timezone))
    try:
        script = script_of(before.all_tickets(), before.rules.people, end - span, end)
        return replace(review, rules=lived_over(script, before.rules, after.rules, before.assets))
    except msgspec.ValidationError:
        return replace(review, trouble="The past could not be lived over under these rules: a ledger of it is broken.")
