"""Which service level a ticket has: what a routing rule says, else the first level whose `when` holds."""

import msgspec

from helpdesk.decide.conditions import judge
from helpdesk.decide.facts import Facts
from helpdesk.model.rules import Rules
from helpdesk.model.rules.sla import ServiceLevel


class Standing(msgspec.Struct, frozen=True):
    """The service level and the reason; `level` is None where none applies: nothing is promised then."""

    level: ServiceLevel | None
    rule: str = ""
    why: str = ""


def service_level(facts: Facts, rules: Rules) -> Standing:
    for rule in rules.routing:
        wanted = rule.set.get("sla")
        if wanted:
            level = next((level for level in rules.service_levels if level.id == wanted), None)
            verdict = judge(rule.when, facts)
            if level is not None and verdict.holds:
                return Standing(level, f"{rule.origin} {rule.name}".strip(), "; ".join(verdict.because))
    for level in rules.service_levels:
        verdict = judge(level.when, facts)
        if verdict.holds:
            return Standing(level, f"{level.origin} {level.id}".strip(), "; ".join(verdict.because))
    return Standing(None, why="no service level holds for it")
