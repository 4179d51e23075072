"""Files that lie inside HTML itself: pictures pasted as `data:` URLs (RFC 2397), and HTML too long to convert."""

import re

from helpdesk.channels.mail import words
from helpdesk.channels.mail.mime import Part

_LONGEST = 4_000_000  # bytes of HTML that are converted
_DATA_URL = re.compile(
    rb"src\s{0,9}=\s{0,9}([\"'])data:(image/[\w.+-]{1,40});base64,([A-Za-z0-9+/=\s]+)\1", re.IGNORECASE
)


def taken_out(text: Part, number: int) -> list[Part]:
    """The files inside the HTML part `text`; in their place it gets references, and its length a bound.

    `number` tells the texts of one mail apart.
    """
    files: list[Part] = []

    def refer(match: re.Match[bytes]) -> bytes:
        identifier = b"embedded-%d-%d@mail" % (number, len(files))
        kind = match.group(2).decode("ascii").lower()
        files.append(Part([("content-id", identifier)], type=kind, content=words.base64_bytes(match.group(3))))
        return b'src="cid:' + identifier + b'"'

    if b"data:" in text.content:
        text.content = _DATA_URL.sub(refer, text.content)
    if len(text.content) > _LONGEST:
        files.append(Part([], type="text/html", content=text.content))
        text.content = text.content[:_LONGEST]
    return files
