"""Who maintains the rules writes data: no template, pattern, formula or path in them is code for the desk's machine."""

from pathlib import Path

import pytest

from builders import a_desk, mail
from helpdesk.decide.notifying.rendering import render
from helpdesk.load.rules import read_rules
from helpdesk.model.timeline import Breached, Promised
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


HOOK = "- {{id: a, url: '{}', events: [opened], secret: A_SECRET}}\n"
WRONG = {
    "a pattern that only slow engines know": (
        "rules/routing.yml",
        "- {name: a, when: {subject: {matches: '(?=a)b'}}, set: {team: desk}}\n",
        "pattern",
    ),
    "a tag of a language": (
        "rules/desk.yml",
        "name: !!python/object/apply:os.system ['touch owned']\n",
        "unknown tag",
    ),
    "a path instead of an id": ("rules/desk.yml", "name: A\ncalendar: ../../etc/passwd\n", "calendar cannot be read"),
    "a prefix that is a path": ("rules/desk.yml", "prefix: ../X\n", "prefix cannot be read"),
    "a webhook to a file": ("rules/webhooks.yml", HOOK.format("file:///etc/passwd"), "url"),
    "a webhook without encryption": ("rules/webhooks.yml", HOOK.format("http://example.net/"), "plain HTTP"),
}


@pytest.mark.parametrize(("path", "text", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_is_more_than_data_is_refused_where_it_stands(
    path: str, text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules, findings = read_rules({path: text.encode()}, default_rules(), "")
    assert rules is None
    assert findings[0].path == path
    assert said in findings[0].what
    assert not list(tmp_path.iterdir())


def test_softer_targets_make_no_promise_kept_that_was_broken() -> None:
    strict = a_desk().team("desk", "kim").level(resolve="4h").open()
    strict.receive(mail("anna@example.org", "Help", at="2026-03-02T09:00", name="a"))
    strict.run("2026-03-02T14:00")
    promised, broken = strict.entries(Promised), strict.entries(Breached)
    assert broken
    strict.change_rules(a_desk().team("desk", "kim").level(resolve="400h").open().rules)
    strict.run("2026-03-02T15:00")
    assert strict.entries(Breached) == broken
    assert strict.entries(Promised)[: len(promised)] == promised


def test_what_was_promised_to_somebody_stays_promised_when_the_rules_get_softer() -> None:
    scene = a_desk().team("desk", "kim").level(resolve="4h").open()
    scene.receive(mail("anna@example.org", "Help", at="2026-03-02T09:00", name="a"))
    due = [promise.due for promise in scene.entries(Promised)]
    scene.change_rules(a_desk().team("desk", "kim").level(resolve="400h").open().rules)
    scene.run("2026-03-02T10:00")
    assert [promise.due for promise in scene.entries(Promised)] == due
