"""What a sparse checkout has left out of the folder: the desk's files all the same, as they are committed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from helpdesk.commands.clone.folder import AREAS, DeskFolder
from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import NotADesk, Repository

_PLAIN = (b"100644", b"100755")


class _WithLeftOut(Mapping[str, bytes]):
    """Files of the folder, and committed ones by their blob's id, read when asked for."""

    def __init__(self, folder: DeskFolder, left_out: Mapping[str, str], objects: Objects) -> None:
        self._folder, self._left_out, self._objects = folder, left_out, objects
        self._paths = dict.fromkeys(sorted({*folder, *left_out}))

    def __getitem__(self, path: str) -> bytes:
        if path in self._folder:
            return self._folder[path]
        content = self._objects.one(self._left_out[path])
        if content is None:
            raise NotADesk(f"{path} is neither a file here nor in this clone's objects; git fetch brings it")
        return content

    def __contains__(self, path: object) -> bool:
        return path in self._paths

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)


@contextmanager
def whole_desk(root: Path) -> Iterator[Mapping[str, bytes]]:
    """Every file of the desk at `root` by its path, whether a sparse checkout has it in the folder or not."""
    folder, repository = DeskFolder(root), _sparse(root)
    left_out = _left_out(repository, root) if repository else {}
    if repository is None or not left_out:
        yield folder
        return
    with Objects(repository.git) as objects:
        yield _WithLeftOut(folder, left_out, objects)


def _sparse(root: Path) -> Repository | None:
    """The repository around a folder where it checks out only some of its files; git is asked nothing where not."""
    top = next((place for place in (root, *root.parents) if (place / ".git").exists()), None)
    if top is None or ((top / ".git").is_dir() and not (top / ".git/info/sparse-checkout").exists()):
        return None
    try:
        return Repository.open(root)
    except NotADesk:
        return None


def _left_out(repository: Repository, root: Path) -> dict[str, str]:
    """Plain files of the index that git was told not to write (`S` of git-ls-files(1)), each with its blob's id."""
    assert repository.root is not None
    below = root.resolve().relative_to(repository.root.resolve())
    areas = [(below / area).as_posix() for area in AREAS]
    listed = repository.git.run("ls-files", "-t", "--stage", "-z", "--full-name", "--", *areas).out
    found: dict[str, str] = {}
    for item in filter(None, listed.split(b"\0")):
        about, _, raw = item.partition(b"\t")
        tag, mode, blob, _ = about.split(b" ")
        if tag == b"S" and mode in _PLAIN:
            path = Path(raw.decode("utf-8", "replace")).relative_to(below).as_posix()
            found |= {path: blob.decode()} if "\ufffd" not in path else {}
    return found
