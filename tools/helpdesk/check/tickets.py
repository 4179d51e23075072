"""Checks of a ticket's fields against what the rules, the assets and the articles define."""

from collections.abc import Iterator

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.finding import Severity
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.record import Record
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Opened


@check("T002", Subject.TICKET)
def id_is_the_folders(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The id of a ticket is the name of its folder."""
    if record.ticket.id != record.reference:
        yield Fault(("id",), f"not this folder's id: {record.ticket.id!r}", f"write {record.reference}")


@check("T003", Subject.TICKET)
def status_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The status of a ticket is a state of its type's lifecycle."""
    lifecycle = desk.rules.lifecycles.get(record.ticket.type)
    states = lifecycle.states if lifecycle else {}
    status = record.ticket.status
    if status not in states:
        yield Fault(("status",), f"unknown status of a {record.ticket.type}: {status!r}", did_you_mean(status, states))


@check("T004", Subject.TICKET)
def team_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The team of a ticket is a file of rules/teams/."""
    yield from missing("team", record.ticket.team, desk.rules.teams, "team")


@check("T005", Subject.TICKET)
def assignee_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The assignee of a ticket is a file of rules/people/."""
    yield from missing("person", record.ticket.assignee, desk.rules.people, "assignee")


@check("T006", Subject.TICKET)
def category_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The category of a ticket is one of rules/categories.yml."""
    yield from missing("category", record.ticket.category, desk.rules.categories, "category")


@check("T007", Subject.TICKET)
def service_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The service of a ticket is an asset."""
    yield from missing("service", record.ticket.service, desk.assets, "service")


@check("T008", Subject.TICKET)
def priority_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The priority of a ticket is a level of rules/priority.yml."""
    yield from missing("priority", record.ticket.priority, desk.rules.priority.levels, "priority")


@check("T009", Subject.TICKET, Severity.WARNING)
def requester_is_known(record: Record, _desk: Desk) -> Iterator[Fault]:
    """The requester of an incident or a request that somebody asked for can be answered: by name, address, telephone or
    GitHub id."""
    asked = record.ticket.requester
    opened = next((entry for entry in record.timeline if isinstance(entry, Opened)), None)
    by_itself = record.ticket.type in (TicketType.PROBLEM, TicketType.CHANGE) or (opened is not None and opened.rule)
    if not by_itself and not (asked.name or asked.email or asked.phone or asked.github):
        yield Fault(("requester",), "nobody to answer to", "give the requester a name or an address")


@check("T010", Subject.TICKET)
def watchers_can_be_told(record: Record, desk: Desk) -> Iterator[Fault]:
    """A watcher of a ticket is a person of rules/people/ or a mail address."""
    for index, watcher in enumerate(record.ticket.watchers):
        if "@" not in watcher:
            yield from missing("person", watcher, desk.rules.people, "watchers", index)


@check("T011", Subject.TICKET)
def assets_exist(record: Record, desk: Desk) -> Iterator[Fault]:
    """The assets that a ticket names exist."""
    for index, asset in enumerate(record.ticket.assets):
        yield from missing("asset", asset, desk.assets, "assets", index)


@check("T012", Subject.TICKET)
def article_exists(record: Record, desk: Desk) -> Iterator[Fault]:
    """The article that a resolution names exists."""
    if record.ticket.resolution is not None:
        yield from missing("article", record.ticket.resolution.article, desk.articles, "resolution", "article")
