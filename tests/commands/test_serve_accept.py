"""`helpdesk serve --accept`: what it is told wrongly it says before it listens, and what it shows is one folder."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient
from uvicorn import Config
from uvicorn.server import ServerState

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "passing"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "channels" / "gateway"))

import counter
from desks import Place, git, new_place

from helpdesk.channels.gateway.app import gateway
from helpdesk.channels.gateway.keeper import Keeper
from helpdesk.channels.gateway.place import Place as Given
from helpdesk.channels.gateway.settings import Settings
from helpdesk.commands import main
from helpdesk.commands.gateway.heads import LARGEST_HEAD, BoundedHeads
from helpdesk.commands.gateway.portal import portal_page
from helpdesk.commands.gateway.rules import StandingRules
from helpdesk.store.repository import Repository


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return new_place(tmp_path_factory.mktemp("desk"))


def serve(place: Place, *words: str, **environment: str) -> Result:
    return CliRunner().invoke(
        main, ["serve", "--accept", "-C", str(place.desk), "--port", "0", *words], env=environment
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rate", "many"], "write 20/m"),
        (["--url", "help.example.org"], "write https://help.example.org"),
        (["--trusted-proxy", "the one"], "does not appear to be an IPv4 or IPv6 network"),
        (["--host", "0.0.0.0"], "--url https://help.example.org"),
    ],
)
def test_what_it_is_told_wrongly_is_said_before_it_listens(place: Place, words: list[str], said: str) -> None:
    result = serve(place, *words)
    assert result.exit_code == 2
    assert said in result.output


def test_a_key_that_is_too_short_a_folder_without_a_portal_or_a_desk_and_a_bad_spool_are_named(
    place: Place, tmp_path: Path
) -> None:
    short = serve(place, HELPDESK_KEYS_GITHUB="short")
    assert (
        short.exit_code == 2 and "HELPDESK_KEYS_GITHUB" in short.output and "short" not in short.output.split(":")[-1]
    )
    assert "no portal in it" in serve(place, "--out", str(tmp_path)).output
    assert "is no desk" in CliRunner().invoke(main, ["serve", "--accept", "-C", str(tmp_path)]).output
    (tmp_path / "file").write_text("")
    assert "cannot be opened" in serve(place, "--spool", str(tmp_path / "file" / "spool")).output


def test_rules_are_read_again_when_they_change_and_kept_when_they_break(place: Place) -> None:
    repository = Repository.open(place.desk)
    rules = StandingRules(repository)
    assert rules().desk.name == "Desk"
    for text, name in (("name: Renamed\n", "Renamed"), ("name: [broken\n", "Renamed")):
        (place.desk / "rules" / "desk.yml").write_text(text)
        git(place.desk, "-c", "user.name=Kim", "-c", "user.email=kim@example.org", "commit", "-qam", "Edit")
        git(place.desk, "push", "-q")
        rules.look()
        assert rules().desk.name == name


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """A gateway that shows a portal of two pages."""
    public = tmp_path / "public"
    (public / "kb").mkdir(parents=True)
    (public / "index.html").write_text("<title>Home</title>")
    (public / "kb" / "index.html").write_text("<title>Articles</title>")
    (public / "request").mkdir()
    (public / "request" / "laptop.html").write_text("<title>Wizard</title>")
    (public / ".hidden").write_text("secret")
    (tmp_path / "outside.txt").write_text("secret")
    (public / "link.txt").symlink_to(tmp_path / "outside.txt")
    settings = Settings(url=counter.URL, keys=lambda source: (), keep_free=1)
    known = counter.rules()
    given = Given(settings, Keeper(tmp_path / "spool", 1), lambda: known, lambda: counter.NOON)
    with TestClient(gateway(given, portal_page(public)), counter.URL, follow_redirects=False) as made:
        yield made


def test_the_portal_is_shown_beside_the_doors(client: TestClient) -> None:
    assert "Home" in client.get("/").text
    assert client.get("/kb").headers["location"] == "kb/"
    assert "Articles" in client.get("/kb/").text
    assert client.get("/nothing").status_code == 404
    assert client.head("/").status_code == 200
    assert client.post("/").status_code == 405
    assert "<form" in client.get("/request", headers={"accept": "text/html"}).text


def test_the_portals_own_forms_are_shown_and_those_of_the_gateway_stay_where_they_are(client: TestClient) -> None:
    assert "Wizard" in client.get("/request/laptop.html").text
    assert "<form" in client.get("/request/laptop", headers={"accept": "text/html"}).text
    assert client.post("/request/laptop.html", json={}).status_code == 404


@pytest.mark.parametrize("path", ["/.hidden", "/link.txt", "/%2e%2e/outside.txt", "/..%2foutside.txt", "/%00"])
def test_nothing_is_shown_but_the_files_of_the_folder(client: TestClient, path: str) -> None:
    answered = client.get(path)
    assert answered.status_code == 404
    assert "secret" not in answered.text


def answered(*pieces: bytes) -> bytes:
    """What one connection writes and is asked, when it is sent these pieces; it answers how long the body was."""

    async def app(_scope: object, receive: object, send: object) -> None:
        size, more = 0, True
        while more:
            message = await receive()
            size, more = size + len(message["body"]), message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"%d bytes" % size})

    class Wire(asyncio.Transport):
        written = b""

        def write(self, data: bytes) -> None:
            self.written += data

        def close(self) -> None:
            self.written += b"(closed)"

        def is_closing(self) -> bool:
            return self.written.endswith(b"(closed)")

        def pause_reading(self) -> None: ...

        def resume_reading(self) -> None: ...

    async def connected() -> bytes:
        wire, state = Wire(), ServerState()
        connection = BoundedHeads(Config(app, http=BoundedHeads, ws="none", lifespan="off"), state, {})
        connection.connection_made(wire)
        for piece in pieces:
            if not wire.is_closing():
                connection.data_received(piece)
                await asyncio.sleep(0)
        await asyncio.gather(*state.tasks)
        return wire.written

    return asyncio.run(connected())


def test_a_head_that_never_ends_is_refused_and_a_large_body_is_not() -> None:
    endless = answered(b"GET / HTTP/1.1\r\nHost: x\r\n", *[b"X-More: " + b"x" * 9_000 + b"\r\n"] * 20)
    assert b" 400 " in endless and b"head of the request is too large" in endless
    assert endless.endswith(b"(closed)")
    large = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % (3 * LARGEST_HEAD)
    body = b"y" * LARGEST_HEAD
    one_after_the_other = answered(large, body, body, body, large + body, body + body)
    assert one_after_the_other.count(b"%d bytes" % (3 * LARGEST_HEAD)) == 2
    assert b" 400 " in answered(b"GET / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n")
