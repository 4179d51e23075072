"""The page of the guide that lists every command, made from the commands themselves."""

from collections.abc import Iterator

import click

from helpdesk.commands import VERBS, main

_WIDTH = 100


def page() -> str:
    """`site/docs/commands.md`: each verb's help as the terminal shows it, at a fixed width."""
    top = "# Commands\n\nEvery verb has `--help`. Exit status: 0 fine, 1 findings or refused, 2 usage.\n"
    parts = [top, *(_section(words, command) for verb in VERBS for words, command in _all(verb))]
    return "\n".join(parts)


def _all(verb: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(main, info_name="helpdesk", **main.context_settings)
    command = main.get_command(context, verb)
    assert command is not None, verb
    yield verb, command
    if isinstance(command, click.Group):
        inner = click.Context(command, info_name=verb, parent=context)
        for name in command.list_commands(inner):
            found = command.get_command(inner, name)
            if found is not None:
                yield f"{verb} {name}", found


def _section(words: str, command: click.Command) -> str:
    context = click.Context(main, info_name="helpdesk", **main.context_settings)
    for word in words.split():
        context = click.Context(command, info_name=word, parent=context, terminal_width=_WIDTH)
    text = command.get_help(context)
    return f"## helpdesk {words}\n\n```\n{text.rstrip()}\n```\n"
