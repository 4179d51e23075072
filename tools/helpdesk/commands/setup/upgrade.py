"""`helpdesk upgrade`: bring a desk to the version that is installed here."""

import difflib
from pathlib import Path

import click

from helpdesk import __version__


@click.command(
    epilog="""\b
Example:
  pip install --upgrade gitops-helpdesk && helpdesk upgrade
  helpdesk upgrade --yes && git commit -am "Upgrade the desk" && git push
""",
)
@click.option("-C", "--desk", "folder", default=".", metavar="FOLDER", help="The desk's clone (here).")
@click.option("--yes", is_flag=True, help="Write without asking.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 where something would change.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and write nothing unless --yes.")
def upgrade(folder: str, yes: bool, only_check: bool, as_json: bool) -> None:
    """Pin this version in requirements.txt and refresh what comes from the tool: workflow files, schemas, issue forms.
    The differences are shown first, and nothing is written before you agree. Nothing is committed.

    Your own rules, tickets and articles are never touched. Exit status: 0 done or nothing to do, 1 not done, 2 no desk.
    """
    import json

    from helpdesk.commands.clone.folder import find_desk
    from helpdesk.commands.setup.upgrading import pinned, upgraded
    from helpdesk.commands.terminal.visible import block

    root = find_desk(Path(folder).resolve())
    if root is None or (root / "tools" / "helpdesk").is_dir():
        where = "this is the tool's own repository" if root else f"no desk in {folder!r}"
        raise click.UsageError(f"{where}: name a desk's folder with --desk")
    before, files = pinned(root), upgraded(root)
    if as_json:
        click.echo(json.dumps({"from": before, "to": __version__, "files": sorted(files)}))
    elif not files:
        click.echo(f"The desk is at {__version__}; nothing to change.")
    else:
        click.echo(block(_difference(root, files)))
    if not files:
        return
    if only_check or (as_json and not yes):
        raise SystemExit(1)
    if not yes and not click.confirm(f"Write these {len(files)} files?"):
        raise SystemExit(1)
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    if not as_json:
        click.echo(f"Written, not committed. Look with git diff, then: git commit -am 'Upgrade to {__version__}'")


def _difference(root: Path, files: dict[str, bytes]) -> str:
    """A unified diff of every file."""
    lines: list[str] = []
    for path, content in sorted(files.items()):
        old = (root / path).read_text("utf-8", "replace").splitlines() if (root / path).is_file() else []
        new = content.decode("utf-8", "replace").splitlines()
        lines += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}", lineterm="")
    return "\n".join(lines)
