"""Which months have a report, and the report of one: by the tickets as they stood at its end."""

from collections.abc import Iterable
from datetime import datetime

from helpdesk.figures.as_of import RecordsOf, standing
from helpdesk.figures.facts import Facts, Reader
from helpdesk.figures.month import Month, months
from helpdesk.figures.report import Report, looked_back, report
from helpdesk.figures.window import zone_of
from helpdesk.model.rules import Rules
from helpdesk.model.snapshot import Snapshot


def closed_months(tickets: Iterable[Facts], now: datetime, rules: Rules) -> tuple[Month, ...]:
    """The months that are over, from that of the first ticket on; none before there is a ticket."""
    zone = zone_of(rules.desk.timezone)
    first = min((one.opened for one in tickets), default=None)
    return months(Month.holding(first, zone), Month.holding(now, zone).before) if first is not None else ()


def month_report(tickets: Iterable[Facts], month: Month, now: datetime, rules: Rules, records_of: RecordsOf) -> Report:
    """The report of a month, over or running; `records_of` reads tickets that something happened to later."""
    zone = zone_of(rules.desk.timezone)
    end = min(month.window(zone).end, now)
    stood = standing(tickets, end, looked_back(month, zone), Reader(rules), records_of)
    return report(list(stood), month, now, zone)


def report_of(snapshot: Snapshot, month: Month, now: datetime) -> Report:
    """The same, read from a desk whole."""
    tickets = Reader(snapshot.rules).read_all(snapshot.all_tickets())
    return month_report(tickets, month, now, snapshot.rules, snapshot.these)
