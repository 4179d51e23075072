"""What an approval holds for: the parts of a ticket that an approver has read, and the hash that names them."""

import hashlib
from datetime import datetime

import msgspec

from helpdesk.model.front_matter import plain
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Json

SHOWN = 16
# Codes of a resolution that says the thing asked for was not done: that needs nobody's approval.
NOT_DONE = frozenset({"refused", "withdrawn", "cancelled", "duplicate", "not-done"})


def approved_parts(ticket: Ticket) -> dict[str, Json]:
    """What is approved: of a change its kind, risk, plan, way back, window and service; of a request its item, answers
    and cost; the title where there is neither. Nothing else on a ticket touches an approval."""
    parts: dict[str, Json] = {"type": ticket.type.value}
    if ticket.change is not None:
        parts["change"] = plain(msgspec.structs.replace(ticket.change, outcome=""))
        parts["service"] = ticket.service
    if ticket.form is not None:
        parts["form"] = plain(ticket.form)
    if "cost" in ticket.fields:
        parts["cost"] = plain(ticket.fields["cost"])
    if ticket.change is None and ticket.form is None:
        parts["title"] = ticket.title
    return parts


def approval_hash(ticket: Ticket) -> str:
    """The first 16 hexadecimal digits of SHA-256 over `approved_parts` as canonical JSON (sorted keys, no blanks)."""
    text = msgspec.json.encode(approved_parts(ticket), order="deterministic")
    return hashlib.sha256(text).hexdigest()[:SHOWN]


class Asked(msgspec.Struct, frozen=True):
    """One who has to agree: `who` as the rule says it, the `people` it comes down to, how many of them are needed and
    which have agreed; `turn`: it is theirs to say now."""

    who: str
    people: tuple[str, ...]
    needed: int = 1
    agreed: tuple[str, ...] = ()
    turn: bool = True
    why: str = ""

    @property
    def done(self) -> bool:
        return len(self.agreed) >= self.needed


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """How a ticket stands with its approvers. `hash` names what they approve as it reads now; `refused` who said no to
    it; `act_first`: work may begin without them; no `asked`: it needs nobody's approval."""

    hash: str
    rule: str = ""
    asked: tuple[Asked, ...] = ()
    refused: str = ""
    refused_why: str = ""
    act_first: bool = False
    complete_at: datetime | None = None

    @property
    def granted(self) -> bool:
        return not self.refused and all(one.done for one in self.asked)

    @property
    def outstanding(self) -> tuple[str, ...]:
        """In words who has not agreed yet: `requester-manager (anna)`, `1 more of board (kim, lee)`."""
        return tuple(_missing(one) for one in self.asked if not one.done)


def _missing(one: Asked) -> str:
    left = one.needed - len(one.agreed)
    names = ", ".join(name for name in one.people if name not in one.agreed)
    if one.people == (one.who,):
        return one.who
    return f"{left} more of {one.who} ({names})" if one.needed > 1 else f"{one.who} ({names or 'nobody'})"
