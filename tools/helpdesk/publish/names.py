"""What people call the things that records know by their ids. An id that nothing defines stands for itself."""

from collections.abc import Mapping

from helpdesk.model.asset import Asset
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase, State
from helpdesk.model.ticket import Ticket, TicketType
from helpdesk.publish.texts import ENGLISH, Texts

_UNKNOWN = State(name="", phase=Phase.ACTIVE)


class Names:
    """Looks names up in the rules and the assets of one snapshot."""

    def __init__(
        self, rules: Rules, assets: Mapping[str, Asset], texts: Texts = ENGLISH, type: TicketType | None = None
    ) -> None:
        self.rules = rules
        self.assets = assets
        self.texts = texts
        self._type = type

    def about(self, ticket: Ticket) -> "Names":
        """The same, for what was said of one ticket: a status is one of its type."""
        return Names(self.rules, self.assets, self.texts, ticket.type)

    def status_called(self, status: str) -> str:
        """The name of a status of the type that these names are about."""
        lifecycle = self.rules.lifecycles.get(self._type) if self._type else None
        state = lifecycle.states.get(status) if lifecycle else None
        return (state.name if state else "") or status

    @property
    def statuses(self) -> dict[str, str]:
        """The name of each status of any life cycle."""
        ways = self.rules.lifecycles.values()
        return {status: state.name for way in ways for status, state in way.states.items()}

    def person(self, handle: str) -> str:
        known = self.rules.people.get(handle)
        return known.name if known else handle

    def team(self, team: str) -> str:
        known = self.rules.teams.get(team)
        return known.name if known else team

    def category(self, category: str) -> str:
        known = self.rules.categories.get(category)
        return known.name if known else category

    def service(self, service: str) -> str:
        known = self.assets.get(service)
        return known.name if known else service

    def priority(self, priority: str) -> str:
        """`P1 Critical`."""
        name = self.rules.priority.levels.get(priority, "")
        return f"{priority} {name}" if name and name != priority else priority

    def urgency_rank(self, priority: str) -> int:
        """0 for the most urgent level; a level nobody defined sorts last."""
        levels = list(self.rules.priority.levels)
        return levels.index(priority) if priority in levels else len(levels)

    def state(self, ticket: Ticket) -> State:
        """The state behind a ticket's status; an unknown status counts as active, so that nobody overlooks it."""
        lifecycle = self.rules.lifecycles.get(ticket.type)
        return (lifecycle.states.get(ticket.status) if lifecycle else None) or _UNKNOWN

    def status(self, ticket: Ticket) -> str:
        return self.state(ticket).name or ticket.status
