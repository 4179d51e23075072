"""Monitors' requests against `helpdesk read alert --json`, and sequences of them against a desk in a folder.

Only the keys that a case gives are compared. The desk counts an alert as one incident, whatever group it came in: where
a suite counts groups, all alerts of the group take the incident's place. A status that neither begins nor ends an alert
is its `event` here. Sources that repeat within seconds what a desk notes now and then are posted ten minutes apart.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import ryaml
from command_line import helpdesk
from outcome import Outcome

_Case = dict[str, Any]
_TOOLS = Path(__file__).resolve().parents[3] / "tools"
_BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_STEP = timedelta(minutes=10)
# Three classes of severity, as the suites order them.
_CLASSES = {"critical": "critical", "error": "critical", "warning": "warning", "info": "info"}
_OVER = ("resolved", "closed")


def events(folder: Path) -> Iterator[Outcome]:
    """Single requests: what is accepted, and what is read out of it."""
    cases = _cases(folder / "alerts" / "events.jsonl")
    readings = _readings(cases)
    for case in cases:
        outcome, alerts, said = readings[case["id"]]
        wanted = {case["expect"]["outcome"], case["expect"].get("or_outcome")}
        found = [] if outcome in wanted else [f"outcome {outcome!r} rather than {case['expect']['outcome']!r}: {said}"]
        if outcome == "accept" and not found:
            found = list(_differences(case["expect"], alerts))
        yield Outcome(case["id"], not found, "; ".join(found)[:600])


def sequences(folder: Path) -> Iterator[Outcome]:
    """Requests and mails one after another: which tickets they open, join and end."""
    for case in _cases(folder / "alerts" / "sequences.jsonl"):
        with tempfile.TemporaryDirectory(prefix="alerts-") as place:
            found = list(_lived(case, Path(place)))
        yield Outcome(case["id"], not found, "; ".join(found)[:600])


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {"alerts.events": events, "alerts.sequences": sequences}


def _cases(path: Path) -> list[_Case]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.is_file() else []


_Reading = tuple[str, list[dict[str, Any]], str]


def _readings(cases: list[_Case]) -> dict[str, _Reading]:
    """By id (accept, reject, ignore or handshake; the alerts; what was said instead): one process for all requests
    that came with the same headers."""
    groups: dict[tuple[str, ...], list[_Case]] = {}
    for case in cases:
        headers = tuple(f"--header={name}:{value}" for name, value in (case.get("headers") or {}).items())
        groups.setdefault(headers, []).append(case)
    found: dict[str, _Reading] = {}
    with tempfile.TemporaryDirectory(prefix="alerts-") as folder:
        for headers, group in groups.items():
            paths = {str(Path(folder) / f"{number}.json"): case for number, case in enumerate(group)}
            for path, case in paths.items():
                Path(path).write_bytes(case["body"].encode())
            done = _command("read", "alert", "--json", *headers, *paths)
            for path, case in paths.items():
                found[case["id"]] = _reading(path, done)
    return found


def _reading(path: str, done: "subprocess.CompletedProcess[str]") -> _Reading:
    alerts = [alert for line in done.stdout.splitlines() if (alert := json.loads(line))["file"] == path]
    if alerts:
        return "accept", alerts, ""
    said = next((line for line in done.stderr.splitlines() if line.startswith(f"{path}: ")), done.stderr[-300:])
    word = said.removeprefix(f"{path}: ").partition(":")[0]
    return {"rejected": "reject", "ignored": "ignore"}.get(word, word), [], said


def _command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_TOOLS), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-m", "helpdesk.commands", *words]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False, env=environment)


def _differences(expect: _Case, alerts: list[dict[str, Any]]) -> Iterator[str]:
    if "count" in expect and len(alerts) != expect["count"]:
        yield f"{len(alerts)} alerts rather than {expect['count']}"
    if "status" in expect and not any(_stands(alert, expect["status"]) for alert in alerts):
        yield f"status {alerts[0]['status']} {alerts[0]['event']} rather than {expect['status']}"
    if "status_any_of" in expect and not any(_stands(alerts[0], word) for word in expect["status_any_of"]):
        yield f"status {alerts[0]['status']} {alerts[0]['event']} is none of {expect['status_any_of']}"
    if "status_not" in expect and _stands(alerts[0], expect["status_not"]):
        yield f"status {expect['status_not']}"
    yield from _one(expect, alerts[0])
    shown = "\n".join(json.dumps(alert, ensure_ascii=False) for alert in alerts)
    words = "\n".join(_words(alert) for alert in alerts)
    for text in expect.get("text") or ():
        if text not in words and json.dumps(text, ensure_ascii=False)[1:-1] not in shown:
            yield f"{text!r} is not to be seen"
    group = expect.get("group_key")
    if group is not None and str(group) != alerts[0]["group"]:
        yield f"group {alerts[0]['group']!r} rather than {group!r}"
    if len(alerts) < len(expect.get("alerts") or ()):
        yield f"{len(alerts)} alerts of {len(expect['alerts'])}"
    for wanted, alert in zip(expect.get("alerts") or (), alerts, strict=False):
        yield from _one(wanted, alert)
        if "status" in wanted and not _stands(alert, wanted["status"]):
            yield f"status {alert['status']} rather than {wanted['status']}"
        yield from (f"{text!r} is not to be seen" for text in wanted.get("text") or () if text not in _words(alert))
    for name, value in (expect.get("cloudevent") or {}).items():
        if alerts[0]["labels"].get(name) != value and str(value) not in words:
            yield f"{name} {alerts[0]['labels'].get(name)!r} rather than {value!r}"


def _words(alert: dict[str, Any]) -> str:
    labels = "\n".join(f"{name}: {value}" for name, value in alert["labels"].items())
    return "\n".join((alert["title"], alert["text"], alert["service"], alert["url"], labels))


def _one(expect: _Case, alert: dict[str, Any]) -> Iterator[str]:
    key = expect.get("key", expect.get("fingerprint"))
    parts = key if isinstance(key, list) else [key] if key is not None else []
    if parts and alert["key"] != "/".join(map(str, parts)):
        yield f"key {alert['key']!r} rather than {key!r}"
    if "name" in expect and expect["name"] not in alert["title"]:
        yield f"title {alert['title']!r} without {expect['name']!r}"
    given = _severities(alert)
    if "severity" in expect and expect["severity"] not in given:
        yield f"severity {alert['severity']!r} rather than {expect['severity']!r}"
    if "severity_any_of" in expect and not given & {word.casefold() for word in expect["severity_any_of"]}:
        yield f"severity {alert['severity']!r} is none of {expect['severity_any_of']}"
    wanted = expect.get("severity_class")
    if wanted is not None and _CLASSES.get(alert["severity"]) != wanted:
        yield f"severity {alert['severity']!r} is not of the class {wanted!r}"
    for name in ("starts_at", "ends_at"):
        if name in expect and not _same_moment(expect[name], alert.get(name)):
            yield f"{name} {alert.get(name)} rather than {expect[name]}"
    if "occurred_at_utc" in expect and not any(
        _same_moment(expect["occurred_at_utc"], alert.get(name)) for name in ("starts_at", "ends_at")
    ):
        yield f"{alert.get('starts_at')} rather than {expect['occurred_at_utc']}"


def _severities(alert: dict[str, Any]) -> set[str]:
    """What ended has no weight any more: suites call that ok."""
    return {alert["severity"], alert["labels"].get("severity", "").casefold()} | (
        {"ok", "info"} if alert["status"] == "resolved" and not alert["severity"] else set()
    )


def _stands(alert: dict[str, Any], word: str) -> bool:
    return word in (alert["status"], alert["event"].replace(" ", "_"))


def _same_moment(one: str, other: str | None) -> bool:
    return other is not None and _moment(one) == _moment(other)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))


@dataclass
class _Desk:
    """A desk in a folder, and what stands on its tickets."""

    place: Path
    known: dict[str, int] = field(default_factory=dict)
    now: datetime = _BEGIN

    @property
    def desk(self) -> Path:
        return self.place / "desk"

    def post(self, body: str, headers: dict[str, str], *, mail: bool) -> None:
        self.now += _STEP
        door = self.place / ("mail" if mail else "alerts")
        door.mkdir(exist_ok=True)
        file = door / f"{self.now:%H%M%S}.{'eml' if mail else 'json'}"
        if mail:
            # The suites send some mails under one Message-ID.
            body = re.sub(r"(?im)^message-id:.*\n", "", body.lstrip("\n"))
            body = f"Message-ID: <{self.now:%H%M%S}@monitor.example>\n{body}"
        else:
            (door / f"{file.name}.headers").write_text("".join(f"{name}: {value}\n" for name, value in headers.items()))
        file.write_text(body)
        os.utime(file, (self.now.timestamp(), self.now.timestamp()))
        address = f"folder:{door}" if mail else f"alerts:folder:{door}"
        helpdesk("run", "-C", str(self.desk), "--mail-in", address, "--now", self.now.isoformat())

    def tickets(self) -> dict[str, dict[str, Any]]:
        """Status, the entries about alerts, and everything that is written, by reference."""
        found = {}
        for path in sorted((self.desk / "tickets").glob("*/*/ticket.md")):
            text = path.read_text("utf-8")
            entries = ryaml.loads(path.with_name("timeline.yml").read_text("utf-8"))
            said = [entry for entry in entries if entry["event"] == "alerted"]
            notes = [each.read_text("utf-8") for each in path.parent.glob("comments/*.md")]
            status = str(ryaml.loads(text.split("---\n")[1])["status"])
            found[path.parent.name] = {"status": status, "said": said, "text": "\n".join((text, *notes))}
        return found


def _lived(case: _Case, place: Path) -> Iterator[str]:
    desk = _Desk(place)
    helpdesk("init", str(desk.desk))
    _rules(case, desk.desk)
    incidents: dict[int, set[str]] = {}
    before: dict[str, dict[str, Any]] = {}
    for number, step in enumerate(case["steps"], 1):
        desk.post(step["body"], step.get("headers") or case.get("headers") or {}, mail=case["transport"] == "email")
        after = desk.tickets()
        for difference in _step(step["after"], before, after, incidents):
            yield f"step {number}: {difference}"
        before = after


def _rules(case: _Case, desk: Path) -> None:
    """Whose mail is an alert's, and whether an end resolves: what the suites have as settings of their own."""
    rules: dict[str, Any] = {"storm": {"alerts": 0}}
    if (case.get("settings") or {}).get("auto_close") is False:
        rules["resolve"] = False
    if case["transport"] == "email":
        given = next((step["trusted_sender"] for step in case["steps"] if "trusted_sender" in step), None)
        recognised = not any(step["after"].get("recognised_as_alert") is False for step in case["steps"])
        senders = {_sender(step["body"]) for step in case["steps"]} if recognised else set()
        if given is not None:
            senders = {given.removeprefix("regex:")}
        rules["mail"] = [{"from": sender, "kind": case["source"]} for sender in sorted(senders)]
    (desk / "rules" / "alerts.yml").write_text(json.dumps(rules))
    for words in (("add", "-A"), ("commit", "-qm", "Say what alerts mean")):
        subprocess.run(["git", "-C", str(desk), *words], check=True, capture_output=True)


def _sender(mail: str) -> str:
    found = re.search(r"(?im)^from:.*?([\w.+-]+@[\w.-]+)", mail)
    return found[1] if found else "nobody@example.org"


def _step(
    wanted: _Case, before: dict[str, Any], after: dict[str, Any], incidents: dict[int, set[str]]
) -> Iterator[str]:
    new = after.keys() - before.keys()
    told = {name for name in after if len(after[name]["said"]) != len(before.get(name, {"said": ()})["said"])}
    if wanted.get("new") is True and not new:
        yield "no ticket was opened"
    if (wanted.get("new") is False and new) or (wanted.get("new_incidents") == 0 and new):
        yield f"opened {', '.join(sorted(new))}"
    if wanted.get("recognised_as_alert") is False and told:
        yield "taken for an alert"
    incident = wanted.get("incident")
    if incident is not None:
        incidents.setdefault(incident, new)
        if not told <= incidents[incident]:
            yield f"joined {', '.join(sorted(told))} rather than {', '.join(sorted(incidents[incident]))}"
        mine = [after[name] for name in incidents[incident]]
        yield from _state(wanted, mine)
        words = "\n".join(f"{ticket['text']}\n{json.dumps(ticket['said'])}" for ticket in mine)
        for name, value in (wanted.get("fields") or {}).items():
            if value.casefold() not in words.casefold():
                yield f"{name} {value!r} is not to be seen"
    for number in wanted.get("others_open") or ():
        yield from _state({"state": "open"}, [after[name] for name in incidents[number]])
    if "open_fingerprints" in wanted:
        sounding = _sounding(after)
        if sounding != set(wanted["open_fingerprints"]):
            yield f"open are {sorted(sounding)} rather than {wanted['open_fingerprints']}"
    if wanted.get("all_closed") and any(ticket["status"] not in _OVER for ticket in after.values()):
        yield "a ticket is still open"


def _state(wanted: _Case, tickets: list[dict[str, Any]]) -> Iterator[str]:
    state = wanted.get("state")
    if state and not all((ticket["status"] in _OVER) is (state == "closed") for ticket in tickets):
        yield f"{Counter(ticket['status'] for ticket in tickets)} rather than {state}"
    if "messages" in wanted and sum(len(ticket["said"]) for ticket in tickets) != wanted["messages"]:
        yield f"{sum(len(ticket['said']) for ticket in tickets)} messages rather than {wanted['messages']}"


def _sounding(tickets: dict[str, Any]) -> set[str]:
    """Alerts that still fire on a ticket that is open."""
    found: dict[str, bool] = {}
    for ticket in tickets.values():
        for entry in ticket["said"]:
            alert = entry["alert"]
            found[alert["key"]] = alert["status"] == "firing" and ticket["status"] not in _OVER
    return {key for key, sounds in found.items() if sounds}
