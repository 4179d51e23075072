"""The guide: Markdown pages that mkdocs draws in the portal's frame, kept below `guide/` of the output folder."""

import hashlib
import re
from pathlib import Path

import msgspec

from helpdesk import __version__
from helpdesk.publish.output import Output, key_of, read_manifest
from helpdesk.publish.portal import BuildReport
from helpdesk.publish.site import Frame, theme_digest
from helpdesk.resources import data_folder

CONFIG = "mkdocs.yml"
FOLDER = "guide"
_DOCS = re.compile(r"^docs_dir:[ ]*[\"']?([^\"'#\n]+?)[\"']?[ ]*(?:#.*)?$", re.MULTILINE)
_STYLE = re.compile(r' style="text-align: ?(left|right|center);?"')


class GuideReport(msgspec.Struct, frozen=True):
    written: tuple[str, ...]
    unchanged: int
    removed: int

    def joined(self, pages: BuildReport) -> BuildReport:
        """One report of guide and pages."""
        return BuildReport(
            written=(*self.written, *pages.written),
            unchanged=self.unchanged + pages.unchanged,
            removed=self.removed + pages.removed,
            seconds=pages.seconds,
        )


def docs_folder(root: Path) -> Path:
    """Where mkdocs.yml has the guide's sources. Only this one line is read here: mkdocs itself reads the rest."""
    found = _DOCS.search((root / CONFIG).read_text(encoding="utf-8"))
    return root / (found[1] if found else "docs")


def guide_key(root: Path, frame: Frame) -> str:
    """A digest of all that the guide's pages are made of: while it is the same, mkdocs need not run."""
    docs = docs_folder(root)
    digest = hashlib.blake2b((root / CONFIG).read_bytes(), digest_size=12)
    for file in sorted(path for path in docs.rglob("*") if path.is_file()):
        digest.update(file.relative_to(docs).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return key_of(digest.hexdigest(), theme_digest(data_folder("theme")), __version__, frame)


def is_current(out: Path, key: str) -> bool:
    """Whether the guide in `out` was made from the same things and is all there."""
    manifest = read_manifest(out)
    pages = manifest.parts.get(FOLDER, {}) if manifest and not manifest.building else {}
    return bool(pages) and all(known == key and (out / path).is_file() for path, (known, _) in pages.items())


def take_guide(built: Path, out: Path, audience: str, key: str, *, adopt: bool = False) -> GuideReport:
    """Bring what mkdocs built in `built` into `out`: the pages below guide/, each only if it changed."""
    output = Output(out, audience, FOLDER, adopt=adopt)
    for file in sorted(path for path in (built / FOLDER).rglob("*") if path.is_file()):
        output.write(file.relative_to(built).as_posix(), file.read_bytes(), key)
    output.finish()
    return GuideReport(tuple(output.written), output.unchanged, output.removed)


def without_styles(html: str) -> str:
    """Python-Markdown aligns table cells by inline styles, which the portal's content policy forbids; classes do it."""
    return _STYLE.sub(r' class="\1"', html)
