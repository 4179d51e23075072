"""The ledger: what happened to a ticket, one entry a line, append-only, written by the desk alone."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from helpdesk.model.alert import Alert
from helpdesk.model.ticket import FileRef, Visibility

# What a front-matter field may hold, as JSON. The one place where the ledger is untyped: it quotes people's records.
Json = Any
DESK = "desk"
# Who made an edit when history does not say; never the desk, which would feel free to decide it anew.
UNKNOWN = "unknown"
# A time without an offset is no moment: the decoder refuses it.
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class Target(StrEnum):
    """What a service level promises; `team` is the desk's own target for the team that has the ticket (an operational
    level), which is promised to nobody."""

    RESPONSE = "response"
    UPDATE = "update"
    RESOLVE = "resolve"
    TEAM = "team"


# What a requester is promised, and so may see.
PROMISED = (Target.RESPONSE, Target.UPDATE, Target.RESOLVE)


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event"):
    """`at` is when it happened, `seen` when the desk learned of it if later, `by` a handle or "desk",
    `via` the channel, `rule` file:line and name of the rule that decided, `why` the evidence in words."""

    at: Moment
    by: str = DESK
    seen: Moment | None = None
    via: str = ""
    rule: str = ""
    why: str = ""


class Step(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the clock will do: pinned when promised, so that a later rule edit does not rewrite the past.

    `do` is "warn", "breach", "escalate", "remind", "close" or "resume"; `to` a role (assignee, team, lead, next-tier,
    manager); `rule` file:line of what says so, where that is not the rule of the promise itself.
    """

    at: Moment
    do: str
    to: str = ""
    rule: str = ""


class Candidate(msgspec.Struct, frozen=True, omit_defaults=True):
    """One person considered for a ticket: `verdict` is "chosen" or why not ("away until 2026-03-09", "lacks vpn")."""

    who: str
    verdict: str
    load: float = 0.0


class Opened(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="opened"):
    """`set` holds every front-matter field as written at the start; `key` the message that opened the ticket
    (`also`: whatever else it was opened for, each once); `language` what it is written in, where that is known."""

    key: str
    set: dict[str, Json] = {}
    message_id: str = ""
    content_hash: str = ""
    attachments: tuple[FileRef, ...] = ()
    withheld: str = ""
    language: str = ""
    also: tuple[str, ...] = ()


class Proposal(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value that the desk was not sure enough of to set: how sure it was (0 to 1), by whom and by which words."""

    field: str
    value: str
    confidence: float
    why: str = ""


class Triaged(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="triaged"):
    """The desk decided fields; `because` says for each the rule and the evidence. `proposed` are values for fields that
    no rule decided."""

    set: dict[str, Json]
    because: dict[str, str] = {}
    proposed: tuple[Proposal, ...] = ()


class Routed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="routed"):
    """Who got it, and everybody who was considered. `leftover`: nobody could take it, so that the team's lead owns it
    until somebody can."""

    team: str
    assignee: str = ""
    candidates: tuple[Candidate, ...] = ()
    leftover: bool = False


class Promised(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="promised"):
    """A due time, pinned: the service level, calendar and commit of the rules it was worked out by.
    `allowed` is the target's business seconds. An empty `sla` takes the promise back: no level holds any more."""

    target: Target
    due: Moment
    sla: str
    calendar: str
    allowed: int
    rules_version: str = ""
    steps: tuple[Step, ...] = ()


class Changed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="changed"):
    """Somebody set fields: new values and old ones."""

    set: dict[str, Json]
    was: dict[str, Json] = {}


class Commented(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="commented"):
    """A message joined the ticket; `comment` is the file's name in comments/."""

    comment: str
    visibility: Visibility = Visibility.PUBLIC
    key: str = ""
    message_id: str = ""
    content_hash: str = ""
    sender: str = ""
    withheld: str = ""


class Paused(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="paused"):
    """The clock stopped; `left` is business seconds left per target, `steps` what happens if nobody answers."""

    left: dict[str, int] = {}
    steps: tuple[Step, ...] = ()


class Resumed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="resumed"):
    """The clock runs again; `due` and `steps` per target are worked out anew by business time."""

    due: dict[str, Moment] = {}
    steps: dict[str, tuple[Step, ...]] = {}


class Warned(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="warned"):
    """A promise is close to being broken: its owner was warned."""

    target: Target
    due: Moment


class Breached(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="breached"):
    """`at` is the due time itself, however late the pass that saw it."""

    target: Target
    due: Moment


class Escalated(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="escalated"):
    """Somebody further up was brought in: `to` by role, `who` it was."""

    target: Target
    to: str
    who: str = ""


class Approved(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="approved"):
    """Somebody agreed. `what` is what they were asked as (`requester-manager`, `board`), `hash` what they agreed to."""

    what: str
    hash: str = ""


class Refused(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="refused"):
    """By a person: an approver said no. By the desk: it did not take an approval, or a move without one, and why."""

    what: str
    hash: str = ""


class Resolved(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="resolved"):
    """The work is done; `steps` is what the clock does if nobody objects."""

    code: str = ""
    summary: str = ""
    steps: tuple[Step, ...] = ()


class Confirmed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="confirmed"):
    """The requester says that it is solved."""


class Reopened(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="reopened"):
    """It was not over: the ticket is worked on again."""

    status: str = ""


class Closed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="closed"):
    """The ticket is over."""

    reason: str = ""


class Rated(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="rated"):
    """The requester's satisfaction, from 1 (bad) to 5 (very good)."""

    score: int
    comment: str = ""


class Helped(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="helped"):
    """Whether an article helped, said by the requester or taken down by staff; the last word on it counts."""

    article: str
    helpful: bool
    comment: str = ""


class Merged(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="merged"):
    """Two tickets became one."""

    into: str = ""
    source: str = ""


class Corrected(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="corrected"):
    """Something recorded before was wrong; `what` says what now holds, `hash` which approvals hold no more,
    `rating` the score that counts instead."""

    what: str
    set: dict[str, Json] = {}
    hash: str = ""
    rating: int | None = None


class Owed(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="owed"):
    """A notice that must reach somebody. `notice` is its id, unique on the ticket and stable over retries; `template`
    the text; `role` whom (never an address); `channel` how; `data` what the text needs beside the ticket; `hash` of
    what was decided; `claim` and `until` who sends it and how long others keep off."""

    notice: str
    template: str
    role: str
    channel: str
    data: dict[str, Json] = {}
    hash: str = ""
    claim: str = ""
    until: Moment | None = None
    after: Moment | None = None


class Told(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="told"):
    """How an owed notice ended: "sent", "undeliverable" or "dropped" (with `why`)."""

    notice: str
    result: str = "sent"
    message_id: str = ""


class Alerted(Entry, frozen=True, kw_only=True, omit_defaults=True, tag="alerted"):
    """A monitor said something of an alert of this ticket; `key` is its message. `held`: planned work is the cause, and
    until then it wakes nobody. `into`: the alert goes on in that ticket."""

    alert: Alert
    key: str = ""
    held: Moment | None = None
    into: str = ""


AnyEntry = (
    Opened
    | Triaged
    | Routed
    | Promised
    | Changed
    | Commented
    | Paused
    | Resumed
    | Warned
    | Breached
    | Escalated
    | Approved
    | Refused
    | Resolved
    | Confirmed
    | Reopened
    | Closed
    | Rated
    | Merged
    | Corrected
    | Owed
    | Told
    | Alerted
    | Helped
)
