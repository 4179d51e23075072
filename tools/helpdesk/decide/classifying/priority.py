"""Priority is impact by urgency, unless a rule or a person has said otherwise."""

from helpdesk.model.rules.routing import PriorityMatrix
from helpdesk.model.ticket import Level


def priority(matrix: PriorityMatrix, impact: Level, urgency: Level) -> tuple[str, str]:
    """(level, why); where the matrix has a gap, the middle of the levels, so that no ticket is without one."""
    level = matrix.matrix.get(impact, {}).get(urgency, "")
    origin = matrix.origin or "priority.yml"
    if level:
        return level, f"{origin}: impact {impact.value} x urgency {urgency.value}"
    levels = list(matrix.levels)
    middle = levels[len(levels) // 2] if levels else ""
    return middle, f"{origin} says nothing of impact {impact.value} x urgency {urgency.value}: the middle level"
