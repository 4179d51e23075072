"""The chat services the desk can answer in: Slack and Mattermost in threads, every other through Apprise."""

from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from helpdesk.channels.chat.markup import for_mattermost, for_slack, unmentioned
from helpdesk.channels.chat.wire import Later, Never, call
from helpdesk.model.notice import Notice

# Slack takes 40,000 characters, Mattermost 16,383.
LONGEST = 15_000
Call = Callable[[str, object, str], Any]
# Slack's errors that no second try mends ("chat.postMessage", Errors).
_FOR_GOOD = frozenset({"channel_not_found", "is_archived", "not_in_channel", "user_not_found", "thread_not_found"})


class Service(Protocol):
    """Says a notice at a place of its own. Raises Later and Never."""

    def say(self, notice: Notice, place: str) -> None: ...


class Slack:
    """Posts as a bot (chat.postMessage, scope chat:write)."""

    def __init__(self, url: str, ask: Call = call) -> None:
        self._url, self._token = _without_token(url)
        self._ask = ask

    def say(self, notice: Notice, place: str) -> None:
        """`place` is `C1/1700000000.000100`, a thread, or `U1`, a person."""
        channel, _, thread = place.partition("/")
        text = for_slack(f"{notice.subject}\n\n{notice.text}")[:LONGEST]
        data = {"channel": channel, "text": text, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
        if thread:
            data["thread_ts"] = thread
        answer = self._ask(f"{self._url}/chat.postMessage", data, self._token)
        error = str(answer.get("error", "")) if isinstance(answer, dict) else "nothing readable"
        if error or not answer.get("ok"):
            raise (Never if error in _FOR_GOOD else Later)(f"Slack said: {error[:60] or 'no'}")


class Mattermost:
    """Posts as a bot account (REST API, version 4)."""

    def __init__(self, url: str, ask: Call = call) -> None:
        self._url, self._token = _without_token(url)
        self._ask = ask

    def say(self, notice: Notice, place: str) -> None:
        """`place` is `<channel>/<post>`, a thread, or a person's id."""
        channel, _, root = place.partition("/")
        if not root:
            channel = self._direct(channel)
        # What staff wrote is Markdown on purpose; what strangers wrote is escaped in it already.
        words = notice.markdown or for_mattermost(notice.text)
        text = unmentioned(f"{for_mattermost(notice.subject)}\n\n{words}")[:LONGEST]
        self._ask(f"{self._url}/posts", {"channel_id": channel, "root_id": root, "message": text}, self._token)

    def _direct(self, person: str) -> str:
        """The channel that the bot and this person share."""
        bot = self._id(self._ask(f"{self._url}/users/me", None, self._token))
        return self._id(self._ask(f"{self._url}/channels/direct", [bot, person], self._token))

    def _id(self, answer: Any) -> str:
        if isinstance(answer, dict) and isinstance(answer.get("id"), str):
            return str(answer["id"])
        raise Later("Mattermost said nothing readable")


class ByApprise:
    """Any service that Apprise knows, at the one place that its URL names: no threads."""

    def __init__(self, url: str) -> None:
        """Raises ValueError for a URL that Apprise does not know, or where it is not installed."""
        try:
            import apprise
        except ImportError:
            raise ValueError("this chat needs more: pip install 'gitops-helpdesk[chat]'") from None
        self._apprise, self._text = apprise.Apprise(), apprise.NotifyFormat.TEXT
        if not self._apprise.add(url):
            raise ValueError("Apprise does not know this address; its documentation lists what it takes")

    def say(self, notice: Notice, place: str) -> None:
        done = self._apprise.notify(title=notice.subject, body=notice.text, body_format=self._text)
        if not done:
            raise Later("the chat service did not take it")


def service(name: str, url: str) -> Service:
    """The service behind `NAME=URL`. Raises ValueError."""
    if name in ("slack", "mattermost") and url.startswith(("https://", "http://")):
        if not urlsplit(url).hostname or not urlsplit(url).username:
            raise ValueError(f"{name} is written {name}=https://TOKEN@host/path")
        return Slack(url) if name == "slack" else Mattermost(url)
    return ByApprise(url)


def _without_token(url: str) -> tuple[str, str]:
    """(address, token) of `https://TOKEN@host/path`."""
    parts = urlsplit(url)
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return urlunsplit(bare).rstrip("/"), unquote(parts.username or "")
