"""How what somebody typed gets to the desk: the gateway takes it, GitHub's own form does, or a mail program."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode, urlsplit

import msgspec

from helpdesk.model.rules.catalog import Audience, Item
from helpdesk.model.rules.desk import Desk

GITHUB = "https://github.com/"
REPORT_FORM = "something-is-wrong.yml"


class Ways(msgspec.Struct, frozen=True):
    """Addresses; empty is not offered. `gateway` takes the form, `github` shows its own with `template`, `mail` is an
    address to write to."""

    gateway: str = ""
    github: str = ""
    template: str = ""
    mail: str = ""

    @property
    def first(self) -> str:
        """The way that the form takes by itself, without a script."""
        return "gateway" if self.gateway else "github" if self.github else "mail" if self.mail else ""

    @property
    def any(self) -> bool:
        return bool(self.first)


def intake_repository(desk: Desk) -> str:
    """`owner/name` of the repository that takes issues in; the portal's own where it is one on GitHub."""
    if desk.github.repositories:
        return desk.github.repositories[0]
    return desk.portal.removeprefix(GITHUB).strip("/") if desk.portal.startswith(GITHUB) else ""


def ways_for(desk: Desk, item: Item | None) -> Ways:
    """What the desk's settings offer for an item; for None, something that is in no catalogue. The gateway takes only
    what everybody may ask for, and GitHub has a form only for items with questions."""
    repository = intake_repository(desk)
    open_to_all = item is None or item.audience is Audience.EVERYBODY
    form = REPORT_FORM if item is None else f"{item.id}.yml" if item.fields else ""
    gateway = f"{desk.gateway.rstrip('/')}/request" if desk.gateway and open_to_all else ""
    return Ways(
        gateway=f"{gateway}/{item.id}" if gateway and item else gateway,
        github=f"{GITHUB}{quote(repository)}/issues/new" if repository and form else "",
        template=form,
        mail=desk.mail.address,
    )


def mail_link(address: str, subject: str, questions: Sequence[str]) -> str:
    """A mail begun (RFC 6068): the questions stand in it, to be answered."""
    body = "\r\n\r\n".join(f"{question}\r\n" for question in questions)
    return f"mailto:{quote(address, safe='@')}?{query({'subject': subject, 'body': body})}"


def query(values: Mapping[str, str]) -> str:
    """Spaces as %20: mail programs show a plus as it is."""
    return urlencode({name: value for name, value in values.items() if value}, quote_via=quote)


def origin(address: str) -> str:
    """`https://help.example.org`, as a content policy names it; empty for what is no address on the web."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc or any(c in parts.netloc for c in " ;,'\"<>"):
        return ""
    return f"{parts.scheme}://{parts.netloc}"
