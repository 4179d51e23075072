"""What the shell offers at a tab: open tickets, people, teams, statuses. Silent where there is no desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from helpdesk.commands.terminal.visible import one_line

if TYPE_CHECKING:
    from helpdesk.model.snapshot import Snapshot

_MOST = 50
Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _snapshot(context: click.Context) -> Snapshot | None:
    from helpdesk.commands.clone.opening import open_handle

    try:
        opener = context.find_root().obj or open_handle
        snapshot: Snapshot = opener(context.params.get("path") or ".").snapshot
    except Exception:  # a tab key must never print a traceback into the line being typed
        return None
    return snapshot


def _completer(values: Callable[[Snapshot], Iterable[tuple[str, str]]]) -> Completer:
    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
        snapshot = _snapshot(context)
        if snapshot is None:
            return []
        fitting = (pair for pair in values(snapshot) if pair[0].casefold().startswith(typed.casefold()))
        return [CompletionItem(value, help=one_line(text)[:60]) for value, text in sorted(fitting)[:_MOST]]

    return complete


def _references(snapshot: Snapshot) -> Iterable[tuple[str, str]]:
    for record in snapshot.open_tickets():
        yield str(record.number), record.ticket.title
        yield record.reference, record.ticket.title


def _statuses(snapshot: Snapshot) -> Iterable[tuple[str, str]]:
    return {
        name: state.name for way in snapshot.rules.lifecycles.values() for name, state in way.states.items()
    }.items()


complete_reference = _completer(_references)
complete_person = _completer(lambda snapshot: ((person.id, person.name) for person in snapshot.rules.people.values()))
complete_team = _completer(lambda snapshot: ((team.id, team.name) for team in snapshot.rules.teams.values()))
complete_status = _completer(_statuses)
complete_priority = _completer(lambda snapshot: snapshot.rules.priority.levels.items())
complete_category = _completer(lambda snapshot: ((each.id, each.name) for each in snapshot.rules.categories.values()))
complete_article = _completer(lambda snapshot: ((each.id, each.title) for each in snapshot.articles.values()))
complete_item = _completer(lambda snapshot: ((each.id, each.name) for each in snapshot.rules.catalog.values()))
complete_service = _completer(
    lambda snapshot: ((each.id, each.name) for each in snapshot.assets.values() if each.is_service)
)
