"""Services as they stand: what is broken now, what was, and when work on them is planned."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from helpdesk.model.asset import Asset
from helpdesk.model.marks import is_major
from helpdesk.model.record import Record
from helpdesk.model.rules.alerts import Maintenance
from helpdesk.model.ticket import TicketType
from helpdesk.publish.names import Names
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.staff_ticket import Row

REMEMBERED = timedelta(days=90)
AHEAD = timedelta(days=90)
WEEK = timedelta(days=7)
DONE = ("resolved", "closed")


class Standing(StrEnum):
    """How a service stands, the worst first."""

    DOWN = "down"
    TROUBLE = "trouble"
    MAINTENANCE = "maintenance"
    WORKING = "working"


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident that services suffer under, in the words of the audience's view. `grave`: a major one, of the most
    urgent level, or one with a critical alert that sounds; `services` are ids; `ended` None while it is open or an
    alert of it sounds and it is not closed; `sounding` how many do, those that planned work explains left out."""

    reference: str
    place: str
    heading: str
    status: str
    grave: bool
    services: tuple[str, ...]
    opened: datetime
    ended: datetime | None
    changed: datetime
    sounding: int = 0


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """Work that is planned: the window of a change, or one of rules/alerts.yml. `weekly`: it comes again each week."""

    id: str
    place: str
    heading: str
    services: tuple[str, ...]
    start: datetime
    end: datetime
    changed: datetime
    weekly: bool = False
    kind: str = ""
    risk: str = ""
    status: str = ""
    done: bool = False
    conflicts: tuple[str, ...] = ()

    def next_from(self, now: datetime) -> "Planned":
        """The occurrence that runs at `now` or comes next; itself where it does not come again."""
        if not self.weekly or now < self.end:
            return self
        weeks = (now - self.end) // WEEK + 1
        return msgspec.structs.replace(self, start=self.start + weeks * WEEK, end=self.end + weeks * WEEK)

    def runs(self, now: datetime) -> bool:
        return self.start <= now < self.end and not self.done


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A service with what is known of it now."""

    id: str
    name: str
    standing: Standing
    incidents: tuple[Incident, ...]
    planned: tuple[Planned, ...]


def incident_of(record: Record, view: Row | PublicTicket, known: Mapping[str, Asset]) -> Incident | None:
    """What services suffer under by this ticket; None for one that is no incident of a service, or too small. One that
    a monitor raised is never too small: what it watches is at work or it is not."""
    ticket = record.ticket
    alerts = record.state.alerts.values()
    # A monitor need not say that it is over: whoever closes the ticket does.
    sounding = [each.alert for each in alerts if each.sounds and not each.held and view.phase != "closed"]
    grave = is_major(ticket) or view.rank == 0 or any(alert.severity == "critical" for alert in sounding)
    ended = (record.state.resolved or record.state.closed) if view.phase in DONE and not sounding else None
    if ticket.type is not TicketType.INCIDENT or not (grave or alerts or view.rank == 1):
        return None
    named = (ticket.service, *ticket.assets, *(each.alert.service for each in alerts))
    touched = tuple(name for name in dict.fromkeys(named) if _is_service(name, known))
    if not touched:
        return None
    return Incident(
        reference=view.reference,
        place=view.place,
        heading=view.heading,
        status=view.status,
        grave=grave,
        services=touched,
        opened=view.opened,
        ended=ended,
        changed=ended or record.state.last_public_reply or view.opened,
        sounding=len(sounding),
    )


def planned_of(record: Record, view: Row | PublicTicket, known: Mapping[str, Asset]) -> Planned | None:
    """The window of a change that is or was planned; None for a ticket without one."""
    change = record.ticket.change
    if record.ticket.type is not TicketType.CHANGE or change is None or change.window is None:
        return None
    touched = (record.ticket.service, *record.ticket.assets)
    inner = view if isinstance(view, Row) else None
    return Planned(
        id=view.reference,
        place=view.place,
        heading=view.heading,
        services=tuple(
            name for name in dict.fromkeys(touched) if name in known and (inner or _is_service(name, known))
        ),
        start=change.window.start,
        end=change.window.end,
        changed=inner.changed if inner else view.opened,
        kind=change.kind if inner else "",
        risk=change.risk if inner else "",
        status=view.status,
        done=view.phase in DONE,
    )


def maintenance_of(rules: Iterable[Maintenance], shown: Mapping[str, Planned], *, staff: bool) -> Iterator[Planned]:
    """The windows of rules/alerts.yml; `shown` are the changes of this audience by reference. The public is told of
    those that belong to a public change, and in that change's words."""
    for rule in rules:
        change = shown.get(rule.change)
        if change is not None and change.start <= rule.first < change.end and not rule.weekly:
            continue  # the change says it already
        if not staff and change is None:
            continue
        yield Planned(
            id=f"{rule.change or rule.name} {rule.first:%Y%m%dT%H%MZ}",
            place=change.place if change else "",
            heading=change.heading if change else rule.name,
            services=change.services if change else rule.match.service,
            start=rule.first,
            end=rule.last,
            changed=rule.first,
            weekly=rule.weekly,
        )


def services_now(
    names: Names, shown: Iterable[str], incidents: Iterable[Incident], planned: Iterable[Planned], now: datetime
) -> list[Service]:
    """The services of `shown` (ids), those in trouble first."""
    suffering = [each for each in incidents if each.ended is None]
    coming = [each.next_from(now) for each in planned]
    coming = sorted(
        (each for each in coming if not each.done and each.end > now), key=lambda each: (each.start, each.id)
    )
    found = []
    for name in shown:
        mine = tuple(each for each in suffering if name in each.services)
        work = tuple(each for each in coming if name in each.services)
        standing = _standing(mine, any(each.runs(now) for each in work))
        found.append(Service(id=name, name=names.service(name), standing=standing, incidents=mine, planned=work))
    return sorted(found, key=lambda each: (list(Standing).index(each.standing), each.name.casefold(), each.id))


def _standing(incidents: Iterable[Incident], worked_on: bool) -> Standing:
    graves = [each.grave for each in incidents]
    if any(graves):
        return Standing.MAINTENANCE if worked_on else Standing.DOWN
    if graves:
        return Standing.TROUBLE
    return Standing.MAINTENANCE if worked_on else Standing.WORKING


def _is_service(name: str, known: Mapping[str, Asset]) -> bool:
    return name in known and known[name].is_service
