"""The desk's rules as the gateway needs them: read at the start, and again when they have changed."""

import threading

import click

from helpdesk.load.rules import read_rules
from helpdesk.model.rules import Rules
from helpdesk.resources import default_rules
from helpdesk.store.repository import Repository
from helpdesk.store.rules_files import rules_files

EVERY = 10.0


class StandingRules:
    """The last sound rules of the branch. Reads no ticket."""

    def __init__(self, repository: Repository) -> None:
        """Raises ClickException where there are none to begin with."""
        self._repository = repository
        self._tree = ""
        self._rules: Rules | None = None
        self._stop = threading.Event()
        self.look()
        if self._rules is None:
            raise click.ClickException("the desk's rules cannot be read; helpdesk check says what is wrong")

    def __call__(self) -> Rules:
        assert self._rules is not None
        return self._rules

    def look(self) -> None:
        """Read them again if they are others now; what is not sound is left, and the pass reports it."""
        found = rules_files(self._repository, self._repository.head())
        if found is None or found[1] == self._tree:
            return
        files, self._tree = found
        rules, _ = read_rules(files, default_rules(), self._tree)
        self._rules = rules or self._rules

    def keep_looking(self) -> None:
        threading.Thread(target=self._keep_looking, daemon=True, name="rules").start()

    def stop(self) -> None:
        self._stop.set()

    def _keep_looking(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.look()
            except Exception as problem:
                # The forms stay as they are; whatever is wrong with the repository stops the pass, which says so.
                click.echo(f"the rules could not be read again: {problem}", err=True)
