"""kb/<section>/<slug>.md: knowledge articles."""

import msgspec
from msgspec.structs import replace

from helpdesk.load.convert import convert
from helpdesk.load.front_matter import join, read_front_matter
from helpdesk.load.yaml_text import field
from helpdesk.model.finding import Finding
from helpdesk.model.knowledge import Article

FOLDER = "kb/"
# Written even where they hold their default: who may read it, and whether it holds, is what a reviewer asks first.
_ALWAYS = frozenset(("title", "status", "audience", "language", "owner"))
_FROM_THE_PATH = frozenset(("id", "path", "body"))


def read_article(path: str, data: bytes) -> tuple[Article | None, list[Finding]]:
    """The article at `path`; its id is the path without folder and suffix."""
    document, body, findings = read_front_matter(path, data)
    if document is None or findings:
        return None, findings
    known = {"id": path.removeprefix(FOLDER).removesuffix(".md"), "path": path}
    article, findings = convert(document, "article", Article, known)
    return (replace(article, body=body) if article else None), findings


def write_article(article: Article) -> bytes:
    """The file that reads back as this article, fields in the model's order, empty ones left out."""
    names = [name for name in article.__struct_fields__ if name not in _FROM_THE_PATH]
    values = ((name, msgspec.to_builtins(getattr(article, name))) for name in names)
    return join("".join(field(name, value) for name, value in values if value or name in _ALWAYS), article.body)
