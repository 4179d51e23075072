"""The ids that git gives to files and folders as they lie on the disk: where they are a commit's, nothing differs from
it, and no index has to be read to know. Settings and attributes are not asked: what lies there with other bytes
than git would keep has another id here, which says nothing yet.
"""

import hashlib
import os
import stat

# What git takes to read its index, by its size, for each file of a folder that could be read in the same time.
_INDEX_BYTES = 6_000
# A large file takes as long as many small ones.
_BYTES = 25_000
_ALWAYS = 400
# No folder of a desk lies deeper.
_DEEPEST = 20


class Unusual(Exception):
    """Something that has no id here: a link, a device, more than is worth reading. git itself has to be asked."""


def blob_id(data: bytes, width: int = 40) -> str:
    """The id that git gives this content, in a repository whose ids have so many letters."""
    return _digest(b"blob", data, width).hex()


class Reader:
    """The ids of what lies in a work tree, in a repository whose ids have `width` letters. It reads no more than git
    could tell sooner by an index of `index` bytes; more raises Unusual."""

    def __init__(self, width: int, index: int) -> None:
        self._width, self._left = width, _ALWAYS + index // _INDEX_BYTES

    def folder(self, path: str) -> str:
        """The id of the tree that a commit of this folder would have; empty where no file lies in it, or there is none.
        Raises Unusual, OSError."""
        found = _looked_at(path)
        if found is None:
            return ""
        if not stat.S_ISDIR(found.st_mode):
            raise Unusual(path)
        return self._tree(os.fsencode(path), _DEEPEST).hex()

    def file(self, path: str) -> str:
        """The id of one file; empty where there is none. Raises Unusual, OSError."""
        found = _looked_at(path)
        if found is None:
            return ""
        if not stat.S_ISREG(found.st_mode):
            raise Unusual(path)
        return self._blob(os.fsencode(path), found.st_size).hex()

    def _tree(self, folder: bytes, deepest: int) -> bytes:
        if not deepest:
            raise Unusual(os.fsdecode(folder))
        entries: list[tuple[bytes, bytes]] = []
        with os.scandir(folder) as here:
            for entry in here:
                found = entry.stat(follow_symlinks=False)
                # git sorts a folder as if its name ended in a slash, and keeps none that is empty.
                if stat.S_ISDIR(found.st_mode):
                    if inner := self._tree(entry.path, deepest - 1):
                        entries.append((entry.name + b"/", b"40000 %b\0%b" % (entry.name, inner)))
                elif stat.S_ISREG(found.st_mode):
                    mode = b"100755" if found.st_mode & stat.S_IXUSR else b"100644"
                    entries.append(
                        (entry.name, b"%b %b\0%b" % (mode, entry.name, self._blob(entry.path, found.st_size)))
                    )
                else:
                    raise Unusual(os.fsdecode(entry.path))
        return _digest(b"tree", b"".join(entry for _, entry in sorted(entries)), self._width) if entries else b""

    def _blob(self, path: bytes, size: int) -> bytes:
        self._left -= 1 + size // _BYTES
        if self._left < 0:
            raise Unusual(os.fsdecode(path))
        with open(path, "rb") as file:  # noqa: PTH123 - bytes, as the name may be no UTF-8; a Path takes none
            return _digest(b"blob", file.read(), self._width)


def _looked_at(path: str) -> os.stat_result | None:
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(kind: bytes, data: bytes, width: int) -> bytes:
    new = hashlib.sha1 if width == 40 else hashlib.sha256
    return new(b"%b %d\0" % (kind, len(data)) + data, usedforsecurity=False).digest()
