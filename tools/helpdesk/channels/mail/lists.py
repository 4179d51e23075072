"""Mail that came through a mailing list (RFC 2369, RFC 2919), and who wrote it.

A desk may stand behind a list of its own (a Google Group is one): what people send there are requests, answered to
them and never to the list. Mail of any other list is read and never answered.
"""

import re
from collections.abc import Iterable

from helpdesk.channels.mail import addresses
from helpdesk.channels.mail.mime import Part
from helpdesk.decide.directory import without_detail
from helpdesk.model.message import Party

_HEADERS = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list")
_POST = re.compile(rb"<\s*mailto:([^?>\s]{3,320})", re.IGNORECASE)
# Where a list that puts its own address into From says whose mail it is, the surest first.
_ORIGINAL = ("x-original-from", "reply-to", "x-original-sender")


def is_listed(root: Part) -> bool:
    """Whether a list, or whoever sends in bulk, handed the mail on."""
    return any(root.header(name).strip() for name in _HEADERS)


def post_address(root: Part) -> str:
    """Where one writes to the list, in lower case; empty for what nobody can write to, as newsletters are."""
    found = _POST.search(root.header("list-post")[:2000])
    return found.group(1).decode("ascii", "replace").lower() if found else ""


def is_request(root: Part, recipients: Iterable[Party], own: frozenset[str]) -> bool:
    """Whether a discussion list's mail is meant for the desk: the list is the desk's own address, or the desk is
    written to beside it."""
    post = post_address(root)
    if not post:
        return False
    return without_detail(post) in own or any(without_detail(party.email) in own for party in recipients)


def writer(root: Part, sender: Party, own: frozenset[str], declared: str) -> Party:
    """Who wrote it, where the list put itself in their place, as it must for senders with a strict DMARC policy."""
    lists = own | {post_address(root)}
    if sender.email not in lists or not is_listed(root):
        return sender
    for name in _ORIGINAL:
        for party in addresses.parse(root.header(name)[:10_000], declared):
            if party.email and party.email not in lists:
                return party
    return sender
