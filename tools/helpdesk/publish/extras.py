"""What a build of the portal takes besides the desk: a value, so that who hands it on need not know its parts."""

from datetime import datetime
from pathlib import Path

import msgspec

from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.model.pass_run import PassRun
from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.attachments import Files, nothing
from helpdesk.publish.audience import Audience


class Extras(msgspec.Struct, frozen=True, kw_only=True):
    """`guide`: one lies or will lie in `guide/`. `files` gives the bytes of attachments. With `page_keys` requesters
    have unlisted pages on the public portal. Pages that shards have made in the folders `drawn` are taken from there.
    `passes` are those noted in the clone. `adopt`: the folder may hold files of somebody else's."""

    guide: bool = False
    files: Files = nothing
    page_keys: tuple[PageKey, ...] = ()
    drawn: tuple[Path, ...] = ()
    passes: tuple[PassRun, ...] = ()
    adopt: bool = False


NONE = Extras()


class Given(msgspec.Struct, frozen=True):
    """A whole build, handed to mkdocs, which knows only its own options."""

    snapshot: Snapshot
    now: datetime
    audience: Audience
    base_url: str
    extras: Extras
