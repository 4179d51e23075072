"""`helpdesk show`: one ticket on one page."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal import page
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.commands.terminal.spans import ago, open_hours, until, wall
from helpdesk.commands.tickets import worklist
from helpdesk.commands.tickets.delivery import delivery_log
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.row import record_of
from helpdesk.model.record import Conversation, Promise, Record
from helpdesk.model.rules import Rules
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.ticket import Visibility

if TYPE_CHECKING:
    from helpdesk.commands.tickets.likeness import Helps


@click.command()
@click.argument("references", metavar="TICKET...", nargs=-1, required=True, shell_complete=complete_reference)
@reads
def show(desk: Desk, references: tuple[str, ...]) -> None:
    """Show a ticket: how it stands, what was promised, what was said; while it is worked on, which articles may help
    and which tickets are like it.

    \b
    Example:
      helpdesk show 123
    """
    desk.look_only_at(references)
    records = [desk.record(text) for text in references]
    if desk.as_json:
        whole = [{**record_of(record, desk.now), "helps": _helps(desk, record).data()} for record in records]
        desk.answer(whole[0] if len(whole) == 1 else whole, ())
        return
    for record in records:
        _page(record, desk.rules, desk.now, _helps(desk, record))


def _helps(desk: Desk, record: Record) -> "Helps":
    """What may help with a ticket that is still being worked on; nothing where that takes long to find out."""
    from helpdesk.commands.tickets.likeness import Helps, helps

    solved = worklist.phase(record, desk.rules) in (Phase.RESOLVED, Phase.CLOSED)
    index = None if solved or record.quarantined else desk.handle.index_at_hand()
    return helps(desk, index, record) if index else Helps()


def _page(record: Record, rules: Rules, now: datetime, helps: "Helps") -> None:
    page.line(f"{record.reference}  {record.ticket.title}", bold=True)
    if record.quarantined:
        page.line(
            "This file cannot be read; below is what the timeline knows. helpdesk check says where it is wrong.",
            late=True,
        )
    promises = [(worklist.TARGET_WORDS[each.target], each) for each in record.state.promises.values()]
    late = {name for name, promise in promises if worklist.is_late(promise, now)}
    page.pairs(
        [*_standing(record, rules, now), *((name, _promise(each, rules, now)) for name, each in promises)], late=late
    )
    page.heading("Request")
    page.prose(record.request.strip() or "(nothing was written)")
    for message in record.conversation:
        page.heading(_said(message, rules, now))
        page.prose(message.text)
    told = delivery_log(record, rules.desk.timezone, now)
    if told:
        page.heading("Told")
        for text, failed in told:
            page.line("  " + text, late=failed)
    if helps.articles or helps.tickets:
        from helpdesk.commands.tickets.likeness import print_helps

        print_helps(helps)
    decided = sum(1 for entry in record.timeline if entry.rule or entry.why)
    if decided:
        page.heading(f"{decided} decisions  ·  helpdesk explain {record.number}")
    click.echo(f"\nnext: {offers(record, rules)}")


def _standing(record: Record, rules: Rules, now: datetime) -> Iterable[tuple[str, str]]:
    ticket = record.ticket
    person = ticket.requester
    levels = rules.priority.levels
    yield "status", _status(record, rules)
    priority = f"{ticket.priority} {levels.get(ticket.priority, '')}".strip() or "none yet"
    yield "priority", f"{priority}  (impact {ticket.impact}, urgency {ticket.urgency})"
    yield "type", " · ".join(part for part in (ticket.type.value, ticket.category, ticket.service) if part)
    yield "owner", " · ".join((ticket.team or "no team", ticket.assignee or "nobody yet"))
    yield "from", " · ".join(part for part in (person.name, person.email, person.phone) if part)
    yield (
        "opened",
        f"{wall(ticket.opened, rules.desk.timezone)}, {ago(ticket.opened, now)}"
        + (f", by {ticket.channel}" if ticket.channel else ""),
    )
    yield "visible", "to the public" if record.public else ""
    yield "summary", ticket.summary
    yield "tags", ", ".join(ticket.tags)
    yield "watchers", ", ".join(ticket.watchers)
    yield "assets", ", ".join(ticket.assets)
    yield "links", ", ".join(_links(record))
    yield from ((name, str(value)) for name, value in ticket.fields.items())
    yield "alerts", _alerts(record, rules.desk.timezone)
    yield "tasks", ", ".join(f"{'[x]' if task.done else '[ ]'} {task.title}" for task in ticket.tasks)
    if ticket.resolution:
        yield (
            "resolution",
            " · ".join(
                part for part in (ticket.resolution.code, ticket.resolution.summary, ticket.resolution.article) if part
            ),
        )


def _status(record: Record, rules: Rules) -> str:
    """The status as one types it; its name in the rules is for requesters ("Waiting for you")."""
    lifecycle = rules.lifecycles.get(record.ticket.type)
    state = lifecycle.states.get(record.ticket.status) if lifecycle else None
    waits = f" (waits for {state.waits_for})" if state and state.waits_for else ""
    return f"{record.ticket.status}{waits}"


def _alerts(record: Record, timezone: str) -> str:
    """`30, 12 still firing; last heard Mon 2 Mar 2026 09:00`; nothing where no monitor is concerned."""
    alerts = record.state.alerts.values()
    if not alerts:
        return ""
    sounding = sum(alert.sounds for alert in alerts)
    stands = f"{sounding} still firing" if sounding else "all over"
    return f"{len(alerts)}, {stands}; last noted {wall(max(alert.noted for alert in alerts), timezone)}"


def _links(record: Record) -> Iterable[str]:
    links = record.ticket.links
    for name in ("duplicate_of", "parent", "caused_by", "problem", "change"):
        if other := getattr(links, name):
            yield f"{name.replace('_', ' ')} {other}"
    yield from (f"related to {other}" for other in links.related)


def _promise(promise: Promise, rules: Rules, now: datetime) -> str:
    when = wall(promise.due, rules.desk.timezone)
    if promise.met_at:
        kept = "kept" if not promise.breached_at else "done, late"
        return f"{kept} ({wall(promise.met_at, rules.desk.timezone)})"
    if promise.left is not None and not promise.breached_at:
        return f"paused with {open_hours(promise.left)} of open hours left"
    if worklist.is_late(promise, now):
        return f"{until(promise.due, now)}, was due {when}"
    return f"due {until(promise.due, now)}, {when}"


def _said(message: Conversation, rules: Rules, now: datetime) -> str:
    comment = message.comment
    name = comment.sender.name or comment.sender.email
    who = f"{comment.by} ({name})" if name and name != comment.by else comment.by
    inner = "  ·  internal note" if comment.visibility is Visibility.INTERNAL else ""
    files = f"  ·  {len(comment.attachments)} attachments" if comment.attachments else ""
    return f"{who}  ·  {wall(comment.at, rules.desk.timezone)}, {ago(comment.at, now)}{inner}{files}"
