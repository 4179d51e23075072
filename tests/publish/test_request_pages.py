"""Asking for something: which forms there are, what they ask, what they promise, and where they send it."""

import json
import re
from datetime import UTC, datetime, timedelta

import html5lib
import pytest
from northwind import CATALOG, HOURS, NOW, assets, rules, sample_desk

from helpdesk.decide.calendars.hours import Hours
from helpdesk.model.memory import MemoryDesk
from helpdesk.model.moment import Duration
from helpdesk.model.rules.desk import GitHubRule, MailRule
from helpdesk.publish import Audience, build
from helpdesk.publish.wizard.promised import AHEAD, pieces
from helpdesk.publish.wizard.ways import origin, ways_for

START = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
GATEWAY = {"gateway": "https://take.northwind.example"}
GITHUB = {"github": GitHubRule(repositories=("northwind/help",))}


def form(tmp_path, item: str = "laptop", audience: Audience = Audience.PUBLIC, **desk: object) -> str:
    build(MemoryDesk(rules(**desk), assets=assets()), tmp_path, NOW, audience)
    return (tmp_path / f"request/{item}.html").read_text()


def due_at(table: list[tuple[int, int, int]], moment: datetime) -> datetime:
    """As the page's script reads it."""
    seconds = int(moment.timestamp())
    start, due, moves = [piece for piece in table if piece[0] <= seconds][-1]
    return datetime.fromtimestamp(due + (seconds - start if moves else 0), UTC)


@pytest.mark.parametrize("span", [Duration(seconds=4 * 3600), Duration(days=2), Duration(days=1, seconds=1800)])
def test_the_table_of_due_times_says_what_the_desk_will_promise(span):
    hours = Hours(HOURS)
    table = pieces(hours, span, START)
    for step in range(int(AHEAD / timedelta(minutes=15)) - 1):
        moment = START + timedelta(minutes=15 * step)
        assert due_at(table, moment) == hours.after(moment, span)
    assert len(table) < 60


def test_a_form_names_when_an_answer_comes_and_who_agrees_first(tmp_path):
    page = form(tmp_path)
    assert "within 4 h of working time" in page
    assert "First it has to be approved by your manager." in page
    assert "Working time is Mon-Fri 09:00-17:00 (Europe/Berlin)." in page
    tables = json.loads((tmp_path / "request/promised.json").read_text())["tables"]
    assert re.search(r'data-due="([^"]+)"', page)[1] in tables


def test_what_only_managers_may_ask_for_has_no_form_on_the_public_portal(tmp_path):
    form(tmp_path)
    assert sorted(path.stem for path in (tmp_path / "request").glob("*.html")) == [
        "index",
        "laptop",
        "other",
        "starter",
    ]
    assert "A colleague leaves" in form(tmp_path / "staff", "leaver", Audience.STAFF)


def test_without_a_script_the_form_goes_to_the_gateway_as_it_takes_it(tmp_path):
    root = html5lib.parse(form(tmp_path, **GATEWAY, **GITHUB), namespaceHTMLElements=False)
    ask = next(each for each in root.iter("form") if "data-ask" in each.attrib)
    assert (ask.get("action"), ask.get("method")) == ("https://take.northwind.example/request/laptop", "post")
    names = {each.get("name") for kind in ("input", "select", "textarea") for each in ask.iter(kind)}
    assert {f"field.{field.id}" for field in CATALOG["laptop"].fields} | {"email", "name", "website"} == names


def test_without_a_script_and_a_gateway_the_form_opens_github_with_what_was_typed(tmp_path):
    root = html5lib.parse(form(tmp_path, **GITHUB), namespaceHTMLElements=False)
    ask = next(each for each in root.iter("form") if "data-ask" in each.attrib)
    assert (ask.get("action"), ask.get("method")) == ("https://github.com/northwind/help/issues/new", "get")
    assert ("template", "laptop.yml") in {(each.get("name"), each.get("value")) for each in ask.iter("input")}


def test_with_mail_alone_there_is_a_mail_begun_with_the_questions(tmp_path):
    page = form(tmp_path)
    assert 'href="mailto:help@northwind.example?subject=A%20laptop&amp;body=Which%20size%3F' in page


def test_a_desk_that_nobody_can_reach_says_so(tmp_path):
    assert "No way to send a request is set up yet." in form(tmp_path, mail=MailRule())


def test_only_pages_with_a_form_may_speak_to_the_gateway(tmp_path):
    page = form(tmp_path, **GATEWAY)
    assert (
        "connect-src 'self' https://take.northwind.example; form-action 'self' https://take.northwind.example" in page
    )
    assert "take.northwind.example" not in (tmp_path / "index.html").read_text()


def test_an_address_that_would_widen_the_policy_is_left_out_of_it():
    assert origin("https://a.example/x") == "https://a.example"
    assert origin("https://a.example;script-src *") == ""
    assert origin("javascript:alert(1)") == ""


def test_what_has_no_questions_has_no_form_on_github_and_what_not_everybody_may_ask_for_none_at_the_gateway():
    ways = ways_for(rules(**GATEWAY, **GITHUB).desk, CATALOG["leaver"])
    assert (ways.github, ways.gateway, ways.mail) == ("", "", "help@northwind.example")


def test_services_lead_to_what_can_be_asked_for_of_them(public, out):
    public(sample_desk())
    page = (out / "request/index.html").read_text()
    assert 'id="service-mail"' in page
    assert "other.html?subject=Wireless%20network%3A%20" in page
