"""The drop box: tickets written without a number get one, exactly once each, and leave the box."""

from datetime import datetime

import msgspec

from helpdesk.decide.calendars.hours import to_second
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.incoming.bounds import line
from helpdesk.decide.incoming.content import LONGEST_TITLE
from helpdesk.decide.lifecycle.states import initial
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.snapshot import Dropped
from helpdesk.model.ticket import DropBoxItem, Ticket, TicketType
from helpdesk.model.timeline import DESK, UNKNOWN, Changed, Opened

_NEVER_GIVEN = frozenset({"id", "status", "opened", "channel", "source"})


def empty_box(this: DeskPass) -> None:
    """Number everything in the box; what was numbered already only leaves it."""
    for dropped in sorted(this.snapshot.drop_box(), key=lambda dropped: dropped.path):
        key = f"dropbox:{dropped.item.uuid}"
        number = this.number_of_key(key)
        draft = this.draft(number) if number is not None else None
        if draft is None:
            _number(this, dropped, key)
        else:
            draft.removes.append(dropped.path)


def _number(this: DeskPass, dropped: Dropped, key: str) -> None:
    from helpdesk.decide.triage import triage_new

    item = dropped.item
    edit = this.snapshot.edits([dropped.path]).get(dropped.path)
    by = this.directory.handle(item.by or (edit.by if edit else "")) or UNKNOWN
    by = UNKNOWN if by == DESK else by
    number = this.next_number()
    opened = to_second(min(item.opened or (edit.at if edit else this.now), this.now))
    ticket = _ticket(item, this.reference(number), opened, initial(this.rules, item.type or TicketType.INCIDENT))
    draft = this.begin(number, ticket, dropped.text)
    given = {
        name: value
        for name, value in front_matter(ticket).items()
        if name not in _NEVER_GIVEN and value != DEFAULTS[name]
    }
    triage_new(this, draft, Opened(at=opened, via=item.channel, key=key), given=given)
    if given:
        draft.add(Changed(at=opened, by=by, set=given, why="set in the drop box"))
    draft.removes.append(dropped.path)
    draft.messages.append(key)
    this.remember(number, (f"key {key}",))


def _ticket(item: DropBoxItem, reference: str, opened: datetime, status: str) -> Ticket:
    """What the item says; what is empty in it is the desk's to decide."""
    said = {name: value for name, value in msgspec.to_builtins(item).items() if name not in ("uuid", "by", "opened")}
    title = line(item.title, LONGEST_TITLE) or "(no title)"
    ours = {"id": reference, "title": title, "status": status, "opened": opened, "channel": item.channel}
    return msgspec.convert({**said, **ours}, Ticket)
