"""`helpdesk next`: the one ticket to do now, and why."""

import click

from helpdesk.commands.clone.desk import Desk, reads
from helpdesk.commands.terminal import page
from helpdesk.commands.terminal.visible import one_line
from helpdesk.commands.tickets import worklist
from helpdesk.commands.tickets.likeness import Helps, helps, print_helps
from helpdesk.commands.tickets.offers import offers
from helpdesk.commands.tickets.row import row_of
from helpdesk.model.record import Record
from helpdesk.model.rules.lifecycle import Phase


@click.command("next")
@reads
def next_(desk: Desk) -> None:
    """Name the one ticket to do now: mine, late first, then due soonest; else one that nobody in my teams has.

    \b
    Example:
      helpdesk next
    """
    me = desk.me
    record, whose, others = _choose(desk, me.id)
    if record is None:
        desk.answer({"ticket": None, "why": "nothing waits for you"}, ["nothing waits for you: all done"])
        return
    why = _why(desk, record, whose, others)
    found = helps(desk, desk.handle.search_index(), record)
    if desk.as_json:
        desk.answer({"ticket": row_of(record, desk.now), "why": why, **found.data()}, ())
        return
    _print(desk, record, why, found)


def _choose(desk: Desk, me: str) -> tuple[Record | None, str, int]:
    """The ticket, whose it is in words, and how many wait behind it."""
    actionable = [
        record
        for record in desk.snapshot.open_tickets()
        if worklist.phase(record, desk.rules) in (Phase.NEW, Phase.ACTIVE)
    ]
    teams = worklist.teams_of(me, desk.rules)
    mine = [record for record in actionable if record.ticket.assignee == me]
    free = [record for record in actionable if not record.ticket.assignee and record.ticket.team in teams]
    stray = [record for record in actionable if not record.ticket.assignee and not record.ticket.team]
    for pool, whose in (
        (mine, "yours"),
        (free, "nobody's, in your team's queue"),
        (stray, "nobody's, in no team's queue"),
    ):
        if pool:
            return min(pool, key=lambda record: worklist.place(record, desk.rules, desk.now)), whose, len(pool) - 1
    return None, "", 0


def _why(desk: Desk, record: Record, whose: str, others: int) -> str:
    next_due = worklist.urgency(record, desk.now)
    target = worklist.TARGET_WORDS[next_due.target] if next_due.target else ""
    if next_due.late:
        reason = f"its {target} is {next_due.words(desk.now)}"
    elif next_due.due is not None and next_due.left is None:
        reason = f"its {target} is due {next_due.words(desk.now)}, the soonest"
    else:
        priority = record.ticket.priority
        reason = (
            f"nothing is due sooner; priority {priority}" if priority else "nothing is due sooner; it is the oldest"
        )
    behind = f"; {others} more behind it" if others else ""
    return f"{whose}: {reason}{behind}"


def _print(desk: Desk, record: Record, why: str, found: Helps) -> None:
    ticket = record.ticket
    page.line(f"{record.reference}  {ticket.title}", bold=True)
    page.line(f"because it is {why}", late=worklist.urgency(record, desk.now).late)
    who = " ".join(part for part in (ticket.requester.name, ticket.requester.phone or ticket.requester.email) if part)
    if who:
        page.line(f"from {who}", dim=True)
    if record.request.strip():
        click.echo()
        page.prose(record.request.strip()[:600])
    print_helps(found)
    click.echo(f"\nnext: helpdesk show {record.number}  ·  {one_line(offers(record, desk.rules))}")
