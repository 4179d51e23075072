"""LDIF (RFC 2849), as directories export it: records of attributes, folded lines, base64. Changes are not entries, and
values that lie at some URL are not fetched."""

import base64
import binascii
from collections.abc import Iterator


def read_ldif(data: bytes) -> Iterator[dict[str, str | tuple[str, ...]]]:
    """Each entry by attribute in small letters, `dn` too. Raises ValueError that names the line."""
    entry: dict[str, list[str]] = {}
    for number, line in _unfolded(data):
        if not line:
            if entry:
                yield _row(entry)
            entry = {}
            continue
        name, value = _attribute(line, number)
        if name == "version" and not entry:
            continue
        if not entry and name != "dn":
            raise ValueError(f"line {number}: an entry begins with its dn")
        if name == "changetype" and value != "add":
            raise ValueError(f"line {number}: a change ({value}) and no entry; export entries")
        entry.setdefault(name, []).append(value)
    if entry:
        yield _row(entry)


def _row(entry: dict[str, list[str]]) -> dict[str, str | tuple[str, ...]]:
    return {name: values[0] if len(values) == 1 else tuple(values) for name, values in entry.items()}


def _unfolded(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(line number, line) with what was folded joined again and comments gone; an empty line ends an entry."""
    begun, whole = 0, b""
    for number, line in enumerate(data.replace(b"\r\n", b"\n").split(b"\n"), start=1):
        if line.startswith(b" ") and whole:
            whole += line[1:]
            continue
        if whole and not whole.startswith(b"#"):
            yield begun, whole
        if not line:
            yield number, b""
        begun, whole = number, line
    if whole and not whole.startswith(b"#"):
        yield begun, whole


def _attribute(line: bytes, number: int) -> tuple[str, str]:
    name, colon, rest = line.partition(b":")
    if not colon or not name.strip():
        raise ValueError(f"line {number}: no attribute and value")
    if rest.startswith(b"<"):
        raise ValueError(f"line {number}: a value at a URL, which is not fetched")
    try:
        value = base64.b64decode(rest[1:].strip(), validate=True) if rest.startswith(b":") else rest.strip(b" ")
    except (binascii.Error, ValueError) as problem:
        raise ValueError(f"line {number}: not base64") from problem
    # Pictures and certificates are no text; nothing maps them.
    return name.decode("ascii", "replace").strip().lower(), value.decode("utf-8", "replace")
