"""A plan as commits: one a ticket touched, written in one stream onto a ref of our own that nobody else sees.

Nothing here touches the index, the work tree or a branch: what is broken off leaves nothing but a private ref, which
the next writer removes.
"""

import os
import re
import secrets
from collections.abc import Iterator, Mapping

from helpdesk.model.ids import reference, ticket_folder
from helpdesk.model.memory import edited
from helpdesk.model.plan import Plan, Work
from helpdesk.model.snapshot import Cursors
from helpdesk.store import parts
from helpdesk.store.plumbing import Git, GitError, Objects
from helpdesk.store.stream import Commit, Signature, clean_line, stream

PRIVATE = "refs/helpdesk/"
CURSORS = "tickets/cursors.yml"
_COMMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,180}\.md\Z")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}\Z")
_DROP = re.compile(r"tickets/new/[^/\0]+\Z")
_WRITER = re.compile(r"refs/helpdesk/[a-z]+-(\d+)-[0-9a-f]+\Z")


class WriteRefused(Exception):
    """The plan asks for what the store never does; nothing was written. The message names ticket and reason."""


def write_plan(git: Git, plan: Plan, signature: Signature) -> tuple[str, str]:
    """Write `plan` on top of the commit it was decided on; return the private ref and the commit it holds.

    Raises WriteRefused for a path outside tickets/, or where history would be rewritten. The caller deletes the ref.
    """
    ref = private_ref("pass")
    with Objects(git) as objects:
        commits = list(plan_commits(objects, plan))
    return ref, import_commits(git, ref, plan.based_on, commits, signature)


def private_ref(kind: str) -> str:
    """A fresh ref for commits that are on their way; its name says whose it is."""
    return f"{PRIVATE}{kind}-{os.getpid()}-{secrets.token_hex(4)}"


def import_commits(git: Git, ref: str, base: str, commits: list[Commit], signature: Signature) -> str:
    """Write commits with one `git fast-import`; return the id of the last."""
    process = git.start("fast-import", "--quiet", "--done", "--date-format=raw")
    assert process.stdin and process.stdout and process.stderr
    try:
        try:
            for piece in stream(ref, base, commits, signature):
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it says why on standard error
        said, printed = process.stderr.read(), process.stdout.read()
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
    if code:
        raise GitError("fast-import", code, said.decode("utf-8", "replace")[:2000])
    return printed.decode().strip()


def plan_commits(objects: Objects, plan: Plan) -> Iterator[Commit]:
    """Each piece of work as a commit, and one for the cursors when they moved."""
    written: dict[str, bytes | None] = {}
    identity = f"{plan.now:%Y%m%dT%H%M%SZ}-{plan.based_on[:12]}"
    for work in plan.work:
        files = _files(objects, plan.based_on, work, written)
        if files:
            written.update(files)
            subject = clean_line(work.subject) or work.reference
            yield Commit(f"{subject}\n\nTicket: {work.reference}\nPass: {identity}\n", files)
    cursors = _cursors(objects, plan)
    if cursors and not plan.empty:
        yield Commit(f"Read on\n\nPass: {identity}\n", {CURSORS: cursors})


def _files(objects: Objects, base: str, work: Work, written: Mapping[str, bytes | None]) -> dict[str, bytes | None]:
    """All that one piece of work changes, by path. `written` is what earlier work of the plan has already made."""
    from helpdesk.load.comment import write_comment
    from helpdesk.load.timeline import write_entries

    folder = _folder(work)

    def now(name: str) -> bytes | None:
        path = f"{folder}/{name}"
        return written[path] if path in written else objects.one(f"{base}:{path}")

    files: dict[str, bytes | None] = {}
    ticket = _ticket(work, now("ticket.md"))
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
        if "\n" in path or objects.one(f"{base}:{path}") is not None:
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


def _cursors(objects: Objects, plan: Plan) -> bytes | None:
    """tickets/cursors.yml after the plan, None where it says the same. Nothing in it goes back."""
    from helpdesk.load.cursors import write_cursors

    data = objects.one(f"{plan.based_on}:{CURSORS}")
    before = parts.cursors_of(data)[0] or Cursors()
    after = Cursors(
        highest=max(before.highest, plan.highest, *(work.number for work in plan.work), 0),
        stamped=plan.stamped or before.stamped,
        channels={**before.channels, **plan.channels},
    )
    return write_cursors(after) if after != before else None


def drop_ref(git: Git, ref: str) -> None:
    """Take a private ref away; what only it held is git's to collect."""
    git.run("update-ref", "-d", ref, check=False)


def sweep(git: Git) -> None:
    """Remove private refs of writers that died. Called under the desk's lock, so that none of them is at work."""
    refs = git.run("for-each-ref", "--format=%(refname)", PRIVATE, check=False).text.splitlines()
    dead = [ref for ref in refs if (match := _WRITER.match(ref)) and int(match[1]) != os.getpid()]
    if dead:
        git.run("update-ref", "--stdin", stdin="".join(f"delete {ref}\n" for ref in dead).encode(), check=False)
