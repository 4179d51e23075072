"""What is printed in a GitHub workflow: nothing that strangers wrote is a command to its runner.

A runner obeys lines that begin with `::` and, of old, whatever stands behind `##[` anywhere in a line (GitHub's
"Workflow commands"): they set outputs, hide words and add matchers. Only what goes through `command` is obeyed.
"""

import io
import os
import sys
from typing import BinaryIO

import click


def guard() -> None:
    """Watch standard output and error, where a workflow runs."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        inner = getattr(stream, "buffer", None)
        if inner is None or isinstance(inner, _Guarded):
            continue
        outer = io.TextIOWrapper(_Guarded(inner), "utf-8", "replace", newline="\n", write_through=True)  # type: ignore[type-var]
        setattr(sys, name, outer)


def command(text: str) -> None:
    """Print a line that the runner is to obey; the caller has escaped its values."""
    inner = getattr(sys.stdout, "buffer", None)
    if isinstance(inner, _Guarded):
        inner.obeyed(text.encode("utf-8", "replace") + b"\n")
    else:
        click.echo(text)


def harmless(data: bytes) -> bytes:
    """Lines without commands: a space goes between the signs, and JSON keeps its meaning."""
    return b"".join(map(_harmless, data.splitlines(keepends=True)))


def _harmless(line: bytes) -> bytes:
    if line[:1] in (b"{", b"["):
        return line.replace(b"##[", b"#\\u0023[")
    text = line.decode("utf-8", "surrogateescape").replace("##[", "## [")
    if text.lstrip().startswith("::"):
        text = text.replace("::", ": :", 1)
    return text.encode("utf-8", "surrogateescape")


class _Guarded(io.BufferedIOBase):
    """Whole lines pass changed; the end of a line that is not there yet waits for it, or for a flush."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner, self._rest = inner, b""

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._inner.isatty()

    def fileno(self) -> int:
        return self._inner.fileno()

    def write(self, data: bytes) -> int:  # type: ignore[override]
        whole, ended, self._rest = (self._rest + bytes(data)).rpartition(b"\n")
        self._inner.write(harmless(whole + ended))
        return len(data)

    def obeyed(self, line: bytes) -> None:
        self.flush()
        self._inner.write(line)
        self._inner.flush()

    def flush(self) -> None:
        if self._rest:
            self._inner.write(harmless(self._rest))
            self._rest = b""
        self._inner.flush()
