"""Where the files that travel with the tool lie: schemas, theme, built-in rules, starter desk."""

from importlib import resources
from pathlib import Path

_PACKAGE = Path(str(resources.files("helpdesk")))


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
