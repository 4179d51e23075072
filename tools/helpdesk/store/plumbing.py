"""The one place that starts git: argument lists, a clean environment, bounded time, errors that say what to do.

Its records are named tuples: msgspec takes longer to load than a quiet pass has.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

# What would turn our git towards another repository, index or history: `git rev-parse --local-env-vars`, and more.
_LEAKS = frozenset(
    f"GIT_{name}"
    for name in (
        *("ALTERNATE_OBJECT_DIRECTORIES", "CEILING_DIRECTORIES", "COMMON_DIR", "CONFIG", "CONFIG_PARAMETERS", "DIR"),
        *("EXTERNAL_DIFF", "GRAFT_FILE", "IMPLICIT_WORK_TREE", "INDEX_FILE", "INTERNAL_SUPER_PREFIX", "NAMESPACE"),
        *("NO_REPLACE_OBJECTS", "OBJECT_DIRECTORY", "PREFIX", "QUARANTINE_PATH", "REPLACE_REF_BASE", "SHALLOW_FILE"),
        *("WORK_TREE", "GLOB_PATHSPECS", "NOGLOB_PATHSPECS", "ICASE_PATHSPECS", "EDITOR"),
    )
)
_ALWAYS = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Hooks and the file-system monitor are the technician's, not the desk's; a path is bytes, never an abbreviation.
_NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
# Two messages that look alike are no renaming of one another.
_SETTINGS = (
    *("core.quotePath=false", "core.fsmonitor=false", "log.follow=false", "log.showSignature=false"),
    *("merge.renames=false", "merge.directoryRenames=false"),
)
_OPTIONS = tuple(word for setting in _SETTINGS for word in ("-c", setting))
SECONDS = 120.0
# So many ids of 65 characters fit into one page, which is all that a pipe may hold on a busy machine: writing them
# never waits for git, which may be waiting for us to read.
_GROUP = 60
# No record is this large: of a larger file only so much is read, and the loader refuses it for its size.
LARGEST = 32_000_000


class GitError(Exception):
    """git refused: `code` its exit code, `said` what it printed on standard error. A code of -1 is a time-out."""

    def __init__(self, verb: str, code: int, said: str) -> None:
        super().__init__(f"git {verb} failed ({code}): {said.strip() or 'no reason given'}")
        self.verb, self.code, self.said = verb, code, said.strip()


# What git says when the machine is at fault and not what was to be written.
_MACHINE = re.compile(
    r"no space left|disk quota|quota exceeded|read-only file system|input/output error|out of memory"
    r"|too many open files|cannot allocate|unable to (?:create|write|open) |permission denied|write error"
    r"|insufficient permission",
    re.IGNORECASE,
)


def machine_is_at_fault(said: str) -> bool:
    """Whether git failed for a full disk or the like, and may well succeed with the same words later."""
    return bool(_MACHINE.search(said))


class Done(NamedTuple):
    """How a git process ended."""

    code: int
    out: bytes
    said: str

    @property
    def text(self) -> str:
        """Standard output as one stripped line of text."""
        return self.out.decode("utf-8", "replace").strip()


def environment() -> dict[str, str]:
    """The caller's environment without what would leak another repository into ours."""
    return {name: value for name, value in os.environ.items() if name not in _LEAKS} | _ALWAYS


class Git(NamedTuple):
    """How to reach one repository: the arguments before the verb, and the folder that git runs in."""

    place: tuple[str, ...]
    folder: str

    def run(
        self,
        verb: str,
        *arguments: str,
        stdin: bytes = b"",
        check: bool = True,
        seconds: float = SECONDS,
        hooks: bool = False,
    ) -> Done:
        """One git process. Raises GitError when it fails (unless `check` is off) or takes longer than `seconds`."""
        command = self._command(verb, arguments, hooks)
        try:
            # Bytes, never text: a path that is not UTF-8 must come back as it went in.
            ended = subprocess.run(
                command,
                input=stdin,
                capture_output=True,
                cwd=self.folder,
                env=environment(),
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired as late:
            raise GitError(verb, -1, f"no answer in {seconds:.0f} seconds") from late
        except FileNotFoundError as missing:
            raise GitError(verb, -1, f"cannot start git in {self.folder}: {missing}") from missing
        done = Done(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))
        if check and done.code:
            raise GitError(verb, done.code, done.said)
        return done

    def start(self, verb: str, *arguments: str, stdin: bool = True) -> subprocess.Popen[bytes]:
        """A git process to talk to; the caller ends it."""
        return subprocess.Popen(
            self._command(verb, arguments, hooks=False),
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.folder,
            env=environment(),
        )

    def _command(self, verb: str, arguments: Sequence[str], hooks: bool) -> list[str]:
        silent = () if hooks else _NO_HOOKS
        return ["git", *self.place, *_OPTIONS, *silent, verb, *arguments]


def outside(path: Path) -> Git:
    """git before a repository is known: it looks for one from `path` upwards, and checks who owns it."""
    return Git(("-C", str(path)), os.sep)


class Objects:
    """One `git cat-file --batch` for many objects, alive only within a with-block."""

    def __init__(self, git: Git) -> None:
        self._git = git

    def __enter__(self) -> "Objects":
        self._process = self._git.start("cat-file", "--batch")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        process = self._process
        assert process.stdin and process.stdout and process.stderr
        if kind is not None:
            process.kill()
        process.stdin.close()
        process.stdout.close()
        process.stderr.close()
        process.wait()

    def read(self, ids: Sequence[str]) -> Iterator[bytes | None]:
        """The content of each object, in order; None for one that is not there. Asks in groups that fit a pipe."""
        for start in range(0, len(ids), _GROUP):
            # A group is read to its end before any of it is handed out: others may ask in between.
            yield from list(self._group(ids[start : start + _GROUP]))

    def one(self, name: str) -> bytes | None:
        """The content of one object, by id or by a name without line breaks."""
        return next(iter(self._group([name])))

    def _group(self, names: Sequence[str]) -> Iterator[bytes | None]:
        process = self._process
        assert process.stdin and process.stdout
        process.stdin.write("".join(f"{name}\n" for name in names).encode())
        process.stdin.flush()
        yield from self._answers(names)

    def _answers(self, names: Iterable[str]) -> Iterator[bytes | None]:
        out = self._process.stdout
        assert out
        for name in names:
            header = out.readline()
            if not header:
                raise GitError("cat-file", self._process.wait(), f"stopped at {name}")
            if header.endswith((b" missing\n", b" ambiguous\n")):
                yield None
                continue
            size = int(header.rsplit(b" ", 1)[1])
            content = out.read(min(size, LARGEST))
            rest = size - len(content) + 1
            while rest:
                rest -= len(out.read(min(rest, 1 << 20)))
            yield content
