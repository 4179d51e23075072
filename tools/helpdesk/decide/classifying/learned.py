"""What was learned or suggested counts where the rules are silent, as far as the desk's own settings let it."""

from collections.abc import Callable
from functools import cached_property

from helpdesk.model.question import Guess
from helpdesk.model.rules.desk import LearningRule


def none_learned() -> dict[str, Guess]:
    """The rules alone decide."""
    return {}


class Learned:
    """The guesses for one ticket by field, under a desk's thresholds."""

    def __init__(self, rule: LearningRule, guesses: Callable[[], dict[str, Guess]]) -> None:
        self._rule = rule
        self._ask = guesses

    @cached_property
    def _guesses(self) -> dict[str, Guess]:
        return self._ask()

    def guess(self, field: str) -> Guess | None:
        return self._guesses.get(field)

    def sure(self, guess: Guess) -> bool:
        """Sure enough to be set without a person."""
        return guess.confidence >= self._rule.fields.get(guess.field, self._rule.sure)

    def worth_proposing(self, guess: Guess) -> bool:
        return guess.confidence >= self._rule.propose
