"""GitHub's REST API over github3.py's session: any address, conditional requests, retries, and its limits honoured.

The rules are those of "Best practices for using the REST API": one request after another, `Retry-After` and
`X-RateLimit-Reset` kept, redirects followed with the same method. What cannot be had now is a ConnectionError in words.
"""

import random
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urljoin, urlsplit

import msgspec

from helpdesk.channels.github.answers import hour, refusal, said_by, wait_of

if TYPE_CHECKING:
    from requests import Response

PUBLIC = "https://api.github.com"
TRIES = 6
# A wait that is longer than this belongs to a later pass.
PATIENCE = 5.0
TIMEOUT = (5, 30)
MOST_PAGES = 1000
_PASSING = frozenset({500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 307, 308})
# Asking again must not do it twice: a POST that may have arrived is left to whoever sent it.
_REPEATABLE = frozenset({"GET", "PATCH", "PUT", "DELETE"})

Kind = TypeVar("Kind")
Item = TypeVar("Item")


class NotNow(ConnectionError):
    """GitHub did not answer, or asked us to wait. `sure` when nothing can have been done."""

    def __init__(self, why: str, *, sure: bool = False) -> None:
        super().__init__(why)
        self.sure = sure


class Refused(ConnectionError):
    """GitHub answered no. `status` is the HTTP status, the text what GitHub said and what to look at."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


class Api:
    """One token at one address. `sleep` and `clock` are seconds; `requests` counts what was asked."""

    def __init__(
        self,
        token: str,
        url: str = PUBLIC,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        from github3.session import GitHubSession

        self._session = GitHubSession()
        self._session.base_url = self.url = url.rstrip("/")
        self._session.token_auth(token)
        self._session.headers.update(
            {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "helpdesk"}
        )
        self._sleep, self._clock = sleep, clock
        self._closed_until = 0.0
        self.requests = 0

    def get(self, path: str, kind: type[Kind]) -> Kind:
        """One thing. Raises NotNow or Refused."""
        return self.read(self.ask("GET", path), kind)

    def read(self, response: "Response", kind: type[Kind]) -> Kind:
        """An answer as what it is. Raises NotNow where it is nothing of the kind."""
        return _convert(response.content, kind)

    def pages(
        self, path: str, kind: type[Kind], params: Mapping[str, str], etag: str = "", most: int = MOST_PAGES
    ) -> "Pages[Kind]":
        """A list to be read page by page; where its first page is as `etag` remembers it, it is empty."""
        return Pages(self, path, kind, params, etag, most)

    def ask(
        self,
        method: str,
        path: str,
        *,
        json: Mapping[str, object] | None = None,
        params: Mapping[str, str] | None = None,
        etag: str = "",
        again: bool = False,
    ) -> "Response":
        """Ask until there is an answer, or a reason to stop. `again`: it may be asked twice, though it is a POST.
        Raises NotNow or Refused."""
        address = self._same_host(path) if path.startswith(("http://", "https://")) else f"{self.url}{path}"
        why = ""
        for turn in range(TRIES):
            if self._clock() < self._closed_until:
                raise NotNow(f"GitHub asked us to wait until {hour(self._closed_until)}", sure=True)
            if turn:
                self._sleep(min(PATIENCE, 0.1 * 2**turn) * random.uniform(0.5, 1.0))  # noqa: S311 - spreads, keeps no secret
            response, why = self._once(method, address, json, params, etag)
            if response is None:
                if not (again or method in _REPEATABLE):
                    raise NotNow(f"{why}; it may have been done")
                continue
            if response.status_code in _REDIRECTS:
                address, params = self._same_host(urljoin(address, response.headers.get("Location", ""))), None
                why = "GitHub points to another address"
                continue
            wait = wait_of(response, self._clock())
            if wait is None:
                return response
            why = f"GitHub asked us to wait ({said_by(response)})"
            if wait > PATIENCE:
                self._closed_until = self._clock() + wait
                raise NotNow(f"{why} until {hour(self._closed_until)}", sure=True)
            self._sleep(wait)
        raise NotNow(f"{why}, {TRIES} times in a row", sure=again or method in _REPEATABLE)

    def _once(
        self,
        method: str,
        address: str,
        json: Mapping[str, object] | None,
        params: Mapping[str, str] | None,
        etag: str,
    ) -> "tuple[Response | None, str]":
        """An answer that means something, or None and why there is none."""
        from requests import RequestException

        self.requests += 1
        try:
            response = self._session.request(
                method,
                address,
                json=json,
                params=params,
                headers={"If-None-Match": etag} if etag else None,
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except RequestException as problem:
            return None, f"no answer from {urlsplit(address).hostname}: {type(problem).__name__}"
        if response.status_code in _PASSING:
            return None, f"GitHub answered {response.status_code}"
        if response.status_code >= 400 and wait_of(response, self._clock()) is None:
            raise Refused(response.status_code, refusal(response, method, address))
        return response, ""

    def _same_host(self, address: str) -> str:
        """Our token goes nowhere else, wherever a redirection or a next page points."""
        there, here = urlsplit(address), urlsplit(self.url)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            raise Refused(301, f"GitHub points to another host ({there.netloc}); mend GITHUB_API_URL")
        return address


class Pages(Generic[Item]):
    """A list of GitHub's. Read `items` first; `etag` is what its first page can be asked about again by."""

    def __init__(self, api: Api, path: str, kind: type[Item], params: Mapping[str, str], etag: str, most: int) -> None:
        response = api.ask("GET", path, params={"per_page": "100", **params}, etag=etag)
        self.unchanged = response.status_code == 304
        self.etag = etag if self.unchanged else response.headers.get("ETag", "")
        self._api, self._kind, self._most = api, kind, most
        self._first = response

    def items(self, enough: Callable[[list[Item]], bool] | None = None) -> list[Item]:
        """Everything, or pages until one of them is `enough`."""
        found: list[Item] = []
        response = self._first
        for _ in range(0 if self.unchanged else self._most):
            page = [_convert(value, self._kind) for value in self._api.read(response, list[msgspec.Raw])]
            found += page
            following = response.links.get("next", {}).get("url", "")
            if not following or (enough is not None and enough(page)):
                break
            response = self._api.ask("GET", following)
        return found


def _convert(data: bytes | msgspec.Raw, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise NotNow(f"GitHub's answer could not be read ({problem})") from problem
