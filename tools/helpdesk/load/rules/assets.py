"""rules/assets.yml: which kinds of assets there are, what falls over with what, when an end is told of."""

import msgspec

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.assets import AssetRules

PATH = "rules/assets.yml"


def read_assets(source: Source) -> AssetRules:
    """What the desk says of its assets; every part has a usual answer."""
    document = source.sound(PATH, "assets")
    if document is None or not isinstance(document.value, dict):
        return AssetRules()
    root = compose(document.data)
    keys = ("renewals",) if "renewals" in document.value else ()
    origin = f"{document.path}:{place(root, keys)[0]}"
    return msgspec.convert({**document.value, "origin": origin}, AssetRules)
