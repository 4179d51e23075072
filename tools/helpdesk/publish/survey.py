"""What lists, figures and registers are made of, gathered from all tickets at a glance."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cached_property

from helpdesk.figures.facts import Facts, is_work
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.publish.glance import Glance
from helpdesk.publish.glances import Glances
from helpdesk.publish.names import Names
from helpdesk.publish.output import key_of
from helpdesk.publish.public_ticket import PublicTicket
from helpdesk.publish.services import REMEMBERED, Incident, Planned
from helpdesk.publish.staff_ticket import Row

UNDELIVERED_AFTER = 3600
_HOUR, _SECOND = timedelta(hours=1), timedelta(seconds=1)


class Survey:
    """What was seen: `rows` of open and recent tickets, `archived` by month of closing, `solved` and `helped` by
    article.

    For the public only public tickets are looked at, and only through their public view.
    """

    def __init__(self, names: Names, now: datetime, glances: Glances) -> None:
        self.names, self.now, self.glances = names, now, glances
        self.rows: list[Row] = []
        self.public: list[PublicTicket] = []
        self.archived: dict[str, list[Row]] = defaultdict(list)
        self.archived_public: dict[str, list[PublicTicket]] = defaultdict(list)
        self.by_asset: dict[str, list[Row]] = defaultdict(list)
        self.solved: Counter[str] = Counter()
        self.helped: Counter[tuple[str, bool]] = Counter()
        self.incidents: list[Incident] = []
        self.planned: dict[str, Planned] = {}
        self.by_view: dict[str, list[Row]] = defaultdict(list)
        self.undelivered: list[tuple[Row, int]] = []
        self.not_reached: list[tuple[Row, str]] = []
        self.tickets = 0
        self.figures_at = now.replace(minute=0, second=0, microsecond=0)
        for _, glance in glances:
            self._see(glance)
        self.figures_at = min(now, self.figures_at)

    @cached_property
    def facts(self) -> list[Facts]:
        """The facts of all tickets that are work, read when they are first asked for."""
        return [one for one in self.glances.facts if is_work(one)]

    @cached_property
    def figures_key(self) -> str:
        """A digest of the facts and of the moment that figures are made at: while it is the same, so are they.

        `figures_at` is the last full hour, or the last thing that happened where that is later: a figure that nothing
        has changed is not made anew at every build, and none leaves anything out.
        """
        return key_of(self.glances.digest, self.figures_at)

    @cached_property
    def lines_key(self) -> str:
        """A digest of every ticket's line, in lists and in archives."""
        return key_of(self.rows, self.public, self.archived, self.archived_public)

    def _see(self, glance: Glance) -> None:
        view = glance.view
        if view is None:
            return
        self.tickets += 1
        if glance.latest is not None and glance.latest >= self.figures_at:
            self.figures_at = glance.latest + _SECOND
        if glance.article:
            self.solved[glance.article] += 1
        self.helped.update(glance.helped)
        self._services(glance)
        if isinstance(view, Row):
            (self.rows if glance.page else self.archived[glance.month]).append(view)
            self._for_staff(glance, view)
        else:
            (self.public if glance.page else self.archived_public[glance.month]).append(view)

    def _services(self, glance: Glance) -> None:
        incident, planned = glance.incident, glance.planned
        if incident is not None and (incident.ended is None or incident.ended > self.now - REMEMBERED):
            self.incidents.append(incident)
        if planned is not None and planned.end > self.now - REMEMBERED:
            self.planned[planned.id] = planned

    def _for_staff(self, glance: Glance, view: Row) -> None:
        for asset in glance.assets:
            self.by_asset[asset].append(view)
        overdue = [at for at in glance.owed if (self.now - at).total_seconds() > UNDELIVERED_AFTER]
        if overdue:
            self.undelivered.append((view, len(overdue)))
        for name in glance.views:
            self.by_view[name].append(view)
        self.not_reached += [(view, said) for said in glance.not_reached]

    @cached_property
    def open_rows(self) -> list[Row]:
        """Open tickets as a queue shows them: late first, then what is due next."""
        return sorted((each for each in self.rows if each.open), key=lambda each: each.order)

    @cached_property
    def open_public(self) -> list[PublicTicket]:
        return [each for each in self.public if each.phase not in (Phase.RESOLVED, Phase.CLOSED)]
