"""The command line: one module a verb, imported only when that verb runs."""

import importlib

import click
from click.shell_completion import CompletionItem

from helpdesk import __version__
from helpdesk.commands.workflow_output import guard

# verb -> (module, what it does). The text stands here so that `helpdesk --help` imports no verb.
VERBS: dict[str, tuple[str, str]] = {
    "next": ("tickets.next", "Name the one ticket to do now, and why."),
    "list": ("tickets.list", "List open tickets: late ones first, then by what is due next."),
    "show": ("tickets.show", "Show a ticket: how it stands, what was promised, what was said."),
    "new": ("tickets.new", "Log a request, such as a phone call. Works offline."),
    "call": ("calls.call", "Take a call down: who, what about, what is known of it already."),
    "take": ("tickets.take", "Assign tickets to yourself; a new one starts."),
    "assign": ("tickets.assign", "Give tickets to somebody, or to another team."),
    "reply": ("tickets.reply", "Answer the requester."),
    "note": ("tickets.note", "Write an internal note."),
    "set": ("tickets.set", "Set fields of a ticket."),
    "resolve": ("tickets.resolve", "Resolve a ticket: how it ended, what was done."),
    "close": ("tickets.close", "Close tickets."),
    "reopen": ("tickets.reopen", "Open a resolved or closed ticket again."),
    "rate": ("tickets.rate", "Take down how content a requester was, on the phone say."),
    "split": ("tickets.split", "Make a ticket of its own from a comment."),
    "approve": ("tickets.approve", "Agree to a request or a change, as it reads now."),
    "refuse": ("tickets.refuse", "Say no to a request or a change, and why."),
    "task": ("tickets.task", "Tick off a task of a ticket."),
    "link": ("tickets.link", "Link a ticket to others: duplicate, problem, parent, related."),
    "search": ("finding.search", "Search tickets, articles and assets by words."),
    "suggest": ("finding.suggest", "Suggest articles that may answer a text."),
    "problems": ("figures.problems", "Find what happens again and again beyond chance; make problems of it."),
    "article": ("articles.article", "Draft, publish, review and retire articles; find what is missing."),
    "stats": ("figures.stats", "Show figures of the desk: volume, speed, promises kept, satisfaction."),
    "report": ("figures.report", "Show the report of a month, as it goes out by mail."),
    "export": ("figures.export", "Write tickets and figures as CSV, JSON, SQLite, Parquet or OpenMetrics."),
    "learn": ("finding.learn", "Learn from resolved tickets, and show how well that goes."),
    "explain": ("tickets.explain", "Explain what the desk decided on a ticket, and why."),
    "completion": ("terminal.completion", "Print the completion script of bash, zsh or fish."),
    "demo": ("setup.demo", "Start a living desk on this machine, with months of history."),
    "init": ("setup.init", "Make a new desk."),
    "doctor": ("setup.doctor", "Find what keeps the desk from working, with the exact next fix."),
    "upgrade": ("setup.upgrade", "Bring the desk to the installed version; shows the differences first."),
    "check": ("proposals.check", "Find everything that is wrong in the desk's files."),
    "propose": ("proposals.propose", "Push your commits to a branch and open a pull request."),
    "review": ("proposals.review", "Say what a pull request comes to: findings, what merging would do."),
    "generate": ("setup.generate", "Write generated files again: issue forms, schemas, the guide."),
    "texts": ("setup.texts", "Print the portal's texts that a language of the desk's own lacks."),
    "merge-file": ("proposals.merge_file", "Merge two versions of a ticket field by field, for git."),
    "plan": ("passes.plan", "Show what a pass would do, and why."),
    "test-rules": ("rules.test_rules", "Run the examples in rules/tests/ and show which fail, and why."),
    "simulate": ("rules.simulate", "Show what changed rules would have changed, on the desk's own tickets."),
    "notices": ("passes.notices", "Show who is told what, and preview the texts."),
    "run": ("passes.run", "Take in what came, decide, write it down, tell people."),
    "build": ("setup.build", "Build the portal."),
    "serve": ("gateway.serve", "Show the built portal; with --accept, take requests in over HTTP."),
    "assets": ("registers.assets", "Look up assets: holders, what hangs on them, what ends; print labels."),
    "sync": ("registers.sync", "Bring people or assets up to date from a list of another system."),
    "read": ("reading.read", "Show what the desk would see in a mail, a form or an alert."),
    "calendar": ("calendars.calendar", "Add business time to a moment, or measure it between two."),
}


class LazyGroup(click.Group):
    """A group whose verbs are found by name and imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module = importlib.import_module(f"helpdesk.commands.{VERBS[name][0]}")
        function = name.replace("-", "_")
        # A verb named as one of Python's own functions ends in an underscore there: list_, set_, next_.
        command: click.Command = getattr(module, function, None) or getattr(module, f"{function}_")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        verb = args[0]
        if verb not in VERBS and not verb.startswith("-") and not ctx.resilient_parsing:
            from difflib import get_close_matches

            close = get_close_matches(verb, VERBS, n=1)
            ctx.fail(f"no such verb: {verb!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Exception as problem:
            from helpdesk.commands.unusable import in_words

            said = in_words(problem)
            if said is None:
                raise
            raise said from problem

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        verbs = [CompletionItem(name, help=text) for name, (_, text) in VERBS.items() if name.startswith(incomplete)]
        return [*verbs, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="helpdesk")
def main() -> None:
    """A helpdesk that is a git repository.

    Every verb has --help with an example. Exit status: 0 fine, 1 findings or refused, 2 usage.
    """
    guard()
