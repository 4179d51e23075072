"""The gateway's own pages speak the language that the browser asks for."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from counter import Counter, counter

from helpdesk.channels.gateway import pages, tongue

OTHERS = tongue.LANGUAGES[1:]
BROWSER = "text/html,application/xhtml+xml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Counter]:
    with counter(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.8", "de"),
        ("it;q=1.0, es;q=0.4, fr;q=0.7", "fr"),
        ("en-GB,de;q=0.9", "en"),
        ("it, ja", "en"),
        ("de;q=0, es;q=0.1", "es"),
        ("", "en"),
        (";;;q=x,\x00" * 1000, "en"),
    ],
)
def test_the_language_is_what_the_browser_likes_best_of_those_there_are(asked: str, language: str) -> None:
    assert tongue.language_of({"accept-language": asked}) == language


@pytest.mark.parametrize(
    ("language", "form", "wrong", "nothing"),
    [
        ("de", "Ihr Name", "keine Mailadresse", "Nicht gefunden"),
        ("fr", "Votre nom", "adresse de messagerie", "Introuvable"),
        ("es", "Su nombre", "no es una dirección de correo", "No encontrado"),
    ],
)
def test_form_what_is_wrong_and_errors_are_in_that_language(
    desk: Counter, language: str, form: str, wrong: str, nothing: str
) -> None:
    headers = {"accept": BROWSER, "accept-language": language}
    shown = desk.client.get("/request", headers=headers).text
    assert f'<html lang="{language}">' in shown and form in shown
    again = desk.client.post("/request", data={"email": "nobody", "subject": "x"}, headers=headers)
    assert again.status_code == 422 and wrong in again.text
    assert nothing in desk.client.get("/receipt/none", headers=headers).text
    sent = desk.client.post("/request", data={"email": "ana@example.org", "subject": "Drucker"}, headers=headers)
    receipt = desk.client.get(sent.headers["location"], headers=headers).text
    assert tongue.speaker(language)("We have your request") in receipt


def test_programs_are_answered_in_english_whatever_they_like(desk: Counter) -> None:
    answered = desk.client.get("/nothing", headers={"accept": "application/json", "accept-language": "de"})
    assert answered.json()["title"] == "Not Found"


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_of_the_pages_is_there_in_every_language(language: str) -> None:
    folder = Path(pages.__file__).parent / "templates"
    said = {text for path in folder.glob("*.html") for text in re.findall(r't\("([^"]+)"\)', path.read_text())}
    assert len(said) > 25
    assert said - set(tongue.words(language)) == set()
    assert set(tongue.words(language)) == set(tongue.words("de")), "one language knows more than another"


@pytest.mark.parametrize("language", OTHERS)
def test_numbers_stay_what_they_are(language: str) -> None:
    for text in ("At most 25,000,000 bytes can be sent at once.", "Choose yes or no, and a number from 1 to 5."):
        said = tongue.speaker(language)(text)
        assert said != text and re.findall(r"\d[\d,]*", said) == re.findall(r"\d[\d,]*", text)


def test_every_error_that_a_browser_can_meet_is_said_in_every_language() -> None:
    """Taken from the code: each text that a Problem is made with, with what is put into it as a number or a tail."""
    shown = set()
    for module in ("app", "feedback", "filled", "guard", "place", "readers", "requests"):
        for call in ast.walk(ast.parse((Path(pages.__file__).parent / f"{module}.py").read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Problem" and len(call.args) > 1:
                shown |= _texts(call.args[1])
    assert len(shown) > 25
    for language in OTHERS:
        say = tongue.speaker(language)
        assert [text for text in sorted(shown) if say(text) == text] == []


def _texts(given: ast.expr) -> set[str]:
    if isinstance(given, ast.Constant):
        return {str(given.value)}
    if isinstance(given, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "7" for part in given.values]
        text = "".join(map(str, parts))
        foreign = "the form was sent by a page of another site"
        return set() if text == "7." else {text.replace("sent: 7.", f"sent: {foreign}.")}
    return set()


@pytest.mark.parametrize("phrase", ["Request Timeout", "Unsupported Media Type", "Method Not Allowed", "Unauthorized"])
def test_so_are_their_titles(phrase: str) -> None:
    assert all(tongue.speaker(language)(phrase) != phrase for language in OTHERS)
