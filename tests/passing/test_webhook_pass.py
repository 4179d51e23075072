"""A webhook through a real pass over a real repository, to a real listener."""

import base64
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from desks import NOON, new_place

from helpdesk.channels.webhook.outlet import WebhookOutlet
from helpdesk.passing.doors import Doors
from helpdesk.passing.heartbeat import beat_after
from helpdesk.passing.report import Report

SECRET = "whsec_" + base64.b64encode(b"0" * 32).decode()


def test_an_event_reaches_its_listener_once_after_it_was_down(tmp_path: Path) -> None:
    answers = [503, 204]
    got: list[dict[str, object]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(answers[len(got) - 1])
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        rules = f"- {{id: crm, url: '{url}', secret: CRM_SECRET, events: [opened], private: true}}\n"
        place = new_place(tmp_path, webhooks=rules.encode())
        place.drop("a")
        mail = place.doors()
        doors = Doors(mail.inboxes, {**mail.outlets, "webhook": WebhookOutlet({"CRM_SECRET": SECRET})})
        for minutes in (0, 1, 2):
            place.run(NOON + timedelta(minutes=minutes), doors)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
    assert [event["id"] for event in got] == [got[0]["id"]] * 2, "the same event, tried again with the same id"
    assert got[0]["type"] == "helpdesk.ticket.opened"
    (record,) = place.store().snapshot().all_tickets()
    assert record.state.owed == ()


def test_a_good_pass_beats_and_one_in_trouble_is_silent() -> None:
    asked: list[str] = []

    def beat(url: str, timeout: float) -> str:
        asked.append(url)
        return "the watchdog did not answer"

    assert beat_after(Report(), "https://watch.example/1", beat) == "the watchdog did not answer"
    assert beat_after(Report(trouble=["the remote did not answer"]), "https://watch.example/1", beat) == ""
    assert beat_after(Report(), "", beat) == ""
    assert asked == ["https://watch.example/1"]
