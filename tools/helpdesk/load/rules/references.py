"""What rules say of each other: every team, person, calendar, category and level that is named exists."""

from collections.abc import Callable, Iterator

from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.moment import parse_duration
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules import Rules
from helpdesk.model.rules.condition import AllOf, AnyOf, Condition, Not, Operator, Test
from helpdesk.model.ticket import TicketType

Say = Callable[[tuple[str | int, ...], str, str, str], Finding]
"""(keys to the value, code, what, remedy) -> the finding, wherever the rule stands."""


class Names:
    """The ids that rules may name, by the word findings call them."""

    def __init__(self, rules: Rules) -> None:
        parents = {
            "/".join(name.split("/")[:depth]) for name in rules.categories for depth in range(1, name.count("/") + 1)
        }
        self.known: dict[str, tuple[str, set[str]]] = {
            "team": ("R010", set(rules.teams)),
            "person": ("R011", set(rules.people)),
            "calendar": ("R012", set(rules.calendars)),
            "category": ("R013", set(rules.categories) | parents),
            "priority": ("R014", set(rules.priority.levels)),
            "service level": ("R017", {level.id for level in rules.service_levels}),
            "type": ("R018", {kind.value for kind in TicketType}),
        }

    def has(self, kind: str, name: str) -> bool:
        return name in self.known[kind][1]

    def missing(self, kind: str, name: str, keys: tuple[str | int, ...], say: Say) -> Iterator[Finding]:
        """The finding where `name` is none of the known ones; empty names are none given."""
        code, known = self.known[kind]
        if name and name not in known:
            yield say(keys, code, f"unknown {kind}: {name!r}", did_you_mean(name, sorted(known)))


def in_document(document: Document) -> Say:
    """Findings about values of this document."""
    return lambda keys, code, what, remedy: document.finding(keys, code, what, remedy)


def wrong_duration(text: str, keys: tuple[str | int, ...], document: Document) -> Iterator[Finding]:
    """The finding where a duration is none; an empty one is none given."""
    if text:
        try:
            parse_duration(text)
        except ValueError as error:
            what, _, remedy = str(error).partition("; ")
            yield document.finding(keys, "R021", what, remedy)


def in_condition(condition: Condition, keys: tuple[str | int, ...], names: Names, say: Say) -> Iterator[Finding]:
    """Values that a condition compares with and that no record can have. The place is the whole condition's."""
    match condition:
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from in_condition(part, keys, names, say)
        case Not(part):
            yield from in_condition(part, keys, names, say)
        case Test(field, operator, values):
            kind = "calendar" if operator is Operator.DURING else field
            if operator in (Operator.IS, Operator.IN, Operator.DURING) and kind in names.known:
                for value in values:
                    yield from names.missing(kind, value, keys, say)
