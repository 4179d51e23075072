"""Commits on their way: written in one stream onto a ref of our own that nobody else sees.

Nothing here touches the index, the work tree or a branch: what is broken off leaves nothing but a private ref, which
the next writer removes.
"""

import os
import re

from helpdesk.store.plumbing import Git, GitError
from helpdesk.store.stream import Commit, Signature, stream

PRIVATE = "refs/helpdesk/"
_WRITER = re.compile(r"refs/helpdesk/[a-z]+-(\d+)-[0-9a-f]+\Z")


def private_ref(kind: str) -> str:
    """A fresh ref for commits that are on their way; its name says whose it is."""
    return f"{PRIVATE}{kind}-{os.getpid()}-{os.urandom(4).hex()}"


def import_commits(git: Git, ref: str, base: str, commits: list[Commit], signature: Signature) -> str:
    """Write commits with one `git fast-import`; return the id of the last. What `ref` held before is let go."""
    process = git.start("fast-import", "--quiet", "--done", "--force", "--date-format=raw")
    assert process.stdin and process.stdout and process.stderr
    try:
        try:
            for piece in stream(ref, base, commits, signature):
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it says why on standard error
        said, printed = process.stderr.read(), process.stdout.read()
        code = process.wait()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        process.stderr.close()
    if code:
        raise GitError("fast-import", code, said.decode("utf-8", "replace")[:2000])
    return printed.decode().strip()


def drop_ref(git: Git, ref: str) -> None:
    """Take a private ref away; what only it held is git's to collect."""
    git.run("update-ref", "-d", ref, check=False)


def sweep(git: Git) -> None:
    """Remove private refs of writers that died. Called under the desk's lock, so that none of them is at work."""
    refs = git.run("for-each-ref", "--format=%(refname)", PRIVATE, check=False).text.splitlines()
    dead = [ref for ref in refs if (match := _WRITER.match(ref)) and int(match[1]) != os.getpid()]
    if dead:
        git.run("update-ref", "--stdin", stdin="".join(f"delete {ref}\n" for ref in dead).encode(), check=False)
