"""rules/texts/: a desk says things in its own words, or in a language that the portal does not have."""

import pytest
from click.testing import CliRunner

from helpdesk.commands import main
from helpdesk.load.rules import read_rules
from helpdesk.load.rules.texts import filled_in, portal_texts
from helpdesk.model.rules import Rules
from helpdesk.publish.texts import texts_of
from helpdesk.resources import data_folder, default_rules

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"


def read(**files: str) -> tuple[Rules | None, list[str]]:
    """`ar="..."` is rules/texts/ar.yml; the rules, and what is wrong with them."""
    given = {f"rules/texts/{name}.yml": text.encode() for name, text in files.items()}
    rules, findings = read_rules(given, default_rules(), "v")
    return rules, [str(finding) for finding in findings]


def test_what_a_language_lacks_is_counted_and_stays_english():
    rules, findings = read(ar='Search: "بحث"\n')
    total = len(portal_texts())
    (said,) = findings
    assert said.startswith(f"rules/texts/ar.yml:1:1: R082 {total - 1} of {total} texts are missing and stay English: ")
    assert said.endswith("`helpdesk texts ar` prints them")
    assert rules is not None
    texts = texts_of(data_folder("theme"), "ar-EG", rules.texts)
    assert (texts.plain("Search"), texts.plain("Home"), texts.language, texts.direction) == ("بحث", "Home", "ar", "rtl")


def test_a_built_in_language_takes_single_words_of_the_desk_and_lacks_nothing():
    rules, findings = read(de="Search: Stöbern\n", en="Ask for something: Service catalogue\n")
    assert findings == []
    theme = data_folder("theme")
    assert texts_of(theme, "de", rules.texts).plain("Search") == "Stöbern"
    assert texts_of(theme, "de", rules.texts).plain("Home") == texts_of(theme, "de").plain("Home")
    assert texts_of(theme, "en", rules.texts).plain("Ask for something") == "Service catalogue"


@pytest.mark.parametrize(
    ("file", "finding"),
    [
        ("Serch: x\n", "1:1: R080 no text of the portal: 'Serch'; did you mean 'Search'?"),
        ("late by {span}: late\n", "1:17: R081 it fills in other things than {span}; fill in just these"),
        ("late by {span}: 'late {span} {x}'\n", "1:17: R081 it fills in other things than {span}"),
        ("late by {span}: 'late {span.__class__}'\n", "1:17: R081 it fills in other things"),
        ("late by {span}: 'late {span:>999999999}'\n", "1:17: R081 it fills in other things"),
        ("Search: 'a {'\n", "1:9: R081 it fills in other things than nothing"),
        (f"{MONTHS}: a b c\n", "1:50: R081 a list of 3 words; write 12 words"),
        ("Search: 5\n", "1:9: S00"),
    ],
)
def test_what_cannot_be_said_is_found_where_it_stands(file, finding):
    rules, findings = read(en=file)
    assert any(each.startswith(f"rules/texts/en.yml:{finding}") for each in findings), findings
    # A text that the portal does not have, as after an upgrade, keeps no desk from its rules.
    assert (rules is None) == ("R080" not in finding)


def test_every_text_of_the_portal_can_be_filled_in():
    assert [text for text in portal_texts() if filled_in(text) is None] == []


def test_the_command_prints_what_is_missing_as_a_file_that_can_be_read(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules/texts").mkdir(parents=True)
    file = tmp_path / "rules/texts/pl.yml"
    file.write_text("Search: Szukaj\n")
    lines = CliRunner().invoke(main, ["texts", "pl"]).stdout
    assert '"Home": "Home"\n' in lines and "Search:" not in lines
    file.write_text(file.read_text() + lines)
    _, findings = read(pl=file.read_text())
    assert findings == []
    assert CliRunner().invoke(main, ["texts", "pl"]).stdout == ""
    assert CliRunner().invoke(main, ["texts", "../pl"]).exit_code == 2
