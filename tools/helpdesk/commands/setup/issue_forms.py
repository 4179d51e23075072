"""The issue forms of a desk as files: made from rules/catalog/, compared with what lies there."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from helpdesk.channels.forms import config_of, form_of, offered, report_form
from helpdesk.load.rules import read_rules
from helpdesk.load.yaml_text import field
from helpdesk.model.rules import Rules
from helpdesk.model.timeline import Json
from helpdesk.resources import default_rules

FOLDER = ".github/ISSUE_TEMPLATE"
_MADE = "# Made by `helpdesk generate` from {source}. Edit that instead."
_MARK = _MADE.partition("{")[0].encode()
_REPORT = "something-is-wrong"


def forms_of(rules: Rules, *, everybody: bool) -> dict[str, bytes]:
    """Every file of the forms by its path; none where nothing can be asked for. `everybody`: anybody may open issues
    where they lie, so only what everybody may ask for is offered."""
    items = offered(rules.catalog, everybody=everybody)
    if not items:
        return {}
    forms = {f"{FOLDER}/{_name(item.id)}.yml": _text(form_of(item), item.origin) for item in items}
    config = _text(config_of(rules.desk), "rules/desk.yml")
    report = _text(report_form(), "the tool's own form")
    return {f"{FOLDER}/{_REPORT}.yml": report, f"{FOLDER}/config.yml": config, **forms}


def written_forms(root: Path) -> dict[str, bytes]:
    """The form files that lie in a repository's work tree, by path."""
    folder = root / FOLDER
    files = sorted(folder.glob("*.y*ml")) if folder.is_dir() and not folder.is_symlink() else []
    return {f"{FOLDER}/{file.name}": file.read_bytes() for file in files if file.is_file() and not file.is_symlink()}


def stale_forms(written: Mapping[str, bytes], rules: Rules, *, everybody: bool | None = None) -> dict[str, str]:
    """What is wrong with the forms that were made once, by path. Forms that people wrote are theirs, and where none was
    ever made nothing is asked."""
    made = {path for path, content in written.items() if content.startswith(_MARK)}
    if not made:
        return {}
    wanted = forms_of(rules, everybody=rules.desk.public if everybody is None else everybody)
    stale = dict.fromkeys(made - wanted.keys(), "made from an item that is no more")
    for path, content in wanted.items():
        if path not in written:
            stale[path] = "a form of the catalogue that is not there"
        elif written[path].replace(b"\r\n", b"\n") != content:
            stale[path] = "another than the catalogue makes"
    return stale


def write_forms(root: Path, rules: Rules, *, everybody: bool, only_check: bool) -> list[str]:
    """Write what is stale below `root`, and remove forms of items that are gone; with `only_check` just name them."""
    written, wanted = written_forms(root), forms_of(rules, everybody=everybody)
    gone = [path for path, content in written.items() if content.startswith(_MARK) and path not in wanted]
    changed = [path for path, content in wanted.items() if written.get(path) != content]
    for path in changed if not only_check else ():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(wanted[path])
    for path in gone if not only_check else ():
        (root / path).unlink()
    return [*changed, *gone]


def rules_of(root: Path) -> Rules | None:
    """The rules in a folder; None where they cannot be read or there are none."""
    files = {f"rules/{path.relative_to(root / 'rules').as_posix()}": path for path in (root / "rules").rglob("*")}
    contents = {name: path.read_bytes() for name, path in files.items() if path.is_file() and not path.is_symlink()}
    return read_rules(contents, default_rules(), "")[0] if contents else None


def _name(item: str) -> str:
    """A catalogue item's id may hold folders; GitHub reads forms in one folder only, and `config.yml` is its own."""
    name = item.replace("/", "--")
    return f"{name}-form" if name in ("config", _REPORT) else name


def _text(form: dict[str, object], source: str) -> bytes:
    lines = "".join(field(name, cast("Json", value)) for name, value in form.items())
    return f"{_MADE.format(source=source)}\n{lines}".encode()
