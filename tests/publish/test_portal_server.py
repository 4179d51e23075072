"""The server of `helpdesk serve`: this machine, these files, nothing else."""

import gzip
import http.client
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from northwind import NOW, sample_desk

from helpdesk.publish import Audience, build
from helpdesk.publish.server import PortalServer


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[PortalServer]:
    top = tmp_path_factory.mktemp("serve")
    build(sample_desk(20), top / "public", NOW, Audience.STAFF)
    (top / "secret.txt").write_text("outside")
    (top / "public/leak.txt").symlink_to(top / "secret.txt")
    (top / "public/odd.exe").write_bytes(b"MZ")
    with PortalServer(top / "public", 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def ask(
    server: PortalServer, path: str, method: str = "GET", host: str = "", accept: str = "identity"
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    headers = {"Host": host or f"localhost:{server.server_port}", "Accept-Encoding": accept}
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    body = answer.read()
    connection.close()
    return answer.status, headers, body


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/queues/", "text/html; charset=utf-8"),
        ("/static/desk.css", "text/css; charset=utf-8"),
        ("/static/desk.js", "text/javascript; charset=utf-8"),
        ("/search/head.json", "application/json"),
        ("/static/mark.svg", "image/svg+xml"),
        ("/index.html?q=vpn#x", "text/html; charset=utf-8"),
    ],
)
def test_a_file_is_served_as_what_it_is_and_asked_for_again_each_time(server, path, kind):
    status, headers, body = ask(server, path)
    assert (status, headers["content-type"]) == (200, kind)
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html", "/static/", "/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/leak.txt",
        "/.helpdesk.json", "/%2ehelpdesk.json", "/tickets/%00", "/\\..\\secret.txt", "//etc/passwd", "/a/" * 400,
    ],
)  # fmt: skip
def test_everything_else_is_the_404_page(server, path):
    status, headers, body = ask(server, path)
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"There is nothing at this address" in body


def test_text_travels_packed_to_who_can_unpack_it(server):
    _, plain, whole = ask(server, "/static/desk.css")
    _, packed, sent = ask(server, "/static/desk.css", accept="br, gzip")
    assert "content-encoding" not in plain
    assert packed["content-encoding"] == "gzip"
    assert packed["vary"] == plain["vary"] == "Accept-Encoding"
    assert gzip.decompress(sent) == whole
    assert int(packed["content-length"]) == len(sent) < len(whole) / 3
    assert "content-encoding" not in ask(server, "/static/card.png", accept="gzip")[1]


def test_a_folder_without_its_slash_leads_to_the_one_with_it(server):
    status, headers, _ = ask(server, "/queues")
    assert (status, headers["location"]) == (301, "queues/")


def test_head_has_the_headers_and_no_body(server):
    status, headers, body = ask(server, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_nothing_can_be_written(server):
    assert ask(server, "/", "POST")[0] == 501


def test_a_name_that_somebody_else_points_at_this_machine_is_not_answered(server):
    assert ask(server, "/", host="evil.example:80")[0] == 421


def test_a_file_that_is_no_page_is_a_download(server):
    assert ask(server, "/odd.exe")[1]["content-disposition"] == "attachment"


def run_serve(folder: Path, *more: str) -> "subprocess.Popen[str]":
    code = "from helpdesk.commands.gateway.serve import serve; serve()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "--out", str(folder), *more],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_it_listens_and_stops_cleanly(tmp_path, how):
    build(sample_desk(1), tmp_path / "public", NOW, Audience.STAFF)
    process = run_serve(tmp_path / "public", "--port", "0")
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(how)
        _, errors = process.communicate(timeout=10)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")


def test_serve_says_what_to_do_where_nothing_was_built(tmp_path):
    process = run_serve(tmp_path)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "run helpdesk build first" in errors


def test_serve_says_what_to_do_when_the_port_is_taken(server, tmp_path):
    build(sample_desk(1), tmp_path / "public", NOW, Audience.STAFF)
    process = run_serve(tmp_path / "public", "--port", str(server.server_port))
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 1
    assert "--port" in errors
