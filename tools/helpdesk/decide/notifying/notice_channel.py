"""Through which channel somebody is told: what the notice rule says, where it can carry words back; what the person
wishes, where they can be reached so."""

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.recipients import person_in
from helpdesk.model.rules.notices import NoticeRule

ONE_WAY = frozenset({"", "phone", "web", "dropbox", "file", "alert"})
# What nobody wrote a rule for goes by mail.
MAIL = NoticeRule(id="mail", on="", to=(), template="")


def channel_of(draft: Draft, rule: NoticeRule, role: str = "") -> str:
    """`same` is the door the ticket came through; where nothing can be said through it, mail. Whoever asked on GitHub
    is told there, on their own issue, and nobody else is: anybody may read it. Whoever asked in a chat is told
    there."""
    if role == "requester" and draft.ticket.channel == "chat" and draft.ticket.requester.chat:
        return "chat"
    if role == "requester" and draft.ticket.source.startswith("github:"):
        return "github"
    wanted = draft.ticket.channel if rule.channel == "same" else rule.channel
    return "mail" if wanted in ONE_WAY or wanted == "github" else wanted


def channel_for(this: DeskPass, draft: Draft, who: str, given: str) -> str:
    """What the person in this role wishes instead of `given`, where it reaches them."""
    person = person_in(who, draft.ticket, this.rules)
    if person is None:
        return given
    reaches = {"mail": bool(person.email), "chat": bool(person.chat)}
    wished = person.notices.channel
    return wished if wished and reaches.get(wished, False) else given
