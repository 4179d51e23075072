"""What templates say is put in when they are compiled: in the desk's language, and escaped as it always was."""

from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from helpdesk.publish.templates import environment
from helpdesk.publish.texts import ENGLISH, Texts

GERMAN = Texts({"Opened by {who}": "Von <{who}> & Co.", "Team": "Gruppe"}, "de", "ltr")


def said(template: str, texts: Texts = ENGLISH, **values: object) -> str:
    return environment(Path(), texts).from_string(template).render(values)


def test_a_text_stands_in_the_desks_language_in_the_compiled_template() -> None:
    made = environment(Path(), GERMAN)
    code = made.compile("<b>{{ t('Team') }}</b>", raw=True)
    assert "<b>Gruppe</b>" in code and "l_0_t" not in code.replace("l_0_t = resolve('t')", "")
    assert said("{{ t('Team') }}") == "Team", "another language is compiled anew"


@pytest.mark.parametrize("texts", [ENGLISH, GERMAN])
@pytest.mark.parametrize("who", ["Kim", "<script>", Markup("<b>Kim</b>"), 5, None, ""])
def test_a_value_in_a_text_is_escaped_and_markup_stays_markup(texts: Texts, who: object) -> None:
    expected = str(texts("Opened by {who}", who=who))
    assert said("{{ t('Opened by {who}', who=who) }}", texts, who=who) == expected
    assert said("{% set x = t('Opened by {who}', who=who) %}{{ x }}", texts, who=who) == expected
    assert said("{{ '-' if not open else t('Opened by {who}', who=who) }}", texts, who=who, open=True) == expected


@pytest.mark.parametrize("words", ["Von {who", "{0} kam", "{who!x}", "{who.__class__}", "{}"])
def test_a_desks_own_words_that_cannot_be_filled_in_spoil_no_page_that_does_not_say_them(words: str) -> None:
    texts = Texts({"Opened by {who}": words}, "de", "ltr")
    assert said("{% if say %}{{ t('Opened by {who}', who='Kim') }}{% endif %}fine", texts, say=False) == "fine"


def test_what_is_said_of_a_value_is_looked_up_when_the_page_is_drawn() -> None:
    assert said("{{ t(name) }}", GERMAN, name="Team") == "Gruppe"


def test_a_macro_and_a_call_around_markup_work_as_in_any_template() -> None:
    template = "{% macro cell(what, wide=false) %}<td{% if wide %} class=w{% endif %}>{{ what }}</td>{% endmacro %}"
    assert said(template + "{{ cell('<', wide=true) }}{{ cell(t('Team')) }}") == "<td class=w>&lt;</td><td>Team</td>"
    around = "{% macro box() %}<div>{{ caller() }}</div>{% endmacro %}{% call box() %}{{ t('Team') }}{% endcall %}"
    assert said(around, GERMAN) == "<div>Gruppe</div>"


def test_a_text_without_its_value_and_a_mistyped_name_are_errors() -> None:
    with pytest.raises(KeyError):
        said("{{ t('Opened by {who}', whom='Kim') }}")
    with pytest.raises(UndefinedError):
        said("{{ t('Opened by {who}', who=nobody) }}")
