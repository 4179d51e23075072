"""Gates on who says what: nobody speaks in another's name, and nothing is asked twice."""

from collections.abc import Iterator

from helpdesk.check.against_base.proposal import Proposal, gate
from helpdesk.check.check import Fault
from helpdesk.model.fold import OUTSIDERS


@gate("G010")
def signed_by_their_author(proposal: Proposal) -> Iterator[Fault]:
    """A new comment or waiting ticket names as its writer (`by`) nobody but the author of the change."""
    people = sorted({author.person.id for author in proposal.authors if author.person})
    for one in proposal.signed:
        if one.by in people:
            continue
        remedy = f"write `by: {people[0]}`" if people else "leave it to the desk: send a mail, or use the form"
        what = "the desk writes down" if one.by in OUTSIDERS else "is not the author of this change"
        who = "what outsiders say, " if one.by in OUTSIDERS else ""
        yield Fault(("by",), f"signed by {one.by!r}: {who}{what}", remedy, one.path)


@gate("G011")
def asked_once(proposal: Proposal) -> Iterator[Fault]:
    """The UUID of a new waiting ticket has not been seen before."""
    for one in proposal.waiting:
        if one.seen:
            uuid = one.dropped.item.uuid
            what = f"a UUID seen before: {uuid!r} is in {one.seen}"
            yield Fault(("uuid",), what, "make a new one, or remove the file", one.dropped.path)
