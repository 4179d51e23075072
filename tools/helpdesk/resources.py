"""Where the files that travel with the tool lie: schemas, theme, built-in rules, starter desk."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).parent


def data_folder(name: str) -> Path:
    """The folder of packaged data called `name` ("schemas", "theme", "defaults", "starter").

    In a wheel all of them lie in `helpdesk/_data`; in a checkout schemas and theme lie at their
    documented place at the top of the repository.
    """
    packaged = _PACKAGE / "_data" / name
    if packaged.is_dir():
        return packaged
    checkout = _PACKAGE.parents[1]
    for folder in (checkout / name, checkout / "site" / name):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(f"the installation lacks its {name} folder: reinstall helpdesk")


@cache
def default_rules() -> dict[str, bytes]:
    """The built-in rules by the path a desk's own file would have (`rules/routing.yml`). Read once."""
    folder = data_folder("defaults")
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".j2"))
    return {f"rules/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in files}
