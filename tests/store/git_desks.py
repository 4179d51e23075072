"""Desks in real git repositories: a bare remote and clones of it, made by git itself."""

import os
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.plan import NewComment, Plan, Work
from helpdesk.model.ticket import Comment, Ticket
from helpdesk.model.timeline import Changed, Commented, Opened, Owed, Promised, Routed, Step, Target
from helpdesk.store.importing import drop_ref, import_commits
from helpdesk.store.repository import Repository
from helpdesk.store.stream import Commit, Signature

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
DESK_YML = b"name: Test desk\nprefix: HD\n"
KIM = b"name: Kim Lee\nemail: kim@desk.example\nrole: technician\n"
SEEDED: dict[str, bytes | None] = {"rules/desk.yml": DESK_YML, "rules/people/kim.yml": KIM}


def git(folder: Path, *arguments: str, check: bool = True, **extra: str) -> str:
    """One git command as a person would type it."""
    person = {"GIT_AUTHOR_NAME": "Kim Lee", "GIT_AUTHOR_EMAIL": "kim@desk.example"}
    person |= {"GIT_COMMITTER_NAME": "Kim Lee", "GIT_COMMITTER_EMAIL": "kim@desk.example"}
    command = ["git", "-C", str(folder), *arguments]
    ended = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **person, **extra})
    if check and ended.returncode:
        raise AssertionError(f"git {' '.join(arguments)}: {ended.stderr}")
    return ended.stdout.strip()


@cache
def template() -> tempfile.TemporaryDirectory[str]:
    """A bare desk made once, to be copied: it goes with the process."""
    made = tempfile.TemporaryDirectory(prefix="desk-")
    folder = Path(made.name)
    git(folder, "init", "-q", "--bare", "-b", "main", "--template=")
    empty = git(folder, "commit-tree", git(folder, "hash-object", "-t", "tree", "-w", os.devnull), "-m", "Begin")
    git(folder, "update-ref", "refs/heads/main", empty)
    commit_files(folder, SEEDED, "Set up the desk")
    return made


def bare_desk(folder: Path, files: dict[str, bytes | None] | None = None) -> Path:
    """A bare repository whose main branch holds these files and the rules of a small desk."""
    shutil.copytree(template().name, folder)
    if files:
        commit_files(folder, files, "Add files")
    return folder


def commit_files(
    folder: Path, files: dict[str, bytes | None], message: str, who: str = "Kim Lee", at: datetime = MORNING
) -> str:
    """Commit files to main behind everybody's back, as a merged pull request would."""
    desk = Repository.open(folder, branch="main", remote="")
    base = desk.head()
    signature = Signature(who, "kim@desk.example" if who == "Kim Lee" else "someone@else.example", at)
    commit = import_commits(desk.git, "refs/helpdesk/test-1-0", base, [Commit(message, files)], signature)
    git(folder, "update-ref", "refs/heads/main", commit, base)
    drop_ref(desk.git, "refs/helpdesk/test-1-0")
    return commit


def clone(remote: Path, folder: Path, *options: str) -> Path:
    """A clone as git makes it."""
    git(remote.parent, "clone", "-q", "--template=", *options, remote.as_uri(), str(folder))
    with (folder / "config" if (folder / "config").exists() else folder / ".git/config").open("a") as config:
        config.write("[user]\n\tname = Kim Lee\n\temail = kim@desk.example\n")
    return folder


def new_ticket(
    number: int, title: str = "The VPN drops", *, key: str = "", assignee: str = "kim", **fields: object
) -> Work:
    """A ticket as the desk takes it in: nobody has edited it, nothing is owed, nothing is due."""
    name = reference("HD", TicketNumber(number))
    ticket = Ticket(id=name, title=title, status="new", assignee=assignee, opened=MORNING, **fields)
    key = key or f"mail:{number}@example.org"
    return Work(
        number=TicketNumber(number),
        reference=name,
        subject=f"{name}: opened",
        create=ticket,
        request="It drops every hour.\n",
        entries=opening(ticket, key, number),
        messages=(key,),
    )


def opening(ticket: Ticket, key: str, number: int) -> tuple[Opened, ...] | tuple[Opened, Routed]:
    from helpdesk.model.front_matter import front_matter

    fields = {name: value for name, value in front_matter(ticket).items() if name not in ("id", "opened")}
    opened = Opened(
        at=MORNING, key=key, set=fields, message_id=f"<{number}@example.org>", content_hash=f"{number:064x}"
    )
    if not ticket.assignee:
        return (opened,)
    return opened, Routed(at=MORNING, team=ticket.team, assignee=ticket.assignee)


def reply(number: int, text: str, key: str, at: datetime = MORNING + timedelta(hours=1)) -> Work:
    """A message that joins a ticket."""
    name = f"{at:%Y%m%dT%H%M%SZ}-requester-{key}.md"
    comment = Comment(at=at, by="requester", key=key)
    return Work(
        number=TicketNumber(number),
        reference=reference("HD", TicketNumber(number)),
        subject=f"HD-{number:06d}: reply",
        entries=(Commented(at=at, by="requester", comment=name, key=key),),
        comments=(NewComment(name, comment, text),),
    )


def plan(based_on: str, *work: Work, now: datetime = MORNING, **more: object) -> Plan:
    return Plan(based_on=based_on, now=now, work=work, highest=max((item.number for item in work), default=0), **more)


def changed(number: int, at: datetime = MORNING + timedelta(hours=1), by: str = "kim", **fields: object) -> Work:
    """Somebody's edit, entered into the ledger and made in the file."""
    name = reference("HD", TicketNumber(number))
    entries = (Changed(at=at, by=by, set=fields),)
    return Work(number=TicketNumber(number), reference=name, subject=f"{name}: changed", edits=fields, entries=entries)


def promised(work: Work, due: datetime) -> Work:
    """The same ticket with a promise whose breach is the next step."""
    step = Step(at=due, do="breach")
    entry = Promised(
        at=MORNING, target=Target.RESOLVE, due=due, sla="p3", calendar="default", allowed=14400, steps=(step,)
    )
    return replace(work, entries=(*work.entries, entry))


def owing(work: Work) -> Work:
    """The same ticket with a notice that nobody has sent yet."""
    entry = Owed(at=MORNING, notice="n1", template="acknowledge", role="requester", channel="mail")
    return replace(work, entries=(*work.entries, entry))
