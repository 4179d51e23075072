"""`helpdesk check`: everything that is wrong in a desk, at once."""

import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from helpdesk.commands.present import utc_now
from helpdesk.commands.workflow_output import command

if TYPE_CHECKING:
    from helpdesk.commands.proposals.checking import Report
    from helpdesk.model.finding import Finding


@click.command(
    epilog="""\b
Example:
  helpdesk check
  helpdesk check tickets/012 rules --json
  helpdesk check --base origin/main          (what you are about to propose)
  helpdesk check --format github             (annotations beside the lines; so by itself in a GitHub workflow)
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's folder (here).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "text", "github"]),
    default="auto",
    show_default=True,
    help="Lines of text, or annotations for a GitHub workflow; auto: those where GITHUB_ACTIONS is set.",
)
@click.option("--base", metavar="REV", help="Judge what differs from REV, by the rules of REV.")
@click.option("--head", default="", metavar="REV", help="With --base: the commit to judge, instead of the work tree.")
@click.option(
    "--author",
    metavar="WHO",
    help="With --base: whose change it is, a mail address or a numeric GitHub id; else HELPDESK_AUTHOR, else the "
    "authors of the commits.",
)
def check(
    paths: tuple[str, ...],
    folder: str,
    as_json: bool,
    form: str,
    base: str | None,
    head: str,
    author: str | None,
) -> None:
    """Find everything that is wrong in the desk's files, uncommitted edits included.

    With PATHS, only what is found there is told; the whole desk is read all the same. With --base, a change is judged:
    who may change what, and how tickets move on. Exit status: 0 nothing but warnings, 1 findings, 2 no desk, no such
    path or revision.
    """
    github = form == "github" or (form == "auto" and os.environ.get("GITHUB_ACTIONS") == "true")
    if base is not None:
        report, top = _judged(folder, base, head, author)
        # Without asking whether they are there: what a change removes can be named too.
        wanted = [Path(os.path.relpath(path, top)).as_posix() for path in paths]
        _tell(report, wanted, as_json=as_json, github=github, counted="changed file")
        return
    if head or author is not None:
        raise click.UsageError("--head and --author judge a change: name what it starts from with --base REV")
    from helpdesk.commands.clone.folder import find_desk
    from helpdesk.commands.proposals.checking import check_desk
    from helpdesk.commands.proposals.left_out import whole_desk
    from helpdesk.commands.setup.issue_forms import written_forms

    root = find_desk(Path(folder).resolve())
    if root is None:
        raise click.UsageError(f"no desk in {folder!r}: it has neither rules/ nor tickets/; `helpdesk init` makes one")
    wanted = [_below(root, path) for path in paths]
    with whole_desk(root) as files:
        report = check_desk(files, utc_now(), written_forms(root))
    _tell(report, wanted, as_json=as_json, github=github)


def _judged(folder: str, base: str, head: str, author: str | None) -> tuple["Report", Path]:
    """What the base's rules find in a change, and the folder that its paths begin at. Raises UsageError where there is
    nothing to compare."""
    from helpdesk.commands.proposals.judging import judge_change
    from helpdesk.store.compare import NoComparison
    from helpdesk.store.repository import NotADesk, Repository

    named = author if author is not None else os.environ.get("HELPDESK_AUTHOR")
    if named is not None and not named.strip():
        raise click.UsageError(
            "the author is empty: name a mail address or a numeric GitHub id, or unset HELPDESK_AUTHOR"
        )
    try:
        repository = Repository.open(folder)
        return judge_change(repository, base, head, named), repository.root or Path(folder)
    except (NoComparison, NotADesk) as problem:
        raise click.UsageError(str(problem)) from None


def _tell(report: "Report", wanted: Sequence[str], *, as_json: bool, github: bool, counted: str = "record") -> None:
    """Print what was found below the wanted paths (none: everywhere). Exits with 1 where something is wrong."""
    from helpdesk.commands.proposals.checking import Report
    from helpdesk.commands.terminal.step_summary import as_summary, step_summary
    from helpdesk.commands.terminal.visible import one_line
    from helpdesk.model.finding import Severity

    if wanted:
        findings = (finding for finding in report.findings if _in(finding.path, wanted))
        report = Report(tuple(findings), report.records)
    if as_json:
        click.echo(_json(report))
    else:
        for finding in report.findings:
            command(annotation(finding)) if github else click.echo(one_line(str(finding)))
        click.echo(count_line(report, counted), err=github)
    step_summary(lambda: as_summary(report, count_line(report, counted)))
    if any(finding.severity is Severity.ERROR for finding in report.findings):
        raise SystemExit(1)


def _below(root: Path, path: str) -> str:
    """A path a person typed, as the desk names it. Raises UsageError where there is none, or it lies outside."""
    there = Path(path).resolve()
    if not there.exists() or not there.is_relative_to(root):
        raise click.UsageError(f"no such path in this desk: {path!r}")
    return there.relative_to(root).as_posix()


def _in(path: str, wanted: Iterable[str]) -> bool:
    return any(one == "." or path == one or path.startswith((f"{one}/", f"{one}:")) for one in wanted)


def count_line(report: "Report", counted: str = "record") -> str:
    """`412 records, no findings`."""
    from helpdesk.model.finding import Severity

    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    warnings = len(report.findings) - errors
    parts = [_counted(errors, "finding"), *([_counted(warnings, "warning")] if warnings else [])]
    return f"{_counted(report.records, counted)}, {', '.join(parts)}"


def _counted(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"


def annotation(finding: "Finding") -> str:
    """A workflow command that GitHub shows beside the line; values escaped as its toolkit does. A stranger chooses the
    names of files, so that neither the runner nor a terminal that shows its log obeys any."""
    words = _data(finding.what + (f"; {finding.remedy}" if finding.remedy else ""))
    place = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
    named = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{finding.severity.value} {named}::{words}"


def _data(text: str) -> str:
    from helpdesk.commands.terminal.visible import one_line

    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return one_line(escaped).replace("##[", "## [")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _json(report: "Report") -> str:
    import msgspec

    return json.dumps({"records": report.records, "findings": [msgspec.to_builtins(one) for one in report.findings]})
