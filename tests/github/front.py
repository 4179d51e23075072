"""A front before the emulator: what GitHub documents and the emulator lacks, and faults on the way.

It adds the address `/api/v3` of an Enterprise Server, ETag and 304, comments and events of a whole repository, users
by number, `repository_dispatch`, git over HTTP, and issues that were deleted or have moved away. It mends: times have
whole seconds, an unknown token is refused (401), a private repository is not there for strangers (404), `since` holds
to the second, lists of issues hold pull requests.
"""

import hashlib
import http.client
import json
import re
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from emulator import Emulator
from faults import Fault, Faults
from git_http import GIT_PATH, serve, token_of

PREFIX = "/api/v3"
# By so much a list may be behind what was written.
LAG = timedelta(seconds=2)
_FRACTION = re.compile(rb"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+Z")
_WHOLE = re.compile(r"/repos/([^/]+/[^/]+)/issues(/comments|/events)?\Z")
_ONE = re.compile(r"/repos/([^/]+/[^/]+)/issues/(\d+)(/.*)?\Z")
_COMMENT = re.compile(r"/repos/([^/]+/[^/]+)/issues/comments/(\d+)\Z")
_BY_NUMBER = re.compile(r"/user/(\d+)\Z")
_DISPATCH = re.compile(r"/repos/([^/]+/[^/]+)/dispatches\Z")
# "Create a repository dispatch event": so many keys at the top, so many characters altogether.
MOST_KEYS, LONGEST_PAYLOAD, LONGEST_TYPE = 10, 65_535, 100


class Answer:
    """Status, headers in lower case, body."""

    def __init__(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.status, self.body, self.headers = status, body, headers or {}

    @classmethod
    def of(cls, value: object, status: int = 200, **headers: str) -> "Answer":
        return cls(status, json.dumps(value).encode(), {"content-type": "application/json", **headers})


class Front:
    """Listens on loopback. `log` is every request as (method, path with query, status, whether it was conditional);
    `dispatched` every event as (repository, type, payload); `repositories` the folder that git is served from."""

    def __init__(self, emulator: Emulator, faults: Faults | None = None) -> None:
        self.emulator, self.faults = emulator, faults or Faults()
        self.log: list[tuple[str, str, int, bool]] = []
        self.deleted: set[tuple[str, int]] = set()
        self.moved: dict[tuple[str, int], tuple[str, int]] = {}
        self.pulls: dict[str, list[dict[str, Any]]] = {}
        self.late: set[tuple[str, int]] = set()
        self.retry_after = "1"
        self.instead: dict[tuple[str, str], Answer] = {}
        self.repositories: Path | None = None
        self.dispatched: list[tuple[str, str, dict[str, Any]]] = []
        self._turn = 0
        self._parts: dict[tuple[str, int, str], tuple[int, list[dict[str, Any]]]] = {}
        self._written: Counter[tuple[str, int]] = Counter()
        self._local = threading.local()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def clone_url(self, repo: str) -> str:
        return f"http://127.0.0.1:{self.port}/{repo}.git"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path, _, _ in self.log if method != "GET"]

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer | None:
        """The answer, or None where the connection is cut."""
        fault = self.faults.deal()
        match fault:
            case Fault.BAD_GATEWAY:
                return Answer.of({"message": "Server Error"}, 502)
            case Fault.CUT:
                return None
            case Fault.WAIT:
                said = {"message": "You have exceeded a secondary rate limit. Please wait."}
                return Answer.of(said, 403, **{"retry-after": self.retry_after})
            case Fault.SLOW:
                time.sleep(0.2)
            case _:
                pass
        answer = self._answer(method, target, headers, body, stale=fault is Fault.STALE)
        match fault:
            case Fault.ANSWER_LOST:
                return Answer.of({"message": "Server Error"}, 502)
            case Fault.CUT_LATE:
                return None
            case _:
                return answer

    def _answer(self, method: str, target: str, headers: dict[str, str], body: bytes, *, stale: bool) -> Answer:
        parts = urlsplit(target)
        if self.repositories is not None and GIT_PATH.match(parts.path):
            return self._git(method, parts.path, parts.query, headers, body)
        if not parts.path.startswith(PREFIX + "/"):
            return Answer.of({"message": "Not Found"}, 404)
        token = headers.get("authorization", "").partition(" ")[2]
        if token not in self.emulator.tokens:
            return Answer.of({"message": "Bad credentials"}, 401)
        path, query = parts.path.removeprefix(PREFIX), dict(parse_qsl(parts.query))
        if (method, path) in self.instead:
            return self.instead[method, path]
        if found := _BY_NUMBER.match(path):
            answer = self._user(int(found[1]), token)
        elif found := _ONE.match(path):
            answer = self._one(method, (found[1], int(found[2])), path, query, token, body)
        elif method == "POST" and (found := _DISPATCH.match(path)):
            answer = self._dispatch(found[1], token, body)
        elif method == "GET" and (found := _WHOLE.match(path)):
            answer = self._whole(found[1], found[2] or "", path, query, token, stale=stale)
        else:
            answer = self.upstream(method, path, query, token, body)
        return _conditional(method, headers, answer)

    def _git(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answer:
        """Git asks without its token first, and once more with it (401)."""
        if token_of(headers) not in self.emulator.tokens:
            return Answer(401, b"", {"www-authenticate": 'Basic realm="GitHub"'})
        assert self.repositories is not None, "somebody serves git from here"
        status, said, content = serve(self.repositories, method, path, query, headers, body)
        return Answer(status, content, said)

    def _dispatch(self, repo: str, token: str, body: bytes) -> Answer:
        """An event from outside. GitHub wakes the workflows that wait for its type; tests look at `dispatched`."""
        there = self.upstream("GET", f"/repos/{repo}", {}, token)
        if there.status != 200:
            return there
        try:
            event = json.loads(body)
            kind, payload = event["event_type"], event.get("client_payload", {})
        except (ValueError, KeyError, TypeError):
            return Answer.of({"message": 'Invalid request. "event_type" wasn\'t supplied.'}, 422)
        long = len(payload) > MOST_KEYS or len(json.dumps(payload)) > LONGEST_PAYLOAD
        if not isinstance(kind, str) or not 1 <= len(kind) <= LONGEST_TYPE or long:
            return Answer.of({"message": "Validation Failed"}, 422)
        self.dispatched.append((repo, kind, payload))
        return Answer(204, b"")

    def _user(self, number: int, token: str) -> Answer:
        for login in self.emulator.tokens:
            answer = self.upstream("GET", f"/users/{login}", {}, token)
            if json.loads(answer.body).get("id") == number:
                return answer
        return Answer.of({"message": "Not Found"}, 404)

    def _one(
        self, method: str, issue: tuple[str, int], path: str, query: dict[str, str], token: str, body: bytes
    ) -> Answer:
        if issue in self.deleted:
            return Answer.of({"message": "This issue was deleted"}, 410)
        if issue in self.moved:
            repo, number = self.moved[issue]
            rest = path.removeprefix(f"/repos/{issue[0]}/issues/{issue[1]}")
            there = f"{self.url}/repos/{repo}/issues/{number}{rest}"
            return Answer.of({"message": "Moved Permanently", "url": there}, 301, location=there)
        return self.upstream(method, path, query, token, body)

    def _whole(self, repo: str, what: str, path: str, query: dict[str, str], token: str, *, stale: bool) -> Answer:
        """A list of a whole repository. GitHub lists pull requests among the issues; the emulator does not."""
        per_page, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        if what:
            items = self._of_all_issues(repo, what, query, token)
        else:
            since = query.get("since", "").replace("Z", ".000Z")
            items = self._everything(path, {**query, **({"since": since} if since else {})}, token)
            items = self._with_pulls(repo, items, query)
        gone = {number for there, number in (*self.deleted, *self.moved, *self.late) if there == repo}
        items = [item for item in items if _number(item) not in gone]
        if stale:
            behind = f"{datetime.now(UTC) - LAG:%Y-%m-%dT%H:%M:%SZ}"
            items = [item for item in items if item.get("updated_at", item["created_at"]) <= behind]
        part = items[(page - 1) * per_page : page * per_page]
        more = len(items) > page * per_page
        again = urlencode({**query, "page": page + 1})
        link = {"link": f'<{self.url}{path}?{again}>; rel="next"'} if more else {}
        return Answer.of(part, **link)

    def _with_pulls(self, repo: str, items: list[dict[str, Any]], query: dict[str, str]) -> list[dict[str, Any]]:
        since = query.get("since", "")
        pulls = [pull for pull in self.pulls.get(repo, ()) if pull["updated_at"] >= since]
        return sorted([*items, *pulls], key=lambda item: str(item["updated_at"]), reverse=True)

    def _of_all_issues(self, repo: str, what: str, query: dict[str, str], token: str) -> list[dict[str, Any]]:
        """Comments by their last change, events by their number, newest first, as GitHub lists them. The opening of an
        issue is no event there; in the emulator it is."""
        found: list[dict[str, Any]] = []
        for issue in self._everything(f"/repos/{repo}/issues", {"state": "all"}, token):
            number = int(issue["number"])
            written = self._written[repo, number]
            if self._parts.get((repo, number, what), (-1,))[0] != written:
                part = self._everything(f"/repos/{repo}/issues/{number}{what}", {}, token)
                self._parts[repo, number, what] = (written, part)
            found += self._parts[repo, number, what][1]
        if what == "/events":
            return sorted((e for e in found if e["event"] != "opened"), key=lambda e: int(e["id"]), reverse=True)
        since = query.get("since", "")
        return sorted((c for c in found if c["updated_at"] >= since), key=lambda c: str(c["updated_at"]), reverse=True)

    def _everything(self, path: str, query: dict[str, str], token: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        for page in range(1, 200):
            asked = {**query, "per_page": "100", "page": str(page)}
            answer = self.upstream("GET", path, asked, token)
            if answer.status != 200:
                raise _Passed(answer)
            part = json.loads(answer.body)
            found += part
            if len(part) < 100:
                break
        return found

    def upstream(self, method: str, path: str, query: dict[str, str], token: str, body: bytes = b"") -> Answer:
        """The emulator's own answer, mended."""
        answer = self._upstream(method, path, query, token, body)
        if method != "GET":
            self._written_to(path)
        return answer

    def _written_to(self, path: str) -> None:
        """What was kept of this issue is no longer how it is."""
        if found := _ONE.match(path):
            self._written[found[1], int(found[2])] += 1
        elif found := _COMMENT.match(path):
            for (repo, number, what), (_, part) in list(self._parts.items()):
                if what == "/comments" and any(str(item["id"]) == found[2] for item in part):
                    self._written[repo, number] += 1

    def _upstream(self, method: str, path: str, query: dict[str, str], token: str, body: bytes) -> Answer:
        spare = self.emulator.tokens[token]
        self._turn += 1
        headers = {"Authorization": f"token {spare[self._turn % len(spare)]}", "Content-Type": "application/json"}
        target = path + (f"?{urlencode(query)}" if query else "")
        for _ in range(2):
            try:
                connection = self._connection()
                connection.request(method, target, body or None, headers)
                response = connection.getresponse()
                data = response.read()
                break
            except (http.client.HTTPException, OSError):
                self._local.connection = None
        else:
            return Answer.of({"message": "the emulator is gone"}, 500)
        kept = {"content-type": response.headers.get("content-type", "application/json")}
        data = _FRACTION.sub(rb"\1Z", data).replace(
            f"http://localhost:{self.emulator.port}".encode(), self.url.encode()
        )
        if response.status == 403 and method == "GET":
            return Answer.of({"message": "Not Found"}, 404)
        return Answer(response.status, data, kept)

    def _connection(self) -> http.client.HTTPConnection:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.emulator.port, timeout=20)
            self._local.connection = connection
        return connection


class _Passed(Exception):
    """An answer of the emulator that is passed on as it is."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """A desk that was killed leaves its connection in the middle; that is what it was killed for."""


def _handler(front: Front) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self._body()
            headers = {name.lower(): value for name, value in self.headers.items()}
            try:
                answer = front.handle(self.command, self.path, headers, body)
            except _Passed as passed:
                answer = passed.answer
            conditional = "if-none-match" in headers
            front.log.append((self.command, self.path, answer.status if answer else 0, conditional))
            if answer is None:
                self.close_connection = True
                self.connection.close()
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def _body(self) -> bytes:
            """Git sends what is long in chunks (RFC 9112, 7.1)."""
            if self.headers.get("transfer-encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("content-length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve

        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


def _conditional(method: str, headers: dict[str, str], answer: Answer) -> Answer:
    """RFC 9110, 13.1.2: an answer the asker has already is not sent again."""
    if method != "GET" or answer.status != 200:
        return answer
    link = answer.headers.get("link", "")
    etag = f'W/"{hashlib.sha256(answer.body + link.encode()).hexdigest()}"'
    if headers.get("if-none-match") == etag:
        return Answer(304, b"", {"etag": etag})
    answer.headers["etag"] = etag
    return answer


def _number(item: dict[str, Any]) -> int:
    if "issue" in item:
        return int(item["issue"]["number"])
    if "issue_url" in item:
        return int(item["issue_url"].rpartition("/")[2])
    return int(item["number"])
