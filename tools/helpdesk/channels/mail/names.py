"""Names for attachments: the sender's, cleaned for display, or one made from the kind of file."""

import re

from helpdesk.channels.mail import charset, words
from helpdesk.channels.mail.mime import Part

KNOWN = {
    "application/ms-tnef": "winmail.dat",
    "application/vnd.ms-tnef": "winmail.dat",
    "text/calendar": "invitation.ics",
    "application/ics": "invitation.ics",
    "application/pgp-signature": "signature.asc",
    "application/pgp-encrypted": "version.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "message/delivery-status": "Delivery report.txt",
    "message/disposition-notification": "Reading report.txt",
    "message/feedback-report": "Feedback report.txt",
    "text/rfc822-headers": "headers.txt",
    "message/rfc822-headers": "headers.txt",
    "text/html": "document.html",
    "text/plain": "attachment.txt",
    "text/vcard": "contact.vcf",
    "text/x-vcard": "contact.vcf",
    "text/directory": "contact.vcf",
}
_EXTENSION = {
    "jpeg": "jpg",
    "pjpeg": "jpg",
    "svg+xml": "svg",
    "x-icon": "ico",
    "tiff": "tif",
    "mpeg": "mpg",
    "quicktime": "mov",
    "x-wav": "wav",
    "msword": "doc",
    "vnd.ms-excel": "xls",
    "vnd.ms-powerpoint": "ppt",
    "vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "x-zip-compressed": "zip",
    "x-gzip": "gz",
    "octet-stream": "bin",
    "plain": "txt",
    "javascript": "js",
    "richtext": "rtf",
    "x-patch": "patch",
    "x-diff": "diff",
    "markdown": "md",
}
# Characters that change the direction or hide: a name ending in "exe" must not show as "txt".
_DECEIVING = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_FILE_NAME = re.compile(r"[\w][\w .()-]{0,80}\.[A-Za-z][A-Za-z0-9]{1,4}")
_LONGEST = 200


def attachment_name(part: Part, taken: set[str]) -> str:
    """The name of `part`, never empty; a made-up name is made unlike those `taken` before."""
    given = _DECEIVING.sub("", part.name or _identified(part)).strip()
    if given:
        stem, dot, extension = given.rpartition(".")
        if len(given) > _LONGEST:
            given = stem[: _LONGEST - 20] + dot + extension[:19] if dot else given[:_LONGEST]
        taken.add(given)
        return given
    made = _made(part)
    stem, dot, extension = made.rpartition(".")
    number = 0
    while made in taken:
        number += 1
        made = f"{stem}{number}{dot}{extension}"
        if number > 50:
            made = f"{stem}{len(taken)}{dot}{extension}"
            break
    taken.add(made)
    return made


def _identified(part: Part) -> str:
    """A file name given as Content-Location or, by Outlook, as the left side of the Content-ID."""
    if part.type.startswith("text/"):
        return ""
    location = words.header_text(part.header("content-location")).rpartition("/")[2]
    identifier = words.header_text(part.header("content-id")).strip("<> ").partition("@")[0]
    return next((name for name in (location, identifier) if _FILE_NAME.fullmatch(name)), "")


def _made(part: Part) -> str:
    description = _as_name(words.header_text(part.header("content-description")[:500]))
    if part.type in ("message/rfc822", "message/global"):
        return (_embedded_subject(part.content) or description or "message") + ".eml"
    known = KNOWN.get(part.type)
    if known:
        return known
    main, _, kind = part.type.partition("/")
    extension = re.sub(r"[^a-z0-9]", "", _EXTENSION.get(kind, kind.removeprefix("x-")))[:12] or "bin"
    stem = description or (main if main in ("image", "audio", "video") else "attachment")
    return stem if stem.lower().endswith("." + extension) else f"{stem}.{extension}"


def _as_name(text: str) -> str:
    return re.sub(r"[/\\:*?\"<>|]+", "_", charset.clean(text)).strip(" .")[:100]


def _embedded_subject(content: bytes) -> str:
    """The subject of an embedded mail as a file name."""
    found = re.search(rb"^subject:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", content[:20_000], re.IGNORECASE | re.MULTILINE)
    subject = words.header_text(found.group(1)) if found else ""
    return _as_name(subject)
