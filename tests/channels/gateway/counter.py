"""A gateway on a spool of its own, a browser and a program that talk to it, and a pass that lands what waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from helpdesk.channels.gateway.app import gateway
from helpdesk.channels.gateway.heard import HeardSpool
from helpdesk.channels.gateway.inbox import SpoolInbox
from helpdesk.channels.gateway.keeper import Keeper
from helpdesk.channels.gateway.place import Place
from helpdesk.channels.gateway.settings import Settings
from helpdesk.channels.gateway.signing import keys_of
from helpdesk.model.message import Message, Party
from helpdesk.model.rules import Rules
from helpdesk.resources import default_rules

ARTICLES = frozenset({"network/wifi", "network/vpn"})
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://help.example.org"
PAGE = {"accept": "text/html", "origin": URL}


@dataclass
class Counter:
    """`client` talks to the gateway; `spool` is what the pass would see."""

    client: TestClient
    spool: SpoolInbox
    log: StringIO
    landed: list[Message] = field(default_factory=list)

    def waiting(self) -> list[Message]:
        return list(self.spool.gather("").messages)

    def land(self) -> None:
        """A pass: everything that waits becomes a ticket, numbered in the order it came."""
        messages = self.waiting()
        self.landed += messages
        self.spool.settle(messages)

    def numbers(self, messages: list[Message]) -> list[str]:
        return [f"HD-{self.landed.index(message) + 1:06d}" for message in messages]

    def ask(self, text: str = "It is on fire.", **more: Any) -> Any:
        """The form as a program posts it; `headers` and fields may be given."""
        headers = more.pop("headers", {})
        form = {"email": "ana@example.org", "subject": "Printer", "text": text, **more}
        return self.client.post("/request", json=form, headers=headers)


def asked_by(reference: str) -> Party | None:
    """HD-000001 is Anna's, and the only ticket."""
    return Party(name="Anna", email="anna@example.org") if reference == "HD-000001" else None


def offered(reference: str) -> dict[str, str]:
    """What its acknowledgement suggested to Anna."""
    return {"network/wifi": "Join the Wi-Fi <here>"} if reference == "HD-000001" else {}


def rules() -> Rules:
    from helpdesk.load.rules import read_rules

    files = {
        "rules/desk.yml": (
            b"name: Northwind\nmail: {address: help@example.org}\nattachments: {largest: 1000}\n"
            b"readers: {searches: true}\n"
        ),
        "rules/people/kim.yml": b"name: Kim Okonkwo\nrole: technician\n",
        "rules/catalog/laptop.yml": (
            b"name: A laptop\ndescription: For new colleagues.\nfields:\n"
            b"  - {id: size, label: Size, type: select, options: ['13 inch', '14 inch'], required: true}\n"
            b"  - {id: extras, label: Extras, type: multiselect, options: [Mouse, Dock]}\n"
        ),
        "rules/catalog/keys.yml": b"name: Master keys\naudience: staff\n",
    }
    read, findings = read_rules(files, default_rules(), "test")
    assert read is not None, findings
    return read


@contextmanager
def counter(folder: Path, environment: dict[str, str] | None = None, **settings: Any) -> Iterator[Counter]:
    """A gateway that waits for no reference, unless `patience` says otherwise."""
    given: dict[str, Any] = {"patience": 0.0, "late": 0.0, "keep_free": 1, **settings}
    settled = Settings(url=URL, keys=lambda source: keys_of(source, environment or {}), **given)
    log, known = StringIO(), rules()
    heard = HeardSpool(folder)
    keeper = Keeper(folder, settled.keep_free)
    place = Place(settled, keeper, lambda: known, lambda: NOON, asked_by, offered, heard, ARTICLES.__contains__)
    app = gateway(place, None, log)
    caller = ("10.0.0.1", 50000)
    with TestClient(app, URL, client=caller, follow_redirects=False, raise_server_exceptions=False) as client:
        made = Counter(client, SpoolInbox(folder), log)
        made.spool = SpoolInbox(folder, lambda messages: made.numbers(list(messages)))
        yield made
