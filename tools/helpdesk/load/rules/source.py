"""The files of rules/: the desk's own over the built-in ones, path by path."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

from helpdesk.load.convert import convert
from helpdesk.load.guards import LARGEST_RULES
from helpdesk.load.schema import violations
from helpdesk.load.strict_yaml import Document, read_yaml
from helpdesk.model.finding import Finding

FOLDER = "rules/"
BUILT_IN = "built-in "
Kind = TypeVar("Kind")


class Source:
    """Reads rule files and collects what is wrong with them. A built-in file's path begins with `built-in `."""

    def __init__(self, files: Mapping[str, bytes], defaults: Mapping[str, bytes]) -> None:
        self.findings: list[Finding] = []
        self._documents: dict[str, Document] = {}
        self._files = {path: (path, data) for path, data in files.items()}
        for path, data in defaults.items():
            self._files.setdefault(path, (BUILT_IN + path, data))

    def paths(self, folder: str, suffix: str = ".yml") -> list[str]:
        """The paths directly below `rules/<folder>/`, sorted."""
        start = f"{FOLDER}{folder}/"
        return sorted(
            path
            for path in self._files
            if path.startswith(start) and path.endswith(suffix) and "/" not in path[len(start) :]
        )

    def has(self, path: str) -> bool:
        return path in self._files

    def text(self, path: str) -> tuple[str, str]:
        """Where a file stands and its text; what is no UTF-8 is a finding."""
        origin, data = self._files[path]
        try:
            return origin, data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            what = f"not UTF-8 text: byte 0x{data[error.start]:02x}"
            self.findings.append(Finding(origin, 0, 0, "Y002", what, "save the file as UTF-8"))
            return origin, ""

    def document(self, path: str) -> Document | None:
        """The YAML of a file, None where there is none or it is not YAML."""
        if path not in self._files:
            return None
        origin, data = self._files[path]
        document, wrong = read_yaml(origin, data, LARGEST_RULES)
        self.findings += wrong
        if document is not None and not origin.startswith(BUILT_IN):
            self._documents[path] = document
        return document

    def sound(self, path: str, schema: str) -> Document | None:
        """The YAML of a file that says something and fits its schema; what does not is in the findings."""
        document = self.document(path)
        if document is None or document.value is None:
            return None
        wrong = violations(document, schema)
        self.findings += wrong
        return None if wrong else document

    def reread(self, path: str) -> Document | None:
        """A document of the desk's own that has been read before; None for built-in ones."""
        return self._documents.get(path)

    def record(
        self, document: Document, schema: str, kind: type[Kind], known: dict[str, str] | None = None
    ) -> Kind | None:
        """The typed record in a document."""
        record, wrong = convert(document, schema, kind, known)
        self.findings += wrong
        return record

    def records(self, folder: str, schema: str, kind: type[Kind]) -> Iterator[tuple[str, Document, Kind]]:
        """(id, document, record) of every readable file in `rules/<folder>/`; the id is the file's name."""
        for path in self.paths(folder):
            document = self.document(path)
            name = path.rsplit("/", 1)[1].removesuffix(".yml")
            if document is not None:
                record = self.record(document, schema, kind, {"id": name})
                if record is not None:
                    yield name, document, record
