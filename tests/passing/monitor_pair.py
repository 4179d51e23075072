"""Two real Alertmanagers in one cluster on this machine, and a receiver that lays what they post into a folder."""

import contextlib
import http.server
import json
import shutil
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

PROGRAM = "prometheus-alertmanager"
PATIENCE = 30.0

# A repeat every second, so that a test need not wait for hours.
CONFIGURATION = """
global: {resolve_timeout: 5m}
route: {receiver: desk, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1s}
receivers:
  - name: desk
    webhook_configs:
      - {url: "%s", send_resolved: true}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def until(holds: Callable[[], object], what: str) -> None:
    """Wait, and not for ever."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"waited {PATIENCE} s for {what}"
        time.sleep(0.05)


@dataclass
class Monitors:
    """The replicas' addresses, and the folder into which their posts go."""

    urls: tuple[str, ...]
    posts: Path

    def say(self, *, ended: bool = False, replicas: tuple[int, ...] = (0, 1)) -> None:
        """As Prometheus does it, to every replica: the alert fires, or has ended."""
        alert = {
            "labels": {"alertname": "HighCPU", "severity": "critical", "instance": "web01:9100"},
            "annotations": {"summary": "CPU is above 90%"},
            "startsAt": self.began.isoformat(),
            **({"endsAt": datetime.now(UTC).isoformat()} if ended else {}),
        }
        for replica in replicas:
            ask(f"{self.urls[replica]}/api/v2/alerts", json.dumps([alert]).encode())

    began = datetime.now(UTC)

    def posted(self, status: str = "") -> int:
        """How many posts came so far, those already read included."""
        paths = (*self.posts.glob("[!.]*.json"), *self.posts.glob("done/[!.]*.json"))
        return sum(f'"status":"{status}' in _text(path) for path in paths)


def _text(path: Path) -> str:
    """Empty where the pass moved it away just now: it is counted where it went the next time."""
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


def ask(url: str, body: bytes | None = None) -> bytes:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=5) as answer:
        content: bytes = answer.read()
        return content


@contextlib.contextmanager
def monitors(folder: Path) -> Iterator[Monitors]:
    program = shutil.which(PROGRAM)
    assert program, f"this test drives the real {PROGRAM}: install Debian's package of that name"
    posts = folder / "posts"
    posts.mkdir()
    with _receiver(posts) as address, contextlib.ExitStack() as started:
        configuration = folder / "alertmanager.yml"
        configuration.write_text(CONFIGURATION % address)
        ports, gossip = (free_port(), free_port()), (free_port(), free_port())
        for number in (0, 1):
            started.enter_context(_replica(program, folder, configuration, number, ports[number], gossip))
        urls = tuple(f"http://127.0.0.1:{port}" for port in ports)
        until(lambda: all(_settled(url) for url in urls), "the two replicas to find each other")
        yield Monitors(urls, posts)


def _settled(url: str) -> bool:
    try:
        cluster = json.loads(ask(f"{url}/api/v2/status"))["cluster"]
    except (urllib.error.URLError, ConnectionError):
        return False
    return cluster["status"] == "ready" and len(cluster["peers"]) == 2


@contextlib.contextmanager
def _replica(
    program: str, folder: Path, configuration: Path, number: int, port: int, gossip: tuple[int, int]
) -> Iterator[None]:
    words = (
        f"--config.file={configuration}",
        f"--storage.path={folder / f'data{number}'}",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--cluster.listen-address=127.0.0.1:{gossip[number]}",
        f"--cluster.peer=127.0.0.1:{gossip[1 - number]}",
        "--cluster.peer-timeout=1s",
        "--cluster.settle-timeout=2s",
        "--cluster.gossip-interval=50ms",
    )
    with (folder / f"replica{number}.log").open("wb") as log:
        process = subprocess.Popen([program, *words], stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


@contextlib.contextmanager
def _receiver(posts: Path) -> Iterator[str]:
    """An HTTP server that answers once the request is in the folder, whole."""
    count = iter(range(10**9))
    lock = threading.Lock()

    class Post(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                name = f"{next(count):06d}.json"
            part = posts / f".{name}"
            part.write_bytes(body)
            headers = "".join(f"{header}: {value}\n" for header, value in self.headers.items())
            (posts / f"{name}.headers").write_text(headers)
            part.replace(posts / name)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """A test's output is its own."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Post)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
