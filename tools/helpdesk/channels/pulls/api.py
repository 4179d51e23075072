"""A few questions to GitHub's REST API, at any address (GITHUB_API_URL), over github3.py's session."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from requests import Response

PUBLIC = "https://api.github.com"
TIMEOUT = (5, 30)
Kind = TypeVar("Kind")


class NoAnswer(ConnectionError):
    """GitHub did not answer, or answered no. `status` is the HTTP status, 0 for none; the text says what to do."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Asks(Protocol):
    """Whatever asks GitHub: `path` begins with a slash; an answer of 400 or more is a NoAnswer."""

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> "Response":
        """One question, one answer."""


class Session:
    """One token at one address."""

    def __init__(self, token: str, url: str = PUBLIC) -> None:
        from github3.session import GitHubSession

        self._session = GitHubSession()
        self._session.base_url = self.url = url.rstrip("/")
        self._session.token_auth(token)
        self._session.headers.update(
            {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "helpdesk"}
        )

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
    ) -> "Response":
        """One question. A question that changes nothing is asked again once. Redirects are not followed: our token goes
        nowhere else."""
        from requests import RequestException

        for turn in (1, 2):
            try:
                response: Response = self._session.request(
                    method, f"{self.url}{path}", json=json, params=params, timeout=TIMEOUT, allow_redirects=False
                )
            except RequestException as problem:
                if turn == 1 and method == "GET":
                    continue
                host = urlsplit(self.url).hostname
                raise NoAnswer(0, f"no answer from {host}: {type(problem).__name__}; look at GITHUB_API_URL") from None
            if response.status_code >= 500 and turn == 1 and method == "GET":
                continue
            break
        if response.status_code >= 300:
            raise NoAnswer(response.status_code, _words(response, method, path))
        return response


def read(response: "Response", kind: type[Kind]) -> Kind:
    """An answer as what it is. Raises NoAnswer where it is nothing of the kind."""
    try:
        return msgspec.json.decode(response.content, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise NoAnswer(response.status_code, f"GitHub's answer could not be read ({problem})") from problem


def _words(response: "Response", method: str, path: str) -> str:
    try:
        said = str(response.json().get("message", ""))[:200]
    except (ValueError, AttributeError):
        said = ""
    hints = {
        401: "the token is wrong or has expired; mend HELPDESK_GITHUB_TOKEN",
        403: "the token may not do this",
        404: "there is no such thing, or the token may not see it",
    }
    hint = hints.get(response.status_code, "")
    return f"GitHub said {response.status_code} to {method} {path}: {said}" + (f" ({hint})" if hint else "")
