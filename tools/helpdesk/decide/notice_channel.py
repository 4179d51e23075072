"""Through which channel somebody is told: what the notice rule says, where it can carry words back."""

from helpdesk.decide.draft import Draft
from helpdesk.model.rules.notices import NoticeRule

ONE_WAY = frozenset({"", "phone", "dropbox", "file", "alert"})


def channel_of(draft: Draft, rule: NoticeRule) -> str:
    """`same` is the door the ticket came through; where nothing can be said through it, mail."""
    if rule.channel != "same":
        return rule.channel
    return draft.ticket.channel if draft.ticket.channel not in ONE_WAY else "mail"
