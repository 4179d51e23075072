"""Roundup as a yardstick: `python roundup_tracker.py MAILS OUT`, run by a Python that has Roundup.

Feeds every mail of the folder MAILS, in order, to the mail gateway of a classic tracker on SQLite, made in OUT; whoever
writes is registered, as a support desk wants it. What it sends goes to a file of OUT. Prints one JSON object: mails,
tickets, notices, processor seconds of the mails alone.
"""

import json
import logging
import os
import subprocess
import sys
import time
from pathlib import Path

_SCHEMA = """
db.security.addPermissionToRole("Anonymous", "Email Access")
db.security.addPermissionToRole("Anonymous", "Create", "user")
"""


def tracker_in(out: Path) -> Path:
    """A tracker as its own installation makes it, with the settings that it asks for and open to anybody's mail."""
    home = out / "tracker"
    admin = (Path(sys.executable).parent / "roundup-admin", "-i", home)
    subprocess.run([*admin, "install", "classic", "sqlite"], check=True, capture_output=True)
    config = home / "config.ini"
    lines = config.read_text().splitlines()
    settings = {"domain": "example.org", "web": "https://tracker.example.org/", "email": "support", "host": "localhost"}
    # Whoever opens a ticket is told so, as by the others.
    settings["messages_to_author"] = "new"
    named = {line: f"{name} = {value}" for line in lines for name, value in settings.items() if _is(line, name)}
    config.write_text("\n".join(named.get(line, line) for line in lines) + "\n")
    schema = home / "schema.py"
    schema.write_text(schema.read_text() + _SCHEMA)
    subprocess.run([*admin, "initialise", "bench"], check=True, capture_output=True)
    return home


def _is(line: str, name: str) -> bool:
    """Whether a line of the settings is this one, set or commented out."""
    return line.lstrip("#").split("=")[0].strip() == name and "=" in line


def main() -> None:
    """Set up, take in, say how long it took."""
    mails, out = Path(sys.argv[1]), Path(sys.argv[2])
    sent = out / "sent.mbox"
    os.environ["SENDMAILDEBUG"] = str(sent)
    home = tracker_in(out)
    from roundup import instance
    from roundup.scripts.roundup_mailgw import parse_arguments

    logging.disable(logging.CRITICAL)
    tracker = instance.open(str(home))
    _, asked = parse_arguments([])
    paths = sorted(mails.glob("*.eml"))
    began = time.process_time()
    for path in paths:
        with path.open("rb") as mail:
            tracker.MailGW(tracker, asked).main(mail)
    took = time.process_time() - began
    database = tracker.open("admin")
    tickets = len(database.issue.list())
    database.close()
    notices = sent.read_bytes().count(b"\nFROM: ") if sent.exists() else 0
    print(json.dumps({"mails": len(paths), "tickets": tickets, "notices": notices, "seconds": took}))


if __name__ == "__main__":
    main()
