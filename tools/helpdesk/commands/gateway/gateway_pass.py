"""The pass beside a gateway: a process of its own, so that deciding never keeps a sender waiting."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

import click

PATIENCE = 60.0
LONGEST_PAUSE = 30.0


class PassBeside:
    """`helpdesk run --watch` as a child. It ends with this process however that ends, because its standard input does;
    when it ends by itself, it is started again, later each time."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._command = [sys.executable, "-m", "helpdesk.commands", "run", "--watch", "--until-eof", *arguments]
        self._stopping = threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="pass", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the pass under way end, and wait for it."""
        self._stopping.set()
        child = self._child
        if child is not None and child.stdin is not None:
            child.stdin.close()
        self._thread.join(PATIENCE)
        if child is not None and child.poll() is None:
            # A killed pass is no harm: everything is in one push or not at all.
            child.kill()
            child.wait()

    def _keep(self) -> None:
        pause = 1.0
        while not self._stopping.is_set():
            began = time.monotonic()
            self._child = subprocess.Popen(self._command, stdin=subprocess.PIPE)
            status = self._child.wait()
            if self._stopping.is_set():
                return
            pause = 1.0 if time.monotonic() - began > LONGEST_PAUSE else min(pause * 2, LONGEST_PAUSE)
            click.echo(f"the pass ended with status {status}; it starts again in {pause:.0f} s", err=True)
            self._stopping.wait(pause)
