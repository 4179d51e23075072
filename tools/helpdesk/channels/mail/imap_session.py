"""A signed-in IMAP session on one folder (RFC 9051, RFC 3501), opened when needed and again after it broke."""

import contextlib
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from helpdesk.channels.mail.account import Account, CannotSignIn, access_token, said, tls

if TYPE_CHECKING:
    from imapclient import IMAPClient

TIMEOUT = 60
# Servers end an IDLE after half an hour (RFC 2177), some much sooner.
IDLE_SECONDS = 540
Answer = TypeVar("Answer")


class Session:
    """`folder` is selected anew for each piece of work, so that its UIDVALIDITY and UIDNEXT are those of now."""

    def __init__(self, account: Account, folder: str) -> None:
        self._account = account
        self._folder = folder
        self._client: IMAPClient | None = None
        self._idle_since = 0.0

    @property
    def closed(self) -> bool:
        return self._client is None

    def work(self, act: "Callable[[IMAPClient, dict[bytes, Any]], Answer]") -> Answer:
        """What `act` returns, given the client and what SELECT said. A session that broke while nobody looked is
        opened again, once. Raises ConnectionError."""
        for fresh in (self.closed, True):
            try:
                client = self._open()
                return act(client, client.select_folder(self._folder))
            except CannotSignIn:
                self.drop()
                raise
            except self._broken() as problem:
                self.drop()
                if fresh:
                    raise ConnectionError(f"no mail from {self._account.host}: {said(problem)}") from problem
        raise AssertionError("the second try is a fresh one")

    def arrived(self, seconds: float) -> bool:
        """Whether the server says, within so many seconds, that mail came (IDLE, RFC 2177)."""
        if self._client is None or not self._client.has_capability("IDLE"):
            time.sleep(seconds)
            return False
        try:
            if self._idle_since and time.monotonic() - self._idle_since > IDLE_SECONDS:
                self._wake()
            if not self._idle_since:
                self._client.idle()
                self._idle_since = time.monotonic()
            # The library takes a timeout of 0 for none at all.
            answers = self._client.idle_check(timeout=max(seconds, 0.01))
        except self._broken():
            self.drop()
            return False
        return any(len(answer) > 1 and answer[1] == b"EXISTS" for answer in answers)

    @property
    def idling(self) -> bool:
        return self._idle_since > 0

    def drop(self) -> None:
        """Give the connection up, whatever state it is in."""
        client, self._client, self._idle_since = self._client, None, 0.0
        if client is not None:
            with contextlib.suppress(*self._broken()):
                client.shutdown()

    def _wake(self) -> None:
        if self._client is not None and self._idle_since:
            self._idle_since = 0.0
            self._client.idle_done()

    def _open(self) -> "IMAPClient":
        if self._client is not None:
            self._wake()
            return self._client
        from imapclient import IMAPClient

        account = self._account
        secure = account.scheme == "imaps"
        client = IMAPClient(
            account.host, account.port or None, ssl=secure, ssl_context=tls() if secure else None, timeout=TIMEOUT
        )
        self._client = client
        client.normalise_times = False
        if not secure and (not account.loopback or account.options.get("tls") == "starttls"):
            client.starttls(tls())
        self._sign_in(client)
        return client

    def _sign_in(self, client: "IMAPClient") -> None:
        from imapclient.exceptions import LoginError

        account = self._account
        try:
            if account.token_command:
                client.oauth2_login(account.user, access_token(account.token_command))
            else:
                client.login(account.user, account.password)
        except LoginError as problem:
            kind = "TOKEN_COMMAND" if account.token_command else "PASSWORD"
            where = f"{account.host} does not let {account.user} in; see {account.variable(kind)}"
            raise CannotSignIn(f"{where} (it said: {said(problem)})") from None

    @staticmethod
    def _broken() -> tuple[type[Exception], ...]:
        from imapclient.exceptions import IMAPClientError

        return (IMAPClientError, OSError, EOFError)
