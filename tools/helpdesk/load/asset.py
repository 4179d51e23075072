"""assets/<kind>/<id>.yml: services, devices, software, contracts, locations."""

from helpdesk.load.convert import convert
from helpdesk.load.guards import LARGEST_RECORD
from helpdesk.load.strict_yaml import read_yaml
from helpdesk.model.asset import Asset
from helpdesk.model.finding import Finding

FOLDER = "assets/"


def read_asset(path: str, data: bytes) -> tuple[Asset | None, list[Finding]]:
    """The asset at `path`: kind and id are the folder's and the file's name."""
    document, findings = read_yaml(path, data, LARGEST_RECORD)
    if document is None:
        return None, findings
    parts = path.removeprefix(FOLDER).removesuffix(".yml").split("/")
    if len(parts) != 2:
        return None, [Finding(path, 0, 0, "A001", "an asset in no kind's folder", "name it assets/<kind>/<id>.yml")]
    return convert(document, "asset", Asset, {"kind": parts[0], "id": parts[1], "path": path})
