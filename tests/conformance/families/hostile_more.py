"""hostile.strings, hostile.names, hostile.slow_markdown, hostile.slow_html: other people's nasty words, file names
and documents, taken in and written to a real repository, and read back.

A string is one thing on the way in and the same on the way out. A file name is data: nothing outside its ticket's
folder, nothing that Windows or git could trip over, no bytes lost. A slow document is rendered within the time, or cut.
"""

import hashlib
import json
import re
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from outcome import Outcome

from helpdesk.channels.mail.parse import parse_mail
from helpdesk.decide.plan import decide
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ids import TicketNumber, reference
from helpdesk.model.message import Attachment, Message, Party
from helpdesk.model.plan import NewComment, Plan, Work
from helpdesk.model.ports import Landing
from helpdesk.model.ticket import Comment, Ticket
from helpdesk.model.timeline import Commented, Opened
from helpdesk.publish import markup
from helpdesk.store.create import create
from helpdesk.store.git_store import GitStore, open_store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
RULES = {"rules/desk.yml": b"name: Desk\nmail: {address: help@example.org}\n"}
# The longest that a ticket's title, a tag and a name may be: intake cuts what is longer.
TITLE, TAG, NAME = 1000, 200, 500
# What a checkout on Windows and macOS takes: short names of plain letters, no trailing dot, no reserved word.
PLAIN = re.compile(
    r"tickets/\d{3,}/HD-\d{6,}/(?:ticket\.md|timeline\.yml|(?:comments|files)/[A-Za-z0-9][A-Za-z0-9._-]{0,119})\Z"
)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?\Z|.*\.\Z", re.IGNORECASE)


def _cases(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / "hostile" / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()] if path.is_file() else []


def _desk(folder: Path) -> GitStore:
    create(folder / "desk", lambda _name, _address: RULES, person=("Kim", "kim@example.org"))
    return open_store(folder / "desk")


def strings(folder: Path) -> Iterator[Outcome]:
    """One outcome a string: as title, tag, field, name, summary, request and comment, from the files at HEAD."""
    cases = _cases(folder, "strings")
    with tempfile.TemporaryDirectory() as out:
        store = _desk(Path(out))
        work = tuple(_all_over(number, case["text"]) for number, case in enumerate(cases, 1))
        snapshot = store.snapshot()
        landed = store.carry_out(Plan(based_on=snapshot.commit, now=NOW, work=work, highest=len(work)))
        assert landed.landing is Landing.LANDED, landed.why
        clone = Path(out) / "clone"
        subprocess.run(["git", "clone", "-q", str(Path(out) / "desk"), str(clone)], check=True, timeout=60)
        after = open_store(clone).snapshot()
        for number, case in enumerate(cases, 1):
            record = after.ticket(TicketNumber(number))
            if record is None or record.quarantined:
                yield Outcome(case["id"], False, "the ticket can't be read")
                continue
            yield _same(case, front_matter(record.ticket), record.request, record.conversation[0].text)


def _all_over(number: int, text: str) -> Work:
    name = reference("HD", TicketNumber(number))
    title = text[:TITLE] or "-"
    ticket = Ticket(
        id=name,
        title=title,
        status="new",
        opened=NOW,
        tags=(text[:TAG],) if text else (),
        summary=text,
        requester=Party(name=text[:NAME]),
        fields={"note": text},
    )
    fields = {field: value for field, value in front_matter(ticket).items() if field not in ("id", "opened")}
    said = f"20260302T093000Z-requester-{number:08x}.md"
    return Work(
        number=TicketNumber(number),
        reference=name,
        subject=f"{name}: {text}",
        create=ticket,
        request=f"{text}\n",
        entries=(
            Opened(at=NOW, key=f"mail:{number}", set=fields),
            Commented(at=NOW, by="requester", comment=said, key=f"said:{number}", why=text),
        ),
        comments=(NewComment(said, Comment(at=NOW, by="requester", key=f"said:{number}"), f"{text}\n"),),
        messages=(f"mail:{number}",),
    )


def _same(case: dict[str, Any], written: dict[str, Any], request: str, said: str) -> Outcome:
    text = case["text"]
    back = {
        "title": (written["title"], text[:TITLE] or "-"),
        "tag": (written.get("tags", [""])[0], text[:TAG]),
        "summary": (written.get("summary", ""), text),
        "name": (written.get("requester", {}).get("name", ""), text[:NAME]),
        "field": (written.get("fields", {}).get("note", ""), text),
        "request": (request.strip(), text.strip()),
        "comment": (said.strip(), text.strip()),
    }
    wrong = [f"{where}: {got!r}" for where, (got, wanted) in back.items() if got != wanted]
    return Outcome(case["id"], not wrong, "; ".join(wrong))


def names(folder: Path) -> Iterator[Outcome]:
    """One outcome a name: two files of that name in a mail of somebody of that name."""
    cases = _cases(folder, "names")
    with tempfile.TemporaryDirectory() as out:
        store = _desk(Path(out))
        snapshot = store.snapshot()
        messages = [_with_files(number, case["name"]) for number, case in enumerate(cases)]
        plan = decide(snapshot, messages, NOW, lambda _text, _most: ())
        landed = store.carry_out(plan)
        assert landed.landing is Landing.LANDED, landed.why
        clone = Path(out) / "clone"
        subprocess.run(["git", "clone", "-q", str(Path(out) / "desk"), str(clone)], check=True, timeout=60)
        listed = subprocess.run(
            ["git", "ls-tree", "-rz", "--name-only", "HEAD"], cwd=clone, check=True, capture_output=True, timeout=60
        ).stdout.decode("utf-8", "surrogateescape")
        odd = [path for path in listed.split("\0") if path.startswith("tickets/H") or ".git/" in path]
        after = open_store(clone).snapshot()
        for number, case in enumerate(cases):
            found = after.number_of_key(f"mail:<{number}@example.org>")
            record = after.ticket(found) if found is not None else None
            wrong = list(odd)
            if record is None:
                yield Outcome(case["id"], False, "no ticket")
                continue
            paths = [path for path in listed.split("\0") if path.startswith(f"{record.path}/")]
            wrong += [path for path in paths if not PLAIN.match(path) or RESERVED.match(path.rpartition("/")[2])]
            opening = next(entry for entry in record.timeline if isinstance(entry, Opened))
            wrong += [f"shown as {ref.name!r}" for ref in opening.attachments if ref.name != _shown(case["name"])]
            kept = {hashlib.sha256((clone / path).read_bytes()).hexdigest() for path in paths if "/files/" in path}
            lost = {file.sha256 for file in messages[number].attachments} - kept - _withheld(opening)
            wrong += ["bytes are lost"] if lost else []
            yield Outcome(case["id"], not wrong, "; ".join(wrong))


def _shown(name: str) -> str:
    """A name as a file's data: all of it, but on one line, and without what turns the letters around on a screen."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", " ", name).split())


def _withheld(opening: Opened) -> set[str]:
    return {ref.sha256 for ref in opening.attachments if ref.withheld}


def _with_files(number: int, name: str) -> Message:
    contents = [f"first {number}".encode(), f"second {number}".encode()]
    files = tuple(Attachment(name, "text/plain", len(c), hashlib.sha256(c).hexdigest(), c) for c in contents)
    key = f"<{number}@example.org>"
    return Message(
        key=f"mail:{key}",
        message_id=key,
        channel="mail",
        received=NOW,
        sender=Party(name=name, email=f"p{number}@example.org"),
        subject=name,
        text=name,
        visible_reply=name,
        attachments=files,
    )


def slow_markdown(folder: Path) -> Iterator[Outcome]:
    """One outcome a document: rendered as a message, in processor time."""
    for case in _cases(folder, "slow_markdown"):
        yield _in_time(case, partial(_drawn, _joined(case)))


def slow_html(folder: Path) -> Iterator[Outcome]:
    """One outcome a document: a mail with this HTML is read and its text rendered."""
    for case in _cases(folder, "slow_html"):
        mail = EmailMessage()
        mail["From"], mail["Subject"], mail["Message-ID"] = "Ana <ana@example.org>", "Slow", "<slow@example.org>"
        mail.set_content(f"{_joined(case)}words in it", subtype="html")
        yield _in_time(case, partial(_read_and_drawn, mail.as_bytes()))


def _drawn(text: str) -> str:
    return str(markup.message(text))


def _read_and_drawn(data: bytes) -> str:
    return _drawn(parse_mail(data, received=NOW, trusted_authserv="", own_addresses=frozenset()).text)


def _in_time(case: dict[str, Any], show: Callable[[], str]) -> Outcome:
    """Something is shown, within the processor time that the case allows."""
    begun = time.process_time()
    try:
        shown = show()
        used = time.process_time() - begun
        wrong = "" if used <= case["max_seconds"] else f"{used:.1f} s"
        wrong = wrong or ("" if shown else "nothing is shown")
    except Exception as error:
        wrong = repr(error)[:200]
    return Outcome(case["id"], not wrong, wrong)


def _joined(case: dict[str, Any]) -> str:
    """`parts`, each a string and how often; or lists in lists, or ever longer runs of backticks, as cmark's tests."""
    if "indent_list_levels" in case:
        return "".join(f"{'  ' * level}* a\n" for level in range(case["indent_list_levels"]))
    if "backtick_runs" in case:
        return "".join(f"e{'`' * length}" for length in range(1, case["backtick_runs"]))
    return "".join(text * count for text, count in case["parts"])


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "hostile.strings": strings,
    "hostile.names": names,
    "hostile.slow_markdown": slow_markdown,
    "hostile.slow_html": slow_html,
}
