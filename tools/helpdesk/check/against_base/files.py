"""Gates on files: what nobody may touch, because the desk writes it or because it is written once."""

from collections.abc import Iterator

from helpdesk.check.against_base.proposal import FileChange, How, Proposal, gate
from helpdesk.check.check import Fault
from helpdesk.model.ids import reference, ticket_folder
from helpdesk.model.rules.permissions import FileKind

_DID = {How.ADDED: "added", How.EDITED: "changed", How.REMOVED: "removed"}
_TAKE_BACK = "git checkout the base's version of it"


@gate("G001")
def stays_inside(proposal: Proposal) -> Iterator[Fault]:
    """Every file lies where the layout has a place for it, under a name that is safe everywhere, and is no link."""
    prefix = proposal.rules.desk.prefix
    for one in proposal.files:
        if one.how is How.REMOVED:
            continue
        if not one.plain:
            yield Fault((), "a link, a submodule, or a name that no file may have", "remove it", one.path)
        elif one.kind is FileKind.STRAY:
            remedy = f"a ticket lies in tickets/000/{prefix}-000123/; new ones go to tickets/new/"
            yield Fault((), "no place for a file", remedy, one.path)


@gate("G002")
def timelines_are_the_desks(proposal: Proposal) -> Iterator[Fault]:
    """No timeline is touched: the desk alone writes it, from what people's files say."""
    remedy = f"edit ticket.md or add a comment, and the desk writes the entry; {_TAKE_BACK}"
    yield from _touched(proposal, FileKind.TIMELINE, remedy)


@gate("G003")
def cursors_are_the_desks(proposal: Proposal) -> Iterator[Fault]:
    """tickets/cursors.yml is not touched: how far the desk has read is the desk's to say."""
    yield from _touched(proposal, FileKind.CURSORS, _TAKE_BACK)


@gate("G004")
def attachments_are_the_desks(proposal: Proposal) -> Iterator[Fault]:
    """No attachment is touched: what came with a message stays as it came."""
    yield from _touched(proposal, FileKind.ATTACHMENT, f"send a new file by mail; {_TAKE_BACK}")


@gate("G005")
def comments_are_written_once(proposal: Proposal) -> Iterator[Fault]:
    """A comment that is there is not edited, renamed or removed."""
    for one in proposal.within(FileKind.COMMENTS):
        if one.how is not How.ADDED:
            remedy = f"add another comment that corrects it; {_TAKE_BACK}"
            yield Fault((), f"a comment {_DID[one.how]}, which is written once", remedy, one.path)


@gate("G006")
def tickets_stay(proposal: Proposal) -> Iterator[Fault]:
    """No ticket is removed."""
    for number in sorted(proposal.gone):
        folder, name = ticket_folder(proposal.rules.desk.prefix, number), reference(proposal.rules.desk.prefix, number)
        yield Fault((), f"ticket {name} removed", "close it instead: `helpdesk close`", f"{folder}/ticket.md")


@gate("G007")
def numbers_are_given_by_the_desk(proposal: Proposal) -> Iterator[Fault]:
    """No ticket folder is made by hand: the desk gives the numbers."""
    for number in sorted(proposal.by_hand):
        folder = ticket_folder(proposal.rules.desk.prefix, number)
        remedy = "put the request into tickets/new/ (`helpdesk new`), and the desk numbers it"
        yield Fault((), "a ticket folder made by hand", remedy, f"{folder}/ticket.md")


@gate("G008")
def assets_keep_their_history(proposal: Proposal) -> Iterator[Fault]:
    """The holders and the events of an asset stay as they are: new ones only come after them."""
    for one in proposal.assets:
        for name in ("holders", "events"):
            before, after = getattr(one.before, name), getattr(one.after, name)
            if after[: len(before)] != before:
                yield Fault((name,), f"{name} that were there have changed", "add new ones at the end", one.after.path)


@gate("G009")
def readers_are_the_desks(proposal: Proposal) -> Iterator[Fault]:
    """Nothing in readers/ is touched: what readers said is counted by the desk alone."""
    yield from _touched(proposal, FileKind.READERS, _TAKE_BACK)


def _touched(proposal: Proposal, kind: FileKind, remedy: str) -> Iterator[Fault]:
    for one in proposal.within(kind):
        yield Fault((), f"{_named(one)} {_DID[one.how]}, which only the desk writes", remedy, one.path)


def _named(one: FileChange) -> str:
    names = {FileKind.TIMELINE: "a timeline", FileKind.CURSORS: "the cursors", FileKind.READERS: "what readers said"}
    return names.get(one.kind, "an attachment")
