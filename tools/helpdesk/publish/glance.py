"""What the portal must know of a ticket without reading it: its line in lists, and what its page is made of."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from helpdesk.decide.approvals.approval import approval_of
from helpdesk.decide.classifying.conditions import asks_the_time
from helpdesk.figures.facts import Facts, Reader
from helpdesk.model.record import Record
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import FileRef, TicketType
from helpdesk.model.timeline import Merged, Owed, Told
from helpdesk.publish.attachments import attached
from helpdesk.publish.audience import Audience
from helpdesk.publish.clocks import clocks
from helpdesk.publish.names import Names
from helpdesk.publish.output import key_of
from helpdesk.publish.places import RECENT, closed_at, has_page
from helpdesk.publish.public_ticket import PublicTicket, public_ticket
from helpdesk.publish.services import Incident, Planned, incident_of, planned_of
from helpdesk.publish.staff_ticket import Row, row
from helpdesk.publish.views import Views

_INSTANT = timedelta(microseconds=1)
_encode_facts = msgspec.msgpack.Encoder().encode


class Glance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One ticket as an audience sees it at `made`, and unchanged up to but not at `until` (None: for good).

    `row` is the staff's view and `public` the public's; neither: this audience sees nothing of it. `page` says that it
    has a page of its own, which is made of what `page_of` is a digest of; else it is in the archive of `month`. `facts`
    is a digest of its facts, the last of which is of `latest`. `links` are (what it is to this one, reference), for the
    public of merged tickets alone; `files` its attachments, `owed` when notices are due that nobody got yet.
    """

    made: datetime
    until: datetime | None
    page: bool
    month: str
    path: str
    page_of: str = ""
    row: Row | None = None
    public: PublicTicket | None = None
    facts: str = ""
    latest: datetime | None = None
    links: tuple[tuple[str, str], ...] = ()
    assets: tuple[str, ...] = ()
    article: str = ""
    helped: tuple[tuple[str, bool], ...] = ()
    files: tuple[FileRef, ...] = ()
    incident: Incident | None = None
    planned: Planned | None = None
    owed: tuple[datetime, ...] = ()
    not_reached: tuple[str, ...] = ()
    views: tuple[str, ...] = ()

    @property
    def view(self) -> Row | PublicTicket | None:
        return self.row or self.public

    def holds(self, now: datetime) -> bool:
        """Whether it says at `now` what a fresh look would."""
        return now == self.made or (self.made < now and (self.until is None or now < self.until))


class Looker:
    """Looks at tickets for one audience, by the rules and assets of one commit, at one moment."""

    def __init__(self, snapshot: Snapshot, names: Names, audience: Audience, now: datetime) -> None:
        self._snapshot, self._names, self._staff, self._now = snapshot, names, audience.staff, now
        self._reader, self._views = Reader(names.rules), Views(names.rules, now)
        self._asks_the_time = any(asks_the_time(rule.when) for rule in names.rules.approvals.rules)

    def sees(self, record: Record) -> bool:
        """Whether this audience sees anything of a ticket."""
        return self._staff or (record.public and not record.quarantined)

    def facts(self, record: Record) -> tuple[Facts, bytes, str]:
        """The facts of a ticket, encoded, and the digest of that."""
        facts = self._reader.read(record)
        data = _encode_facts(facts)
        return facts, data, blake2b(data, digest_size=12).hexdigest()

    def look(self, record: Record, state: str, facts: str, latest: datetime | None) -> Glance:
        """`state` is the word for the ticket's content; `facts` the digest of its facts, and `latest` of when."""
        names, now = self._names, self._now
        phase = names.state(record.ticket).phase
        ended = closed_at(record)
        whole = Glance(
            made=now,
            until=ended + RECENT if has_page(record, phase, now) and phase.value == "closed" else None,
            page=has_page(record, phase, now),
            month=f"{ended:%Y-%m}",
            path=record.path,
        )
        view = row(record, names, now) if self._staff else public_ticket(record, names, now)
        if view is None:
            return whole
        ticket = record.ticket
        running = clocks(record.state, phase, now)
        shown = msgspec.structs.replace(
            whole,
            until=min(filter(None, (whole.until, *self._turns(record))), default=None),
            page_of=key_of(state, view, running),
            facts=facts,
            latest=latest,
            links=tuple(_merged(record)),
            article=ticket.resolution.article if ticket.resolution else "",
            helped=tuple(record.state.helped.items()),
            incident=incident_of(record, view, names.assets),
            planned=planned_of(record, view, names.assets),
        )
        if not isinstance(view, Row):
            return msgspec.structs.replace(shown, public=view)
        return self._for_staff(record, view, shown)

    def _for_staff(self, record: Record, view: Row, shown: Glance) -> Glance:
        ticket, rules = record.ticket, self._names.rules
        until, page_of = shown.until, shown.page_of
        if ticket.type in (TicketType.REQUEST, TicketType.CHANGE):
            approval = approval_of(ticket, record.request, record.timeline, rules, self._snapshot.assets, self._now)
            page_of = key_of(page_of, approval)
            if approval.asked or self._asks_the_time:
                until = self._now  # approvals run out, and approvers are away by the day
        if view.open and self._views.ask_the_time:
            until = self._now
        elif view.open:
            until = min(filter(None, (until, *self._views.turns(view))), default=None)
        return msgspec.structs.replace(
            shown,
            row=view,
            until=until,
            page_of=page_of,
            links=tuple(_links(record)),
            assets=tuple(dict.fromkeys(filter(None, (ticket.service, *ticket.assets)))),
            files=tuple(attached(record)),
            owed=tuple(owed.after or owed.at for owed in record.state.owed),
            not_reached=tuple(not_reached(record)) if view.open else (),
            views=self._views.of(record, view) if view.open else (),
        )

    def _turns(self, record: Record) -> Iterator[datetime]:
        """When a clock of the ticket begins to say something else, if nobody does anything."""
        state = record.state
        finished = self._names.state(record.ticket).phase.value in ("resolved", "closed")
        if finished and state.resolved is None and state.closed is None:
            yield self._now  # nobody knows when it ended
        for promise in state.promises.values():
            if promise.met_at is None and promise.due >= self._now:
                yield promise.due + _INSTANT


def not_reached(record: Record) -> list[str]:
    """Who was not reached and has not been since, and why: `requester by mail: no such mailbox`."""
    owed = {entry.notice: entry for entry in record.timeline if isinstance(entry, Owed)}
    failed: dict[str, None] = {}
    for entry in record.timeline:
        about = owed.get(entry.notice) if isinstance(entry, Told) else None
        if about is None or not isinstance(entry, Told):
            continue
        whom = f"{about.role} by {about.channel}"
        if entry.result == "undeliverable":
            failed[f"{whom}: {entry.why}"] = None
        elif entry.result == "sent":
            failed = {line: None for line in failed if not line.startswith(f"{whom}: ")}
    return list(failed)


def latest_of(facts: Facts) -> datetime:
    """The moment of the last thing that the facts of a ticket speak of."""
    spells = (moment for spell in (*facts.open_spells, *facts.waits) for moment in (spell.start, spell.end))
    others = (facts.opened, facts.ended, facts.first_response, facts.closed, facts.rated)
    met = (promise.met for promise in facts.promises)
    return max(moment for moment in (*others, *spells, *met) if moment is not None)


def _merged(record: Record) -> Iterator[tuple[str, str]]:
    """The ticket that this one was merged into, and those that were merged into it."""
    merged = [entry for entry in record.timeline if isinstance(entry, Merged)]
    into = record.ticket.links.duplicate_of or next((entry.into for entry in reversed(merged) if entry.into), "")
    if into:
        yield "Duplicate of", into
    yield from dict.fromkeys(("Duplicate", entry.source) for entry in merged if entry.source)


def _links(record: Record) -> Iterator[tuple[str, str]]:
    """All that hangs together with a ticket, for staff."""
    links = record.ticket.links
    pairs = (
        *_merged(record),
        ("Part of", links.parent),
        ("Caused by", links.caused_by),
        ("Problem", links.problem),
        ("Change", links.change),
        *(("Related", related) for related in links.related),
    )
    return (pair for pair in pairs if pair[1])
