"""Alerts out of a folder: one JSON file a request, moved away only when what it says is safe in the repository.

`DIR/*.json` are told apart by what is in them; those in a folder below, `DIR/zabbix/*.json`, are of that kind. Headers,
where a kind needs them, lie beside the file: `1.json.headers`, a `Name: value` on each line.
"""

import hashlib
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from helpdesk.channels.alerts.message import CHANNEL, messages_of
from helpdesk.channels.alerts.read import LARGEST_BODY, read_alerts
from helpdesk.channels.alerts.reading import Outcome, Reading
from helpdesk.channels.alerts.wording import code
from helpdesk.model.message import Attachment, Message, Party
from helpdesk.model.ports import Gathered
from helpdesk.model.rules.alerts import AlertMapping

# A file this young may still be being written by a program that does not rename into place.
STILL, POLL = 0.3, 0.25
LONGEST_SHOWN = 2_000


class AlertFolder:
    """An inbox over `folder`. What is settled moves to `done/`, what brings no alert at once does not come again."""

    def __init__(self, folder: Path, mappings: Sequence[AlertMapping] = ()) -> None:
        self.name = "alerts:folder"
        self.folder = folder
        self._mappings = mappings
        self._waits: dict[Path, set[str]] = {}
        self._quiet: set[Path] = set()

    def gather(self, position: str) -> Gathered:
        """Every alert that lies there; the position stays as it is, what is done is gone from the folder."""
        messages: list[Message] = []
        for path in self._waiting():
            found = self._read(path)
            if found:
                self._waits[path] = {message.key for message in found}
                messages += found
            elif found is not None:
                self._quiet.add(path)
        return Gathered(tuple(messages), position)

    def settle(self, messages: Sequence[Message]) -> None:
        """A file goes when all of its alerts are safe."""
        safe = {message.key for message in messages}
        for path, keys in list(self._waits.items()):
            keys -= safe
            if not keys:
                del self._waits[path]
                self._put_away(path)
        for path in self._quiet:
            self._put_away(path)
        self._quiet.clear()

    def wait(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while not any(path not in self._quiet for path in self._files()):
            if time.monotonic() >= deadline:
                return False
            time.sleep(min(POLL, max(0.0, deadline - time.monotonic())))
        return True

    def _files(self) -> Iterator[Path]:
        for path in (*self.folder.glob("*.json"), *self.folder.glob("*/*.json")):
            if path.parent.name != "done" and not path.name.startswith("."):
                yield path

    def _waiting(self) -> list[Path]:
        aged = sorted((_written(path), path.name, path) for path in self._files() if path not in self._quiet)
        if aged:
            time.sleep(min(STILL, max(0.0, aged[-1][0] + STILL - time.time())))
        return [path for _, _, path in aged]

    def _read(self, path: Path) -> list[Message] | None:
        """None where the file is gone again; nothing where it brings no alert."""
        try:
            received = datetime.fromtimestamp(_written(path), UTC)
            with path.open("rb") as file:
                body = file.read(LARGEST_BODY + 1)
        except FileNotFoundError:
            return None
        source = path.parent.name if path.parent != self.folder else ""
        reading = read_alerts(body, _headers(path), source, self._mappings)
        match reading.outcome:
            case Outcome.ALERTS:
                return list(messages_of(reading, received))
            case Outcome.IGNORED:
                return []
            case _:
                return [_unreadable(path, body, reading, received)]

    def _put_away(self, path: Path) -> None:
        done = path.parent / "done"
        done.mkdir(exist_ok=True)
        for each in (path, path.with_name(f"{path.name}.headers")):
            try:
                each.replace(done / each.name)
            except FileNotFoundError:
                continue


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _headers(path: Path) -> dict[str, str]:
    beside = path.with_name(f"{path.name}.headers")
    try:
        lines = beside.read_text("utf-8", errors="replace")[:20_000].splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, colon, value in pairs if colon and name.strip()}


def _unreadable(path: Path, body: bytes, reading: Reading, received: datetime) -> Message:
    """Nobody can be told that the file was refused: it becomes a ticket, so that somebody looks."""
    digest = hashlib.sha256(body).hexdigest()
    asked = reading.handshake.confirm if reading.handshake is not None else ""
    shown = code(body[:LONGEST_SHOWN].decode("utf-8", "replace"))
    return Message(
        key=f"alert:file:{digest}",
        channel=CHANNEL,
        received=received,
        sender=Party(name="Alerts"),
        subject=f"A monitor sent something that is no alert: {path.name}"[:200],
        text="\n\n".join(filter(None, (f"{reading.why[:1].upper()}{reading.why[1:]}.", asked and f"<{asked}>", shown))),
        content_hash=digest,
        attachments=(Attachment(path.name, "application/json", len(body), digest, body),),
        automatic=True,
    )
