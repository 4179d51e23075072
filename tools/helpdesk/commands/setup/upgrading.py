"""What of a desk comes from the tool: the pinned version, the workflow files, the schemas, the issue forms."""

import re
from pathlib import Path

from helpdesk import __version__
from helpdesk.commands.setup.issue_forms import forms_of, rules_of, written_forms
from helpdesk.resources import data_folder

REQUIREMENTS = "requirements.txt"
_PIN = re.compile(r"^(gitops-helpdesk(?:\[[\w,-]+\])?==)([^\s;#]+)", re.MULTILINE)


def pinned(root: Path) -> str:
    """The version that a desk's requirements pin; empty where they pin none."""
    file = root / REQUIREMENTS
    found = _PIN.search(file.read_text("utf-8", "replace")) if file.is_file() else None
    return found[2] if found else ""


def stale_workflows(root: Path) -> list[str]:
    """The workflow files that are not those of this version. The tool's own repository has its own."""
    if (root / "tools" / "helpdesk").is_dir():
        return []
    return [path for path, content in _workflows().items() if not _same(root / path, content)]


def upgraded(root: Path, to: str = __version__) -> dict[str, bytes]:
    """Every file that an upgrade would write, by path below the desk: only those that differ."""
    wanted = _workflows() if (root / ".github").is_dir() else {}
    wanted |= {f"schemas/{path.name}": path.read_bytes() for path in sorted(data_folder("schemas").glob("*.json"))}
    file = root / REQUIREMENTS
    if file.is_file():
        wanted[REQUIREMENTS] = _PIN.sub(rf"\g<1>{to}", file.read_text("utf-8")).encode()
    rules = rules_of(root)
    if rules is not None and written_forms(root):
        wanted |= forms_of(rules, everybody=rules.desk.public)
    return {path: content for path, content in wanted.items() if not _same(root / path, content)}


def _workflows() -> dict[str, bytes]:
    folder = data_folder("starter") / "workflows"
    return {f".github/workflows/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.yml"))}


def _same(file: Path, content: bytes) -> bool:
    return file.is_file() and file.read_bytes().replace(b"\r\n", b"\n") == content
