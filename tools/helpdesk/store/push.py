"""Compare and swap: the new commits become the branch only where it still stands at the commit they were decided on."""

import re

from helpdesk.model.ports import Landed, Landing
from helpdesk.store.patience import remove_dead
from helpdesk.store.plumbing import Done, GitError, machine_is_at_fault
from helpdesk.store.repository import Repository

_RACES = re.compile(
    r"stale info|fetch first|non-fast-forward|remote ref updated|cannot lock ref|failed to update ref"
    r"|incorrect old value|reference already exists|failed to lock|unable to create .*\.lock",
    re.IGNORECASE,
)
_TOO_LARGE = re.compile(r"HTTP 413|larger than|exceeds|file size limit|pack exceeds maximum", re.IGNORECASE)


# What was just written in one stream is packed: to look for smaller packing once more takes as long as all the rest of
# a push, and saves a tenth of its bytes.
_AS_PACKED = ("-c", "pack.window=0")


def push(
    repository: Repository,
    commit: str,
    based_on: str,
    seconds: float = 120.0,
    leaving: str = "",
    *,
    packed: bool = False,
) -> Landed:
    """Offer `commit` to the remote's branch, which must still be `based_on`. Never rewrites: without exactly that
    commit there the remote refuses, whichever way it moved. The ref `leaving` goes in the same push, or in none.
    Commits that are `packed` already go as they are."""
    lease = f"--force-with-lease={repository.local_ref}:{based_on}"
    specs = [f"{commit}:{repository.local_ref}", *([f":{leaving}"] if leaving else [])]
    options = ["--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no", lease]
    options += ["--atomic"] if leaving else []
    git = repository.git._replace(place=(*repository.git.place, *_AS_PACKED)) if packed else repository.git
    try:
        done = git.run("push", *options, "--end-of-options", repository.remote, *specs, check=False, seconds=seconds)
    except GitError as error:
        return Landed(Landing.UNREACHABLE, why=str(error))
    landed = _outcome(done, commit, repository.local_ref)
    folder = repository.remote_folder() if landed.landing is Landing.LOST_RACE and ".lock" in done.said else None
    if folder is not None:
        # Whoever died while writing there would otherwise be waited for without end.
        remove_dead(folder, done.said)
    if leaving and landed.landing not in (Landing.LANDED, Landing.LOST_RACE):
        # It may be the other ref that the remote did not like, or doing both at once.
        return push(repository, commit, based_on, seconds, packed=packed)
    return landed


def _outcome(done: Done, commit: str, branch: str) -> Landed:
    """What `git push --porcelain` said of the branch: `<flag> TAB <from>:<to> TAB <summary>`, git-push(1)."""
    for line in done.out.decode("utf-8", "replace").splitlines():
        flag, _, rest = line.partition("\t")
        names, _, summary = rest.partition("\t")
        if not names.endswith(f":{branch}"):
            continue
        if flag == "!":
            if _RACES.search(summary):
                return Landed(Landing.LOST_RACE, why=summary)
            if machine_is_at_fault(f"{summary}\n{done.said}") and not _TOO_LARGE.search(done.said):
                return Landed(Landing.STUCK, why=_words(summary, done.said))
            return Landed(Landing.REFUSED, why=_words(summary, done.said))
        if flag in (" ", "+", "*", "=") and rest and not done.code:
            return Landed(Landing.LANDED, commit)
    if _TOO_LARGE.search(done.said):
        return Landed(Landing.REFUSED, why=_words("too large", done.said))
    return Landed(Landing.UNREACHABLE, why=_words("no answer", done.said))


def _words(summary: str, said: str) -> str:
    """The remote's own words behind its verdict: `remote:` lines where it gave any."""
    lines = said.splitlines()
    remote = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    own = [line.strip() for line in lines if not line.startswith(("remote:", "To ", "error: failed to push"))]
    words = "; ".join(line for line in (remote if any(remote) else own) if line)
    return f"{summary}: {words}"[:1000] if words else summary


def swap(repository: Repository, commit: str, based_on: str) -> Landed:
    """The same without a remote: the local branch moves from `based_on` to `commit`, or not at all."""
    done = repository.git.run("update-ref", "-m", "helpdesk: pass", repository.local_ref, commit, based_on, check=False)
    if not done.code:
        return Landed(Landing.LANDED, commit)
    moved = repository.resolve(repository.local_ref) != based_on
    if moved or _RACES.search(done.said):
        return Landed(Landing.LOST_RACE, why=done.said)
    return Landed(Landing.REFUSED, why=done.said)
