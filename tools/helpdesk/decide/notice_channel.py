"""Through which channel somebody is told: what the notice rule says, where it can carry words back; what the person
wishes, where they can be reached so."""

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.recipients import person_in
from helpdesk.model.rules.notices import NoticeRule

ONE_WAY = frozenset({"", "phone", "dropbox", "file", "alert"})


def channel_of(draft: Draft, rule: NoticeRule) -> str:
    """`same` is the door the ticket came through; where nothing can be said through it, mail."""
    if rule.channel != "same":
        return rule.channel
    return draft.ticket.channel if draft.ticket.channel not in ONE_WAY else "mail"


def channel_for(this: DeskPass, draft: Draft, who: str, given: str) -> str:
    """What the person in this role wishes instead of `given`, where it reaches them."""
    person = person_in(who, draft.ticket, this.rules)
    if person is None:
        return given
    reaches = {"mail": bool(person.email), "chat": bool(person.chat), "github": draft.ticket.channel == "github"}
    wished = person.notices.channel
    return wished if wished and reaches.get(wished, False) else given
