"""How far the receiving server vouches for the sender (RFC 8601, RFC 7489)."""

import re

from helpdesk.channels.mail.mime import Part
from helpdesk.model.message import Proof

EXCHANGE_ONLINE = "microsoft365"
_QUOTED_OR_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\((?:[^()\\]|\\.)*\)')
_DMARC = re.compile(r"^dmarc\s*=\s*([a-z]+)(?![^\s])", re.IGNORECASE)
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*@?([^\s;]+)", re.IGNORECASE)


def proof(root: Part, trusted_authserv: str, sender_email: str) -> Proof:
    """DMARC when the topmost Authentication-Results of the trusted server says so for this From, else none.

    Lower headers of the same name may be the sender's forgery, and a second From header or address makes it
    unclear whom the result is about. Exchange Online renames what comes from outside, and writes its own header
    without a server's name: where `trusted_authserv` is "microsoft365", the topmost counts, and only without one.
    """
    if not trusted_authserv or "@" not in sender_email:
        return Proof.NONE
    if sum(name == "from" for name, _ in root.headers) != 1:
        return Proof.NONE
    for name, value in root.headers:
        if name != "authentication-results":
            continue
        text = _QUOTED_OR_COMMENT.sub(" ", value[:20_000].decode("latin-1"))
        server, _, results = text.partition(";")
        if trusted_authserv.lower() == EXCHANGE_ONLINE:
            return Proof.DMARC if "=" in server and _passed(text, sender_email) else Proof.NONE
        if (server.split() or [""])[0].lower() == trusted_authserv.lower():
            return Proof.DMARC if _passed(results, sender_email) else Proof.NONE
    return Proof.NONE


def _passed(results: str, sender_email: str) -> bool:
    verdicts = [(found, result) for result in results.split(";") if (found := _DMARC.match(result.strip()))]
    if len(verdicts) != 1 or verdicts[0][0].group(1).lower() != "pass":
        return False
    about = _HEADER_FROM.search(verdicts[0][1])
    domain = sender_email.rpartition("@")[2].lower()
    return about is None or about.group(1).lower().rpartition("@")[2].rstrip(".") == domain
