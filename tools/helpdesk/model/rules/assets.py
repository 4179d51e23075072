"""rules/assets.yml: which kinds of assets there are, what falls over with what, when an end is told of."""

from enum import StrEnum

import msgspec

from helpdesk.model.ticket import TicketType


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole"
    YES_NO = "yes-no"
    DATE = "date"
    LIST = "list"


class AssetField(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one of a kind's own fields holds; an empty `one_of` lets any value be."""

    type: FieldType
    title: str = ""
    one_of: tuple[str, ...] = ()
    required: bool = False


class AssetKind(msgspec.Struct, frozen=True, omit_defaults=True):
    """`requires` are fields of every asset that this kind must have; `others` whether it may have fields of its own
    that are not named here."""

    name: str = ""
    fields: dict[str, AssetField] = {}
    requires: tuple[str, ...] = ()
    others: bool = True


class Falls(StrEnum):
    """What falls over by a relation: the asset that has it when the other fails, the other way round, nothing."""

    SELF = "self"
    OTHER = "other"
    NOTHING = "nothing"


class Renewals(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ticket before an end, `ahead` days before it or before its notice (0: none); no `kinds` are all."""

    ahead: int = 30
    kinds: tuple[str, ...] = ()
    type: TicketType = TicketType.REQUEST
    category: str = ""
    priority: str = ""
    team: str = ""


class AssetRules(msgspec.Struct, frozen=True, omit_defaults=True):
    """`origin` is the file, empty where the desk has none."""

    kinds: dict[str, AssetKind] = {}
    relations: dict[str, Falls] = {}
    renewals: Renewals = Renewals()
    origin: str = ""
