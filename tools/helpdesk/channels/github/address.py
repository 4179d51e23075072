"""Where something is on GitHub, in the desk's words: `github:owner/repo#12`, `github:owner/repo#12/comment/345`."""

import re

# Owners are at most 39 letters, digits and single hyphens; repository names 100 letters, digits, `.`, `_`, `-`.
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}\Z")
_ISSUE = re.compile(r"github:([A-Za-z0-9-]+/[A-Za-z0-9._-]+)#([1-9][0-9]{0,9})\Z")


def repository(name: str) -> str:
    """The name as it was given, when it is one. Raises ValueError that says what a repository is called."""
    if not _REPOSITORY.match(name) or name.endswith(("/.", "/..")):
        raise ValueError(f"not a repository: {name!r}; write owner/name")
    return name


def issue_key(repo: str, number: int) -> str:
    return f"github:{repo}#{number}"


def comment_key(repo: str, number: int, comment: int) -> str:
    return f"github:{repo}#{number}/comment/{comment}"


def event_key(repo: str, number: int, event: int) -> str:
    return f"github:{repo}#{number}/event/{event}"


def issue_at(source: str) -> tuple[str, int] | None:
    """(owner/repo, number) of a ticket's source or a notice's thread; None where it is no issue."""
    match = _ISSUE.match(source)
    return (match[1], int(match[2])) if match else None
