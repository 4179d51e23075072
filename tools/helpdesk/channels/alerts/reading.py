"""What came of reading a monitor's request."""

from enum import StrEnum

import msgspec

from helpdesk.model.alert import Alert


class Outcome(StrEnum):
    ALERTS = "alerts"
    IGNORED = "ignored"
    HANDSHAKE = "handshake"
    REJECTED = "rejected"


class Handshake(msgspec.Struct, frozen=True, kw_only=True):
    """A sender asks whether it may send. `confirm` is the address to ask for once, by hand or where the desk's owner
    has allowed it; it is empty where none may be asked. `answer` is the body to send back, `headers` go with it."""

    confirm: str = ""
    answer: str = ""
    headers: dict[str, str] = {}


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is the monitor ("alertmanager"), empty where none was recognised. Exactly one of `alerts`, `ignored`,
    `handshake` and `rejected` says what came of it; `why` of the last three is for the sender, in one line."""

    kind: str = ""
    outcome: Outcome
    alerts: tuple[Alert, ...] = ()
    handshake: Handshake | None = None
    why: str = ""


class Unreadable(Exception):
    """The request is of this kind, and something in it cannot be: the text says what and what to do."""


class Quiet(Exception):
    """The request is of this kind and brings no alert: a ping, a delivery test, a closed subscription."""
