"""Who a build is for. Each audience has its own view types, built field by field: an allow-list, never a deletion."""

from enum import StrEnum


class Audience(StrEnum):
    """`public`: anybody on the internet. `staff`: the people who work on tickets."""

    PUBLIC = "public"
    STAFF = "staff"

    @property
    def staff(self) -> bool:
        return self is Audience.STAFF
