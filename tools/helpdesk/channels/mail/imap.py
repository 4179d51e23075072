"""Mail out of a mailbox on an IMAP server: a bounded part at a time, moved away only when it is safe."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from helpdesk.channels.mail.account import Account, parse_account, said
from helpdesk.channels.mail.folder import read
from helpdesk.channels.mail.imap_fetch import Waiting, contents, fetched, numbers, part
from helpdesk.channels.mail.imap_session import Session
from helpdesk.model.message import Message
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.desk import Desk

if TYPE_CHECKING:
    from imapclient import IMAPClient

EXAMPLE = "imaps://user%40example.org@imap.example.org/INBOX"
OPTIONS = frozenset({"done", "failed", "tls"})
DONE, FAILED = "Helpdesk done", "Helpdesk failed"


class ImapMailbox:
    """An inbox over one folder. What is settled moves to the folder `done`, what was taken in without its content to
    `failed`. With `?done=` nothing moves, and the position `<UIDVALIDITY>:<last UID>` says how far it was read; when
    the server numbers anew, everything is read again and known by its key."""

    def __init__(self, address: str, desk: Desk) -> None:
        """`imap[s]://user@host[:port]/FOLDER[?done=NAME&failed=NAME&account=NAME]`. Raises ValueError."""
        self._account = account = parse_account(address, EXAMPLE, OPTIONS)
        if account.scheme not in ("imap", "imaps") or not account.user:
            raise ValueError(f"not a mailbox on a server; write {EXAMPLE}")
        _installed()
        folder = account.path or "INBOX"
        self.name = f"mail:{_who(account)}/{folder}"
        self._desk = desk
        self._session = Session(account, folder)
        self._done = account.options.get("done", DONE)
        self._failed = account.options.get("failed", FAILED if self._done else "")
        self._gathered: dict[str, list[int]] = {}
        self._validity = 0
        self._last = 0
        self._stuck: set[int] = set()

    def gather(self, position: str) -> Gathered:
        return self._session.work(lambda client, selected: self._gather(client, selected, position))

    def settle(self, messages: Sequence[Message]) -> None:
        if not self._done:
            return
        uids: dict[str, list[int]] = {self._done: [], self._failed or self._done: []}
        for message in messages:
            withheld = any(defect.startswith("withheld: ") for defect in message.defects)
            to = self._failed if withheld and self._failed else self._done
            uids[to].extend(self._gathered.pop(message.key, ()))
        if any(uids.values()):
            self._session.work(lambda client, selected: self._put_away(client, selected, uids))

    def wait(self, seconds: float) -> bool:
        if not self._session.closed and not self._session.idling:
            try:
                # What came while the last part was worked on was said then, and not again.
                if self._session.work(self._has_news):
                    return True
            except ConnectionError:
                return False
        return self._session.arrived(seconds)

    def _gather(self, client: "IMAPClient", selected: Mapping[bytes, Any], position: str) -> Gathered:
        validity = int(selected[b"UIDVALIDITY"])
        if validity != self._validity:
            self._validity, self._stuck = validity, set()
        self._gathered = {}
        known, _, read_to = position.partition(":")
        last = int(read_to) if known == str(validity) and read_to.isdecimal() else 0
        start = 1 if self._done else last + 1
        uids = [uid for uid in numbers(client, selected, start) if uid not in self._stuck]
        waiting = list(part(client, uids))
        limit = self._desk.attachments.largest_message
        read_ = (self._message(client, one, raw) for one, raw in contents(client, waiting, limit))
        messages = tuple(message for message in read_ if message is not None)
        self._last = max([last, *(one.uid for one in waiting)])
        more = bool(waiting) and uids[-1] > waiting[-1].uid
        return Gathered(messages, f"{validity}:{self._last}", more)

    def _message(self, client: "IMAPClient", one: Waiting, raw: bytes | None) -> Message | None:
        source = f"{self.name}, number {one.uid}"
        if raw is None:
            message = self._unreadable(client, one, source)
        else:
            large = one.size > self._desk.attachments.largest_message
            message = read(raw, one.received, self._desk, source=source, size=one.size if large else 0)
        if message is not None:
            self._gathered.setdefault(message.key, []).append(one.uid)
        return message

    def _unreadable(self, client: "IMAPClient", one: Waiting, source: str) -> Message | None:
        """A message that the server lists and does not hand out: what its header says; None where it is gone."""
        if not client.search(["UID", str(one.uid)]):
            return None
        head = fetched(client, one.uid, "BODY.PEEK[HEADER]") or b""
        message = read(head, one.received, self._desk, source=source)
        key = message.key if message.message_id else f"{self.name}:{self._validity}:{one.uid}"
        withheld = f"withheld: the mail server can't read it ({source})"
        return replace(message, key=key, defects=(*message.defects, withheld))

    def _put_away(self, client: "IMAPClient", selected: Mapping[bytes, Any], uids: Mapping[str, list[int]]) -> None:
        if int(selected[b"UIDVALIDITY"]) != self._validity:
            return  # the numbers mean other messages now; these come again and are known by their keys
        for folder, moving in uids.items():
            if moving:
                try:
                    _move(client, moving, folder)
                except _refusals() as problem:
                    self._stuck.update(moving)
                    raise ConnectionError(f"can't move mail to the folder {folder!r}: {said(problem)}") from problem

    def _has_news(self, client: "IMAPClient", selected: Mapping[bytes, Any]) -> bool:
        if int(selected[b"UIDVALIDITY"]) != self._validity:
            return True
        if self._done:
            # What is only marked as deleted lies there and is not waiting; a client or the server may never expunge it.
            return any(uid not in self._stuck for uid in numbers(client, selected, 1))
        return int(selected.get(b"UIDNEXT", 0)) > self._last + 1


def _who(account: Account) -> str:
    return account.user if "@" in account.user else f"{account.user}@{account.host}"


def _installed() -> None:
    try:
        import imapclient  # noqa: F401
    except ImportError as problem:
        raise ValueError(
            "reading a mailbox on a server needs one more package: pip install 'gitops-helpdesk[mail]'"
        ) from problem


def _move(client: "IMAPClient", uids: Sequence[int], folder: str) -> None:
    """MOVE (RFC 6851), or where the server has none, a copy and a deletion of these alone (RFC 4315)."""
    folder = _made(client, folder)
    if client.has_capability("MOVE"):
        client.move(uids, folder)
        return
    client.copy(uids, folder)
    client.delete_messages(uids, silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge(uids)


def _made(client: "IMAPClient", folder: str) -> str:
    """The folder, made where it is not there; below the personal namespace where the server asks for that."""
    prefix = ""
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        prefix = personal[0][0] if personal else ""
    name = folder if folder.startswith(prefix) else prefix + folder
    if not client.folder_exists(name):
        client.create_folder(name)
    return name


def _refusals() -> type[Exception]:
    from imapclient.exceptions import IMAPClientError

    refusal: type[Exception] = IMAPClientError
    return refusal
