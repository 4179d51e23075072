"""kb/<section>/<slug>.md: knowledge articles."""

from msgspec.structs import replace

from helpdesk.load.convert import convert
from helpdesk.load.front_matter import read_front_matter
from helpdesk.model.finding import Finding
from helpdesk.model.knowledge import Article

FOLDER = "kb/"


def read_article(path: str, data: bytes) -> tuple[Article | None, list[Finding]]:
    """The article at `path`; its id is the path without folder and suffix."""
    document, body, findings = read_front_matter(path, data)
    if document is None or findings:
        return None, findings
    known = {"id": path.removeprefix(FOLDER).removesuffix(".md"), "path": path}
    article, findings = convert(document, "article", Article, known)
    return (replace(article, body=body) if article else None), findings
