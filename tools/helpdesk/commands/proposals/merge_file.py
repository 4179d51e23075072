"""`helpdesk merge-file`: git's own merge of a ticket, field by field."""

from pathlib import Path

import click


@click.command(
    epilog="""\b
Example:
  git config merge.helpdesk.name "tickets, field by field"
  git config merge.helpdesk.driver "helpdesk merge-file %O %A %B --path %P"
  echo "tickets/**/ticket.md merge=helpdesk" >> .git/info/attributes
  echo "tickets/**/timeline.yml merge=helpdesk" >> .git/info/attributes
""",
)
@click.argument("base", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("ours", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("theirs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--path", default="ticket.md", help="The file's name in the repository.")
def merge_file(base: Path, ours: Path, theirs: Path, path: str) -> None:
    """Merge THEIRS into OURS, both grown from BASE, field by field: what one side changed holds, lists grow by what
    either added. A git merge driver: the result is written to OURS.

    Exit status 1 where both sides set a field differently: those fields stand in OURS between git's conflict marks.
    """
    from helpdesk.commands.terminal.visible import one_line
    from helpdesk.load.merge import merge_ledger, merge_record

    was, mine, other = (file.read_bytes() for file in (base, ours, theirs))
    if path.endswith("timeline.yml"):
        ours.write_bytes(merge_ledger(other, mine))
        return
    # The desk's way is theirs first; for git it is ours, which lies in the work tree.
    merged = merge_record(path, was, other, mine)
    if not merged.choices and not merged.trouble:
        ours.write_bytes(merged.data)
        return
    for choice in merged.choices:
        click.echo(one_line(f"{path}: {choice.said('by them', 'by us')}"), err=True)
    if merged.trouble:
        click.echo(one_line(merged.trouble), err=True)
    conflicts, marked = _marked(merged.data, merged.was or was, merged.ours or other)
    if merged.choices and not conflicts:
        # Their lines go together where the fields do not, as those of a task that one moved and the other took away:
        # against nothing, all that differs is marked.
        _, marked = _marked(merged.data, b"", merged.ours or other)
    if marked is not None:
        ours.write_bytes(marked)
    raise SystemExit(1)


def _marked(ours: bytes, base: bytes, theirs: bytes) -> tuple[int, bytes | None]:
    """How often the three differ, and the file with conflict marks there; -1 and None where git can't set marks, as in
    what is no text."""
    import tempfile

    from helpdesk.store.plumbing import outside

    sides = {"ours": ours, "base": base, "theirs": theirs}
    with tempfile.TemporaryDirectory() as folder:
        for name, data in sides.items():
            (Path(folder) / name).write_bytes(data)
        names = [str(Path(folder) / name) for name in sides]
        labels = [word for name in sides for word in ("-L", name)]
        done = outside(Path(folder)).run("merge-file", "-p", *labels, *names, check=False)
        # git-merge-file(1): the number of conflicts, 127 where there are more; beyond that it failed.
        return (done.code, done.out) if 0 <= done.code <= 127 else (-1, None)
