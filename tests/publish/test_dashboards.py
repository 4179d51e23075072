"""Dashboards: figures, charts and tables that anybody can read, also without a script."""

import json
import re
import string
from datetime import datetime
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import html5lib
import pytest
from msgspec.structs import replace
from northwind import NOW, rules, sample_desk

from helpdesk.figures.metrics import definitions
from helpdesk.model.ids import TicketNumber
from helpdesk.model.memory import MemoryDesk
from helpdesk.publish import Audience, build
from helpdesk.publish.dashboards import vega
from helpdesk.publish.dashboards.boards import BOARDS
from helpdesk.publish.dashboards.periods import PERIODS, USUAL, place

UTC = ZoneInfo("UTC")


@pytest.fixture
def managers(out):
    build(sample_desk(), out, NOW, Audience.MANAGERS)
    return out


def text(out, path: str) -> str:
    return (out / path).read_text("utf-8")


def test_every_dashboard_stands_for_every_period(managers):
    for board in BOARDS:
        for period in PERIODS:
            html = text(managers, place(board.id, period))
            assert f'aria-current="page">{period.title}</a>' in html
            assert f"<h1>{board.title}</h1>" in html


def test_figures_about_people_are_for_managers_alone(staff, public, out):
    staff(sample_desk())
    assert not (out / "analytics/technicians.html").exists()
    assert "By requester" not in text(out, "analytics/requesters.html")
    public(sample_desk())
    assert sorted(path.name for path in (out / "analytics").glob("*.html")) == [
        "categories.html", "figures.html", "index.html", "service-levels.html",
    ]  # fmt: skip
    assert "By team" not in text(out, "analytics/service-levels.html")


def test_a_chart_is_a_picture_with_a_name_and_its_numbers_beside_it(managers):
    page = html5lib.parse(text(managers, "analytics/index.html"), namespaceHTMLElements=False)
    charts = [svg for svg in page.iter("{http://www.w3.org/2000/svg}svg") if svg.get("class") == "chart"]
    assert charts
    assert all(svg.get("role") == "img" and svg.get("aria-label") for svg in charts)
    assert len([each for each in page.iter("details") if "data-board" not in each.attrib]) == len(charts)


def test_nothing_on_a_dashboard_needs_a_style_or_a_script_of_its_own(managers):
    for page in managers.glob("analytics/**/*.html"):
        html = page.read_text("utf-8")
        assert not re.search(r"<style|style=\"|<script(?! src)|\son[a-z]+=", html), page
        assert page.stat().st_size < 150_000


def test_every_figure_leads_to_its_tickets(managers):
    linked = set()
    for page in managers.glob("analytics/**/*.html"):
        for target in re.findall(r'<strong><a href="([^"]+)"', page.read_text("utf-8")):
            assert (page.parent / target).resolve().is_file(), (page, target)
            linked.add(target)
    assert linked


def test_every_number_in_the_table_behind_a_chart_leads_to_the_tickets_of_its_step(managers):
    """The list's page reads the step from its address; the data says which tickets were behind the figure then."""
    data = json.loads(text(managers, "analytics/tickets/part-0.json"))
    seen = set()
    for board in ("index", "service-levels", "teams"):
        page = html5lib.parse(text(managers, place(board, USUAL)), namespaceHTMLElements=False)
        for row in [row for table in page.iter("details") for row in table.iter("tr") if row.find("td") is not None]:
            shown, link = "".join(row[-1].itertext()), row[-1].find("a")
            if link is None:
                continue
            target, asked = link.get("href").removeprefix("../").split("?")
            asked = dict(parse_qsl(asked))
            assert (managers / target).is_file()
            metric = target.split("/")[-1].removesuffix(".html")
            seen.add(metric)
            if "step" in asked:
                step, line = data["steps"].index(asked["step"]), data["followed"].index(metric)
                runs = [ticket[7][line] for ticket in data["tickets"]]
                behind = sum(
                    any(at <= step < at + many for at, many in zip(one[::2], one[1::2], strict=True)) for one in runs
                )
                assert shown == str(behind) or shown.endswith("%"), (metric, asked)
    assert {"opened", "ended", "backlog", "kept-response"} <= seen


def test_the_publics_charts_link_to_no_tickets(public, out):
    public(sample_desk())
    assert "analytics/tickets/" not in "".join(re.findall('href="[^"]*"', text(out, "analytics/index.html")))


def test_promises_met_missed_and_running_lead_to_their_tickets_too(managers):
    """Tables that are no groups: each cell names a list of tickets and what to pick from it."""
    page = text(managers, "analytics/service-levels.html")
    links = set(re.findall(r'href="\.\./(analytics/tickets/[a-z]+\.html)\?([a-z]+)=([a-z]+)"', page))
    assert ("analytics/tickets/opened.html", "response", "missed") in links
    data = json.loads(text(managers, "analytics/tickets/part-0.json"))
    for path, group, value in links:
        metric = data["metrics"].index(path.split("/")[-1].removesuffix(".html"))
        place = data["groups"].index(group)
        assert any(metric in ticket[5] and value in ticket[6][place] for ticket in data["tickets"]), (group, value)


def test_what_filters_pick_from_names_no_ticket_and_on_the_public_portal_no_group_of_the_desk(public, out):
    public(sample_desk())
    parts = json.loads(text(out, "analytics/parts.json"))
    assert parts["filters"] == ["category", "type"] == sorted(parts["groups"].keys() - {"priority"})
    assert "HD-0" not in text(out, "analytics/parts.json")


def test_too_many_tickets_to_filter_in_a_browser_are_said_with_the_command_that_counts_them(out, monkeypatch):
    monkeypatch.setattr("helpdesk.publish.dashboards.picking.MOST_PICKED", 3)
    build(sample_desk(), out, NOW, Audience.STAFF)
    assert "too many to filter in a browser" in text(out, "analytics/teams.html")
    assert "helpdesk stats --where team=network" in text(out, "analytics/teams.html")
    assert "boards.js" not in text(out, "analytics/teams.html")
    assert not (out / "analytics/parts.json").exists()


def test_every_figure_has_its_formula(managers):
    html = text(managers, "analytics/figures.html")
    for id, title, _ in definitions():
        assert f'id="{id}"' in html and title in html
    assert {"waiting-by-cause", "forecast"} < {id for id, _, _ in definitions()}


def test_the_same_desk_gives_the_same_bytes_and_writes_nothing_twice(managers):
    before = {path: path.read_bytes() for path in managers.glob("analytics/**/*.html")}
    report = build(sample_desk(), managers, NOW, Audience.MANAGERS)
    assert report.written == ()
    assert {path: path.read_bytes() for path in before} == before


def test_a_desk_without_tickets_says_so(out):
    from northwind import articles, assets, rules

    from helpdesk.model.memory import MemoryDesk

    build(MemoryDesk(rules(), [], articles=articles(), assets=assets()), out, NOW, Audience.MANAGERS)
    for board in BOARDS:
        page = text(out, place(board.id, PERIODS[1]))
        assert "No figures yet." in page and "too many to filter" not in page


def test_words_in_a_table_stand_left_and_what_is_cut_has_its_command(out):
    asked = [f"{word} {word}er" for word in string.ascii_lowercase]
    desk = sample_desk(6)
    record = next(each for each in desk.records.values() if each.state.resolved and each.ticket.type == "incident")
    records = [
        replace(record, number=TicketNumber(number), ticket=replace(record.ticket, title=f"{asked[number // 3] * 3}"))
        for number in range(3 * len(asked))
    ]
    build(MemoryDesk(rules(), records), out, NOW, Audience.MANAGERS)
    page = text(out, "analytics/knowledge.html")
    assert "<code>helpdesk article gaps</code>" in page
    assert '<th scope="col">Category</th>' in page
    assert '<th scope="col" class="right">Tickets</th>' in page


def test_a_period_begins_with_a_whole_step_and_is_compared_with_one_as_far_on():
    now = datetime(2026, 3, 18, 12, tzinfo=UTC)
    for period in PERIODS:
        window, before = period.window(now, UTC), period.before(now, UTC)
        assert window.end == now
        assert window.start.hour == 0
        assert before.end - before.start == window.end - window.start
    assert PERIODS[2].window(now, UTC).start == datetime(2025, 4, 1, tzinfo=UTC)
    assert PERIODS[1].window(now, UTC).start == datetime(2025, 12, 22, tzinfo=UTC)
    assert PERIODS[0].window(now, UTC).start == datetime(2026, 2, 17, tzinfo=UTC)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "a & b", "]]>"])
def test_names_that_strangers_chose_are_words_in_a_chart(name):
    chart = vega.bars("Title", "Text", [{"asset": name, "opened": 3}], "asset", "opened")
    page = html5lib.parse(str(chart.svg), namespaceHTMLElements=False)
    assert not list(page.iter("script")) and not list(page.iter("img"))
    assert not any(key.startswith("on") for element in page.iter() for key in element.attrib)
    assert "opened" in chart.head


def test_charts_of_gaps_and_of_one_value_are_drawn():
    rows = [{"when": "2026-W01", "value": None}, {"when": "2026-W02", "value": 0.5}]
    assert "<svg" in vega.lines("T", "D", rows, "when", "value", "", share=True).svg
    assert "<svg" in vega.columns("T", "D", [{"when": "x", "value": 0}], "when", "value").svg
    assert vega.lines("T", "D", rows, "when", "value", "", share=True).rows[0] == ("2026-W01", "–")


def test_every_figure_of_a_group_leads_to_its_tickets_and_the_data_has_just_those(managers):
    html = text(managers, "analytics/teams.html").partition("Flow by team")[2]
    links = re.findall(r'<a href="\.\./(analytics/tickets/[a-z-]+\.html)\?team=([^"]*)">', html)
    assert len(links) > 10
    assert [place for place, _ in links if not (managers / place).exists()] == []
    data = json.loads(text(managers, "analytics/tickets/part-0.json"))
    opened, team = data["metrics"].index("opened"), data["groups"].index("team")
    behind = [one for one in data["tickets"] if opened in one[5] and one[6][team] == ["network"]]
    row = re.search(r'<th scope="row">Network</th><td class="right"><a [^>]*>(\d+)</a>', html)
    assert row is not None and len(behind) == int(row[1])


def test_data_behind_figures_names_people_for_managers_alone(managers, staff, out):
    assert "requester" in json.loads(text(managers, "analytics/tickets/part-0.json"))["groups"]
    staff(sample_desk())
    assert {"requester", "assignee"}.isdisjoint(json.loads(text(out, "analytics/tickets/part-0.json"))["groups"])


def test_a_drawing_is_the_same_bytes_whatever_was_drawn_before():
    rows = [{"when": when, "what": what, "value": 3} for when in ("W01", "W02") for what in ("Opened", "Ended")]
    charts = [
        vega.columns("T", "D", rows, "when", "value", "what"),
        vega.lines("T", "D", rows, "when", "value", "what"),
        vega.bars("T", "D", rows[:1], "when", "value"),
        vega.band("T", "D", [{"at": "W01", "mid": 2, "low": 1, "high": 3}], "at", "mid", "low", "high"),
    ]
    first = [vega.drawn.__wrapped__(each.spec) for each in charts]
    assert [vega.drawn.__wrapped__(each.spec) for each in reversed(charts)] == first[::-1]


def test_a_long_name_beside_a_bar_is_cut_and_a_short_one_costs_no_measuring():
    def limited(name: str) -> bool:
        return "labelLimit" in json.loads(vega.bars("T", "D", [{"who": name, "n": 1}], "who", "n").spec)["encoding"][
            "y"
        ].get("axis", {})

    assert not limited("Laptop 0103") and not limited("Printer Lisbon, floor 1")
    assert limited("Label printer, goods entrance") and limited("打印机打印机打印机打印机打印机")
    cut = str(vega.bars("T", "D", [{"who": "Label printer " * 9, "n": 1}], "who", "n").svg)
    assert "…" in cut
