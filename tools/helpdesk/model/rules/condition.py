"""`when`: what a rule asks of a message or a ticket. Data, no expression language.

In YAML: `when: {subject: {contains: [vpn, anyconnect]}, channel: {is: mail}}` - all fields must hold;
`all: [...]`, `any: [...]`, `not: {...}` combine. The loader turns it into these types.
"""

from enum import StrEnum

import msgspec


class Operator(StrEnum):
    IS = "is"
    IN = "in"
    CONTAINS = "contains"  # any of the words or phrases, whole words, case folded
    MATCHES = "matches"  # RE2, case folded, searched
    LESS = "less_than"
    MORE = "more_than"
    DURING = "during"  # the value of `now`/`opened` lies in the open hours of a calendar


class Test(msgspec.Struct, frozen=True, tag="test"):
    """One field against values. Fields: subject, text, sender (address), sender_domain, to, channel, type, category,
    service, priority, impact, urgency, team, language, tags, asset, form, attachment, requester_department,
    requester_vip, fields.<own>."""

    field: str
    operator: Operator
    values: tuple[str, ...]


class AllOf(msgspec.Struct, frozen=True, tag="all"):
    parts: tuple["Condition", ...]


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    parts: tuple["Condition", ...]


class Not(msgspec.Struct, frozen=True, tag="not"):
    part: "Condition"


Condition = Test | AllOf | AnyOf | Not
ALWAYS = AllOf(())


def compared(condition: Condition, field: str) -> set[str]:
    """The values that a condition compares one field with."""
    match condition:
        case Test():
            return set(condition.values) if condition.field == field else set()
        case Not():
            return compared(condition.part, field)
        case _:
            return set().union(*(compared(part, field) for part in condition.parts))
