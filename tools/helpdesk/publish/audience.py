"""Who a build is for. Each audience has its own view types, built field by field: an allow-list, never a deletion."""

from enum import StrEnum


class Audience(StrEnum):
    """`public`: anybody on the internet. `staff`: the people who work on tickets. `managers`: those who lead them, who
    see figures about people besides."""

    PUBLIC = "public"
    STAFF = "staff"
    MANAGERS = "managers"

    @property
    def staff(self) -> bool:
        return self is not Audience.PUBLIC

    @property
    def managers(self) -> bool:
        return self is Audience.MANAGERS

    def sees(self, least: str) -> bool:
        """Whether what is for `least` (public, staff or managers) is for this audience too."""
        order = list(Audience)
        return order.index(self) >= order.index(Audience(least))
