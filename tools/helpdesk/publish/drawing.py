"""Run mkdocs from our own command, with the desk that has already been read."""

from pathlib import Path

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from helpdesk.publish.extras import Given
from helpdesk.publish.guide import CONFIG
from helpdesk.publish.plugin import HelpdeskPlugin
from helpdesk.publish.portal import BuildReport


def draw(root: Path, out: Path, given: Given) -> BuildReport:
    """Build guide and desk by mkdocs into `out`. Raises PluginError where mkdocs.yml does not name our plugin."""
    config = load_config(str(root / CONFIG), site_dir=str(out))
    plugin = config.plugins.get("helpdesk")
    if not isinstance(plugin, HelpdeskPlugin):
        raise PluginError("mkdocs.yml: plugins lacks helpdesk: write `plugins: [helpdesk]`")
    plugin.given = given
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    assert plugin.report is not None
    return plugin.report
