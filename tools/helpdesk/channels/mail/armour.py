"""What is signed or encrypted: the words under a signature are shown, and what nobody here can open is said to be so.

A signature proves nothing to the desk: it knows no keys, and goes by the receiving server's verdict.
"""

import re
from collections.abc import Iterator

from helpdesk.channels.mail import signed
from helpdesk.channels.mail.mime import Part

# RFC 9580, section 7: the text between the armour's lines, a dash put before each line that begins with one.
_BEGIN = "-----BEGIN PGP SIGNED MESSAGE-----\n"
_MIDDLE, _END = "\n-----BEGIN PGP SIGNATURE-----\n", "-----END PGP SIGNATURE-----"
_HASHES = re.compile(r"(?:Hash: [^\n]{0,200}\n){0,20}\n")
_SIGNATURE = re.compile(r"(?:[A-Z][a-z]+: [^\n]{0,200}\n|[A-Za-z0-9+/=]{0,80}[ \t]*\n)*")
_DASH = re.compile(r"^- (?=-|From )", re.MULTILINE)
_ASK = "ask for it unencrypted, or have whoever holds the key open the file"


def without(text: str) -> str:
    """Plain text without the armour of an inline signature. What is no whole armour hides no word."""
    start = text.find(_BEGIN)
    middle = text.find(_MIDDLE, start) if start >= 0 else -1
    end = text.find(_END, middle) if middle >= 0 else -1
    if end < 0 or not _SIGNATURE.fullmatch(text, middle + len(_MIDDLE), end):
        return text
    hashes = _HASHES.match(text, start + len(_BEGIN), middle + 1)
    said = _DASH.sub("", text[hashes.end() : middle] if hashes else text[start + len(_BEGIN) : middle])
    return f"{text[:start]}{said}\n{text[end + len(_END) :]}".strip("\n").rstrip()


def sealed(root: Part) -> Iterator[str]:
    """Why the mail has no words that can be read here."""
    if root.declared == "multipart/encrypted":
        yield f"encrypted (PGP); {_ASK}"
    elif root.declared in signed.TYPES and not root.children:
        yield f"encrypted (S/MIME); {_ASK}"
