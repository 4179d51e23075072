"""Alerts by hundreds a second at a real gateway that is killed in the middle; then count: each accepted one is known.

    python tests/torture/alert_storm.py [--rate 50] [--seconds 10]

A twentieth of the alerts are new; the others repeat them, as the replicas of a monitor do. However many alerts there
are, few tickets come of them.
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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

from storm import PATIENCE, SENDERS, Gateway

from live_desk import free_port, set_up

NEW = 20
KEY = "made-up-for-the-storm-0123456789"
HEADERS = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}


def posting(port: int, work: "queue.Queue[int | None]", accepted: set[int]) -> None:
    """Post what is to be posted until it is answered with 2xx."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while (number := work.get()) is not None:
        body = json.dumps(request(number // NEW))
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
                accepted.add(number // NEW)
                break
            if 400 <= answer.status < 429:
                return  # it will never be taken: what is missing shows in the count
            time.sleep(0.2)


def request(number: int) -> dict[str, object]:
    group = {"groupKey": "{}:{}", "groupLabels": {}, "commonLabels": {}, "commonAnnotations": {}}
    return {"version": "4", "receiver": "desk", "status": "firing", **group, "alerts": [alert(number)]}


def alert(number: int) -> dict[str, object]:
    return {
        "status": "firing",
        "labels": {"alertname": f"Disk{number}", "severity": "warning", "instance": f"web-{number}", "service": "shop"},
        "annotations": {"summary": f"Disk {number} is full"},
        "startsAt": "2026-03-02T09:00:00Z",
        "fingerprint": f"{number:016x}",
    }


def storm(folder: Path, rate: int, seconds: int) -> dict[str, object]:
    os.environ["HELPDESK_KEYS_ALERTS"] = KEY
    gateway = Gateway(set_up(folder), free_port())
    gateway.start()
    work: queue.Queue[int | None] = queue.Queue()
    accepted: set[int] = set()
    senders = [threading.Thread(target=posting, args=(gateway.port, work, accepted)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    began, many = time.monotonic(), rate * seconds
    for number in range(many):
        late = number / rate - (time.monotonic() - began)
        if late > 0:
            time.sleep(late)
        if number == many // 2:
            gateway.kill(group=False)
            threading.Thread(target=gateway.start).start()
        work.put(number)
    for _ in senders:
        work.put(None)
    for sender in senders:
        sender.join()
    took = time.monotonic() - began
    until = time.monotonic() + PATIENCE
    while len(known := identities(folder)) < len(accepted) and time.monotonic() < until:
        time.sleep(1.0)
    gateway.stop()
    tickets = listed(folder)
    return {
        "alerts posted": many,
        "a second": round(many / took),
        "accepted kinds": len(accepted),
        "of them unknown to the desk": len({f"{number:016x}" for number in accepted} - known),
        "tickets": len(tickets),
    }


def listed(folder: Path) -> list[str]:
    """The ledgers at the remote's main branch."""
    words = ["git", "ls-tree", "-r", "--name-only", "main", "tickets/"]
    done = subprocess.run(words, cwd=folder / "remote.git", capture_output=True, text=True, check=True)
    return [path for path in done.stdout.splitlines() if path.endswith("/timeline.yml")]


def identities(folder: Path) -> set[str]:
    """The fingerprints of all alerts that some ledger knows."""
    found: set[str] = set()
    for path in listed(folder):
        words = ["git", "cat-file", "blob", f"main:{path}"]
        text = subprocess.run(words, cwd=folder / "remote.git", capture_output=True, text=True, check=True).stdout
        entries = [json.loads(line.removeprefix("- ")) for line in text.splitlines()]
        found |= {str(entry["alert"]["key"])[-16:] for entry in entries if entry["event"] == "alerted"}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=10)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = storm(Path(folder), asked.rate, asked.seconds)
    for name, value in found.items():
        print(f"{name:28} {value}")
    sys.exit(0 if found["of them unknown to the desk"] == 0 and int(str(found["tickets"])) <= 10 else 1)


if __name__ == "__main__":
    main()
