"""The files of the demo company's desk: rules, articles, assets, and the mails to drop on it."""

from pathlib import Path

from helpdesk.load.asset import read_asset
from helpdesk.load.rules import read_rules
from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules
from helpdesk.resources import data_folder, default_rules

_PARTS = ("rules", "kb", "assets")
_KEPT = (".yml", ".md", ".j2", ".ics")


class BrokenDemo(Exception):
    """The installation's own sample data does not pass the desk's checks."""


def desk_files() -> dict[str, bytes]:
    """Every file of the company's desk by its path in the repository. Raises FileNotFoundError without them."""
    files: dict[str, bytes] = {}
    for part in _PARTS:
        folder = _part(part)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in _KEPT:
                files[f"{part}/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    return files


def sample_mails() -> dict[str, bytes]:
    """The mails that the demo suggests to drop, by file name."""
    folder = data_folder("demo") / "mails"
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.eml"))}


def company(files: dict[str, bytes], version: str = "") -> tuple[Rules, dict[str, Asset]]:
    """Rules and assets read from a desk's files, built-in rules filled in. Raises BrokenDemo with what is wrong."""
    rules, findings = read_rules(_below(files, "rules/"), default_rules(), version)
    assets: dict[str, Asset] = {}
    for path, data in _below(files, "assets/").items():
        asset, wrong = read_asset(path, data)
        findings += wrong
        if asset is not None:
            assets[asset.id] = asset
    if rules is None or findings:
        raise BrokenDemo("; ".join(str(finding) for finding in findings))
    return rules, assets


def _below(files: dict[str, bytes], top: str) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path.startswith(top)}


def _part(name: str) -> Path:
    """In a wheel the company's files lie beside the scenarios; in a checkout they are the repository's own desk."""
    packaged = data_folder("demo") / name
    return packaged if packaged.is_dir() else data_folder(name)
