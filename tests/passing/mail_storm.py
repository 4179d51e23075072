"""So many mails through a real IMAP server to tickets and real SMTP acknowledgements, while both servers restart.

`python tests/passing/mail_storm.py [--mails 2000] [--restarts 2] [--at-once]` prints what it found: each mail one
ticket, each ticket one acknowledgement to the right person, nothing left in the inbox. With `--at-once` all mail lies
there before the desk starts; else half of it comes while it works.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from email import message_from_bytes
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

sys.path.insert(0, str(Path(__file__).parents[1]))
from live_desk import HELPDESK, free_port, ledgers, set_up
from mail_servers import PASSWORD, Dovecot, Postbox, dovecot, smtp_server

GIVE_UP, GIVE_UP_EACH = 900.0, 0.6


def deliver(server: Dovecot, numbers: range) -> None:
    for number in numbers:
        server.deliver(
            f"{1_750_000_000 + number}.M{number}.storm",
            f"From: Person {number} <p{number}@example.net>\nTo: help@example.org\n"
            f"Subject: Laptop {number} is slow\nMessage-ID: <r{number}@example.net>\n\n"
            f"Hello,\n\nlaptop {number} has been slow since the update.\n".encode(),
        )


class Mailer:
    """An SMTP server that can be stopped and started on the same port, with the same postbox."""

    def __init__(self) -> None:
        self.box, self.port = Postbox(), free_port()
        self._stack = ExitStack()

    def start(self) -> None:
        self._stack.enter_context(smtp_server(self.box, self.port))

    def stop(self) -> None:
        self._stack.close()

    def arrived(self) -> int:
        return sum(b"acknowledge" in mail[:2000] for mail in list(self.box.mails))


def acknowledged(box: Postbox) -> Counter[str]:
    """How often each acknowledgement arrived, by its Message-ID."""
    ids = (str(message_from_bytes(mail)["Message-ID"]) for mail in list(box.mails))
    return Counter(name for name in ids if "acknowledge" in name)


def storm(folder: Path, mails: int, restarts: int, *, at_once: bool = False) -> dict[str, object]:
    """Half of the mail, or all of it, lies there before the desk starts, the rest comes while it works. Each server is
    stopped in the middle of its work, with all its connections, and started again."""
    desk, mailer = set_up(folder), Mailer()
    with dovecot() as server, ExitStack() as stack:
        mailer.start()
        stack.callback(mailer.stop)
        early = mails if at_once else mails // 2
        deliver(server, range(early))
        began = time.monotonic()
        command = [*HELPDESK, "run", "--watch", "--until-eof", "--every", "1", "--mail-in", server.address()]
        watching = subprocess.Popen(
            [*command, "--mail-out", f"smtp://127.0.0.1:{mailer.port}"],
            cwd=desk,
            stdin=subprocess.PIPE,  # it ends with this process, however that ends
            env={**os.environ, "HELPDESK_IMAP_PASSWORD": PASSWORD},
            stdout=subprocess.DEVNULL,
            stderr=(folder / "trouble").open("wb"),
        )
        stack.callback(_end, watching)
        coming = threading.Thread(target=deliver, args=(server, range(early, mails)))
        coming.start()
        pulled = [0, 0]
        plugs = [
            threading.Thread(target=_restart, args=(one, progress, mails, restarts, pulled, index), daemon=True)
            for index, (one, progress) in enumerate(((server, server.moved), (mailer, mailer.arrived)))
        ]
        for thread in plugs:
            thread.start()
        coming.join()
        deadline = time.monotonic() + GIVE_UP + GIVE_UP_EACH * mails
        while mailer.arrived() < mails and time.monotonic() < deadline:
            assert watching.poll() is None, (folder / "trouble").read_text()
            time.sleep(0.5)
        took = time.monotonic() - began
        for thread in plugs:
            thread.join()
        time.sleep(3)  # what would come twice comes now
        _end(watching)
        largest = getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024
        left, done = len(server.subjects()), len(server.subjects("Helpdesk done"))
    trouble = (folder / "trouble").read_text().splitlines()
    said = {"restarts": tuple(pulled), "troubles told": len(trouble), "acknowledged after (s)": round(took)}
    return {**said, "largest process (MB)": largest, **survey(folder, mailer.box, mails, left, done)}


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        process.kill()


def _restart(
    server: Dovecot | Mailer, progress: Callable[[], int], mails: int, restarts: int, pulled: list[int], index: int
) -> None:
    """Pull the plug each time another share of the work is done, in the middle of whatever goes on, and put it back."""
    for number in range(1, restarts + 1):
        deadline = time.monotonic() + GIVE_UP + GIVE_UP_EACH * mails
        while progress() < mails * number // (restarts + 1) - mails // 20 and time.monotonic() < deadline:
            time.sleep(0.005 if mails < 3000 else 0.2)
        server.stop()
        time.sleep(1.0)
        server.start()
        pulled[index] += 1


def survey(folder: Path, box: Postbox, mails: int, left: int, done: int) -> dict[str, object]:
    remote = folder / "remote.git"
    texts = ledgers(remote)
    opened: list[str] = []
    for text in texts:
        entries = [json.loads(line.removeprefix("- ")) for line in text.splitlines()]
        opened += [entry["key"] for entry in entries if entry["event"] == "opened"]
    arrived = acknowledged(box)
    people = {str(message_from_bytes(mail)["To"]) for mail in box.mails if b"acknowledge" in mail}
    return {
        "mails": mails,
        "tickets": len(texts),
        "messages taken in once": sum(count == 1 for count in Counter(opened).values()),
        "acknowledgements": len(arrived),
        "arrived once": sum(count == 1 for count in arrived.values()),
        "people acknowledged": len(people),
        "left in the inbox": left,
        "in the folder for done": done,
    }


def expected(mails: int) -> dict[str, object]:
    same = ("mails", "tickets", "messages taken in once", "acknowledgements", "people acknowledged")
    return {**dict.fromkeys(same, mails), "left in the inbox": 0, "in the folder for done": mails}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--restarts", type=int, default=2)
    parser.add_argument("--at-once", action="store_true", help="all mail lies there before the desk starts")
    asked = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = storm(Path(folder), asked.mails, asked.restarts, at_once=asked.at_once)
    for name, value in found.items():
        print(f"{name:26} {value}")
    print(f"{'seconds':26} {time.monotonic() - begun:.0f}")
    right = expected(asked.mails)
    sys.exit(
        0
        if found["restarts"] == (asked.restarts, asked.restarts) and {name: found[name] for name in right} == right
        else 1
    )


if __name__ == "__main__":
    main()
