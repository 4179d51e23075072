"""Who maintains the rules writes data: no template, pattern, formula or path in them is code for the desk's machine."""

from pathlib import Path

import pytest

from helpdesk.decide.rendering import render
from helpdesk.load.rules import read_rules
from helpdesk.resources import default_rules

VALUES = {"reference": "HD-000001", "title": "{{ 7 * 7 }} {% for x in y %}", "text": "It hums."}
CODE = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ title.__init__.__globals__ }}",
    "{{ self.__init__.__globals__['__builtins__'] }}",
    "{{ cycler.__init__.__globals__.os.popen('touch owned') }}",
    "{{ lipsum.__globals__['os'].popen('touch owned').read() }}",
    "{{ (''|attr('__class__')) }}",
    "{{ '{0.__class__.__mro__}'.format(title) }}",
    "{{ '{0.__class__}'.format_map({'a': 1}) }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}{{ os.environ }}",
    "{% extends 'x' %}",
)
SLIPS = (
    "{{ '{0} {1}'.format(title) }}",
    "{{ '{name}'.format() }}",
    "{{ 'x' * 10000000000 }}",
    "{{ 10 ** 10000000000 }}",
    "{{ range(10000000000)|list }}",
    "{{ 1 / 0 }}",
    "{{ title.index('nowhere') }}",
    "{{ nobody.knows.this() }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ 'x'.encode('no-such') }}",
    "{% if %}",
    "{{ title|nosuchfilter }}",
)


@pytest.mark.parametrize("code", CODE)
def test_a_template_reaches_nothing_but_its_values(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = render(f"Subject: x\n\n{code}", VALUES).text
    assert not any(word in said for word in ("<class", "subclasses", "root:", "HOME", "<module", "built-in"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("slip", SLIPS)
def test_a_template_with_a_slip_still_says_that_there_is_news(slip: str) -> None:
    worded = render(f"Subject: x\n\n{slip}", VALUES)
    assert "There is news on HD-000001" in worded.text
    assert worded.subject == "[HD-000001] news"


def test_what_a_stranger_wrote_is_never_a_template() -> None:
    assert render("Subject: {{ title }}\n\n{{ title }}", VALUES).text.strip() == VALUES["title"]


def test_small_sums_are_allowed() -> None:
    assert render("Subject: x\n\n{{ 6 * 7 }} {{ '-' * 3 }}", VALUES).text.strip() == "42 ---"


WRONG = {
    "a pattern that is code to other engines": {
        "rules/routing.yml": b"- {name: a, when: {title: {matches: '(?P<x>(?R))'}}, set: {team: desk}}\n"
    },
    "a tag of a language": {"rules/desk.yml": b"name: !!python/object/apply:os.system ['touch owned']\n"},
    "a path instead of an id": {"rules/desk.yml": b"name: A\ncalendar: ../../etc/passwd\n"},
    "a prefix that is a path": {"rules/desk.yml": b"prefix: ../X\n"},
    "a webhook to a file": {"rules/webhooks.yml": b"- {id: a, url: 'file:///etc/passwd', on: [opened]}\n"},
    "a webhook without encryption": {"rules/webhooks.yml": b"- {id: a, url: 'http://example.net/', on: [opened]}\n"},
}


@pytest.mark.parametrize("files", WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_is_more_than_data_is_refused_where_it_stands(
    files: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules, findings = read_rules(files, default_rules(), "")
    assert rules is None
    assert findings[0].path == next(iter(files))
    assert not list(tmp_path.iterdir())
