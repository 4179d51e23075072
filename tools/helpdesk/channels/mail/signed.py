"""The mail inside an opaque S/MIME signature (RFC 8551, 3.5.2): CMS SignedData holds it as it is, only wrapped.

The outermost values of BER (X.690) are read, as Outlook and OpenSSL write them, and the signature itself is not looked
at: the libraries of the field either open no signature without its certificates or are no longer kept.
"""

from collections.abc import Iterator
from typing import NamedTuple

TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_SEQUENCE, _CONTEXT_0, _OCTETS, _OCTETS_IN_PIECES = 0x30, 0xA0, 0x04, 0x24
_DEEPEST, _MOST_PIECES = 8, 100_000


class _Value(NamedTuple):
    """A tag, and where its content begins and ends; `after` is where the next value begins."""

    tag: int
    start: int
    end: int
    after: int


def content(data: bytes) -> bytes:
    """The MIME entity that was signed; nothing where `data` is no signed data, or is broken."""
    try:
        outer = list(_inside(data, _value(data, 0)))
        if data[outer[0].start : outer[0].end] != _SIGNED_DATA:
            return b""
        signed = next(_inside(data, outer[1]))
        held = next(each for each in _inside(data, signed) if each.tag == _SEQUENCE)
        wrapped = next(each for each in _inside(data, held) if each.tag == _CONTEXT_0)
        return b"".join(_octets(data, next(_inside(data, wrapped))))
    except (IndexError, StopIteration, ValueError, RuntimeError):
        return b""


def _value(data: bytes, at: int, depth: int = 0) -> _Value:
    tag, length = data[at], data[at + 1]
    start = at + 2
    if length == 0x80:  # its end is marked, not said
        if depth > _DEEPEST:
            raise ValueError("nested deeper than any signature")
        end = start
        for _ in range(_MOST_PIECES):
            if data[end : end + 2] == b"\0\0":
                return _Value(tag, start, end, end + 2)
            end = _value(data, end, depth + 1).after
        raise ValueError("more pieces than any signature")
    if length > 0x80:
        start += length & 0x7F
        length = int.from_bytes(data[at + 2 : start])
    if start + length > len(data):
        raise ValueError("cut off")
    return _Value(tag, start, start + length, start + length)


def _inside(data: bytes, value: _Value) -> Iterator[_Value]:
    at = value.start
    for _ in range(_MOST_PIECES):
        if at >= value.end:
            return
        found = _value(data, at)
        at = found.after
        yield found


def _octets(data: bytes, value: _Value) -> Iterator[bytes]:
    if value.tag == _OCTETS:
        yield data[value.start : value.end]
    elif value.tag == _OCTETS_IN_PIECES:
        yield from (data[each.start : each.end] for each in _inside(data, value) if each.tag == _OCTETS)
