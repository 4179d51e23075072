"""An outside suggester: any command that reads one JSON object and writes one. Off unless HELPDESK_SUGGESTER names it.

It gets {"title", "text", "known", "fields": {"category": [...]}} on standard input and answers
{"category": {"value": "network/vpn", "confidence": 0.8, "why": "..."}} within the time limit. It is named in the
environment and not in rules/, so that nobody who may edit rules can make the desk run a program.
"""

import contextlib
import os
import select
import shlex
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial

import click
import msgspec

from helpdesk.model.question import OPEN_FIELDS, Guess, Predictor, Question
from helpdesk.model.rules import Rules
from helpdesk.model.sensitive import masked
from helpdesk.model.snapshot import Snapshot
from helpdesk.model.ticket import Level, TicketType

SECONDS = 10.0
_LARGEST_ANSWER = 64_000
_LONGEST_TEXT = 20_000
_LONGEST_WHY, _LONGEST_PROBLEM = 60, 80
_MOST_FAILURES, _MOST_SAID = 3, 10
BY = "outside suggester"
_OURS = ("HELPDESK_", "GITHUB_", "GH_", "ACTIONS_", "GIT_", "SSH_")


class _Answer(msgspec.Struct):
    value: str
    confidence: float = 0.5
    why: str = ""


_ON_STDERR = partial(click.echo, err=True)


class Failures:
    """How often in a row a suggester failed in this pass: each reason is said once, and after the third time it is not
    asked again, because a thousand tickets must not wait ten seconds each."""

    def __init__(self, say: Callable[[str], None] = _ON_STDERR) -> None:
        self._say, self._said, self._in_a_row = say, set[str](), 0

    @property
    def given_up(self) -> bool:
        return self._in_a_row >= _MOST_FAILURES

    def note(self, reason: str) -> None:
        """What went wrong; an empty reason is an answer."""
        self._in_a_row = self._in_a_row + 1 if reason else 0
        if reason and reason not in self._said:
            self._said.add(reason)
            self._say(f"HELPDESK_SUGGESTER: {reason}; the desk goes on without its answer")
        if reason and self.given_up:
            self._say(f"HELPDESK_SUGGESTER: failed {_MOST_FAILURES} times in a row; it is not asked again in this pass")

    def mention(self, what: str) -> None:
        """Something odd in an answer that is otherwise taken: said once, and no failure."""
        if what not in self._said and len(self._said) < _MOST_SAID:
            self._said.add(what)
            self._say(f"HELPDESK_SUGGESTER: {what}; left out")


class _FailedError(Exception):
    """No answer, and why."""


def with_suggester(learned: Callable[[Snapshot], Predictor], command: str) -> Callable[[Snapshot], Predictor]:
    """`learned`, and for what it is less sure of than the suggester, the suggester; `learned` alone without one. Raises
    ValueError for a command that ends inside quotes."""
    try:
        words = shlex.split(command)
    except ValueError as problem:
        raise ValueError(f"HELPDESK_SUGGESTER is no command: {problem}; check its quotes") from None
    if not words:
        return learned

    failures = Failures()

    def of(snapshot: Snapshot) -> Predictor:
        known, allowed = learned(snapshot), allowed_values(snapshot.rules, snapshot.assets)

        def predict(question: Question) -> tuple[Guess, ...]:
            found = {guess.field: guess for guess in known(question)}
            for guess in () if failures.given_up else ask(words, question, allowed, failures):
                if guess.field not in found or found[guess.field].confidence < guess.confidence:
                    found[guess.field] = guess
            return tuple(found.values())

        return predict

    return of


def allowed_values(rules: Rules, assets: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """By field every value that a suggester may name."""
    levels = tuple(level.value for level in Level)
    services = tuple(sorted(name for name, asset in assets.items() if getattr(asset, "kind", "") == "service"))
    return {
        "type": tuple(kind.value for kind in TicketType),
        "category": tuple(sorted(rules.categories)),
        "service": services,
        "impact": levels,
        "urgency": levels,
        "team": tuple(sorted(rules.teams)),
    }


def ask(
    words: list[str], question: Question, allowed: Mapping[str, tuple[str, ...]], failures: Failures | None = None
) -> tuple[Guess, ...]:
    """What a suggester answers, as far as it is one of the allowed values. Nothing where it fails, is late or talks
    nonsense, which `failures` are told: no ticket waits for it. Passwords and keys in the text are not sent."""
    failures = failures or Failures(lambda _: None)
    asked = msgspec.json.encode(
        {
            "title": masked(question.title),
            "text": masked(question.text[:_LONGEST_TEXT]),
            "known": dict(question.known),
            "fields": {name: list(values) for name, values in allowed.items()},
        }
    )
    try:
        answers = msgspec.json.decode(_answer(words, asked), type=dict[str, _Answer])
    except _FailedError as failed:
        failures.note(str(failed))
        return ()
    except OSError as problem:
        failures.note(f"{words[0]} cannot be run ({problem.strerror or problem})")
        return ()
    except (msgspec.MsgspecError, RecursionError) as problem:
        failures.note(f"what it answers is not JSON as wanted ({str(problem)[:_LONGEST_PROBLEM]})")
        return ()
    failures.note("")
    for name, given in answers.items():
        if given.value not in allowed.get(name, ()):
            failures.mention(f"it answered {name[:40]!r} = {given.value[:40]!r}, which is not one of the desk's own")
    return tuple(
        Guess(name, answer.value, min(max(answer.confidence, 0.0), 1.0), _by(answer.why))
        for name in OPEN_FIELDS
        if (answer := answers.get(name)) is not None and answer.value in allowed[name]
    )


def _answer(words: list[str], asked: bytes) -> bytes:
    """What a suggester writes. Raises _FailedError where it fails, is late or writes too much. It and whatever it
    started are ended then, and nobody waits for a pipe that somebody holds open."""
    with tempfile.TemporaryFile() as question:
        question.write(asked)
        question.seek(0)
        process = subprocess.Popen(
            words,
            stdin=question,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
    assert process.stdout is not None
    until, said = time.monotonic() + SECONDS, b""
    try:
        while len(said) <= _LARGEST_ANSWER and select.select([process.stdout], [], [], _left(until))[0]:
            piece = os.read(process.stdout.fileno(), _LARGEST_ANSWER)
            if not piece:
                code = process.wait(_left(until))
                if code:
                    raise _FailedError(f"it ended with status {code}")
                return said
            said += piece
        raise _FailedError(
            f"it wrote more than {_LARGEST_ANSWER:,} bytes"
            if len(said) > _LARGEST_ANSWER
            else f"no answer within {SECONDS:g} s"
        )
    except subprocess.TimeoutExpired:
        raise _FailedError(f"it had not ended after {SECONDS:g} s") from None
    finally:
        process.stdout.close()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _left(until: float) -> float:
    return max(until - time.monotonic(), 0.0)


def _by(why: str) -> str:
    said = "".join(char if char.isprintable() else " " for char in why[:_LONGEST_WHY]).strip()
    return f"{BY} (not calibrated{f', says {said!r}' if said else ''})"


def _environment() -> dict[str, str]:
    """The suggester gets nothing of the desk's own secrets, nor of those of the machine that runs the pass."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
