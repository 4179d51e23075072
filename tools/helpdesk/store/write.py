"""A plan as commits, one a ticket touched: which files they hold, and what the store refuses to write."""

import re
from collections.abc import Iterator

from helpdesk.model.front_matter import edited
from helpdesk.model.ids import reference, ticket_folder
from helpdesk.model.plan import Plan, Work
from helpdesk.model.snapshot import Cursors
from helpdesk.store.earlier import cursors_at
from helpdesk.store.importing import import_commits
from helpdesk.store.plumbing import Git, Objects
from helpdesk.store.stream import Commit, Signature, clean_line
from helpdesk.store.tree import list_files, read_desk, read_folder

CURSORS = "tickets/cursors.yml"
_COMMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,180}\.md\Z")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\Z")
_DROP = re.compile(r"tickets/new/[^/\0]+\Z")


class WriteRefused(Exception):
    """The plan asks for what the store never does; nothing was written. The message names ticket and reason."""


def write_plan(git: Git, objects: Objects, plan: Plan, ref: str, signature: Signature) -> str:
    """Write `plan` on top of the commit it was decided on; return the commit, which the private `ref` holds from then
    on.

    Where nothing is to be written that is `based_on` itself, and no ref. Raises WriteRefused for a path outside
    tickets/ and readers/, or where history would be rewritten. The caller deletes the ref.
    """
    commits = list(plan_commits(git, objects, plan))
    return import_commits(git, ref, plan.based_on, commits, signature) if commits else plan.based_on


def plan_commits(git: Git, objects: Objects, plan: Plan) -> Iterator[Commit]:
    """Each piece of work as a commit, one for what readers said, and one for the cursors when they moved."""
    from helpdesk.load.readers import is_month, write_month

    base = _Base(git, objects, plan)
    identity = f"{plan.now:%Y%m%dT%H%M%SZ}-{plan.based_on[:12]}"
    for work in plan.work:
        files = _files(base, work)
        if files:
            base.written.update(files)
            subject = clean_line(work.subject) or work.reference
            yield Commit(f"{subject}\n\nTicket: {work.reference}\nPass: {identity}\n", files)
    wrong = [month.path for month in plan.readers if not is_month(month.path)]
    if wrong:
        raise WriteRefused(f"{wrong[0]!r} is no file of what readers said")
    months = {month.path: write_month(month) for month in plan.readers}
    if months:
        yield Commit(f"Count what readers said\n\nPass: {identity}\n", dict(months))
    cursors = _cursors(base, plan)
    if cursors:
        yield Commit(f"Note how far everything has been read\n\nPass: {identity}\n", {CURSORS: cursors})


class _Base:
    """What stands where the plan writes: the files of its tickets, found with a few reads for all of them together."""

    def __init__(self, git: Git, objects: Objects, plan: Plan) -> None:
        self._objects = objects
        self.written: dict[str, bytes | None] = {}
        desk = read_desk(objects, plan.based_on)
        wanted = {_folder(work) for work in plan.work}
        names = sorted({folder.split("/")[1] for folder in wanted})
        shards = {f"tickets/{name}/": read_folder(objects, desk.shards.get(name, "")) for name in names}
        trees = {prefix + name: tree for prefix, shard in shards.items() for name, tree in shard.folders.items()}
        trees = {folder: tree for folder, tree in trees.items() if folder in wanted}
        trees["tickets/new"] = desk.parts["tickets/new"]
        found = list_files(objects, trees)
        self._blobs = {f"{folder}/{name}": blob for folder, files in found.items() for name, blob in files.items()}
        self.cursors = cursors_at(git, objects, desk, plan.based_on)[0]

    def content(self, path: str) -> bytes | None:
        """A file as the plan's earlier work left it; None where there is none."""
        if path in self.written:
            return self.written[path]
        blob = self._blobs.get(path, "")
        return self._objects.one(blob) if blob else None


def _files(base: _Base, work: Work) -> dict[str, bytes | None]:
    """All that one piece of work changes, by path."""
    from helpdesk.load.comment import write_comment
    from helpdesk.load.timeline import write_entries

    folder = _folder(work)

    def now(name: str) -> bytes | None:
        return base.content(f"{folder}/{name}")

    files: dict[str, bytes | None] = {}
    ticket = _ticket(work, now("ticket.md")) if work.create is not None or work.edits else None
    if ticket is not None:
        files[f"{folder}/ticket.md"] = ticket
    if work.entries:
        before = now("timeline.yml") or b""
        gap = b"" if not before or before.endswith(b"\n") else b"\n"
        files[f"{folder}/timeline.yml"] = before + gap + write_entries(work.entries)
    for new in work.comments:
        _check(work, new.name, _COMMENT, "comment")
        _once(
            work,
            files,
            f"{folder}/comments/{new.name}",
            write_comment(new.comment, new.text),
            now(f"comments/{new.name}"),
        )
    for file in work.files:
        _check(work, file.name, _FILE, "attachment")
        _once(work, files, f"{folder}/files/{file.name}", file.content, now(f"files/{file.name}"))
    for path in work.removes:
        _check(work, path, _DROP, "path to remove")
        if base.content(path) is not None:
            files[path] = None
    return files


def _folder(work: Work) -> str:
    prefix = work.reference.rpartition("-")[0]
    if not re.fullmatch(r"[A-Z][A-Z0-9]{0,9}", prefix) or work.reference != reference(prefix, work.number):
        raise WriteRefused(f"{work.reference!r} is not the reference of ticket {work.number}")
    return ticket_folder(prefix, work.number)


def _ticket(work: Work, before: bytes | None) -> bytes | None:
    """ticket.md after the work, None where it stays as it is."""
    from helpdesk.load.edit import EditRefused, edit_front_matter
    from helpdesk.load.ticket import write_ticket

    if work.create is not None:
        if before is not None:
            raise WriteRefused(f"{work.reference} is there already; a number is never given twice")
        before = write_ticket(work.create, work.request)
        return edit_front_matter(before, work.edits) if work.edits else before
    if not work.edits:
        return None
    if before is None:
        return None
    try:
        after = edit_front_matter(before, work.edits)
    except EditRefused:
        after = _rewritten(work, before)
    return after if after != before else None


def _rewritten(work: Work, before: bytes) -> bytes:
    """ticket.md written anew, where people have laid it out in a way that no line edit fits.

    One that can't even be read stays as it is: it is quarantined, and the ledger says what holds.
    """
    from helpdesk.load.ticket import read_ticket, write_ticket

    ticket, request, _ = read_ticket("ticket.md", before)
    return write_ticket(edited(ticket, work.edits), request) if ticket is not None else before


def _check(work: Work, name: str, pattern: re.Pattern[str], what: str) -> None:
    if not pattern.match(name) or ".." in name:
        raise WriteRefused(f"{work.reference}: {name!r} is no name for a {what}")


def _once(work: Work, files: dict[str, bytes | None], path: str, content: bytes, before: bytes | None) -> None:
    """Add a file that is written once: the same bytes again are nothing new, others are refused."""
    if before is not None and before != content:
        raise WriteRefused(f"{work.reference}: {path} is there with other content, and is never rewritten")
    if before is None:
        files[path] = content


def _cursors(base: _Base, plan: Plan) -> bytes | None:
    """tickets/cursors.yml after the plan, None where it says the same. Nothing in it goes back."""
    from helpdesk.load.cursors import write_cursors

    before = base.cursors
    after = Cursors(
        highest=max(before.highest, plan.highest, *(work.number for work in plan.work), 0),
        stamped=plan.stamped or before.stamped,
        channels={**before.channels, **plan.channels},
    )
    return write_cursors(after) if after != before else None
