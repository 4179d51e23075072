"""What the pages say: every text in every language, none written into a template, and right to left where it has to."""

import ast
import json
import re
from pathlib import Path

import pytest
import yaml
from msgspec.structs import replace
from northwind import NOW, rules, sample_desk

from helpdesk.figures.facts import Reader
from helpdesk.figures.metrics import definitions
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.rules.catalog import Audience as Asks
from helpdesk.model.ticket import Level, TicketType
from helpdesk.publish.clocks import NAMES
from helpdesk.publish.dashboards.board import spoken
from helpdesk.publish.dashboards.boards import BOARDS
from helpdesk.publish.dashboards.measured import Measured
from helpdesk.publish.dashboards.periods import PERIODS, USUAL
from helpdesk.publish.names import Names
from helpdesk.publish.texts import LANGUAGES, Texts, texts_of
from helpdesk.resources import data_folder

THEME = data_folder("theme")
CODE = Path(__file__).parents[2] / "tools/helpdesk/publish"
TEMPLATES = sorted(THEME.rglob("*.html"))
TRANSLATED = [language for language in LANGUAGES if language != "en"]
QUOTED = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
ELSEWHERE = {  # what comes out of records, and is said by its value
    *(kind.value for kind in TicketType), *(level.value for level in Level), *(each.value for each in Asks),
    *NAMES.values(), "requester", "assignee", "team", "lead", "watchers", "manager", "mail", "github", "phone",
    "better", "worse", "Duplicate", "Duplicate of",
}  # fmt: skip


def named_texts() -> set[str]:
    """Every text that a template, a script or the code names."""
    found: set[str] = set(ELSEWHERE)
    for template in TEMPLATES:
        source = template.read_text()
        for call in re.findall(rf"\bt\(\s*{QUOTED}", source):
            found.add(ast.literal_eval(call))
        for pair in re.findall(rf"\bcounted\([^'\"]*{QUOTED}, {QUOTED}\)", source):
            found |= {ast.literal_eval(each) for each in pair}
    for script in sorted((THEME / "static").glob("*.js")):
        found |= {json.loads(each) for each in re.findall(r'\bsay\(("(?:[^"\\]|\\.)*")', script.read_text())}
    for module in sorted(CODE.rglob("*.py")):
        for call in ast.walk(ast.parse(module.read_text())):
            if isinstance(call, ast.Call) and _says(call.func):
                found |= {
                    arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
    return found


def texts_of_boards() -> set[str]:
    """Titles, column heads and sentences of every dashboard, and what every metric is and is made of."""
    desk = sample_desk(60)
    reader, names = Reader(desk.rules), Names(desk.rules, desk.assets)
    facts = [reader.read(record) for record in desk.all_tickets()]
    found = {text for _, title, words in definitions() for text in (title, words)}
    found |= {period.title for period in PERIODS} | {board.title for board in BOARDS}
    for board in BOARDS:
        spoken(
            board.draw(Measured(facts, USUAL, NOW, names, staff=True, managers=True)),
            lambda text: found.add(text) or text,
        )
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_dashboard_and_metric_is_told_in_every_language(language):
    assert sorted(texts_of_boards() - table(language).keys()) == []


def test_a_dashboard_in_german_has_no_english_heads(staff, out):
    staff(MemoryDesk(rules(languages=("de",)), sample_desk(60).records.values()))
    page = (out / "analytics/teams.html").read_text()
    assert "Fluss nach Team" in page
    assert ">Backlog<" not in page
    assert "der Median der Tickets" in (out / "analytics/figures.html").read_text()


def _says(function: ast.expr) -> bool:
    """`say(...)`, `texts.plain(...)`, `texts.count(...)`, `_with(...)`."""
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in ("say", "plain", "_with") or (name == "count" and "texts" in ast.dump(function))


def table(language: str) -> dict[str, str]:
    return yaml.safe_load((THEME / "texts" / f"{language}.yml").read_text())


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_there_in_every_language(language):
    assert sorted(named_texts() - table(language).keys()) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_what_the_text_fills_in(language):
    places = re.compile(r"\{\w+\}")
    odd = {text for text, said in table(language).items() if set(places.findall(text)) != set(places.findall(said))}
    assert odd == set()


def test_the_languages_have_the_same_texts():
    assert len({frozenset(table(language)) for language in TRANSLATED}) == 1


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_text_of_its_own(template):
    source = re.sub(r"\{% block (?:policy|referrer) %\}.*?\{% endblock %\}", "", template.read_text())
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", source, flags=re.DOTALL)
    source = re.sub(r"<(code|kbd)\b.*?</\1>", "", source, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:aria-label|alt|title|placeholder)="([^"]*[A-Za-z][^"]*)"', source)
    assert attributes == []
    bare = re.sub(r"<[^>]*>", " ", source)
    assert [word for word in re.findall(r"[A-Za-z]{2,}", bare) if word != "doctype"] == []


def test_a_desk_is_spoken_for_in_its_own_language(public, out):
    public(MemoryDesk(rules(languages=("de", "en"))))
    home = (out / "index.html").read_text()
    assert '<html lang="de" dir="ltr"' in home
    assert "Wie können wir helfen?" in home
    assert '"due in {span}":"fällig in {span}"' in (out / "static/texts.js").read_text()
    assert "static/texts.js" in home


@pytest.mark.parametrize(("language", "said"), [("fr", "Prochaine échéance"), ("es-MX", "Buscar"), ("de_AT", "Suchen")])
def test_a_region_says_nothing_more_than_its_language(language, said, staff, out):
    staff(MemoryDesk(rules(languages=(language,)), sample_desk(30).records.values()))
    pages = "".join(path.read_text() for path in out.rglob("*.html"))
    assert said in pages
    assert f'<html lang="{language[:2]}"' in pages


def test_a_language_that_is_written_from_the_right_turns_the_page_around(public, out):
    public(MemoryDesk(rules(languages=("ar",))))
    assert '<html lang="en" dir="rtl"' in (out / "index.html").read_text()


def test_the_stylesheets_know_no_left_and_right():
    style = "".join(path.read_text() for path in (THEME / "static").glob("*.css"))
    assert (
        re.findall(r"(?:margin|padding|border)-(?:left|right)|text-align: (?:left|right)|[{;]\s*(?:left|right):", style)
        == []
    )


def test_an_english_portal_loads_no_table_of_texts(public, out):
    public(sample_desk())
    assert "texts.js" not in (out / "index.html").read_text()


def test_what_is_filled_in_is_escaped_and_what_is_said_stays():
    texts = texts_of(THEME, "en")
    assert texts("by {person}", person="<b>{x}</b>") == "by &lt;b&gt;{x}&lt;/b&gt;"
    assert Texts({"by {person}": "von <{person}>"}, "de", "ltr")("by {person}", person="&") == "von &lt;&amp;&gt;"


def test_a_desk_gives_the_portal_a_language_that_is_not_built_in(public, out):
    words = {"Search": "<بحث>", "How can we help?": "كيف نساعد؟", "late by {span}": "متأخر {span}"}
    public(MemoryDesk(replace(rules(languages=("ar",)), texts={"ar": words})))
    home = (out / "index.html").read_text()
    assert '<html lang="ar" dir="rtl"' in home
    assert "كيف نساعد؟" in home and "&lt;بحث&gt;" in home and "<بحث>" not in home
    assert '"late by {span}":"متأخر {span}"' in (out / "static/texts.js").read_text()


def test_words_of_the_desks_own_reach_the_scripts_of_an_english_portal(public, out):
    public(MemoryDesk(replace(rules(), texts={"en": {"late by {span}": "{span} too late"}})))
    assert "static/texts.js" in (out / "index.html").read_text()
    assert "{span} too late" in (out / "static/texts.js").read_text()
