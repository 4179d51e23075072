"""comments/<utc>-<who>-<key>.md: one message a file, written once."""

from msgspec.structs import replace

from helpdesk.load.convert import convert, in_utc
from helpdesk.load.front_matter import join, read_front_matter
from helpdesk.load.ticket import front_matter_text
from helpdesk.model.finding import Finding
from helpdesk.model.ticket import Comment

_ALWAYS = frozenset(("at", "by", "visibility"))


def read_comment(path: str, data: bytes) -> tuple[Comment | None, str, list[Finding]]:
    """The comment and its text."""
    document, text, findings = read_front_matter(path, data)
    if document is None or findings:
        return None, text, findings
    comment, findings = convert(document, "comment", Comment)
    return (replace(comment, at=in_utc(comment.at)) if comment else None), text, findings


def write_comment(comment: Comment, text: str) -> bytes:
    """The file that reads back as this comment and this text."""
    return join(front_matter_text(comment, _ALWAYS), text)
