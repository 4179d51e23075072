"""Ends of warranties, contracts and licences: each opens one ticket in time, exactly once, whatever passes ran.

What ends on one day by one contract is one ticket: a fleet bought together is one decision."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from helpdesk.decide.calendars.zone import day_ends, desk_zone
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.lifecycle.states import initial
from helpdesk.model.asset import Asset
from helpdesk.model.front_matter import DEFAULTS, front_matter
from helpdesk.model.inventory import End, ends, holder, in_use
from helpdesk.model.rules.people import Role
from helpdesk.model.ticket import Ticket
from helpdesk.model.timeline import Opened

if TYPE_CHECKING:
    from helpdesk.decide.draft import Draft

CHANNEL = "renewal"
MOST = 500
_MOST_LISTED = 100
_NEVER_GIVEN = frozenset({"id", "status", "opened", "channel", "source", "type"})


class Due(msgspec.Struct, frozen=True):
    asset: Asset
    end: End

    @property
    def group(self) -> tuple[str, ...]:
        """What ends together."""
        one, end = self.asset, self.end
        return (end.what, end.until.isoformat(), one.kind, one.team, end.provider, end.contract)

    @property
    def key(self) -> str:
        return f"{CHANNEL}:{self.end.what}:{self.end.until.isoformat()}:{self.asset.id}"


def open_renewals(this: DeskPass) -> None:
    """Open what has to be seen to from today on; what has ended already was to be seen to earlier."""
    if this.rules.assets.renewals.ahead <= 0 or not this.snapshot.assets:
        return
    today = this.now.astimezone(desk_zone(this.rules)).date()
    groups: dict[tuple[str, ...], list[Due]] = defaultdict(list)
    for due in _due(this, today):
        groups[due.group].append(due)
    for _, members in sorted(groups.items()):
        known = {due.key: this.number_of_key(due.key) for due in members}
        news = [due for due in members if known[due.key] is None]
        together = next((number for number in known.values() if number is not None), None)
        draft = this.draft(together) if news and together is not None else None
        if draft is not None:
            for due in news:
                _add(this, draft, due)
        elif news:
            _open(this, news, today)


def next_renewal(this: DeskPass) -> datetime | None:
    """When an end may come into sight, by the desk's date."""
    watched = this.rules.assets.renewals.ahead > 0 and this.snapshot.assets
    return day_ends(desk_zone(this.rules), this.now) if watched else None


def _due(this: DeskPass, today: date) -> Iterator[Due]:
    rule = this.rules.assets.renewals
    ahead = timedelta(days=rule.ahead)
    for name in sorted(this.snapshot.assets):
        asset = this.snapshot.assets[name]
        if not in_use(asset) or (rule.kinds and asset.kind not in rule.kinds):
            continue
        for end in ends(asset):
            if end.act_by - ahead <= today <= end.until:
                yield Due(asset, end)


def _open(this: DeskPass, members: list[Due], today: date) -> None:
    from helpdesk.decide.triage import triage_new

    rule, first = this.rules.assets.renewals, members[0]
    number = this.next_number()
    ticket = Ticket(
        id=this.reference(number),
        type=rule.type,
        title=_title(members),
        status=initial(this.rules, rule.type),
        priority=rule.priority,
        category=rule.category,
        team=rule.team or (first.asset.team if first.asset.team in this.rules.teams else ""),
        assignee=_owner(this, first.asset),
        channel=CHANNEL,
        source=first.asset.id,
        opened=this.now,
        assets=tuple(due.asset.id for due in members[:MOST]),
    )
    draft = this.begin(number, ticket, _text(this, members, today))
    said = front_matter(ticket)
    given = {name for name, value in said.items() if name not in _NEVER_GIVEN and value != DEFAULTS[name]}
    where = this.rules.assets.origin or "built-in practice: ends of assets are told of 30 days ahead"
    key, *also = (due.key for due in members)
    why = _why(first.end, rule.ahead)
    opening = Opened(at=this.now, via=CHANNEL, key=key, also=tuple(also), rule=where, why=why)
    triage_new(this, draft, opening, given=given | {"type"})
    draft.messages.append(key)
    this.remember(number, (f"key {due.key}" for due in members))


def _owner(this: DeskPass, asset: Asset) -> str:
    person = this.rules.people.get(asset.owner)
    return asset.owner if person is not None and person.role is not Role.REQUESTER else ""


def _why(end: End, ahead: int) -> str:
    told = f"the {end.what} ends on {end.until.isoformat()}"
    if end.act_by != end.until:
        told += f", notice has to be given by {end.act_by.isoformat()}"
    return f"{told}; opened {ahead} days ahead"


def _title(members: list[Due]) -> str:
    first = members[0]
    whose = first.asset.name if len(members) == 1 else f"{len(members)} {first.asset.kind}"
    return f"{first.end.what.capitalize()} of {whose} ends on {first.end.until.isoformat()}"[:256]


def _text(this: DeskPass, members: list[Due], today: date) -> str:
    end = members[0].end
    told = [f"The {end.what} ends on {end.until.isoformat()}. Renew it, replace what it covers, or let it end."]
    if end.act_by != end.until:
        late = " (that day is over)" if end.act_by < today else ""
        told.append(f"Notice has to be given by {end.act_by.isoformat()}{late}.")
    for label, value in (("Provider", end.provider), ("Contract", end.contract)):
        told += [f"{label}: {value}"] if value else []
    lines = [_line(this, due.asset) for due in members[:_MOST_LISTED]]
    more = len(members) - len(lines)
    lines += [f"- and {more} more"] if more > 0 else []
    return "\n\n".join(told) + "\n\n" + "\n".join(lines) + "\n"


def _line(this: DeskPass, asset: Asset) -> str:
    who = this.rules.people.get(holder(asset))
    parts = (asset.id, asset.name, asset.model, asset.serial, who.name if who else holder(asset))
    return "- " + ", ".join(part for part in dict.fromkeys(parts) if part)


def _add(this: DeskPass, draft: "Draft", due: Due) -> None:
    """One more that ends by the same contract on the same day."""
    from helpdesk.decide.incoming.comments import note_inside

    text = f"{due.asset.name} ({due.asset.id}) ends with them: {_why(due.end, this.rules.assets.renewals.ahead)}."
    where = this.rules.assets.origin or "built-in practice: ends of assets are told of 30 days ahead"
    note_inside(draft, text, this.now, due.key, why=text, rule=where)
    if len(draft.ticket.assets) < MOST:
        draft.change(this.now, {"assets": [*draft.ticket.assets, due.asset.id]}, rule=where, why=text)
    this.remember(draft.number, (f"key {due.key}",))
