"""The files of rules/ as one reader: the first byte of an input says which file the rest of it is."""

from collections.abc import Callable

from helpdesk.load.rules import (
    alerts,
    approvals,
    assets,
    catalog,
    categories,
    desk,
    lifecycles,
    people,
    permissions,
    priority,
    read_rules,
    recurring,
    routing,
    service_levels,
    sync,
    views,
    webhooks,
)
from helpdesk.load.rules.calendars import read_calendars
from helpdesk.load.rules.examples import read_examples
from helpdesk.load.rules.notices import read_notices, read_templates
from helpdesk.load.rules.source import Source
from helpdesk.model.rules.desk import Desk
from helpdesk.resources import default_rules

_DEFAULTS = default_rules()
_BUILT_IN, _ = read_rules({}, _DEFAULTS, "")
# One input in so many that is right is also read beside all the other files, which costs a hundred times as much.
_SELDOM = 64

FILES: tuple[tuple[str, Callable[[Source], object]], ...] = (
    ("desk.yml", desk.read_desk),
    ("routing.yml", routing.read_routing),
    ("categories.yml", categories.read_categories),
    ("sla/gold.yml", service_levels.read_service_levels),
    ("notices.yml", lambda source: read_notices(source, read_templates(source))),
    ("alerts.yml", alerts.read_alerts),
    ("catalog/laptop.yml", catalog.read_catalog),
    ("people/kim.yml", people.read_people),
    ("teams/first.yml", people.read_teams),
    ("calendars/berlin.yml", lambda source: read_calendars(source, Desk())),
    ("priority.yml", priority.read_priority),
    ("lifecycle/change.yml", lifecycles.read_lifecycles),
    ("approvals.yml", approvals.read_approvals),
    ("permissions.yml", permissions.read_permissions),
    ("recurring.yml", recurring.read_recurring),
    ("webhooks.yml", webhooks.read_webhooks),
    ("views.yml", views.read_views),
    ("assets.yml", assets.read_assets),
    ("assignment.yml", people.read_assignment),
    ("sync/far.yml", sync.read_sync),
    ("notices/far.md", read_templates),
    ("tests/far.yml", lambda _source: None),
)


def rules(data: bytes) -> None:
    name, read = FILES[data[0] % len(FILES)] if data else FILES[0]
    path = f"rules/{name}"
    source = Source({path: data[1:]}, {})
    read(source)
    if name.startswith("tests/"):
        assert _BUILT_IN is not None
        read_examples({path: data[1:]}, _BUILT_IN)
    elif not source.findings and sum(data) % _SELDOM == 0:
        read_rules({path: data[1:]}, _DEFAULTS, "")


def built_in() -> list[bytes]:
    """The built-in rules as inputs, those that are short."""
    numbers = {name: number for number, (name, _) in enumerate(FILES)}
    kinds = {name.partition("/")[0]: number for name, number in numbers.items() if "/" in name}
    found = []
    for path, data in sorted(_DEFAULTS.items()):
        name = path.removeprefix("rules/")
        number = numbers.get(
            name, kinds.get(name.partition("/")[0]) if name.endswith(".yml") else numbers["notices/far.md"]
        )
        if number is not None and len(data) < 1000:
            found.append(bytes([number]) + data)
    return found
