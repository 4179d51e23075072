"""The words of git's fast-import stream (git-fast-import(1)): commits as text, paths quoted, names cleaned."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_NOT_IN_NAMES = re.compile(r"[<>\n]+")
_LONGEST_SUBJECT = 160
_PLAIN = frozenset(range(0x20, 0x7F)) - frozenset(b'"\\')


class Commit(msgspec.Struct, frozen=True):
    """One commit to write: files with their content, None for a file that goes. `tree` is what it starts from instead
    of its parent's, `merges` a second parent."""

    message: str
    files: Mapping[str, bytes | None]
    tree: str = ""
    merges: str = ""


class Signature(msgspec.Struct, frozen=True):
    """Who commits, and when (aware UTC)."""

    name: str
    email: str
    at: datetime

    def encoded(self) -> bytes:
        """`Name <address> seconds +0000`, whatever signs the name holds."""
        name = clean_name(self.name) or "Helpdesk"
        email = clean_name(self.email).replace(" ", "") or "helpdesk@localhost"
        return f"{name} <{email}> {int(self.at.timestamp())} +0000".encode("utf-8", "replace")


def clean_line(text: str, longest: int = _LONGEST_SUBJECT) -> str:
    """One printable line: control signs and direction overrides become spaces."""
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def clean_name(text: str) -> str:
    """A name or address as git's header can hold it."""
    return _NOT_IN_NAMES.sub(" ", clean_line(text, 100)).strip(" .,:;'\"")


def quoted(path: str) -> bytes:
    """A path as fast-import reads it: always in quotes, every byte that is not plain ASCII as three octal digits."""
    signs = (chr(byte) if byte in _PLAIN else f"\\{byte:03o}" for byte in path.encode("utf-8", "surrogateescape"))
    return ('"' + "".join(signs) + '"').encode()


def stream(ref: str, base: str, commits: Iterable[Commit], signature: Signature) -> Iterable[bytes]:
    """The stream that makes these commits on top of `base`, on `ref`, and prints the last one's id."""
    yield b"feature done\n"
    start = f"from {base}\n".encode()
    for commit in commits:
        message = commit.message.encode("utf-8", "replace")
        yield b"commit %s\nmark :1\n" % ref.encode()
        yield b"author %s\ncommitter %s\n" % (signature.encoded(), signature.encoded())
        yield b"data %d\n%s\n%s" % (len(message), message, start)
        start = b""
        if commit.merges:
            yield b"merge %s\n" % commit.merges.encode()
        if commit.tree:
            yield b'M 040000 %s ""\n' % commit.tree.encode()
        for path, content in commit.files.items():
            if content is None:
                yield b"D %s\n" % quoted(path)
            else:
                yield b"M 100644 inline %s\ndata %d\n" % (quoted(path), len(content))
                yield content
                yield b"\n"
        yield b"\n"
    yield b"get-mark :1\ndone\n"
