"""ticket_events: event logs of other desks, written as this desk's ledgers and measured by the command line.

What is expected was computed from the logs by somebody else. Besides, the same figures must come, byte for byte, after
the history of the desk is squashed to one commit.
"""

import csv
import json
import statistics
import subprocess
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path

from command_line import helpdesk
from outcome import Outcome

from helpdesk.load.ticket import write_ticket
from helpdesk.load.timeline import write_entries
from helpdesk.model.ids import TicketNumber, reference, ticket_folder
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import (
    AnyEntry,
    Breached,
    Changed,
    Closed,
    Opened,
    Promised,
    Reopened,
    Resolved,
    Routed,
    Target,
)

_RULES = "name: Measured\nprefix: HD\ntimezone: UTC\n"
_FAR = datetime(2030, 1, 1, tzinfo=UTC)
Rows = list[dict[str, str]]
Life = tuple[Ticket, list[AnyEntry]]
_PRIORITIES = {"1": "P1", "2": "P2", "3": "P3", "4": "P4"}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _incident(number: int, rows: Rows) -> Life:
    """One incident of the ServiceNow log: its last row carries when it was resolved and closed."""
    last, opened = rows[-1], _moment(rows[0]["opened_at"])
    # Whether the level was met is the log's own word, so the due time itself lies far off.
    entries: list[AnyEntry] = [
        Promised(at=opened, target=Target.RESOLVE, due=_FAR, sla="log", calendar="default", allowed=0)
    ]
    team, reopened, missed = rows[0]["assignment_group"], 0, False
    for place, row in enumerate(rows):
        at = max(_moment(row["sys_updated_at"]), opened)
        if row["assignment_group"] and row["assignment_group"] != team:
            entries.append(Routed(at=at, team=_id(row["assignment_group"])))
            team = row["assignment_group"]
        if int(row["reopen_count"]) > reopened:
            reopened = int(row["reopen_count"])
            before = max((_moment(one["sys_updated_at"]) for one in rows[:place]), default=opened)
            entries += [Resolved(at=max(before, opened)), Reopened(at=at, status="open")]
        if row["made_sla"].upper() == "FALSE" and not missed:
            missed = True
            entries.append(Breached(at=at, target=Target.RESOLVE, due=at))
    if last["resolved_at"]:
        entries.append(Resolved(at=_moment(last["resolved_at"])))
    if last["closed_at"]:
        entries.append(Closed(at=_moment(last["closed_at"])))
    return _life(number, opened, rows[0]["assignment_group"], team, _PRIORITIES[last["priority"][0]], entries)


def _problem(number: int, rows: Rows) -> Life:
    """One case of the BPI log, which is over with its last event."""
    times = [_moment(row["time:timestamp"]) for row in rows]
    entries: list[AnyEntry] = []
    first = team = rows[0]["org:group"]
    for at, row in zip(times, rows, strict=True):
        if row["org:group"] and row["org:group"] != team:
            team = row["org:group"]
            entries.append(Routed(at=at, team=_id(team)))
    entries.append(Closed(at=max(times)))
    return _life(number, min(times), first, team, "P3", entries)


def _life(number: int, opened: datetime, first: str, team: str, priority: str, entries: list[AnyEntry]) -> Life:
    ticket = Ticket(
        id=reference("HD", TicketNumber(number)),
        title=f"Case {number}",
        status="closed",
        priority=priority,
        team=_id(team),
        opened=opened,
    )
    start: dict[str, str] = {"status": "open", "priority": priority, "team": _id(first)}
    ledger: list[AnyEntry] = [Opened(at=opened, key=f"log:{number}", set=start), *entries]
    return ticket, [*ledger, Changed(at=max(one.at for one in ledger), set={"status": "closed"})]


def _id(name: str) -> str:
    return "-".join(name.lower().split())


@cache
def _measured(file: Path, case: str, life: Callable[[int, Rows], Life]) -> tuple[list[dict[str, object]], str, str]:
    """(every ticket as exported, `helpdesk stats --json` with its export as committed, the same after a squash)."""
    cases: dict[str, Rows] = defaultdict(list)
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            cases[row[case]].append(row)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "desk"
        (root / "rules").mkdir(parents=True)
        (root / "rules" / "desk.yml").write_text(_RULES, "utf-8")
        _git(root, "init", "-q", "-b", "main")
        for number, rows_of in enumerate(cases.values(), 1):
            ticket, entries = life(number, rows_of)
            place = root / ticket_folder("HD", TicketNumber(number))
            place.mkdir(parents=True)
            (place / "ticket.md").write_bytes(write_ticket(ticket, "As the log has it.\n"))
            (place / "timeline.yml").write_bytes(write_entries(entries))
            if number % 200 == 0:
                _commit(root)
        _commit(root)
        before = _figures(root)
        _git(root, "checkout", "-q", "--orphan", "squashed")
        _commit(root)
        _git(root, "branch", "-D", "-q", "main")
        after = _figures(root)
        helpdesk("export", "json", f"{folder}/all.jsonl", "-C", str(root))
        lines = (Path(folder) / "all.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines], before, after


def _figures(root: Path) -> str:
    said = [
        "\n".join(helpdesk("stats", *more, "--since", "2005-01-01", "--until", "2026-01-01", "--json", "-C", str(root)))
        for more in ((), ("--by", "team"), ("opened", "ended", "backlog", "--step", "month"))
    ]
    return "\n".join(said)


def _git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Case", "-c", "user.email=case@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


def _commit(root: Path) -> None:
    _git(root, "add", "-A")
    _git(root, "commit", "-q", "--allow-empty", "-m", "Cases")


def _hours(seconds: list[float]) -> dict[str, float]:
    hours = [value / 3600 for value in seconds]
    ninth = statistics.quantiles(hours, n=10, method="inclusive")[8]
    return {
        "n": len(hours),
        "mean": statistics.fmean(hours),
        "median": statistics.median(hours),
        "p90": ninth,
        "min": min(hours),
        "max": max(hours),
    }


def _compare(id: str, wanted: object, got: object) -> Outcome:
    """To the minute: hours are rounded to three places by the source."""
    if isinstance(wanted, dict):
        got = got if isinstance(got, dict) else {}
        wrong = {key: (value, got.get(key)) for key, value in wanted.items() if not _same(value, got.get(key))}
        return Outcome(id, not wrong, f"(expected, got): {wrong}")
    return Outcome(id, _same(wanted, got), f"expected {wanted!r}, got {got!r}")


def _same(wanted: object, got: object) -> bool:
    if isinstance(wanted, int | float) and isinstance(got, int | float):
        return abs(wanted - got) < 1 / 60
    return wanted == got


def _spent(row: dict[str, object], end: str) -> float:
    return (_moment(str(row[end])) - _moment(str(row["opened"]))).total_seconds()


def _servicenow(folder: Path) -> Iterator[Outcome]:
    name = "servicenow_incident_event_log"
    file = folder / "ticket_events" / f"{name}.csv"
    if not file.is_file():
        return
    wanted = json.loads(file.with_suffix("").with_suffix(".expected.json").read_text("utf-8"))
    with file.open(encoding="utf-8", newline="") as rows:
        resolved = {row["number"]: row["resolved_at"] for row in csv.DictReader(rows)}
    tickets, before, after = _measured(file, "number", _incident)
    solved = [row for row, at in zip(tickets, resolved.values(), strict=True) if at]
    got = {
        "incidents": len(tickets),
        "reopened_incidents": sum(bool(row["reopened"]) for row in tickets),
        "sla_missed_incidents": sum(bool(row["resolve_missed"]) for row in tickets),
        "hours_to_resolve": _hours([float(str(row["elapsed_seconds"])) for row in solved]),
        "hours_to_close": _hours([_spent(row, "closed") for row in tickets]),
        "opened_per_month": dict(Counter(str(row["opened"])[:7] for row in tickets)),
        "by_priority": {
            key: sum(row["priority"] == _PRIORITIES[key[0]] for row in tickets) for key in wanted["by_priority"]
        },
    }
    for key, value in got.items():
        yield _compare(f"{name}/{key}", wanted[key], value)
    yield from _from_stats(name, tickets, before)
    yield Outcome(f"{name}/squashed", before == after, "figures differ after the history was squashed")


def _bpi(folder: Path) -> Iterator[Outcome]:
    name = "bpi2013_closed_problems"
    file = folder / "ticket_events" / f"{name}.csv"
    if not file.is_file():
        return
    wanted = json.loads(file.with_suffix("").with_suffix(".expected.json").read_text("utf-8"))
    tickets, before, after = _measured(file, "case:concept:name", _problem)
    yield _compare(f"{name}/cases", wanted["cases"], len(tickets))
    spent = _hours([_spent(row, "closed") for row in tickets])
    yield _compare(f"{name}/hours_first_to_last", wanted["hours_first_to_last"], spent)
    teams = sum(bool(row["handoffs"]) for row in tickets)
    yield _compare(f"{name}/cases_touching_2_or_more_teams", wanted["cases_touching_2_or_more_teams"], teams)
    yield from _from_stats(name, tickets, before)
    yield Outcome(f"{name}/squashed", before == after, "figures differ after the history was squashed")


def _from_stats(name: str, tickets: list[dict[str, object]], said: str) -> Iterator[Outcome]:
    """What `helpdesk stats` says beside what the log itself gives."""
    figures = json.JSONDecoder().raw_decode(said)[0]["lines"][0]["figures"]
    ended = [float(str(row["elapsed_seconds"])) for row in tickets if row["elapsed_seconds"] is not None]
    yield _compare(f"{name}/stats.opened", len(tickets), figures["opened"]["value"])
    yield _compare(f"{name}/stats.ended", len(ended), figures["ended"]["value"])
    yield _compare(f"{name}/stats.backlog", len(tickets) - len(ended), figures["backlog"]["value"])


FAMILIES: dict[str, Callable[[Path], Iterator[Outcome]]] = {
    "ticket_events.servicenow": partial(_servicenow),
    "ticket_events.bpi2013": partial(_bpi),
}
