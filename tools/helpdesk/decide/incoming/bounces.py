"""Mail of the desk's that came back: whose address it is that takes none any more."""

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.directory import fold_address
from helpdesk.decide.draft import Draft
from helpdesk.decide.notifying.wording import message_id
from helpdesk.model.message import Message
from helpdesk.model.timeline import Owed


def is_report(message: Message) -> bool:
    """Whether a mail server says what became of a mail: that it failed, or only that it takes longer."""
    return message.bounce or bool(message.fields.get("delivery"))


def requester_is_unreachable(this: DeskPass, draft: Draft, message: Message) -> bool:
    """Whether a bounce means the requester: what came back was written to them, or they are named in it. A watcher or
    a colleague whose mailbox is full is no reason to fall silent towards the requester."""
    role = _written_to(this, draft, message)
    if role:
        return role == "requester"
    named = set(message.fields.get("failed-recipient", "").split())
    return not named or fold_address(draft.ticket.requester.email) in set(map(fold_address, named))


def why(message: Message) -> str:
    """`a notice came back (5.1.1)`, with the status of RFC 3463 where the report gives one."""
    status = message.fields.get("delivery-status", "")
    return f"a notice came back ({status})" if status else "a notice came back"


def _written_to(this: DeskPass, draft: Draft, message: Message) -> str:
    """The role that got the notice which came back, if it is one of this ticket's."""
    answered = {message.in_reply_to, *message.references}
    owed = (entry for entry in reversed(draft.timeline) if isinstance(entry, Owed))
    return next((o.role for o in owed if message_id(draft.reference, o.notice, this.rules) in answered), "")
