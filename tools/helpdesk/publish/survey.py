"""One pass over all tickets, which gathers what lists, figures and registers are made of."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime

from helpdesk.figures.facts import Facts, Reader, is_work
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.timeline import Owed, Told
from helpdesk.publish.names import Names
from helpdesk.publish.places import closed_at, has_page
from helpdesk.publish.public_ticket import PublicTicket, public_ticket
from helpdesk.publish.services import REMEMBERED, Incident, Planned, incident_of, planned_of
from helpdesk.publish.staff_ticket import Row, row
from helpdesk.publish.views import Views

UNDELIVERED_AFTER = 3600


def not_reached(record: Record) -> list[str]:
    """Who was not reached and has not been since, and why: `requester by mail: no such mailbox`."""
    owed = {entry.notice: entry for entry in record.timeline if isinstance(entry, Owed)}
    failed: dict[str, None] = {}
    for entry in record.timeline:
        about = owed.get(entry.notice) if isinstance(entry, Told) else None
        if about is None or not isinstance(entry, Told):
            continue
        whom = f"{about.role} by {about.channel}"
        if entry.result == "undeliverable":
            failed[f"{whom}: {entry.why}"] = None
        elif entry.result == "sent":
            failed = {line: None for line in failed if not line.startswith(f"{whom}: ")}
    return list(failed)


class Survey:
    """What was seen: `rows` of open and recent tickets, `archived` by month of closing, `facts` of all, `solved` and
    `helped` by article.

    For the public only public tickets are looked at, and only through their public view.
    """

    def __init__(self, names: Names, now: datetime, *, staff: bool) -> None:
        self.names, self.now, self.staff = names, now, staff
        self._reader = Reader(names.rules)
        self._views = Views(names.rules, now)
        self.rows: list[Row] = []
        self.public: list[PublicTicket] = []
        self.archived: dict[str, list[Row]] = defaultdict(list)
        self.archived_public: dict[str, list[PublicTicket]] = defaultdict(list)
        self.facts: list[Facts] = []
        self.by_asset: dict[str, list[Row]] = defaultdict(list)
        self.solved: Counter[str] = Counter()
        self.helped: Counter[tuple[str, bool]] = Counter()
        self.incidents: list[Incident] = []
        self.planned: dict[str, Planned] = {}
        self.by_view: dict[str, list[Row]] = defaultdict(list)
        self.undelivered: list[tuple[Row, int]] = []
        self.not_reached: list[tuple[Row, str]] = []
        self.tickets = 0

    def see(self, record: Record) -> Iterator[Row | PublicTicket]:
        """Take one ticket in; yields its view when it has a page of its own."""
        phase = self.names.state(record.ticket).phase
        view = row(record, self.names, self.now) if self.staff else public_ticket(record, self.names, self.now)
        if view is None:
            return
        self.tickets += 1
        facts = self._reader.read(record)
        if is_work(facts):
            self.facts.append(facts)
        self._services(record, view)
        self._articles(record)
        recent = has_page(record, phase, self.now)
        month = closed_at(record).strftime("%Y-%m")
        if isinstance(view, Row):
            (self.rows if recent else self.archived[month]).append(view)
            self._for_staff(record, view)
        else:
            (self.public if recent else self.archived_public[month]).append(view)
        if recent:
            yield view

    def _articles(self, record: Record) -> None:
        resolution = record.ticket.resolution
        if resolution is not None and resolution.article:
            self.solved[resolution.article] += 1
        self.helped.update(record.state.helped.items())

    def _services(self, record: Record, view: Row | PublicTicket) -> None:
        incident = incident_of(record, view, self.names.assets)
        if incident is not None and (incident.ended is None or incident.ended > self.now - REMEMBERED):
            self.incidents.append(incident)
        planned = planned_of(record, view, self.names.assets)
        if planned is not None and planned.end > self.now - REMEMBERED:
            self.planned[planned.id] = planned

    def _for_staff(self, record: Record, view: Row) -> None:
        for asset in dict.fromkeys((*record.ticket.assets, record.ticket.service)):
            if asset:
                self.by_asset[asset].append(view)
        due = (owed.after or owed.at for owed in record.state.owed)
        overdue = [at for at in due if (self.now - at).total_seconds() > UNDELIVERED_AFTER]
        if overdue:
            self.undelivered.append((view, len(overdue)))
        if view.open:
            for name in self._views.of(record, view):
                self.by_view[name].append(view)
            self.not_reached += [(view, said) for said in not_reached(record)]

    @property
    def open_rows(self) -> list[Row]:
        """Open tickets as a queue shows them: late first, then what is due next."""
        return sorted((each for each in self.rows if each.open), key=lambda each: each.order)

    @property
    def open_public(self) -> list[PublicTicket]:
        return [each for each in self.public if each.phase not in (Phase.RESOLVED, Phase.CLOSED)]
