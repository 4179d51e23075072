"""Through which channel somebody is told: what the notice rule says, where it can carry words back."""

from helpdesk.decide.draft import Draft
from helpdesk.model.rules.notices import NoticeRule

ONE_WAY = frozenset({"", "phone", "dropbox", "file", "alert"})
# What nobody wrote a rule for goes by mail.
MAIL = NoticeRule(id="mail", on="", to=(), template="")


def channel_of(draft: Draft, rule: NoticeRule, role: str = "") -> str:
    """`same` is the door the ticket came through; where nothing can be said through it, mail. Whoever asked on GitHub
    is told there, on their own issue, and nobody else is: anybody may read it."""
    if role == "requester" and draft.ticket.source.startswith("github:"):
        return "github"
    wanted = draft.ticket.channel if rule.channel == "same" else rule.channel
    return "mail" if wanted in ONE_WAY or wanted == "github" else wanted
