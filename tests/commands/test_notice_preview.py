"""`helpdesk notices`: who is told what, and how it reads, before anybody gets it."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpdesk.commands import main
from helpdesk.commands.clone.desk import work_tree_snapshot
from helpdesk.commands.passes.notice_preview import example, previewed
from helpdesk.model.notice import Notice
from helpdesk.resources import default_rules

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

LANGUAGES = ("en", "de", "fr", "es")
TEXTS = sorted({path.split("/")[-1].split(".")[0] for path in default_rules() if path.startswith("rules/notices/")})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("notices") / "desk"
    made = CliRunner().invoke(main, ["init", str(folder), "--name", "Support", "--address", "support@example.org"])
    assert made.exit_code == 0, made.output
    people = folder / "rules/people"
    team = next((folder / "rules/teams").glob("*.yml"))
    (people / "kim.yml").write_text("name: Kim\nemail: kim@example.org\nrole: technician\nmanager: mo\n")
    (people / "mo.yml").write_text("name: Mo\nemail: mo@example.org\nrole: manager\n")
    team.write_text("name: First line\nmembers: [kim]\nlead: kim\n")
    return folder


def notices(desk: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["notices", *words, "-C", str(desk)])


def test_the_list_names_every_text_when_it_is_sent_and_in_which_languages(desk: Path) -> None:
    rows = json.loads(notices(desk, "list", "--json").output)
    assert {row["template"] for row in rows} == set(TEXTS)
    assert all(row["languages"] == sorted(LANGUAGES) for row in rows)
    assert not [row["template"] for row in rows if row["on"].startswith("never")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_read_in_every_language_by_every_role(desk: Path, language: str) -> None:
    labels = {"en": "Your next step:", "de": "Ihr nächster Schritt:", "fr": "Votre prochaine étape :"}
    label = {**labels, "es": "Su próximo paso:"}[language]
    snapshot = work_tree_snapshot(desk)
    record = example(snapshot.rules, NOW)
    for text in TEXTS:
        for role in ("requester", "assignee", "team", "lead", "watchers", "manager", "kim"):
            if text == "digest" and role in ("team", "watchers"):
                continue
            notice = previewed(text, role, language, record, snapshot, NOW)
            assert isinstance(notice, Notice), notice
            assert notice.language == language
            assert notice.text.startswith(label), (text, role)
            assert "HD-000123" in notice.subject + notice.text
            assert "{" not in notice.text and "text for it is broken" not in notice.text


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_can_be_previewed_as_it_is(desk: Path, text: str) -> None:
    done = notices(desk, "preview", text, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["text"].startswith("Your next step:")


def test_times_are_those_of_the_reader(desk: Path) -> None:
    said = notices(desk, "preview", "acknowledge", "--language", "es").output
    assert "Primera respuesta" in said and "(UTC)" in said
    (desk / "rules/people/ana.yml").write_text(
        "name: Ana\nemail: ana@example.org\nlanguage: fr\nnotices: {timezone: America/Montreal}\n"
    )
    said = notices(desk, "preview", "acknowledge").output
    (desk / "rules/people/ana.yml").unlink()
    assert "Première réponse" in said and "(America/Montreal)" in said


def test_a_preview_can_be_opened_in_a_browser_and_sends_nothing(desk: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = notices(desk, "preview", "resolved", "--html", str(page))
    assert done.exit_code == 0 and str(page) in done.output
    assert page.read_text().startswith("<!doctype html>")


def test_what_is_not_there_is_said_with_what_is(desk: Path) -> None:
    for words, said in ((["nothing"], "there are acknowledge"), (["reply", "--language", "tlh"], "de, en, es, fr")):
        done = notices(desk, "preview", *words)
        assert done.exit_code == 1 and said in done.output
    done = notices(desk, "preview", "reply", "--role", "nobody")
    assert done.exit_code == 1 and "--role" in done.output


def test_the_report_is_written_as_its_mail_in_a_language(desk: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    words = ["report", "2026-02", "--language", "es", "--html", str(page), "-C", str(desk)]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert 'lang="es"' in page.read_text() and "Informe mensual, febrero" in page.read_text()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "there is no command /asign; did you mean"),
        ("de", "den Befehl /asign gibt es nicht; meinten Sie"),
        ("fr", "la commande /asign n'existe pas; vouliez-vous dire"),
        ("es", "no hay ninguna orden /asign; ¿quería decir"),
    ],
)
def test_a_command_is_answered_in_the_readers_language(desk: Path, language: str, said: str) -> None:
    snapshot = work_tree_snapshot(desk)
    notice = previewed("commands", "", language, example(snapshot.rules, NOW), snapshot, NOW)
    assert isinstance(notice, Notice)
    assert said in notice.text
