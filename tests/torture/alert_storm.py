"""Alerts by hundreds a second at a real gateway that is killed in the middle; then count: each accepted one is known.

    python tests/torture/alert_storm.py [--rate 50] [--seconds 10] [--together 1]

`--together` alerts come in one request, as a monitor sends a group. A twentieth of the requests are new; the others
repeat them, as the replicas of a monitor do. However many alerts there are, few tickets come of them.
"""

import argparse
import http.client
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

from storm import PATIENCE, SENDERS, Gateway

from live_desk import free_port, ledgers, set_up

NEW = 20
KEY = "made-up-for-the-storm-0123456789"
HEADERS = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}


def posting(
    port: int, work: "queue.Queue[int | None]", accepted: set[int], answered: list[int], together: int = 1
) -> None:
    """Post what is to be posted until it is answered with 2xx."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while (number := work.get()) is not None:
        kinds = range(number // NEW * together, (number // NEW + 1) * together)
        body = json.dumps(request(kinds))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                connection.request("POST", "/alerts/alertmanager", body, HEADERS)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()
                time.sleep(0.1)
                continue
            if 200 <= answer.status < 300:
                accepted.update(kinds)
                answered[0] += together
                break
            if 400 <= answer.status < 429:
                return  # it will never be taken: what is missing shows in the count
            time.sleep(0.2)


def request(kinds: Iterable[int]) -> dict[str, object]:
    group = {"groupKey": "{}:{}", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}}
    return {"version": "4", "receiver": "desk", "status": "firing", **group, "alerts": [alert(kind) for kind in kinds]}


def alert(number: int) -> dict[str, object]:
    return {
        "status": "firing",
        "labels": {"alertname": f"Disk{number}", "severity": "warning", "instance": f"web-{number}", "service": "shop"},
        "annotations": {"summary": f"Disk {number} is full"},
        "startsAt": "2026-03-02T09:00:00Z",
        "fingerprint": f"{number:016x}",
    }


def storm(folder: Path, rate: int, seconds: int, together: int = 1) -> dict[str, object]:
    os.environ["HELPDESK_KEYS_ALERTS"] = KEY
    gateway = Gateway(set_up(folder), free_port())
    gateway.start()
    work: queue.Queue[int | None] = queue.Queue()
    accepted: set[int] = set()
    answered, used = [0], 0.0
    senders = [
        threading.Thread(target=posting, args=(gateway.port, work, accepted, answered, together))
        for _ in range(SENDERS)
    ]
    for sender in senders:
        sender.start()
    began, many = time.monotonic(), rate * seconds // together
    for number in range(many):
        late = number * together / rate - (time.monotonic() - began)
        if late > 0:
            time.sleep(late)
        if number == many // 2:
            used = cpu(gateway)
            gateway.kill(group=False)
            threading.Thread(target=gateway.start).start()
        work.put(number)
    for _ in senders:
        work.put(None)
    for sender in senders:
        sender.join()
    took = time.monotonic() - began
    used += cpu(gateway)
    largest = _size(folder)
    ended = time.monotonic()
    while len(known := identities(folder)) < len(accepted) and time.monotonic() < ended + 10 * PATIENCE:
        time.sleep(1.0)
    behind = time.monotonic() - ended
    gateway.stop()
    tickets = listed(folder)
    return {
        "alerts posted": many * together,
        "a second": round(many * together / took),
        "answered 2xx": answered[0],
        "CPU of the gateway for an alert (ms)": round(1000 * used / max(1, answered[0]), 2),
        "accepted kinds": len(accepted),
        "of them unknown to the desk": len({f"{number:016x}" for number in accepted} - known),
        "tickets": len(tickets),
        "behind at the end (s)": round(behind),
        "largest process (MB)": getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024,
        "desk, remote and spool (MB)": largest,
    }


def cpu(gateway: Gateway) -> float:
    """Seconds that the gateway's own process has used, starting included; the passes beside it are others (proc(5))."""
    assert gateway.process is not None
    fields = Path(f"/proc/{gateway.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _size(folder: Path) -> int:
    """What all of it takes on disk, in megabytes, when the last alert is in."""
    sizes = []
    for path in folder.rglob("*"):
        with suppress(OSError):  # gone meanwhile
            sizes.append(path.lstat().st_size)
    return sum(sizes) // 1_000_000


def listed(folder: Path) -> list[str]:
    """The ledgers at the remote's main branch."""
    words = ["git", "ls-tree", "-r", "--name-only", "main", "tickets/"]
    done = subprocess.run(words, cwd=folder / "remote.git", capture_output=True, text=True, check=True)
    return [path for path in done.stdout.splitlines() if path.endswith("/timeline.yml")]


def identities(folder: Path) -> set[str]:
    """The fingerprints of all alerts that some ledger knows."""
    found: set[str] = set()
    for text in ledgers(folder / "remote.git"):
        entries = [json.loads(line.removeprefix("- ")) for line in text.splitlines()]
        found |= {str(entry["alert"]["key"])[-16:] for entry in entries if entry["event"] == "alerted"}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--together", type=int, default=1, help="alerts in one request")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = storm(Path(folder), asked.rate, asked.seconds, asked.together)
    for name, value in found.items():
        print(f"{name:38} {value}")
    sys.exit(0 if found["of them unknown to the desk"] == 0 and int(str(found["tickets"])) <= 10 else 1)


if __name__ == "__main__":
    main()
