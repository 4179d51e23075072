"""Where in a file a value stands: PyYAML's nodes carry line and column. Nodes only: nothing is constructed."""

from collections.abc import Iterator, Sequence

import yaml

_C_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Key = str | int


def compose(data: bytes | str) -> yaml.Node | None:
    """The node tree of one document. Merge keys stay keys and aliases shared nodes, so its size is the text's."""
    try:
        node: yaml.Node | None = yaml.compose(data, Loader=_C_LOADER)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return node


def place(root: yaml.Node | None, keys: Sequence[Key], *, of_key: bool = False) -> tuple[int, int]:
    """Line and column (from 1) of the value under `keys`, or of its key; of the nearest parent that is there."""
    node, name = root, None
    for key in keys:
        found = _child(node, key)
        if found is None:
            break
        name, node = found
    chosen = name if of_key and name is not None else node
    return (chosen.start_mark.line + 1, chosen.start_mark.column + 1) if chosen is not None else (0, 0)


def _child(node: yaml.Node | None, key: Key) -> tuple[yaml.Node | None, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return None, node.value[key]
    return None


def mappings(root: yaml.Node | None) -> Iterator[yaml.MappingNode]:
    """Every mapping of a tree, once, whatever aliases point at it."""
    stack: list[yaml.Node | None] = [root]
    seen: set[int] = set()
    while stack:
        node = stack.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            stack.extend(value for _, value in node.value)
            yield node


def doubled_keys(root: yaml.Node | None) -> Iterator[tuple[str, int, int, int]]:
    """Every key given twice in one mapping: key, line, column, line of the first."""
    for mapping in mappings(root):
        first: dict[str, int] = {}
        for name, _ in mapping.value:
            if not isinstance(name, yaml.ScalarNode):
                continue
            text = name.value
            if text in first:
                yield text, name.start_mark.line + 1, name.start_mark.column + 1, first[text]
            first.setdefault(text, name.start_mark.line + 1)


def syntax_error(data: bytes) -> tuple[str, int, int] | None:
    """What the parser stumbles over, with line and column; None when it reads."""
    try:
        for _ in yaml.parse(data, Loader=_C_LOADER):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = ", ".join(part for part in (error.problem, error.context) if part)
        return what, *((mark.line + 1, mark.column + 1) if mark else (0, 0))
    except yaml.reader.ReaderError as error:
        return error.reason, 0, 0
    return None
