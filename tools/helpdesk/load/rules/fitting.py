"""Built-in rules made to fit a desk: what they name and the desk does not have is left out of them."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from helpdesk.load.rules.source import BUILT_IN
from helpdesk.model.rules import Rules
from helpdesk.model.rules.routing import RoutingRule
from helpdesk.model.rules.sla import ServiceLevel


def fitting(rules: Rules) -> Rules:
    """The same rules, the built-in ones without the categories and priorities that this desk has not."""
    return replace(
        rules,
        routing=tuple(_routing(rules)),
        service_levels=tuple(_level(level, rules) for level in rules.service_levels),
    )


def _routing(rules: Rules) -> Iterator[RoutingRule]:
    known: dict[str, Mapping[str, object]] = {"category": rules.categories, "priority": rules.priority.levels}
    for rule in rules.routing:
        if not rule.origin.startswith(BUILT_IN):
            yield rule
            continue
        answers = {field: value for field, value in rule.set.items() if field not in known or value in known[field]}
        if answers:
            yield replace(rule, set=answers)


def _level(level: ServiceLevel, rules: Rules) -> ServiceLevel:
    if not level.origin.startswith(BUILT_IN):
        return level
    return replace(level, targets={name: item for name, item in level.targets.items() if name in rules.priority.levels})
