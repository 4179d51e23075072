"""A real stateful GitHub on loopback: the npm program `emulate`, one process a test session.

`HELPDESK_EMULATE` names the folder it was installed into (`npm install --prefix FOLDER emulate@0.11.2`); without it the
folder beside the environment's Python, where `make emulator` puts it.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

VERSION = "0.11.2"
ORGANISATION = "acme"
# The emulator counts 5,000 requests an hour for each token; several of one account last longer.
SPARE = 12


@dataclass
class Emulator:
    """`tokens` lists the emulator's tokens by login."""

    port: int
    process: subprocess.Popen[bytes]
    tokens: dict[str, list[str]] = field(default_factory=dict)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def program() -> Path:
    """The emulator's start script. Fails, and says what to do, where it is not installed."""
    folder = Path(os.environ.get("HELPDESK_EMULATE") or Path(sys.prefix) / "share" / "emulate")
    script = folder / "node_modules" / "emulate" / "dist" / "index.js"
    if not script.is_file():
        raise AssertionError(f"no GitHub in {folder}; run: npm install --prefix {folder} emulate@{VERSION}")
    if shutil.which("node") is None:
        raise AssertionError("the emulator of GitHub runs on node 20 or later; install nodejs")
    return script


def start(folder: Path, people: list[str], repositories: dict[str, bool]) -> Emulator:
    """GitHub with these logins, and repositories of the organisation `acme` by name: whether each is private."""
    port = free_port()
    tokens = {login: [f"{login}-{number}" for number in range(SPARE)] for login in people}
    seed = {
        "tokens": {
            token: {"login": login, "scopes": ["repo", "user"]} for login, many in tokens.items() for token in many
        },
        "github": {
            "users": [{"login": login, "name": login.title()} for login in people],
            "orgs": [
                {
                    "login": ORGANISATION,
                    "name": "Acme",
                    # The emulator wants the right to write for a comment; GitHub lets anybody who can read comment.
                    "members": [{"login": login, "role": "admin"} for login in people],
                }
            ],
            "repos": [
                {"owner": ORGANISATION, "name": name, "auto_init": True, "private": private}
                for name, private in repositories.items()
            ],
        },
    }
    path = folder / "emulate.json"
    path.write_text(json.dumps(seed))
    command = ["node", str(program()), "start", "--service", "github", "--port", str(port), "--seed", str(path)]
    log = (folder / "emulate.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    log.close()
    emulator = Emulator(port, process, tokens)
    _await(emulator, folder / "emulate.log")
    return emulator


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(emulator: Emulator, log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if emulator.process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{emulator.port}/rate_limit", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    emulator.stop()
    raise AssertionError(f"the emulator of GitHub did not start: {log.read_text(errors='replace')[-2000:]}")
