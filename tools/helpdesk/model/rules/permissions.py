"""rules/permissions.yml: which role may change which field or kind of file, and by which way."""

from enum import StrEnum

import msgspec

# Roles beside those of a person's own file: everybody, all who work here, and what somebody is to one ticket.
ANYONE, STAFF, TEAM, ASSIGNEE, REQUESTER = "anyone", "staff", "team", "assignee", "requester"
EVERY = "*"


class Way(StrEnum):
    """How a change comes in: through a review, from a technician's clone, or as `/command` in a comment or mail."""

    PULL_REQUEST = "pull-request"
    COMMAND_LINE = "command-line"
    COMMAND = "command"


class FileKind(StrEnum):
    """What a file of the repository is, by its path. TICKET and below belong to a ticket and the desk; they are never
    granted as files: ticket.md is judged field by field, the others nobody may touch."""

    COMMENTS = "comments"
    NEW_TICKETS = "new-tickets"
    WAITING_TICKETS = "waiting-tickets"
    ARTICLES = "articles"
    ASSETS = "assets"
    PEOPLE = "people"
    PERMISSIONS = "permissions"
    RULES = "rules"
    SCHEMAS = "schemas"
    TOOLS = "tools"
    WORKFLOWS = "workflows"
    OTHER = "other"
    TICKET = "ticket"
    TIMELINE = "timeline"
    ATTACHMENT = "attachment"
    CURSORS = "cursors"
    READERS = "readers"
    STRAY = "stray"


class Grant(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Those in one of these roles may change these fields of a ticket and these kinds of files, by these ways (empty:
    every way). `request` is the body of ticket.md; `*` stands for all. `origin` is file:line."""

    who: tuple[str, ...]
    fields: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    by: tuple[Way, ...] = ()
    origin: str = ""


class Permissions(msgspec.Struct, frozen=True, kw_only=True):
    """All grants. What none of them allows, nobody may."""

    grants: tuple[Grant, ...] = ()
    origin: str = "rules/permissions.yml"

    def of_field(self, name: str, way: Way) -> tuple[Grant, ...]:
        """The grants that let somebody change this field by this way."""
        return tuple(g for g in self.grants if _covers(g.fields, name) and (not g.by or way in g.by))

    def of_files(self, kind: FileKind, way: Way) -> tuple[Grant, ...]:
        """The grants that let somebody change files of this kind by this way."""
        return tuple(g for g in self.grants if _covers(g.files, kind.value) and (not g.by or way in g.by))


def _covers(names: tuple[str, ...], name: str) -> bool:
    return name in names or EVERY in names


# What holds where rules were made without a file: whoever works here may change everything.
STAFF_MAY = Permissions(grants=(Grant(who=(STAFF,), fields=(EVERY,), files=(EVERY,), origin="built in"),))
