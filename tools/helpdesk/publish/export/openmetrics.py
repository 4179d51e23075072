"""The desk's figures as an OpenMetrics text file, for Prometheus' node exporter or any scraper of files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from helpdesk.figures.facts import Facts
from helpdesk.figures.metric import Unit
from helpdesk.figures.metrics import METRICS
from helpdesk.figures.window import Window

DAYS = 30
Labels = tuple[tuple[str, str], ...]


def openmetrics(tickets: Sequence[Facts], now: datetime) -> str:
    """Gauges of what is open by team, priority and status and of what has ended, a counter of what was opened, and
    every metric of the last 30 days. Ends with `# EOF` as OpenMetrics 1.0 asks."""
    lying: Counter[Labels] = Counter(
        (("priority", one.priority), ("status", one.status), ("team", one.team))
        for one in tickets
        if one.ended is None and one.opened <= now
    )
    late: Counter[Labels] = Counter(
        (("team", one.team),)
        for one in tickets
        if one.ended is None and any(each.verdict(now) == "missed" and each.met is None for each in one.promises)
    )
    lines = [
        *_family("helpdesk_tickets_open", "gauge", "Tickets open now.", lying),
        *_family("helpdesk_tickets_late", "gauge", "Open tickets with a broken promise.", late),
        *_family("helpdesk_tickets_opened", "counter", "Tickets opened, ever.", {(): len(tickets)}, "_total"),
        # Not a counter: a ticket that is opened again has not ended any more.
        *_family(
            "helpdesk_tickets_ended",
            "gauge",
            "Tickets that have ended.",
            {(): sum(one.ended is not None for one in tickets)},
        ),
    ]
    window = Window(now - timedelta(days=DAYS), now)
    for metric in METRICS.values():
        value = metric.of(tickets, window).value
        if value is not None:
            unit = "_seconds" if metric.unit is Unit.SECONDS else "_ratio" if metric.unit is Unit.SHARE else ""
            name = f"helpdesk_{metric.id.replace('-', '_')}{unit}"
            lines += _family(name, "gauge", f"{metric.title}, last {DAYS} days.", {(): value})
    return "\n".join([*lines, "# EOF"]) + "\n"


def _family(name: str, kind: str, text: str, values: Mapping[Labels, float], suffix: str = "") -> Iterable[str]:
    yield f"# TYPE {name} {kind}"
    yield f"# HELP {name} {_escaped(text)}"
    for labels, value in sorted(values.items()):
        inside = ",".join(f'{key}="{_escaped(text)}"' for key, text in labels)
        yield f"{name}{suffix}{'{' + inside + '}' if inside else ''} {_number(value)}"


def _number(value: float) -> str:
    """A count in full, whatever its size; a share or a time to six decimals."""
    return str(int(value)) if float(value).is_integer() else repr(round(float(value), 6))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
