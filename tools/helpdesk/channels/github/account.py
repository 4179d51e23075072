"""Whom GitHub takes us for: the token, our own numeric id, and what we remember between passes."""

import hashlib
import os
import time
from datetime import UTC, datetime

from helpdesk.channels.github.api import PUBLIC, Api, Refused
from helpdesk.channels.github.notebook import Notebook
from helpdesk.channels.github.wire import User

# The account that a workflow's own token writes as.
_WORKFLOW = "github-actions[bot]"


class Account:
    """One token at one address. `name` stands for the token where something has to be remembered by it."""

    def __init__(self, api: Api, name: str, notebook: Notebook, login: str = "") -> None:
        self.api, self.notebook = api, notebook
        self._name, self._login = name, login
        self._me: int | None = None

    def me(self) -> int:
        """Our own numeric id, asked for once. A workflow's token has no user of its own to ask about: it is then known
        by its login. Raises ConnectionError that says how to name it."""
        if self._me is None:
            self._me = self.notebook.author(self._name)
        if self._me is None:
            self._me = self._ask()
            self.notebook.keep_author(self._name, self._me)
            self.notebook.save()
        return self._me

    def _ask(self) -> int:
        if self._login:
            return self.api.get(f"/users/{self._login}", User).id
        try:
            return self.api.get("/user", User).id
        except Refused as refused:
            if refused.status != 403:
                raise
            return self.api.get(f"/users/{_WORKFLOW}", User).id

    def now(self) -> datetime:
        return datetime.fromtimestamp(time.time(), UTC).replace(microsecond=0)


def has_token() -> bool:
    return bool(os.environ.get("HELPDESK_GITHUB_TOKEN") or os.environ.get("GITHUB_TOKEN"))


def account(notebook: Notebook) -> Account:
    """The account that the environment names: HELPDESK_GITHUB_TOKEN or GITHUB_TOKEN, at GITHUB_API_URL, writing as
    HELPDESK_GITHUB_LOGIN where the token can't say. Raises ValueError that says what is missing."""
    token = os.environ.get("HELPDESK_GITHUB_TOKEN") or os.environ.get("GITHUB_TOKEN") or ""
    if not token:
        raise ValueError("GitHub wants a token: put one in HELPDESK_GITHUB_TOKEN (Issues: read and write)")
    url = os.environ.get("GITHUB_API_URL") or PUBLIC
    if not url.startswith(("https://", "http://")):
        raise ValueError(f"not an address of an API: {url!r}; GITHUB_API_URL is https://host/api/v3")
    name = hashlib.sha256(f"{url} {token}".encode()).hexdigest()[:16]
    return Account(Api(token, url), name, notebook, os.environ.get("HELPDESK_GITHUB_LOGIN", ""))
