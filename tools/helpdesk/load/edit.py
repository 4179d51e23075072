"""The smallest edit of front matter: the lines of the edited fields change, everything else stays byte for byte."""

from collections.abc import Mapping
from typing import Any

import msgspec
import yaml

from helpdesk.load.front_matter import split
from helpdesk.load.guards import LARGEST_RECORD
from helpdesk.load.places import compose
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.load.yaml_text import field, flow
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Json

_ORDER = {name: place for place, name in enumerate(Ticket.__struct_fields__)}


class EditRefused(ValueError):
    """The front matter is written in a way that cannot be edited without touching more; says which and what to do."""


def edit_front_matter(data: bytes, edits: Mapping[str, Json]) -> bytes:
    """The file with these fields set; None removes a field. New fields go where the model has them.

    Raises EditRefused for a file that is no readable front matter, or that uses anchors, tags or a mapping in braces.
    """
    parts = split(data)
    if parts is None:
        raise EditRefused("no front matter: the file must begin with --- and end its fields with another ---")
    head = parts[0]
    start = data.index(head, data.index(b"---") + 3) if head else data.index(b"\n") + 1
    before = _fields(head)
    wanted = {**before, **{name: _json(value) for name, value in edits.items()}}
    wanted = {name: value for name, value in wanted.items() if value is not None or name not in edits}
    text = head.decode()
    newline = "\r\n" if b"\r\n" in data[: start + len(head)] else "\n"
    for name, value in edits.items():
        if name in before and (value is not None and _json(value) == before[name]):
            continue
        text = _edit(text, name, _json(value), newline)
    if _fields(text.encode()) != wanted:
        raise EditRefused("the front matter is written in an unusual way: edit it by hand")
    return data[:start] + text.encode() + data[start + len(head) :]


def _json(value: Json) -> Json:
    """The value as it reads back from YAML: lists for tuples, text for times."""
    return msgspec.to_builtins(value)


def _fields(head: bytes) -> dict[str, Any]:
    document, findings = read_yaml("ticket.md", head, LARGEST_RECORD)
    if document is None:
        raise EditRefused(f"the front matter cannot be read: {findings[0]}")
    if document.value is None:
        return {}
    if not isinstance(document.value, dict):
        raise EditRefused("the front matter is no list of fields")
    return document.value


def _edit(text: str, name: str, value: Json, newline: str) -> str:
    pairs = _pairs(text)
    for key, node in pairs:
        if key.value == name:
            if value is None:
                return _without(text, key, node)
            return _replaced(text, key, node, name, value, newline)
    return text if value is None else _with_new(text, pairs, name, value, newline)


def _pairs(text: str) -> list[tuple[yaml.ScalarNode, yaml.Node]]:
    """The fields as nodes, in the order of the file."""
    root = compose(text)
    if root is None:
        return []
    if not isinstance(root, yaml.MappingNode) or root.flow_style or text[: root.start_mark.index].strip(" \r\n\ufeff"):
        plain = isinstance(root, yaml.MappingNode) and not root.flow_style
        if not plain or not _only_comments(text[: root.start_mark.index]):
            raise EditRefused("the front matter is written in braces or begins unusually: write one field a line")
    for key, _ in root.value:
        if not isinstance(key, yaml.ScalarNode) or key.start_mark.column or key.start_mark.line != key.end_mark.line:
            raise EditRefused("the front matter is written in an unusual way: write one field a line")
    return list(root.value)


def _only_comments(text: str) -> bool:
    return all(not line.strip() or line.lstrip().startswith("#") for line in text.split("\n"))


def _last_end(node: yaml.Node) -> int:
    """Where the last sign of a value stands: a block's own end mark lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _last_end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _span(text: str, key: yaml.ScalarNode, node: yaml.Node) -> tuple[int, int]:
    """From the key to the end of its value, without the line end."""
    colon = text.index(":", key.end_mark.index) + 1
    end = max(colon, _last_end(node))
    while end > colon and text[end - 1] in "\r\n \t":
        end -= 1
    return key.start_mark.index, end


def _replaced(text: str, key: yaml.ScalarNode, node: yaml.Node, name: str, value: Json, newline: str) -> str:
    start, end = _span(text, key, node)
    one_line = "\n" not in text[start:end]
    written = field(name, value).removesuffix("\n")
    if one_line and "\n" not in written and start <= node.start_mark.index < end:
        return text[: node.start_mark.index] + flow(value) + text[end:]
    if one_line and "\n" not in written:
        return text[:end] + " " + flow(value) + text[end:]
    if one_line and isinstance(node, yaml.CollectionNode) and node.flow_style:
        return text[: node.start_mark.index] + flow(value) + text[end:]
    if one_line and text[end : text.find("\n", end)].strip():
        return text[: max(node.start_mark.index, start)] + flow(value) + text[end:]
    return text[:start] + written.replace("\n", newline) + text[end:]


def _without(text: str, key: yaml.ScalarNode, node: yaml.Node) -> str:
    start, end = _span(text, key, node)
    line_end = text.find("\n", end)
    return text[:start] + (text[line_end + 1 :] if line_end >= 0 else "")


def _with_new(text: str, pairs: list[tuple[yaml.ScalarNode, yaml.Node]], name: str, value: Json, newline: str) -> str:
    """After the nearest field that stands before it in the model's order; own fields go last."""
    rank = _ORDER.get(name, len(_ORDER))
    earlier = [pair for pair in pairs if _ORDER.get(pair[0].value, len(_ORDER)) <= rank]
    line = field(name, value).replace("\n", newline)
    if not earlier:
        start = pairs[0][0].start_mark.index if pairs else len(text)
        return text[:start] + line + text[start:]
    last = max(earlier, key=lambda pair: _ORDER.get(pair[0].value, len(_ORDER)))
    _, end = _span(text, *last)
    line_end = text.find("\n", end)
    if line_end < 0:
        return text + newline + line
    return text[: line_end + 1] + line + text[line_end + 1 :]
