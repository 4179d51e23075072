"""The command line: one module a verb, imported only when that verb runs."""

import importlib

import click

from helpdesk import __version__

# verb -> (module, what it does). The text stands here so that `helpdesk --help` imports no verb.
VERBS: dict[str, tuple[str, str]] = {
    "init": ("init", "Make a new desk."),
    "check": ("check", "Find everything that is wrong in the desk's files."),
    "plan": ("plan", "Show what a pass would do, and why."),
    "run": ("run", "Take in what came, decide, write it down, tell people."),
    "read": ("read", "Show what the desk would see in a mail, a form or an alert."),
    "calendar": ("calendar", "Add business time to a moment, or measure it between two."),
}


class LazyGroup(click.Group):
    """A group whose verbs are found by name and imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"helpdesk.commands.{VERBS[name][0]}")
        command: click.Command = getattr(module, name.replace("-", "_"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="helpdesk")
def main() -> None:
    """A helpdesk that is a git repository.

    Every verb has --help with an example. Exit status: 0 fine, 1 findings or refused, 2 usage.
    """
