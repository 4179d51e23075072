"""Who gives a command, how far that is proved, and what they are to the ticket."""

import msgspec

from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.draft import Draft
from helpdesk.model.message import Message, Proof
from helpdesk.model.rights import roles_of
from helpdesk.model.rules.people import Person, Role
from helpdesk.model.rules.permissions import REQUESTER

# What proves a person. A reply address proves which ticket is meant and that the desk has written to whoever answers,
# not who that is: everybody who was ever told anything on the ticket has had one.
PROVES = frozenset({Proof.DMARC, Proof.GITHUB_ID, Proof.CHAT_ID, Proof.LOCAL})


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """`who` is as the ledger names them: a person's id, `requester`, or nobody (empty). `proved`: that is who it is;
    `takes_part`: they answered to the ticket's own reply address, or are proved. `answered` is the Message-ID that is
    replied to. `asks`: the ticket is theirs. `doubt` says in words what is missing."""

    who: str = ""
    person: Person | None = None
    proved: bool = False
    takes_part: bool = False
    asks: bool = False
    roles: frozenset[str] = frozenset()
    via: str = ""
    answered: str = ""
    doubt: str = ""

    @property
    def staff(self) -> bool:
        """Whether they say that they work here; `proved` says whether that is so."""
        return self.person is not None and self.person.role is not Role.REQUESTER

    @property
    def known(self) -> bool:
        """Whether the desk can answer them by what it knows itself."""
        return self.person is not None or self.asks


def speaker_of(this: DeskPass, draft: Draft, message: Message, *, replied: bool = False) -> Speaker:
    """Who wrote a message. `replied`: it came to the ticket's own reply address, and its MAC holds."""
    person = this.directory.person(message.sender)
    proved = message.proof in PROVES
    asks = bool(this.directory.marks(message.sender) & this.directory.marks(draft.ticket.requester))
    staff = person is not None and this.directory.is_staff(person.id)
    name = message.sender.email or message.sender.name or "somebody"
    doubt = ""
    if person is None and not asks:
        doubt = f"nobody here is known as {name}"
    elif not proved:
        doubt = f"nothing proves that it comes from {name}"
    return Speaker(
        who="requester" if asks and not (staff and proved) else person.id if person else "",
        person=person,
        proved=proved,
        takes_part=proved or replied or message.proof is Proof.REPLY_ADDRESS,
        asks=asks,
        roles=roles_of(person, this.rules, draft.ticket) | ({REQUESTER} if asks else frozenset()),
        via=message.channel,
        answered=message.in_reply_to if proved else "",
        doubt=doubt,
    )
