"""What comes in: one message of one channel, before the desk has decided anything about it."""

from datetime import datetime
from enum import StrEnum

import msgspec

from helpdesk.model.alert import Alert
from helpdesk.model.readers import Heard


class Party(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as the outside world names them. Nothing here proves who they are. `chat` is `<service>:<user id>`."""

    name: str = ""
    email: str = ""
    github: int | None = None
    phone: str = ""
    chat: str = ""


class Proof(StrEnum):
    """How far the sender's identity is proved (DESIGN section 5, Identity)."""

    NONE = "none"
    DMARC = "dmarc"
    REPLY_ADDRESS = "reply-address"
    GITHUB_ID = "github-id"
    CHAT_ID = "chat-id"
    LOCAL = "local"


# In a message's `fields`: who passed it on, where that is a message which was not said to the desk.
PASSED_ON_BY = "passed-on-by"


class Attachment(msgspec.Struct, frozen=True):
    """A file that came with a message. `name` is the sender's own and is never used as a path."""

    name: str
    type: str
    size: int
    sha256: str
    content: bytes = b""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing somebody or something said, whatever door it came through.

    `key` is stable across retries and restarts: channel + the source's own id (RFC 5322 Message-ID, issue
    number, alert fingerprint). `content_hash` (sha256 hex over sender, subject, text, attachment hashes)
    finds the same message sent twice under two ids. `text` is Markdown, raw HTML gone; `visible_reply` is
    the text without quoted history and signature. `date` is the sender's claim, `received` the channel's.
    `source` is where an answer goes on the channel (`github:owner/repo#12`). `commands` are said by a click and not
    in the text (`/assign kim`), in the same words; `edited`: the text was changed after it was sent, so it carries
    no commands. `mentions` are who the text calls `@name`, as the channel knows them.
    `alert` is what a monitor says, the text is then made from it. `heard` is what readers said without asking for
    anything: it is counted, and becomes no ticket.
    """

    key: str
    channel: str
    received: datetime
    sender: Party
    subject: str
    text: str
    visible_reply: str = ""
    content_hash: str = ""
    date: datetime | None = None
    to: tuple[Party, ...] = ()
    cc: tuple[Party, ...] = ()
    reply_to: tuple[Party, ...] = ()
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    automatic: bool = False
    bounce: bool = False
    spam: bool = False
    proof: Proof = Proof.NONE
    language: str = ""
    source: str = ""
    fields: dict[str, str] = {}
    defects: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    edited: bool = False
    mentions: tuple[Party, ...] = ()
    alert: Alert | None = None
    heard: Heard | None = None
