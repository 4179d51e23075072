"""Run mkdocs from our own command, with the desk that has already been read."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from helpdesk.decide.notifying.unlisted import PageKey
from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.attachments import Files
from helpdesk.publish.audience import Audience
from helpdesk.publish.guide import CONFIG
from helpdesk.publish.plugin import Given, HelpdeskPlugin
from helpdesk.publish.portal import BuildReport


def draw(
    root: Path,
    snapshot: Snapshot,
    out: Path,
    now: datetime,
    audience: Audience,
    base_url: str,
    page_keys: Sequence[PageKey] = (),
    drawn: Sequence[Path] = (),
    files: Files | None = None,
) -> BuildReport:
    """Build guide and desk by mkdocs into `out`. Raises PluginError where mkdocs.yml does not name our plugin."""
    config = load_config(str(root / CONFIG), site_dir=str(out))
    plugin = config.plugins.get("helpdesk")
    if not isinstance(plugin, HelpdeskPlugin):
        raise PluginError("mkdocs.yml: plugins lacks helpdesk: write `plugins: [helpdesk]`")
    plugin.given = Given(snapshot, now, audience, base_url, tuple(page_keys), tuple(drawn), files)
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    assert plugin.report is not None
    return plugin.report
