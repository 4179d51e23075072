"""/note: words that stay among staff. The message's comment is written by whoever takes it in; here is the word for
it."""

from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.spoken.reading import note_of
from helpdesk.model.rights import files_denied
from helpdesk.model.rules.permissions import FileKind, Way


def note(order: Order) -> str | None:
    """What was noted is kept already, out of everybody's sight but staff's."""
    if not note_of(order.line):
        raise NotDone("/note wants words", "/note The vendor calls back on Monday")
    denied = files_denied(FileKind.COMMENTS, order.speaker.roles, order.rules, Way.COMMAND)
    if denied is not None:
        raise NotDone(f"a note is not for you to write: {denied.only}", "ask one of them")
    return None


COMMANDS = (
    Command(
        "note",
        "WORDS",
        "/note The vendor calls back on Monday",
        "For staff alone: to the end of the paragraph; alone on its line, all that follows.",
        note,
    ),
)
