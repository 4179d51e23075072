"""Answers to commands are in the language of whoever gave them; what nobody has translated stays English."""

import ast
import re
from pathlib import Path

import pytest

import helpdesk
from helpdesk.decide.notifying.command_words import in_words_of, said_in
from helpdesk.decide.spoken.table import COMMANDS
from helpdesk.load.command_answers import LANGUAGES, command_answers

GERMAN = command_answers("de")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "den Befehl /reopn gibt es nicht; meinten Sie '/reopen'?"),
        ("fr", "la commande /reopn n'existe pas; vouliez-vous dire '/reopen'?"),
        ("es", "no hay ninguna orden /reopn; ¿quería decir '/reopen'?"),
        ("en", "there is no command /reopn; did you mean '/reopen'?"),
        ("it", "there is no command /reopn; did you mean '/reopen'?"),
    ],
)
def test_what_was_not_done_and_what_would_be_right(language: str, said: str) -> None:
    data = {"lines": [{"said": "/reopn", "done": False, "text": "there is no command /reopn; did you mean '/reopen'?"}]}
    (line,) = in_words_of(data, command_answers(language))["lines"]
    assert line == {"said": "/reopn", "done": False, "text": said}


def test_what_says_more_is_known_before_what_says_less() -> None:
    assert said_in("it is with kim now", GERMAN) == "es liegt jetzt bei kim"
    assert said_in("it is closed already; /reopen, or nothing", GERMAN) == "es ist schon closed; /reopen oder nichts"
    assert said_in("a sentence that nobody knows", GERMAN) == "a sentence that nobody knows"


def test_help_lists_and_explains_in_the_same_words_as_all_else() -> None:
    listed = ["/take: Assign the ticket to yourself; work on a new one begins.", "/rate 1-5 [WORDS]: Something newer."]
    explained = "/reopen [WHY]: It was not over. For example: /reopen it broke again"
    data = {"lines": [{"text": "You may say:", "list": listed}, {"text": explained, "list": []}]}
    said, told = in_words_of(data, GERMAN)["lines"]
    assert said["text"] == "Sie können sagen:"
    taken = "/take: Das Ticket selbst übernehmen; an einem neuen beginnt die Arbeit."
    assert said["list"] == [taken, "/rate 1-5 [WORDS]: Something newer."]
    assert told["text"] == "/reopen [WHY]: Es war nicht zu Ende. Zum Beispiel: /reopen it broke again"


def test_what_help_says_of_every_command_is_known_in_all_languages() -> None:
    assert [one.line for one in COMMANDS if one.about not in GERMAN] == []


def test_what_people_typed_is_put_in_as_it_is() -> None:
    assert said_in(r"nobody here is called '\1{}(x)'", GERMAN) == r"hier heißt niemand '\1{}(x)'"


def test_every_sentence_that_a_command_is_answered_with_is_known_in_all_languages() -> None:
    """Read from the code itself: whoever adds an answer adds its words. Examples of commands stay as they are."""
    left = {
        said
        for path in sorted(Path(helpdesk.__file__).parent.glob("decide/**/*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "NotDone"
        for word in call.args
        for said in texts_of(word)
        if said and not said.startswith("/") and said_in(said, GERMAN) == said
    }
    assert left == set()


def texts_of(word: ast.expr) -> list[str]:
    """What an argument can say, with X for what is put into it."""
    match word:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in parts)]
        case ast.IfExp(body=one, orelse=other):
            return [*texts_of(one), *texts_of(other)]
        case _:
            return []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_all_sentences_and_the_places_of_the_english(language: str) -> None:
    translated = command_answers(language)
    assert translated.keys() == GERMAN.keys()
    places = {english: (len(re.findall(r"\{\}", said)), english.count("{}")) for english, said in translated.items()}
    assert {english for english, (there, wanted) in places.items() if there != wanted} == set()
