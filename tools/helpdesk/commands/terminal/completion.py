"""`helpdesk completion`: the shell's tab key knows tickets, people and teams."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    \b
    Example:
      eval "$(helpdesk completion bash)"
      helpdesk completion fish > ~/.config/fish/completions/helpdesk.fish
    """
    kind = get_completion_class(shell)
    root = click.get_current_context().find_root()
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(root.command, {}, "helpdesk", "_HELPDESK_COMPLETE")
    click.echo(script.source_template % script.source_vars())
