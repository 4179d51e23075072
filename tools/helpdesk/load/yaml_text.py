"""Values as YAML a person likes to read: quoted only where YAML would read something else.

What is written here reads back identical by a YAML 1.2 reader, and by a 1.1 reader too (`no`, `12:30`, dates are
quoted). Lone surrogates, which UTF-8 cannot hold, become U+FFFD.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from helpdesk.model.moment import format_utc
from helpdesk.model.timeline import Json

_PLAIN = re.compile(r"[^\W\d_](?:[\w ./@()+\-'!?;=%$]*[\w./@()+\-'!?;=%$])?\Z")
_NOT_TEXT = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
# A literal block keeps lines as they are; these are what it cannot keep.
_UNFIT_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|[ ]\\Z")
SURROGATES = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def scalar(value: Json) -> str:
    """A scalar or an empty collection on one line."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, datetime):
        return format_utc(value)
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, allow_nan=False)


def _text(text: str) -> str:
    if _PLAIN.match(text) and text.lower() not in _NOT_TEXT and len(text) < 1000:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """In double quotes, with the escapes that JSON and YAML share."""
    text = SURROGATES.sub(REPLACEMENT, text)
    return _UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))


def field(key: str, value: Json, indent: int = 0) -> str:
    """`key: value` with a final newline; mappings and lists of mappings as indented blocks, other lists in one line."""
    pad = " " * indent
    name = pad + _text(key) + ":"
    if isinstance(value, Mapping) and value:
        return name + "\n" + "".join(field(str(inner), item, indent + 2) for inner, item in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        if any(isinstance(item, Mapping) and item for item in value):
            return name + "\n" + "".join(_item(item, indent + 2) for item in value)
        return f"{name} {flow(value)}\n"
    if isinstance(value, str) and "\n" in value:
        return f"{name} {_literal(value, indent + 2)}"
    return f"{name} {flow(value)}\n"


def _item(item: Json, indent: int) -> str:
    """One element of a block list: `- ` stands in the place of the first field's indentation."""
    pad = " " * indent
    if not (isinstance(item, Mapping) and item):
        return f"{pad}- {flow(item)}\n"
    lines = "".join(field(str(key), value, indent + 2) for key, value in item.items())
    return f"{pad}- {lines[indent + 2 :]}"


def flow(value: Json) -> str:
    """Any value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_text(str(key))}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def _literal(text: str, indent: int) -> str:
    """Several lines as a literal block where that keeps them exactly, else in quotes."""
    lines = text.removesuffix("\n").split("\n")
    if lines[0][:1] in ("", " ") or any(_UNFIT_LINE.search(line) for line in lines if line) or lines[-1] == "":
        return quoted(text) + "\n"
    mark = "|" if text.endswith("\n") else "|-"
    pad = " " * indent
    return mark + "\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in lines)
