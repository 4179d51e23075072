"""A mail account by its address: which server, as whom, and where its secret is. The secret never stands in it.

`imaps://support%40example.org@imap.example.org/INBOX?account=SUPPORT` signs in with what the environment holds as
HELPDESK_IMAP_TOKEN_COMMAND_SUPPORT (a command that prints an OAuth2 access token) or HELPDESK_IMAP_PASSWORD_SUPPORT;
without `account` the names end before it.
"""

import os
import re
import shlex
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

TOKEN_SECONDS = 60
_TOKEN = re.compile(rb"[\x21-\x7e]{1,20000}\Z")
_ACCOUNT = re.compile(r"[A-Z0-9_]{1,40}\Z")


class CannotSignIn(ConnectionError):
    """The server or the token command said no: trying again at once would only say no again."""


@dataclass(frozen=True)
class Account:
    """`scheme` imap, imaps, smtp or smtps; `port` 0 where the address names none; `path` what follows the host."""

    scheme: str
    host: str
    port: int
    user: str
    path: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def loopback(self) -> bool:
        """Whether the server is on this machine, so that nobody listens on the way."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host.casefold() == "localhost"

    def variable(self, kind: str) -> str:
        """The environment variable that holds the secret: `kind` is PASSWORD or TOKEN_COMMAND."""
        name = f"HELPDESK_{self.scheme[:4].upper()}_{kind}"
        return f"{name}_{self.options['account']}" if self.options.get("account") else name

    @property
    def password(self) -> str:
        return os.environ.get(self.variable("PASSWORD"), "")

    @property
    def token_command(self) -> str:
        return os.environ.get(self.variable("TOKEN_COMMAND"), "")


def parse_account(address: str, example: str, options: frozenset[str]) -> Account:
    """The account of an address with no option but these. Raises ValueError that says what is wrong with it; the
    text never repeats the address, which may hold a password."""
    parts, port = _split(address, example)
    if parts.password is not None:
        raise ValueError(
            "a password in an address can be read by everybody on this machine; "
            f"put it into {Account(parts.scheme, '', 0, '', '').variable('PASSWORD')} and take it out of the address"
        )
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(given.keys() - options - {"account"})
    if unknown:
        raise ValueError(f"no such option in a mail address: {unknown[0]!r}; there are {', '.join(sorted(options))}")
    if given.get("account") and not _ACCOUNT.match(given["account"]):
        raise ValueError("account= is written in capitals, digits and _: account=SUPPORT")
    user, path = unquote(parts.username or ""), unquote(parts.path.removeprefix("/"))
    account = Account(parts.scheme, parts.hostname or "", port, user, path, given)
    if user and not (account.password or account.token_command):
        names = f"{account.variable('PASSWORD')} or {account.variable('TOKEN_COMMAND')}"
        raise ValueError(f"nothing to sign in with as {user}; set {names}")
    return account


def _split(address: str, example: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(address)
        port = parts.port or 0
    except ValueError as problem:
        raise ValueError(f"not a mail server's address; write {example}") from problem
    if not parts.hostname or parts.scheme not in ("imap", "imaps", "smtp", "smtps"):
        raise ValueError(f"not a mail server's address; write {example}")
    return parts, port


def access_token(command: str) -> str:
    """What the token command prints. It is run without a shell; neither its words nor what it says are repeated.
    Raises CannotSignIn."""
    try:
        words = shlex.split(command)
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=TOKEN_SECONDS, check=False)
    except (OSError, ValueError, IndexError, subprocess.TimeoutExpired) as problem:
        raise CannotSignIn(f"the token command did not run: {type(problem).__name__}") from None
    token = done.stdout.strip()
    if done.returncode:
        raise CannotSignIn(f"the token command ended with status {done.returncode}; run it by hand to see why")
    if not _TOKEN.match(token):
        raise CannotSignIn("the token command must print one access token, and nothing else")
    return token.decode("ascii")


def tls() -> ssl.SSLContext:
    """Certificates are checked, against SSL_CERT_FILE too where that is set."""
    return ssl.create_default_context()


def said(problem: BaseException) -> str:
    """What a server said, on one short line."""
    whole = problem.args[0] if problem.args else ""
    words = whole.decode("utf-8", "replace") if isinstance(whole, bytes) else str(problem)
    # A library that puts a server's bytes into its words leaves Python's marks around them.
    words = words[2:-1] if words[:2] in ("b'", 'b"') and words[-1:] == words[1:2] else words
    text = " ".join(words.split()) or type(problem).__name__
    return text if len(text) <= 200 else f"{text[:199]}…"
