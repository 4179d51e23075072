"""rules/priority.yml: impact x urgency -> priority."""

from msgspec.structs import replace

from helpdesk.load.places import compose, place
from helpdesk.load.rules.source import Source
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.routing import PriorityMatrix

PATH = "rules/priority.yml"


def read_priority(source: Source) -> PriorityMatrix:
    """The matrix; every cell is a level that the file names."""
    document = source.document(PATH)
    empty = PriorityMatrix(levels={}, matrix={})
    if document is None:
        return empty
    matrix = source.record(document, "priority", PriorityMatrix)
    if matrix is None:
        return empty
    for impact, row in matrix.matrix.items():
        for urgency, level in row.items():
            if level not in matrix.levels:
                keys = ("matrix", impact.value, urgency.value)
                what = f"unknown priority: {level!r}"
                source.findings.append(document.finding(keys, "R014", what, did_you_mean(level, matrix.levels)))
    return replace(matrix, origin=f"{document.path}:{place(compose(document.data), ('matrix',), of_key=True)[0] or 1}")
