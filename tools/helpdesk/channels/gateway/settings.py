"""How a gateway is set up: its own address, what it takes, and whose keys it knows."""

from collections.abc import Callable
from urllib.parse import urlsplit

import msgspec

from helpdesk.channels.gateway.caller import Network
from helpdesk.channels.gateway.limits import Rate

LOCAL = ("127.0.0.1", "localhost", "[::1]")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`url` is how the world reaches it (`https://help.example.org`); `origins` are other sites whose pages may post
    forms, `chats` chat servers that may be answered later. `patience` is how many seconds an answer waits for the
    reference, `late` how long a chat's second answer is worth waiting for; sizes are bytes."""

    url: str
    keys: Callable[[str], tuple[str, ...]]
    origins: tuple[str, ...] = ()
    trusted: tuple[Network, ...] = ()
    chats: tuple[str, ...] = ()
    reply_keys: tuple[bytes, ...] = ()
    overall: Rate = Rate(300, 1.0)
    per_address: Rate = Rate(20, 60.0)
    largest: int = 35_000_000
    memory: int = 400_000_000
    keep_free: int = 200_000_000
    patience: float = 2.0
    late: float = 300.0

    def is_ours(self, host: str) -> bool:
        """Whether a Host header names this gateway. A page elsewhere can make a browser resolve its own name to this
        machine; the header gives it away."""
        own = urlsplit(self.url)
        if host.lower() == own.netloc.lower():
            return True
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        return name.lower() in LOCAL or name.lower() == (own.hostname or "")
