"""Guide and desk together in one folder: what `helpdesk build` does."""

import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.attachments import checked_out
from helpdesk.publish.audience import Audience
from helpdesk.publish.extras import Extras, Given
from helpdesk.publish.guide import CONFIG, guide_key, is_current
from helpdesk.publish.passes import noted_passes
from helpdesk.publish.portal import BuildReport, build
from helpdesk.publish.site import frame_of


def publish(
    root: Path,
    snapshot: Snapshot,
    out: Path,
    now: datetime,
    audience: Audience,
    base_url: str = "",
    *,
    guide: bool = True,
    page_keys: Sequence[PageKey] = (),
    drawn: Sequence[Path] = (),
    earlier: Sequence[Path] = (),
) -> BuildReport:
    """Write the portal of the desk in `root`. A guide that is current is left alone and mkdocs not even imported.

    `drawn` are folders with what shards of it have made, `earlier` those of desks whose tickets the snapshot has too.
    A desk without mkdocs.yml has no guide. Raises ForeignFolderError, and mkdocs' own errors for a broken guide.
    """
    started = time.monotonic()
    extras = Extras(
        guide=guide and (root / CONFIG).is_file(),
        files=checked_out(root, *earlier),
        page_keys=tuple(page_keys),
        drawn=tuple(drawn),
        passes=noted_passes(root),
    )
    if extras.guide and not is_current(out, guide_key(root, frame_of(snapshot, audience, guide=True))):
        from helpdesk.publish.drawing import draw

        built = draw(root, out, Given(snapshot, now, audience, base_url, extras))
        return replace(built, seconds=time.monotonic() - started)
    return build(snapshot, out, now, audience, base_url, extras)
