"""The doctor's questions that need nobody but this clone: git, records, generated files, doors, what may leak."""

import os
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from helpdesk import __version__
from helpdesk.commands.proposals.checking import check_desk
from helpdesk.commands.proposals.left_out import whole_desk
from helpdesk.commands.setup.diagnosis import Diagnosis, fine, unknown, warn, wrong
from helpdesk.commands.setup.issue_forms import rules_of, stale_forms, written_forms
from helpdesk.commands.setup.upgrading import REQUIREMENTS, pinned, stale_workflows
from helpdesk.model.finding import Severity
from helpdesk.model.rules import Rules
from helpdesk.store.plumbing import GitError, outside
from helpdesk.store.repository import Repository

# `git merge-tree --write-tree` is of 2.38.
_OLDEST_GIT = (2, 38)
_SHORTEST_KEY = 16
_PLACEHOLDER = "helpdesk@example.org"


class Here(msgspec.Struct, frozen=True):
    """What the questions are asked of. `rules` None where they cannot be read."""

    root: Path
    repository: Repository
    rules: Rules | None
    now: datetime
    environment: dict[str, str]
    offline: bool = False


def here(root: Path, now: datetime, *, offline: bool) -> Here:
    """This clone and this environment. Raises NotADesk."""
    repository = Repository.open(root)
    return Here(root, repository, rules_of(root), now, dict(os.environ), offline)


def git_version(at: Here) -> Iterator[Diagnosis]:
    """git is new enough to join edits without a work tree."""
    said = outside(at.root).run("version").text
    found = re.search(r"(\d+)\.(\d+)", said)
    if found and (int(found[1]), int(found[2])) >= _OLDEST_GIT:
        yield fine("git", said)
    else:
        yield wrong("git", f"{said} is too old", "install git 2.38 or later")


def remote(at: Here) -> Iterator[Diagnosis]:
    """There is a remote, and it answers."""
    if not at.repository.remote:
        yield warn(
            "remote", "none: this clone is the whole desk", "git remote add origin URL && git push -u origin main"
        )
        return
    if at.offline:
        yield unknown("remote", f"{at.repository.remote} was not asked (--offline)")
        return
    try:
        at.repository.git.run("ls-remote", "--heads", "--end-of-options", at.repository.remote, seconds=30.0)
        yield fine("remote", f"{at.repository.remote} answers")
    except GitError as error:
        yield wrong("remote", f"{at.repository.remote} does not answer: {error.said[:200]}", "git ls-remote origin")


def records(at: Here) -> Iterator[Diagnosis]:
    """Every record and rule can be read, and they fit together."""
    with whole_desk(at.root) as files:
        report = check_desk(files, at.now)
    errors = sum(finding.severity is Severity.ERROR for finding in report.findings)
    if at.rules is None or errors:
        yield wrong("records", f"{errors} findings", "helpdesk check")
    else:
        yield fine("records", f"{report.records} records are sound")


def workflows(at: Here) -> Iterator[Diagnosis]:
    """The workflow files are those of this version."""
    if not (at.root / ".github" / "workflows").is_dir():
        yield fine("workflows", "none here: the desk is not run by GitHub")
        return
    stale = stale_workflows(at.root)
    if stale:
        yield warn("workflows", f"not those of {__version__}: {', '.join(stale)}", "helpdesk upgrade")
    else:
        yield fine("workflows", "current")


def issue_forms(at: Here) -> Iterator[Diagnosis]:
    """The issue forms ask what the catalogue asks."""
    stale = stale_forms(written_forms(at.root), at.rules) if at.rules else {}
    if stale:
        yield wrong("issue forms", f"stale: {', '.join(sorted(stale))}", "helpdesk generate")
    else:
        yield fine("issue forms", "current")


def version(at: Here) -> Iterator[Diagnosis]:
    """The desk is run by the version that is installed here."""
    pin = pinned(at.root)
    if pin and pin != __version__:
        yield warn("version", f"{REQUIREMENTS} pins {pin}, here is {__version__}", "helpdesk upgrade")
    else:
        yield fine("version", __version__)


def mail(at: Here) -> Iterator[Diagnosis]:
    """Mail has an address, a door out, keys for its replies, and a server whose word on senders counts."""
    rule = at.rules.desk.mail if at.rules else None
    if rule is None or not rule.address or rule.address == _PLACEHOLDER:
        yield warn(
            "mail address", "none of your own: no mail goes out or comes in", "set mail.address in rules/desk.yml"
        )
        return
    yield fine("mail address", rule.address)
    for name, what, fix in (
        ("HELPDESK_MAIL_OUT", "notices by mail wait", "smtp://user:password@host:587"),
        ("HELPDESK_REPLY_KEYS", "a reply proves nothing about its sender", "openssl rand -hex 32"),
    ):
        if not at.environment.get(name):
            yield warn(name, f"not set here: {what}", f"{fix}; in a workflow: a secret of the environment `desk`")
    keys = [key.strip() for key in at.environment.get("HELPDESK_REPLY_KEYS", "").split(",") if key.strip()]
    if any(len(key) < _SHORTEST_KEY for key in keys):
        yield wrong(
            "HELPDESK_REPLY_KEYS", f"a key of under {_SHORTEST_KEY} signs can be guessed", "openssl rand -hex 32"
        )
    if not rule.trusted_server:
        yield warn(
            "mail senders",
            "nobody vouches for them: commands by mail are not taken",
            "set mail.trusted_server in rules/desk.yml to the name your server writes into Authentication-Results",
        )


def leaks(at: Here) -> Iterator[Diagnosis]:
    """What is internal lies where only staff read."""
    if at.rules is None:
        return
    if not at.rules.desk.public:
        yield fine("audience", "a desk for staff; keep its repository private")
        return
    told = sorted(person.id for person in at.rules.people.values() if person.phone)
    if told:
        yield warn(
            "people", f"anybody can read phone numbers: {', '.join(told[:5])}", "take `phone:` out of rules/people/"
        )
    yield warn(
        "audience",
        "public: anybody reads every ticket, note and address in the repository, whatever its `visibility`",
        "keep personal matters out, or set `public: false` and take requests in by an intake repository",
    )


QUESTIONS: tuple[Callable[[Here], Iterator[Diagnosis]], ...] = (
    git_version,
    remote,
    records,
    workflows,
    issue_forms,
    version,
    mail,
    leaks,
)
