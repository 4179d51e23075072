"""What this audience may ask for, by service."""

from collections.abc import Iterator

from helpdesk.model.asset import Asset
from helpdesk.model.inventory import in_use
from helpdesk.model.rules import Rules
from helpdesk.model.rules.catalog import Audience as Asks
from helpdesk.model.rules.catalog import Item
from helpdesk.model.snapshot import Snapshot
from helpdesk.publish.audience import Audience

OTHER = "other"


def offered_items(rules: Rules, audience: Audience) -> list[Item]:
    """On the public portal what everybody may ask for; the desk's own people see all, since they order for others."""
    seen = (item for item in rules.catalog.values() if audience.staff or item.audience is Asks.EVERYBODY)
    return sorted(seen, key=lambda item: (item.name.casefold(), item.id))


def services(snapshot: Snapshot) -> list[Asset]:
    """The services of the desk that are in use, by name."""
    found = (each for each in snapshot.assets.values() if each.is_service and in_use(each))
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


def by_service(snapshot: Snapshot, items: list[Item]) -> Iterator[tuple[str, str, list[Item]]]:
    """(id, name, items) of each service, those without items too; last, with no id, what belongs to none."""
    known = services(snapshot)
    ids = {each.id for each in known}
    for service in known:
        yield service.id, service.name, [item for item in items if item.service == service.id]
    rest = [item for item in items if item.service not in ids]
    if rest:
        yield "", "", rest
