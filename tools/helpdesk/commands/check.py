"""`helpdesk check`: everything that is wrong in a desk, at once."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from helpdesk.commands.checking import Report
    from helpdesk.model.finding import Finding


@click.command(
    epilog="""\b
Example:
  helpdesk check
  helpdesk check tickets/012 rules --json
  helpdesk check --base origin/main
  helpdesk check --github        (in a workflow: findings stand beside the lines of the pull request)
""",
)
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's folder (here).")
@click.option("--base", metavar="REV", help="Also hold the change since REV against it: history stays as it was.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--github", is_flag=True, help="Print annotations for a GitHub workflow.")
def check(paths: tuple[str, ...], folder: str, base: str | None, as_json: bool, github: bool) -> None:
    """Find everything that is wrong in the desk's files, uncommitted edits included.

    With PATHS, only what is found there is told; the whole desk is read all the same. Exit status: 0 nothing but
    warnings, 1 findings, 2 no desk or no such path.
    """
    from helpdesk.commands.checking import Report, check_desk
    from helpdesk.commands.folder import DeskFolder, find_desk
    from helpdesk.commands.visible import one_line
    from helpdesk.model.finding import Severity

    root = find_desk(Path(folder).resolve())
    if root is None:
        raise click.UsageError(f"no desk in {folder!r}: it has neither rules/ nor tickets/; `helpdesk init` makes one")
    wanted = [_below(root, path) for path in paths]
    report = check_desk(DeskFolder(root), datetime.now(UTC), _before(root, base) if base else {})
    if wanted:
        findings = (finding for finding in report.findings if _in(finding.path, wanted))
        report = Report(tuple(findings), report.records)
    if as_json:
        click.echo(_json(report))
    else:
        for finding in report.findings:
            click.echo(annotation(finding) if github else one_line(str(finding)))
        click.echo(count_line(report), err=github)
    if any(finding.severity is Severity.ERROR for finding in report.findings):
        raise SystemExit(1)


def _before(root: Path, base: str) -> dict[str, bytes | None]:
    """What differs from the base, as it was there. Raises UsageError where there is no such revision."""
    from helpdesk.store.plumbing import GitError
    from helpdesk.store.repository import NotADesk, Repository
    from helpdesk.store.since import base_of, changed_since

    try:
        repository = Repository.open(root)
        return changed_since(repository, base_of(repository, base))
    except (NotADesk, GitError) as problem:
        raise click.UsageError(str(problem)) from problem


def _below(root: Path, path: str) -> str:
    """A path a person typed, as the desk names it. Raises UsageError where there is none, or it lies outside."""
    there = Path(path).resolve()
    if not there.exists() or not there.is_relative_to(root):
        raise click.UsageError(f"no such path in this desk: {path!r}")
    return there.relative_to(root).as_posix()


def _in(path: str, wanted: Iterable[str]) -> bool:
    return any(one == "." or path == one or path.startswith((f"{one}/", f"{one}:")) for one in wanted)


def count_line(report: "Report") -> str:
    """`412 records, no findings`."""
    from helpdesk.model.finding import Severity

    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    warnings = len(report.findings) - errors
    parts = [_counted(errors, "finding"), *([_counted(warnings, "warning")] if warnings else [])]
    return f"{_counted(report.records, 'record')}, {', '.join(parts)}"


def _counted(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"


def annotation(finding: "Finding") -> str:
    """A workflow command that GitHub shows beside the line; values escaped as its toolkit does."""
    words = _data(finding.what + (f"; {finding.remedy}" if finding.remedy else ""))
    place = {"file": finding.path, "line": finding.line, "col": finding.column, "title": finding.code}
    named = ",".join(f"{name}={_property(str(value))}" for name, value in place.items() if value)
    return f"::{finding.severity.value} {named}::{words}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _json(report: "Report") -> str:
    import msgspec

    return json.dumps({"records": report.records, "findings": [msgspec.to_builtins(one) for one in report.findings]})
