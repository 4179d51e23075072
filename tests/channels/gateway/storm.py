"""Post forms at a real gateway, kill it with -9 in the middle, start it again, and count: every 2xx is a ticket, and no
request is two.

`python tests/channels/gateway/storm.py [--rate 200] [--seconds 60] [--kills 1] [--whole-group]` prints what it found.
Each sender repeats a request that was not answered, with the same Idempotency-Key, as a browser's script would. The
sender runs in the same machine, and its own share of the time is not taken off.
"""

import argparse
import http.client
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from mail_servers import free_port
from new_desk import HELPDESK, set_up

SENDERS = 24
PATIENCE = 120.0


@dataclass
class Gateway:
    """`helpdesk serve --accept` as a process group of its own."""

    desk: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        words = ["serve", "--accept", "-C", str(self.desk), "--port", str(self.port), "--every", "5"]
        words += ["--rate", "100000/s", "--rate-each", "100000/s"]
        with (self.desk.parent / "log").open("ab") as log:
            self.process = subprocess.Popen([*HELPDESK, *words], stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the gateway did not start; its log: " + (self.desk.parent / "log").read_text()[-2000:])

    def kill(self, *, group: bool) -> None:
        assert self.process is not None
        if group:
            os.killpg(self.process.pid, signal.SIGKILL)
        else:
            self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)


@dataclass
class Sent:
    """What the senders saw: answers by request, tries that ended in no answer, and how long answers took."""

    accepted: dict[int, str] = field(default_factory=dict)
    broken: int = 0
    refused: dict[int, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


def send(port: int, work: "queue.Queue[int | None]", sent: Sent) -> None:
    """Post what is to be posted until it is answered with 2xx."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while (number := work.get()) is not None:
        body = json.dumps(
            {"email": f"p{number}@example.org", "subject": f"Laptop {number} is slow", "text": f"Request {number}."}
        )
        headers = {"Content-Type": "application/json", "Idempotency-Key": f"storm-{number}", "Prefer": "respond-async"}
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                connection.request("POST", "/request", body, headers)
                answer = connection.getresponse()
                data = answer.read()
            except (OSError, http.client.HTTPException):
                sent.broken += 1
                connection.close()
                time.sleep(0.1)
                continue
            if 200 <= answer.status < 300:
                sent.accepted[number] = json.loads(data)["receipt"]
                sent.seconds.append(time.monotonic() - began)
                break
            sent.refused[answer.status] = sent.refused.get(answer.status, 0) + 1
            time.sleep(0.2)


def storm(gateway: Gateway, rate: float, seconds: float, kills: int, *, group: bool) -> tuple[Sent, float]:
    """Post at an even rate, killing and restarting so often on the way. Returns the answers and the time it took."""
    work: queue.Queue[int | None] = queue.Queue()
    sent = Sent()
    senders = [threading.Thread(target=send, args=(gateway.port, work, sent)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    began = time.monotonic()
    moments = [seconds * (index + 1) / (kills + 1) for index in range(kills)]
    for number in range(int(rate * seconds)):
        now = time.monotonic() - began
        if number / rate > now:
            time.sleep(number / rate - now)
        if moments and number / rate >= moments[0]:
            moments.pop(0)
            gateway.kill(group=group)
            threading.Thread(target=gateway.start).start()
        work.put(number)
    for _ in senders:
        work.put(None)
    for sender in senders:
        sender.join()
    return sent, time.monotonic() - began


def settled(gateway: Gateway, count: int) -> dict[int, list[str]]:
    """The references of each request's tickets, once the passes have caught up or time is up."""
    until = time.monotonic() + 10 * PATIENCE
    while time.monotonic() < until:
        found = tickets(gateway.desk.parent / "remote.git")
        if sum(map(len, found.values())) >= count:
            return found
        time.sleep(1.0)
    return tickets(gateway.desk.parent / "remote.git")


def tickets(remote: Path) -> dict[int, list[str]]:
    """Which tickets the remote has for each request, by their titles."""
    found: dict[int, list[str]] = {}
    pattern = "^title: .*Laptop [0-9]+ is slow"
    words = ["grep", "-E", pattern, "main", "--", "tickets/*/ticket.md"]
    done = subprocess.run(["git", *words], cwd=remote, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        path, _, title = line.removeprefix("main:").partition(":")
        number = re.search(r"Laptop (\d+) is slow", title)
        assert number is not None
        found.setdefault(int(number[1]), []).append(path.split("/")[2])
    return found


def receipts(gateway: Gateway, sent: Sent) -> dict[int, str]:
    """What every receipt has turned into; one that has not yet is asked again, for a ticket is there first."""
    turned: dict[int, str] = {}

    def look(share: list[tuple[int, str]]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=PATIENCE)
        until = time.monotonic() + PATIENCE
        for number, receipt in share:
            while not turned.get(number) and time.monotonic() < until:
                connection.request("GET", receipt.partition(str(gateway.port))[2])
                turned[number] = json.loads(connection.getresponse().read()).get("reference", "")
                if not turned[number]:
                    time.sleep(0.2)

    items = list(sent.accepted.items())
    lookers = [threading.Thread(target=look, args=(items[start::SENDERS],)) for start in range(SENDERS)]
    for looker in lookers:
        looker.start()
    for looker in lookers:
        looker.join()
    return turned


def weather(folder: Path, rate: float, seconds: float, kills: int, *, group: bool) -> dict[str, object]:
    """One storm from a new desk to what came of it."""
    gateway = Gateway(set_up(folder), free_port())
    gateway.start()
    try:
        sent, took = storm(gateway, rate, seconds, kills, group=group)
        began = time.monotonic()
        found = settled(gateway, len(sent.accepted))
        caught_up = time.monotonic() - began
        turned = receipts(gateway, sent)
    finally:
        status = gateway.stop()
    answers = sorted(sent.seconds)
    return {
        "posted": int(rate * seconds),
        "answered 2xx": len(sent.accepted),
        "2xx without a ticket": sum(number not in found for number in sent.accepted),
        "tickets": sum(map(len, found.values())),
        "requests with two tickets": sum(len(names) > 1 for names in found.values()),
        "receipts that name another ticket or none": sum(
            [turned.get(number)] != found.get(number) for number in sent.accepted
        ),
        "answered otherwise": sent.refused,
        "connections that broke": sent.broken,
        "a second": round(len(sent.accepted) / took, 1),
        "median ms": round(1000 * answers[len(answers) // 2], 1) if answers else None,
        "99th ms": round(1000 * answers[int(len(answers) * 0.99)], 1) if answers else None,
        "behind at the end (s)": round(caught_up, 1),
        "exit status": status,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--kills", type=int, default=1)
    parser.add_argument("--whole-group", action="store_true", help="kill the pass with it, as when the power goes")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcome = weather(Path(folder), given.rate, given.seconds, given.kills, group=given.whole_group)
    print(json.dumps(outcome, indent=2))
