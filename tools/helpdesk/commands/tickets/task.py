"""`helpdesk task`: the tasks of a ticket, and ticking them off."""

from collections.abc import Sequence

import click
from msgspec.structs import replace

from helpdesk.commands.clone.desk import Desk, writes
from helpdesk.commands.clone.refusal import Refused, unknown
from helpdesk.commands.clone.writing import FieldEdit
from helpdesk.commands.terminal.completing import complete_reference
from helpdesk.model.front_matter import plain
from helpdesk.model.moment import format_utc
from helpdesk.model.record import Record
from helpdesk.model.ticket import Task


@click.command()
@click.argument("reference", metavar="TICKET", shell_complete=complete_reference)
@click.argument("action", type=click.Choice(["list", "done", "undo"]), default="list")
@click.argument("names", nargs=-1, metavar="[ID]...")
@writes
def task(desk: Desk, reference: str, action: str, names: Sequence[str]) -> None:
    """List the tasks of a ticket, tick some off, or take that back. The last one done fulfils a request.

    \b
    Example:
      helpdesk task 123
      helpdesk task 123 done order set-up
    """
    record = desk.sound_record(reference)
    if action == "list":
        lines = [_line(one) for one in record.ticket.tasks] or [f"{record.reference} has no tasks"]
        desk.answer([plain(one) for one in record.ticket.tasks], lines)
        return
    tasks = _ticked(record, names, done=action == "done")
    word = "done" if action == "done" else "not done after all"
    said = f"{record.reference}: {', '.join(names)} {word}"
    left = sum(not one.done for one in tasks)
    then = f"helpdesk task {record.number} ({left} left)" if left else f"helpdesk show {record.number}"
    desk.write([FieldEdit(record.number, {"tasks": plain(tasks)})], said, [said], then)


def _ticked(record: Record, names: Sequence[str], *, done: bool) -> tuple[Task, ...]:
    if not names:
        raise click.UsageError(
            f"say which: {' '.join(one.id for one in record.ticket.tasks) or f'{record.reference} has no tasks'}"
        )
    there = {one.id: one for one in record.ticket.tasks}
    if not there:
        raise Refused(f"{record.reference} has no tasks", f"helpdesk show {record.number}")
    for name in names:
        if name not in there:
            raise unknown("task", name, there)
        waits = [
            other for other in there[name].after if other in there and not there[other].done and other not in names
        ]
        if done and waits:
            raise Refused(f"{name} waits for {', '.join(waits)}", f"helpdesk task {record.number} done {waits[0]}")
    return tuple(
        replace(one, done=done, done_at=None if not done else one.done_at) if one.id in names else one
        for one in record.ticket.tasks
    )


def _line(one: Task) -> str:
    who = one.assignee or one.team or "nobody yet"
    when = "done" if one.done else f"by {format_utc(one.due)}" if one.due else "begun" if one.since else "waits"
    return f"[{'x' if one.done else ' '}] {one.id}: {one.title} ({who}; {when})"
