"""The demo as a newcomer meets it: it starts, a mail becomes a page, a technician answers, it stops when told to."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
HELPDESK = [sys.executable, "-m", "helpdesk.commands"]
PATIENCE = 60.0


def wait_for(what: Callable[[], object], why: str) -> object:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError(f"not within {PATIENCE:.0f} seconds: {why}")


class Demo:
    """A demo running in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.folder, self.address = folder, f"http://127.0.0.1:{port}"
        command = [*HELPDESK, "demo", "--folder", str(folder), "--port", str(port), "--tickets", "40"]
        self.log = folder.with_suffix(".log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def ready(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        return "The desk is up" in self.log.read_text()

    def helpdesk(self, *words: str) -> str:
        done = subprocess.run(
            [*HELPDESK, *words], cwd=self.folder / "desk", capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sent_to(self, address: str) -> list[str]:
        mails = [message_from_bytes(path.read_bytes()) for path in (self.folder / "mail/out").glob("*.eml")]
        return [mail["Subject"] for mail in mails if address in mail["To"]]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("newcomer") / "demo")
    try:
        wait_for(running.ready, "the desk is up")
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def request_with_picture() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Nora Quist <nora.quist@example.com>", "help@example.org"
    mail["Subject"], mail["Message-ID"] = "The VPN <drops> every hour", "<nora-1@example.com>"
    mail.set_content("Hello,\n\nsince Monday my VPN drops every hour. A picture is attached.\n\nNora")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(64), maintype="image", subtype="png", filename="screen shot.png")
    return mail.as_bytes()


def test_a_mail_becomes_a_ticket_an_answer_and_a_page(demo: Demo, browser: Browser) -> None:
    (demo.folder / "mail/in/nora.eml").write_bytes(request_with_picture())
    page_file = demo.folder / "public/tickets/000/HD-000041.html"
    wait_for(page_file.is_file, "the ticket has a page")
    wait_for(lambda: demo.sent_to("nora.quist@example.com"), "Nora has an answer")
    (subject,) = demo.sent_to("nora.quist@example.com")
    assert "HD-000041" in subject

    page = browser.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(f"{demo.address}/tickets/000/HD-000041.html")
    assert page.locator("h1").inner_text() == "The VPN <drops> every hour"
    assert "since Monday my VPN drops" in page.locator("main").inner_text()
    assert "screen shot.png" in page.locator("main").inner_text()
    page.goto(f"{demo.address}/")
    page.get_by_role("link", name="Queues").first.click()
    page.wait_for_url("**/queues/index.html")
    assert page.locator("h1").inner_text() == "Queues"
    assert wrong == []
    page.close()


def test_the_technicians_answer_reaches_who_asked(demo: Demo) -> None:
    wait_for(lambda: demo.sent_to("nora.quist@example.com"), "Nora has an answer")
    demo.helpdesk("take", "41", "--push")
    demo.helpdesk("reply", "41", "-m", "Please restart the client.", "--push")
    wait_for(lambda: len(demo.sent_to("nora.quist@example.com")) == 2, "the reply is sent")
    assert "kim" in demo.helpdesk("explain", "41")


def test_it_stops_cleanly_when_told_to(demo: Demo) -> None:
    demo.process.send_signal(signal.SIGTERM)
    assert demo.process.wait(PATIENCE) == 0
    assert "Stopped" in demo.log.read_text()
    assert os.listdir(demo.folder / "mail/in") == ["done"]  # noqa: PTH208 - the names are what counts
