"""Chat out: an answer goes into the thread it belongs to, else to the person."""

from collections.abc import Mapping, Sequence

from helpdesk.channels.chat.asked import CHANNEL
from helpdesk.channels.chat.services import Service, service
from helpdesk.channels.chat.wire import Later, Never
from helpdesk.model.notice import Notice, Sent


class ChatOutlet:
    """`services` by their names, as threads and accounts begin with them (`slack:C1/1700000000.000100`)."""

    channel = CHANNEL

    def __init__(self, services: Mapping[str, Service]) -> None:
        self._services = services

    def send(self, notices: Sequence[Notice]) -> list[Sent]:
        return [self._send(notice) for notice in notices]

    def _send(self, notice: Notice) -> Sent:
        place = notice.thread or next((party.chat for party in notice.recipients if party.chat), "")
        name, _, where = place.partition(":")
        if not where:
            return Sent(notice.id, "undeliverable", "no chat account is known")
        said_by = self._services.get(name)
        if said_by is None:
            return Sent(notice.id, "undeliverable", f"the desk has no way into {name[:30]}; see HELPDESK_CHAT_OUT")
        try:
            said_by.say(notice, where)
        except Later as problem:
            return Sent(notice.id, "later", str(problem))
        except Never as problem:
            return Sent(notice.id, "undeliverable", str(problem))
        return Sent(notice.id, "sent", message_id=notice.message_id)


def chat_outlet(addresses: Sequence[str]) -> ChatOutlet:
    """`slack=https://TOKEN@slack.com/api`, `mattermost=https://TOKEN@chat.example.org/api/v4`, or another name and an
    Apprise URL (`teams=workflows://...`). Raises ValueError that says which is wrong, and never repeats a token."""
    services = {}
    for address in addresses:
        name, found, url = address.partition("=")
        if not found or not name.isalnum():
            raise ValueError("a way into a chat is written NAME=URL: slack=https://TOKEN@slack.com/api")
        try:
            services[name] = service(name, url)
        except ValueError as problem:
            raise ValueError(f"{name}: {problem}") from None
    return ChatOutlet(services)
