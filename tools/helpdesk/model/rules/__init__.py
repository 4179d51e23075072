"""How one desk works: everything below rules/, as one frozen value."""

import msgspec

from helpdesk.model.calendar import CalendarRule
from helpdesk.model.rules.alerts import AlertRules
from helpdesk.model.rules.approvals import Approvals
from helpdesk.model.rules.assets import AssetRules
from helpdesk.model.rules.assignment import Assignment
from helpdesk.model.rules.catalog import Item
from helpdesk.model.rules.desk import Desk
from helpdesk.model.rules.lifecycle import Lifecycle
from helpdesk.model.rules.notices import NoticeRule, Template
from helpdesk.model.rules.people import Person, Team
from helpdesk.model.rules.permissions import STAFF_MAY, Permissions
from helpdesk.model.rules.recurring import Recurrence
from helpdesk.model.rules.routing import Category, PriorityMatrix, RoutingRule
from helpdesk.model.rules.sla import ServiceLevel
from helpdesk.model.rules.sync import SyncMap
from helpdesk.model.rules.views import View
from helpdesk.model.rules.webhooks import Webhook
from helpdesk.model.ticket import TicketType


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of a desk at one commit, built-in defaults filled in. `version` is the git tree id of rules/
    (empty: defaults only); `texts` are the desk's own words on the portal, by language and English. Order matters in
    `routing` and `service_levels`: the first answer wins."""

    version: str
    desk: Desk
    people: dict[str, Person]
    teams: dict[str, Team]
    calendars: dict[str, CalendarRule]
    categories: dict[str, Category]
    priority: PriorityMatrix
    routing: tuple[RoutingRule, ...]
    service_levels: tuple[ServiceLevel, ...]
    lifecycles: dict[TicketType, Lifecycle]
    notices: tuple[NoticeRule, ...]
    templates: dict[str, Template]
    assignment: Assignment = Assignment()
    permissions: Permissions = STAFF_MAY
    approvals: Approvals = Approvals()
    catalog: dict[str, Item] = {}
    recurring: tuple[Recurrence, ...] = ()
    alerts: AlertRules = AlertRules()
    webhooks: tuple[Webhook, ...] = ()
    views: tuple[View, ...] = ()
    sync: dict[str, SyncMap] = {}
    assets: AssetRules = AssetRules()
    texts: dict[str, dict[str, str]] = {}
