"""The page of the guide that lists every command, made from the commands themselves."""

from collections.abc import Iterator

import click

from helpdesk.commands import VERBS, main

_WIDTH = 100


def page() -> str:
    """`site/docs/commands.md`: each verb's help as the terminal shows it, at a fixed width."""
    top = "# Commands\n\nEvery verb has `--help`. Exit status: 0 fine, 1 findings or refused, 2 usage.\n"
    parts = [top, *(_section(words, context) for verb in VERBS for words, context in _all(verb))]
    return "\n".join(parts)


def _all(verb: str) -> Iterator[tuple[str, click.Context]]:
    """(the words, the command in its context) of a verb and what is below it."""
    top = click.Context(main, info_name="helpdesk", terminal_width=_WIDTH, **main.context_settings)
    command = main.get_command(top, verb)
    assert command is not None, verb
    context = click.Context(command, info_name=verb, parent=top)
    yield verb, context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None:
                yield f"{verb} {name}", click.Context(found, info_name=name, parent=context)


def _section(words: str, context: click.Context) -> str:
    return f"## helpdesk {words}\n\n```\n{context.command.get_help(context).rstrip()}\n```\n"
