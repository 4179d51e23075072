"""The index as files: words by their first letters, what was found in blocks. Same documents, same bytes.

`w-<key>.json` maps each word that begins with the key to the numbers of its documents, by how much the word tells of
them: [[in the title], [beside it], [in the text]], each a list of differences. A key that would make a file of more
than 8 KB is split by one more letter; what is no longer than the key then stays in the shorter key's own file.
`d-<block>.json` has what a result shows of 32 documents, by their numbers. An index of at most 48 KB is `all.json`
instead, one object of these files by name: a browser asks for it before the first letter is typed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

Weighted = tuple[Sequence[int], Sequence[int], Sequence[int]]

LARGEST = 8_000
SMALL = 48_000
BLOCK = 32
_PLAIN = re.compile(r"[a-z0-9]+\Z")
_encode = msgspec.json.Encoder(order="deterministic").encode


class Document(msgspec.Struct, frozen=True):
    """One thing that can be found. `number` is its own as long as it is there; `words` by how much they tell."""

    number: int
    title: str
    place: str
    kind: str
    more: str
    words: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class Index(msgspec.Struct, frozen=True):
    """`files` by name; `keys` of the word files; `count` of documents."""

    files: dict[str, bytes]
    keys: tuple[str, ...]
    count: int


def index_of(documents: Iterable[Document]) -> Index:
    postings: dict[str, tuple[list[int], list[int], list[int]]] = defaultdict(lambda: ([], [], []))
    blocks: dict[int, dict[str, tuple[str, str, str, str]]] = defaultdict(dict)
    count = 0
    for each in sorted(documents, key=lambda document: document.number):
        count += 1
        blocks[each.number // BLOCK][str(each.number)] = (each.title, each.place, each.kind, each.more)
        taken: set[str] = set()
        for rank, words in enumerate(each.words):
            for word in words:
                if word not in taken:
                    taken.add(word)
                    postings[word][rank].append(each.number)
    written = {word: _encode(_trimmed(numbers)) for word, numbers in sorted(postings.items())}
    files = {f"d-{block}.json": _encode(shown) for block, shown in sorted(blocks.items())}
    chunks = dict(_chunks(written, 1))
    files |= {f"w-{file_key(key)}.json": content for key, content in chunks.items()}
    return Index(files, tuple(sorted(chunks)), count)


def is_small(index: Index) -> bool:
    """Whether all of it is little enough to be loaded at once."""
    return 0 < sum(map(len, index.files.values())) <= SMALL


def whole_of(index: Index) -> bytes:
    """All files of an index in one, by their names without the ending."""
    files = (b'"%s":%s' % (name.removesuffix(".json").encode(), body) for name, body in sorted(index.files.items()))
    return b"{" + b",".join(files) + b"}"


def file_key(key: str) -> str:
    """A key as part of a file's name: other letters than a to z by their code points, since not every server keeps
    them."""
    return key if _PLAIN.match(key) else "".join(c if _PLAIN.match(c) else f"~{ord(c):x}~" for c in key)


def _chunks(written: Mapping[str, bytes], letters: int) -> Iterator[tuple[str, bytes]]:
    groups: dict[str, dict[str, bytes]] = defaultdict(dict)
    for word, numbers in written.items():
        groups[word[:letters]][word] = numbers
    for key, group in groups.items():
        size = sum(len(word) + len(numbers) + 4 for word, numbers in group.items())
        if size <= LARGEST or len(group) == 1:
            yield key, _joined(group)
            continue
        short = {word: numbers for word, numbers in group.items() if len(word) <= letters}
        if short:
            yield key, _joined(short)
        yield from _chunks({word: group[word] for word in group.keys() - short.keys()}, letters + 1)


def _joined(group: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(b'"%s":%s' % (word.encode(), group[word]) for word in sorted(group)) + b"}"


def _trimmed(numbers: Weighted) -> list[list[int]]:
    """Differences instead of numbers, and no empty lists at the end."""
    lists = [_differences(each) for each in numbers]
    while lists and not lists[-1]:
        lists.pop()
    return lists


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip((0, *numbers), numbers, strict=False)]
