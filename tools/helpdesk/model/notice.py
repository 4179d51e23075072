"""What goes out: one text to one person through one channel."""

from datetime import datetime

import msgspec

from helpdesk.model.message import Party
from helpdesk.model.rules.webhooks import Webhook


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Ready to send. `id` is `<reference>/<owed notice id>`; `message_id` follows from it alone, so that a resend
    carries the same one; `reply_to` may carry the ticket's MAC. `text` is the plain form; `markdown` the same with what
    strangers wrote escaped, for channels that show markup. `thread` is where the channel has the conversation
    (`github:owner/repo#12`), empty where there is none. `language` is that of the text, ISO 639-1. `hook` is
    the system to call; `text` is then the body."""

    id: str
    reference: str
    channel: str
    recipients: tuple[Party, ...]
    sender: Party
    subject: str
    text: str
    markdown: str = ""
    message_id: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    at: datetime | None = None
    thread: str = ""
    language: str = ""
    hook: Webhook | None = None


class Sent(msgspec.Struct, frozen=True):
    """How sending ended: `result` is "sent", "undeliverable" (never will be) or "later" (try again); `why` in words.
    `theirs`: it was the recipient's own side that said "later", and not a server of ours."""

    notice: str
    result: str
    why: str = ""
    message_id: str = ""
    theirs: bool = False
