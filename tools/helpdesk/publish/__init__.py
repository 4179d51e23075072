"""The portal: pages, figures and JSON files made of a snapshot, for an audience.

Each name is loaded when it is asked for: a pass reads its own log through this package, and draws nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk.publish.attachments import checked_out
    from helpdesk.publish.audience import Audience
    from helpdesk.publish.pages.tickets import Shard
    from helpdesk.publish.portal import BuildReport, build, build_shard
    from helpdesk.publish.publishing import publish

__all__ = ["Audience", "BuildReport", "Shard", "build", "build_shard", "checked_out", "publish"]

_FROM = {
    "Audience": "audience",
    "BuildReport": "portal",
    "Shard": "pages.tickets",
    "build": "portal",
    "build_shard": "portal",
    "checked_out": "attachments",
    "publish": "publishing",
}


def __getattr__(name: str) -> object:
    if name not in _FROM:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_FROM[name]}"), name)
    globals()[name] = value
    return value
