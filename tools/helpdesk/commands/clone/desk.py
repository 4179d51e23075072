"""What every verb of the day's work shares: opening the desk, who is asking, writing, and how the answer is printed."""

import functools
import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from helpdesk.commands import present
from helpdesk.commands.clone.identity import identify, identify_staff
from helpdesk.commands.clone.opening import open_handle
from helpdesk.commands.clone.refusal import Refused
from helpdesk.commands.clone.writing import AnyWriting, DeskHandle
from helpdesk.commands.terminal.completing import complete_person
from helpdesk.commands.terminal.visible import block
from helpdesk.model.ids import reference, typed_reference
from helpdesk.model.record import Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.timeline import Json

if TYPE_CHECKING:
    from helpdesk.model.ports import Store

Opener = Callable[[str], DeskHandle]


def work_tree_snapshot(root: Path) -> Snapshot:
    """The desk in `root` with its uncommitted edits, as the portal reads it."""
    return open_handle(str(root)).snapshot


def open_store(path: Path) -> "Store":
    """Where the desk that `path` lies in is kept, as a pass needs it. Refuses where there is none."""
    from helpdesk.store import git_store
    from helpdesk.store.repository import NotADesk

    try:
        return git_store.open_store(path)
    except NotADesk as problem:
        raise Refused(str(problem)) from None


class Desk:
    """The desk as one verb sees it: opened when first asked, then the same to the end of the verb."""

    def __init__(self, opener: Opener, path: str, who: str, *, as_json: bool) -> None:
        self._opener, self._path, self._who = opener, path, who
        self.as_json, self.commits, self.pushes, self.proposes = as_json, True, False, False
        self.now = present.utc_now()

    @functools.cached_property
    def handle(self) -> DeskHandle:
        return self._opener(self._path)

    @property
    def root(self) -> Path:
        """The folder of the desk's work tree. Refuses where there is none."""
        from helpdesk.store.repository import NotADesk, Repository

        try:
            root = Repository.open(self._path).root
        except NotADesk as problem:
            raise Refused(str(problem)) from None
        if root is None:
            raise Refused("a bare repository has no files to edit", "clone it, and work in the clone")
        return root

    @property
    def snapshot(self) -> Snapshot:
        return self.handle.snapshot

    @property
    def rules(self) -> Rules:
        return self.handle.snapshot.rules

    @functools.cached_property
    def me(self) -> Person:
        """Who is asking. Refuses when the desk does not know them."""
        return identify(self._who, self.handle.user(), self.rules)

    @functools.cached_property
    def staff(self) -> Person:
        """Who is asking, and they work here."""
        return identify_staff(self._who, self.handle.user(), self.rules)

    def look_only_at(self, texts: Iterable[str]) -> None:
        """Read these tickets with their uncommitted edits, all others as they are committed. What is no reference is
        passed over."""
        digits = [re.search(r"[0-9]{1,9}$", text.strip()) for text in texts]
        self.handle.look_only_at([int(found[0]) for found in digits if found])

    def reference(self, text: str) -> str:
        """`HD-000123` for what a person typed. Refuses what is no reference of this desk."""
        number = typed_reference(text, self.rules.desk.prefix)
        if number is None:
            prefix = self.rules.desk.prefix
            raise Refused(f"not a reference of this desk: {text!r}", f"write 123, #123 or {prefix}-123")
        return reference(self.rules.desk.prefix, number)

    def record(self, text: str) -> Record:
        """The ticket a person meant. Refuses when there is none."""
        meant = self.reference(text)
        number = typed_reference(meant, self.rules.desk.prefix)
        record = self.snapshot.ticket(number) if number is not None else None
        if record is None:
            raise Refused(
                f"{meant} is not here", "git pull --no-rebase brings the newest tickets; helpdesk search finds by words"
            )
        return record

    def sound_record(self, text: str) -> Record:
        """As `record`, and its file can be read: what is broken has to be mended by hand before a verb edits it."""
        record = self.record(text)
        if record.quarantined:
            raise Refused(f"the file of {record.reference} cannot be read", "helpdesk check says where; mend it first")
        return record

    def answer(self, data: Json, lines: Iterable[str]) -> None:
        """Print `data` as JSON, or `lines` for people."""
        if self.as_json:
            click.echo(msgspec.json.format(msgspec.json.encode(data), indent=2).decode())
            return
        for line in lines:
            click.echo(block(line))

    def write(
        self, writings: Sequence[AnyWriting], subject: str, said: Sequence[str], then: str, more: Json = None
    ) -> None:
        """Write, commit and push as the options say; then print what was done and what to type next. Refuses what
        rules/permissions.yml does not let this person write."""
        from helpdesk.commands.clone.permitted import permit

        for writing in writings:
            permit(writing, self.staff, self.snapshot, proposes=self.proposes)
        written = self.handle.write(writings, subject, self.staff.id, self.now, commit=self.commits)
        pushed = self.pushes and bool(written.commit)
        if pushed:
            self.handle.push()
        proposal = self._propose(subject) if self.proposes and written.commit else ""
        state = (
            f"proposed: {proposal}"
            if proposal
            else "pushed"
            if pushed
            else "committed; git push sends it"
            if written.commit
            else "edited, not committed"
        )
        data = {
            "done": list(said),
            "paths": list(written.paths),
            "commit": written.commit,
            "pushed": pushed,
            **({"proposal": proposal} if proposal else {}),
            **(more or {}),
        }
        self.answer(data, [*said, *([f"({state})"]), *([f"next: {then}"] if then else [])])

    def _propose(self, title: str) -> str:
        """The address of the pull request that has the commit now."""
        from pathlib import Path

        from helpdesk.commands.proposals.propose import proposed

        return proposed(Path(self._path), title=title)[0].html_url


def _print_whatever_comes() -> None:
    """A terminal that knows no UTF-8 shows escapes for what it lacks, instead of a traceback."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _reading_options(command: Callable[..., None]) -> Callable[..., None]:
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print JSON."),
        click.option(
            "--as",
            "who",
            metavar="WHO",
            help="Who you are, instead of git's user.email.",
            shell_complete=complete_person,
        ),
        click.option(
            "-C", "--desk", "path", default=".", metavar="FOLDER", help="The desk's clone (here).", show_default=False
        ),
    ):
        command = option(command)
    return command


def reads(command: Callable[..., None]) -> Callable[..., None]:
    """A verb that reads the desk: it gets `desk` as its first argument, and --json, --as and -C."""

    @functools.wraps(command)
    @click.pass_context
    def verb(context: click.Context, /, path: str, who: str | None, as_json: bool, **rest: Any) -> None:
        _print_whatever_comes()
        said = who or os.environ.get("HELPDESK_USER", "")
        command(Desk(context.obj or open_handle, path, said, as_json=as_json), **rest)

    return _reading_options(verb)


def writes(command: Callable[..., None]) -> Callable[..., None]:
    """A verb that edits the desk: as `reads`, and --push, --pr and --no-commit."""

    @functools.wraps(command)
    def verb(desk: Desk, /, push: bool, propose: bool, no_commit: bool, **rest: Any) -> None:
        if (push or propose) and no_commit:
            raise click.UsageError(f"--{'push' if push else 'pr'} needs a commit: leave --no-commit out")
        if push and propose:
            raise click.UsageError("--push or --pr: to the desk itself, or as a proposal to it")
        desk.pushes, desk.proposes, desk.commits = push, propose, not no_commit
        command(desk, **rest)

    verb = click.option("--no-commit", is_flag=True, help="Edit the files and leave the commit to you.")(verb)
    verb = click.option("--pr", "propose", is_flag=True, help="Propose the commit by a pull request on GitHub.")(verb)
    verb = click.option("--push", is_flag=True, help="Push the commit to the remote at once.")(verb)
    return reads(verb)


def fields_of(edits: Mapping[str, Json]) -> str:
    """`impact=high service=vpn`, as one would type it."""
    return " ".join(
        f"{name}={_typed(held)}" for field, value in edits.items() for name, held in plain_fields(field, value)
    )


def plain_fields(field: str, value: Json) -> Iterator[tuple[str, Json]]:
    """`change.risk` and what it holds, and the others of a block; a field that is none is itself."""
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from plain_fields(f"{field}.{inner}", item)
    else:
        yield field, value


def _typed(value: Json) -> str:
    if isinstance(value, list | tuple):
        return ",".join(str(item) for item in value)
    return "" if value is None else str(value)
