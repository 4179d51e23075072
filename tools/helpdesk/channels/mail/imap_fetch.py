"""What waits in a selected IMAP folder, and its bytes: in parts, in few round trips."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from imapclient import IMAPClient

# One part of a backlog: so many messages, so many bytes.
MOST, MOST_BYTES = 500, 32_000_000
# One answer of the server: so many messages, so many bytes.
_AT_ONCE, _BYTES_AT_ONCE = 50, 4_000_000
# Of a mail that is too large, this much is read: who sent it, and most often what they wrote.
FIRST_BYTES = 200_000
# Numbers asked about in one SEARCH: its answer is one line, which must not grow without end.
_WINDOW = 50_000


class Waiting(NamedTuple):
    """One message on the server: its number, its bytes and when it came."""

    uid: int
    size: int
    received: datetime


def numbers(client: "IMAPClient", selected: Mapping[bytes, Any], start: int) -> list[int]:
    """The UIDs from `start` on that are not deleted, rising."""
    if not selected.get(b"EXISTS", 0):
        return []
    following = selected.get(b"UIDNEXT")
    if following is None:
        windows = [f"{start}:*"]
    else:
        firsts = range(start, int(following), _WINDOW)
        windows = [f"{first}:{min(first + _WINDOW, int(following)) - 1}" for first in firsts]
    found = {uid for window in windows for uid in client.search(["UNDELETED", "UID", window])}
    return sorted(uid for uid in found if uid >= start)


def part(client: "IMAPClient", uids: Sequence[int]) -> Iterator[Waiting]:
    """The first messages, as many as one part may hold, and one at least."""
    total = 0
    known = client.fetch(uids[:MOST], ["RFC822.SIZE", "INTERNALDATE"])
    for uid in uids[:MOST]:
        if uid not in known:
            continue  # somebody else moved or deleted it meanwhile
        size = int(known[uid].get(b"RFC822.SIZE", 0))
        total += size
        if total > MOST_BYTES and total != size:
            return
        received = known[uid].get(b"INTERNALDATE")
        yield Waiting(uid, size, received.astimezone(UTC) if received else datetime.now(UTC))


def contents(client: "IMAPClient", waiting: Sequence[Waiting], limit: int) -> Iterator[tuple[Waiting, bytes | None]]:
    """Each message with its bytes, of one beyond `limit` the first; None where the server does not hand it out."""
    for group in _groups(waiting, limit):
        if group[0].size > limit:
            yield group[0], fetched(client, group[0].uid, f"BODY.PEEK[]<0.{min(FIRST_BYTES, limit)}>")
            continue
        found = _together(client, group)
        for one in group:
            yield one, found.get(one.uid) or fetched(client, one.uid, "BODY.PEEK[]")


def fetched(client: "IMAPClient", uid: int, section: str) -> bytes | None:
    """The bytes of one section; None where the server has none for it."""
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

    try:
        return _body(client.fetch([uid], [section]).get(uid, {}))
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        return None


def _groups(waiting: Sequence[Waiting], limit: int) -> Iterator[list[Waiting]]:
    group: list[Waiting] = []
    for one in waiting:
        alone = one.size > limit
        full = len(group) >= _AT_ONCE or sum(other.size for other in group) + one.size > _BYTES_AT_ONCE
        if group and (alone or full):
            yield group
            group = []
        if alone:
            yield [one]
        else:
            group.append(one)
    if group:
        yield group


def _together(client: "IMAPClient", group: Sequence[Waiting]) -> dict[int, bytes]:
    """The bytes of several; nothing where the server stumbles over one of them, so that each is asked for alone."""
    from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

    try:
        answers = client.fetch([one.uid for one in group], ["BODY.PEEK[]"])
    except IMAPClientAbortError:
        raise
    except IMAPClientError:
        return {}
    return {uid: body for uid, answer in answers.items() if (body := _body(answer)) is not None}


def _body(answer: Mapping[bytes, Any]) -> bytes | None:
    found = (value for name, value in answer.items() if name.startswith(b"BODY["))
    return next((value for value in found if isinstance(value, bytes)), None)
