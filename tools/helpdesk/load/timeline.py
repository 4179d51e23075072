"""timeline.yml: valid YAML, one entry a line in JSON flow style, so that an append is a line and reading is fast.

A file exactly as `write_entries` writes it is decoded in one go. Anything else is read line by line, each line by
the JSON and by the YAML reader, which must agree.
"""

import re
from collections.abc import Iterable
from datetime import UTC

import msgspec

from helpdesk.load.yaml_text import REPLACEMENT, SURROGATES
from helpdesk.load.yaml_value import NOT_YAML, parse
from helpdesk.model.finding import Finding
from helpdesk.model.timeline import AnyEntry

LARGEST_TIMELINE = 32_000_000
LARGEST_LINE = 1_000_000

NOT_JSON: tuple[type[Exception], ...] = (msgspec.DecodeError, RecursionError, *NOT_YAML)
_encoder = msgspec.json.Encoder()
_line_decoder = msgspec.json.Decoder(AnyEntry)
_file_decoder = msgspec.json.Decoder(tuple[AnyEntry, ...])
# JSON leaves these signs as they are; YAML takes them for line ends or refuses them.
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# Bytes that each of them has in UTF-8.
_NEVER_IN_YAML = (b"\x7f", b"\xc2", b"\xe2\x80\xa8", b"\xe2\x80\xa9", b"\xef")
_TIME_AND_EVENT = re.compile(rb'- \{("at":"[^"]*"),("event":"[^"]*")')


def write_entries(entries: Iterable[AnyEntry]) -> bytes:
    """The lines to append, `at` first, then `event`, `by` and the rest. Lone surrogates become U+FFFD."""
    return b"".join(_line(entry) for entry in entries)


def _line(entry: AnyEntry) -> bytes:
    try:
        text = _encoder.encode(entry)
    except UnicodeEncodeError:
        text = _encoder.encode(_without_surrogates(msgspec.to_builtins(entry)))
    # msgspec writes the event, then the time: here the time comes first.
    comma = text.index(b',"at":')
    end = text.index(b'"', comma + 7) + 1
    text = b"{" + text[comma + 1 : end] + b"," + text[1:comma] + text[end:]
    if not text.isascii() or b"\x7f" in text:
        text = _NOT_IN_YAML.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text.decode()).encode()
    return b"- " + text + b"\n"


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return SURROGATES.sub(REPLACEMENT, value)
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(item) for item in value]
    return value


def read_timeline(path: str, data: bytes) -> tuple[tuple[AnyEntry, ...], list[Finding]]:
    """Every entry in the order of the file. Lines that are no entry are findings; the others are still given."""
    if len(data) > LARGEST_TIMELINE:
        what = f"too large: a timeline of {len(data)} bytes"
        return (), [Finding(path, 0, 0, "L001", what, f"keep it under {LARGEST_TIMELINE} bytes")]
    entries = _as_written(data)
    if entries is not None:
        return entries, []
    return _line_by_line(path, data)


def _as_written(data: bytes) -> tuple[AnyEntry, ...] | None:
    """The entries where the file is, byte for byte, what the desk writes."""
    if not data.startswith(b"- {") or not data.endswith(b"}\n"):
        return () if not data else None
    try:
        entries = _file_decoder.decode(b"[" + data[2:-1].replace(b"\n- ", b",") + b"]")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return entries if _is_written(entries, data) else None


def _is_written(entries: tuple[AnyEntry, ...], data: bytes) -> bool:
    """Whether `write_entries` gives this very text. Put together at once where no sign needs an escape of its own:
    what msgspec writes differs by the order of the first two keys alone."""
    plain = (data.isascii() and b"\x7f" not in data) or not any(sign in data for sign in _NEVER_IN_YAML)
    if plain and _encoder.encode_lines(entries) == _event_first(data):
        return True
    return all(entry.at.tzinfo is UTC for entry in entries) and write_entries(entries) == data


def _event_first(data: bytes) -> bytes:
    """The lines as msgspec writes them: without `- `, and the event before the time. Nothing where a time is not in
    UTC."""
    pieces = _TIME_AND_EVENT.split(data)
    lines = len(pieces) // 3
    if b"".join(pieces[1::3]).count(b'Z"') != lines:
        return b""
    swapped = [b"{"] * (5 * lines)
    swapped[1::5], swapped[3::5], swapped[4::5] = pieces[2::3], pieces[1::3], pieces[3::3]
    swapped[2::5] = [b","] * lines
    return pieces[0] + b"".join(swapped)


def _line_by_line(path: str, data: bytes) -> tuple[tuple[AnyEntry, ...], list[Finding]]:
    entries: list[AnyEntry] = []
    findings: list[Finding] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        text = line.rstrip(b"\r \t")
        if not text or text.startswith(b"#"):
            continue
        entry, what = _entry(text)
        if entry is not None:
            entries.append(entry)
        else:
            remedy = "only the desk writes this file: restore the line from history"
            findings.append(Finding(path, number, 1, "L002", what, remedy))
    return tuple(entries), findings


def _entry(text: bytes) -> tuple[AnyEntry | None, str]:
    """One line's entry, or None and what is wrong with it."""
    if len(text) > LARGEST_LINE:
        return None, f"too large: an entry of {len(text)} bytes"
    if text.startswith((b"<<<<<<<", b"=======", b">>>>>>>")):
        return None, "conflict markers of a merge"
    if not text.startswith(b"- {"):
        return None, "not an entry: a line begins with '- {'"
    try:
        entry = _line_decoder.decode(text[2:])
        if entry.at.tzinfo is not UTC or (entry.seen is not None and entry.seen.tzinfo is not UTC):
            return None, "not an entry: times are in UTC and end in Z"
        if _line(entry) != text + b"\n" and parse(text.decode()) != [msgspec.json.decode(text[2:])]:
            return None, "not an entry: a key given twice, or signs that YAML and JSON read differently"
    except NOT_JSON as error:
        return None, f"not an entry: {str(error)[:200]}"
    return entry, ""
