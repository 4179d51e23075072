"""What differs between a revision and the work tree, for checks of a change against its base."""

from helpdesk.store.plumbing import Objects
from helpdesk.store.repository import NotADesk, Repository

_AREAS = ("tickets", "rules", "kb", "assets")
_NOTHING = "0"


def base_of(repository: Repository, revision: str) -> str:
    """The commit at which HEAD left `revision`; the revision itself where that is not known (a shallow clone).

    Raises NotADesk where there is no such revision.
    """
    named = repository.git.run(
        "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", check=False
    )
    if named.code:
        raise NotADesk(f"no such revision: {revision!r}; fetch it, or name another with --base")
    commit = named.out.decode().strip()
    shared = repository.git.run("merge-base", commit, "HEAD", check=False)
    return shared.out.decode().split("\n")[0].strip() or commit


def changed_since(repository: Repository, commit: str) -> dict[str, bytes | None]:
    """Every path of the desk that differs in the work tree from what it was at `commit`, with its content then; None
    for one that was not there. New files that git does not follow yet are not among them."""
    options = ("--raw", "-z", "--no-abbrev", "--no-renames", "--ignore-submodules=all")
    parts = repository.git.run("diff", *options, commit, "--", *_AREAS).out.split(b"\0")
    before: dict[str, str] = {}
    for about, raw in zip(parts[::2], parts[1::2], strict=False):
        try:
            before[raw.decode()] = about.split()[2].decode()
        except (UnicodeDecodeError, IndexError):
            continue
    known = {path: blob for path, blob in before.items() if blob.strip(_NOTHING)}
    with Objects(repository.git) as objects:
        contents = dict(zip(known, objects.read(list(known.values())), strict=True))
    return {path: contents.get(path) for path in before}
