"""Answers to commands are in the language of whoever gave them; what nobody has translated stays English."""

import re

import pytest

from helpdesk.decide.notifying.command_words import _WORDS, LANGUAGES, in_language, said_in


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
    (line,) = in_language(data, language)["lines"]
    assert line == {"said": "/reopn", "done": False, "text": said}


def test_what_says_more_is_known_before_what_says_less() -> None:
    assert said_in("it is with kim now", "de") == "es liegt jetzt bei kim"
    assert said_in("it is closed already; /reopen, or nothing", "de") == "es ist schon closed; /reopen, or nothing"
    assert said_in("a sentence that nobody knows", "de") == "a sentence that nobody knows"


def test_what_people_typed_is_put_in_as_it_is() -> None:
    assert said_in(r"nobody here is called '\1{}(x)'", "de") == r"hier heißt niemand '\1{}(x)'"


@pytest.mark.parametrize("english", _WORDS)
def test_every_translation_has_the_places_of_the_english(english: str) -> None:
    for said in _WORDS[english]:
        assert len(re.findall(r"\{\}", said)) == english.count("{}")
    assert len(_WORDS[english]) == len(LANGUAGES)
