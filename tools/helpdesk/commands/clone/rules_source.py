"""Which rules a verb is to use: those of a folder, or of a revision of the desk."""

from pathlib import Path

import click

from helpdesk.commands.clone.folder import DeskFolder, find_desk
from helpdesk.commands.terminal.visible import one_line
from helpdesk.load.rules import read_rules
from helpdesk.model.finding import Severity
from helpdesk.model.rules import Rules
from helpdesk.resources import default_rules
from helpdesk.store.repository import NotADesk, Repository
from helpdesk.store.rules_files import rules_files


def rules_named(name: str, repository: Repository | None) -> tuple[Rules, dict[str, bytes]]:
    """The rules of the folder (a desk, or its rules/) or revision that `name` is, and their files by path.

    Prints every finding and exits with 1 where they are not sound; a usage error where `name` is neither.
    """
    files, version = _files(name, repository)
    rules, findings = read_rules(files, default_rules(), version)
    if rules is None:
        for finding in findings:
            if finding.severity is Severity.ERROR:
                click.echo(one_line(str(finding)), err=True)
        raise SystemExit(1)
    return rules, files


def repository_of(folder: Path) -> Repository | None:
    """The repository that a desk's folder is, if it is one."""
    try:
        return Repository.open(folder)
    except NotADesk:
        return None


def _files(name: str, repository: Repository | None) -> tuple[dict[str, bytes], str]:
    folder = Path(name)
    if folder.is_dir():
        root = folder.resolve().parent if folder.resolve().name == "rules" else find_desk(folder.resolve())
        if root is None or not (root / "rules").is_dir():
            raise click.UsageError(f"no rules in {name!r}: name a desk's folder, or its rules/")
        desk = DeskFolder(root)
        return {path: desk[path] for path in desk if path.startswith("rules/")}, f"folder {name}"
    found = rules_files(repository, name) if repository is not None else None
    if found is None:
        raise click.UsageError(f"neither a folder nor a revision of this desk: {name!r}")
    return found
