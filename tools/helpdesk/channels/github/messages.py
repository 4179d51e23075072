"""Issues, comments and clicks as Messages. What a stranger wrote stays Markdown; nothing in it is obeyed here."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from helpdesk.channels.github.address import comment_key, event_key, issue_key
from helpdesk.channels.github.clicks import Names, command_of
from helpdesk.channels.github.wire import Comment, Event, Issue, User
from helpdesk.channels.github.words import bare_title, marked, said, without_comments
from helpdesk.model.message import Message, Party, Proof

CHANNEL = "github"
GHOST = User(id=0, login="ghost")
# GitHub stamps the making of one issue within two seconds.
_AT_ONCE = timedelta(seconds=2)
# A login has letters, digits and single hyphens, 39 at most.
_LOGIN = re.compile(r"(?<![\w@/.])@([A-Za-z0-9](?:[A-Za-z0-9-]{0,37}[A-Za-z0-9])?)(?![\w@-])")
_MOST_CALLED = 5
# Which form an issue's body came from, and its answers: (body, labels) -> {"form": item, field: answer}.
FormReader = Callable[[str, tuple[str, ...]], dict[str, str]]


def no_form(body: str, labels: tuple[str, ...]) -> dict[str, str]:  # noqa: ARG001 - a FormReader
    return {}


class Thread(msgspec.Struct, frozen=True):
    """The issue a comment or a click belongs to: its key, and for a staff issue of ours the ticket it stands for."""

    source: str
    title: str = ""
    reference: str = ""
    fingerprint: str = ""

    @property
    def subject(self) -> str:
        return f"[{self.reference}] {self.title}" if self.reference else self.title


def thread_of(repo: str, issue: Issue, me: int) -> Thread:
    """What belongs to this issue joins by this. Only an issue that we opened ourselves can speak for a ticket."""
    ours = issue.user is not None and issue.user.id == me
    name = marked(issue.body or "") if ours else ""
    reference = name.partition("/")[0] if name.endswith("/mirror") else ""
    return Thread(issue_key(repo, issue.number), bare_title(issue.title), reference, fingerprint(issue))


def fingerprint(issue: Issue) -> str:
    """The same for an issue before and after its transfer to another repository, where its number is new."""
    user = issue.user or GHOST
    words = said(bare_title(issue.title), issue.body or "")[:16]
    return f"<{issue.created_at:%Y%m%dT%H%M%SZ}.{user.id}.{words}@issues.github>"


def issue_message(repo: str, issue: Issue, read_form: FormReader = no_form) -> Message:
    """An issue as it was opened."""
    user = issue.user or GHOST
    title, text = bare_title(issue.title), without_comments(issue.body or "")
    source = issue_key(repo, issue.number)
    return Message(
        key=source,
        channel=CHANNEL,
        received=issue.created_at,
        date=issue.created_at,
        sender=party(user),
        subject=title,
        text=text,
        visible_reply=text,
        message_id=fingerprint(issue),
        content_hash=content_of(source, title, issue.body or ""),
        automatic=user.type == "Bot",
        proof=_proof(user),
        source=source,
        fields=read_form(issue.body or "", tuple(label.name for label in issue.labels)),
        # The API does not say whether the body was edited; where somebody touched the issue, it may have been.
        edited=issue.updated_at - issue.created_at > _AT_ONCE,
    )


def comment_message(repo: str, comment: Comment, thread: Thread) -> Message:
    user = comment.user or GHOST
    text = without_comments(comment.body or "")
    key = comment_key(repo, comment.issue, comment.id)
    return Message(
        key=key,
        channel=CHANNEL,
        received=comment.created_at,
        date=comment.created_at,
        sender=party(user),
        subject=thread.subject,
        text=text,
        visible_reply=text,
        in_reply_to=thread.source,
        references=(thread.fingerprint,) if thread.fingerprint else (),
        content_hash=content_of(key, "", comment.body or ""),
        automatic=user.type == "Bot",
        proof=_proof(user),
        source=thread.source,
        edited=comment.updated_at > comment.created_at,
    )


def called(text: str) -> list[str]:
    """The logins that lines beginning with a command call."""
    found = (login for line in text.splitlines() if line.lstrip().startswith("/") for login in _LOGIN.findall(line))
    return list(dict.fromkeys(found))[:_MOST_CALLED]


def edit_of(message: Message, at: datetime) -> Message:
    """Words that were changed after the desk had taken them in: said again as they are now, and no commands."""
    return msgspec.structs.replace(
        message,
        key=f"{message.key}/edit/{message.content_hash[:12]}",
        received=at,
        date=at,
        message_id="",
        in_reply_to=message.in_reply_to or message.key,
        edited=True,
        fields={},
    )


def click_message(repo: str, event: Event, thread: Thread, names: Names) -> Message | None:
    """What was set in the sidebar, said by who set it; None where it means nothing to the desk."""
    command, by = command_of(event, names), event.by
    if not command or by is None or event.issue is None:
        return None
    key = event_key(repo, event.issue.number, event.id)
    return Message(
        key=key,
        channel=CHANNEL,
        received=event.created_at,
        date=event.created_at,
        sender=party(by),
        subject=thread.subject,
        text="",
        in_reply_to=thread.source,
        references=(thread.fingerprint,) if thread.fingerprint else (),
        content_hash=said(key),
        automatic=by.type == "Bot",
        proof=_proof(by),
        source=thread.source,
        commands=(command,),
    )


def content_of(key: str, title: str, body: str) -> str:
    """By this an edit is noticed. The key is in it: the same words on two issues are two messages."""
    return said(key, title, body.replace("\r\n", "\n"))


def party(user: User) -> Party:
    return Party(name=user.login, github=user.id or None)


def _proof(user: User) -> Proof:
    return Proof.GITHUB_ID if user.id else Proof.NONE
