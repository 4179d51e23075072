"""What waits, in which order, and how it looks on the terminal."""

import pytest
from msgspec.structs import replace
from paper_desk import NOW, PaperDesk, Typed, a_record

from helpdesk.model.fold import fold
from helpdesk.model.ticket import Resolution
from helpdesk.model.timeline import Paused


def references(answer: dict) -> list[str]:
    return [ticket["reference"] for ticket in answer["tickets"]]


def test_late_tickets_come_first_then_what_is_due_next_and_closed_ones_not_at_all(answered):
    assert references(answered("list")) == ["HD-000002", "HD-000003", "HD-000004", "HD-000001", "HD-000006"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (["--mine"], ["HD-000004", "HD-000001", "HD-000006"]),
        (["--assignee", "me", "--status", "in_progress"], ["HD-000001"]),
        (["--assignee", "kim@example.org", "--priority", "P2"], ["HD-000001"]),
        (["--unassigned"], ["HD-000002", "HD-000003"]),
        (["--team", "desk"], ["HD-000002"]),
        (["--late"], ["HD-000002"]),
        (["--waiting"], ["HD-000004"]),
        (["--status", "closed"], ["HD-000005"]),
        (["--limit", "1"], ["HD-000002"]),
    ],
)
def test_filters_narrow_the_list(answered, filters, found):
    assert references(answered("list", *filters)) == found


def test_a_mistyped_team_is_refused_with_the_one_that_was_meant(typed: Typed):
    result = typed("list", "--team", "netwrok")
    assert result.exit_code == 1
    assert "unknown team: 'netwrok'; did you mean 'network'?" in result.output


@pytest.mark.parametrize("columns", ["40", "60", "80", "120"])
def test_the_list_fits_the_terminal_and_always_shows_reference_due_and_title(typed: Typed, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = typed("list").output.splitlines()
    assert max(map(len, lines[:-1])) <= int(columns)
    assert lines[1].startswith("HD-000002") and "2h late" in lines[1] and "Printer jams" in lines[1]


def test_no_colour_reaches_a_pipe(typed: Typed):
    assert "\x1b" not in typed("list").output + typed("show", "2").output


def test_next_names_my_most_urgent_actionable_ticket_and_says_why(answered):
    answer = answered("next")
    assert answer["ticket"]["reference"] == "HD-000001"
    assert answer["why"].startswith("yours: its solution is due in 5h")


def test_next_falls_to_what_nobody_has_in_my_teams_queue(answered, desk: PaperDesk):
    desk.address = "lou@example.org"
    answer = answered("next")
    assert answer["ticket"]["reference"] == "HD-000003"
    assert answer["why"].startswith("nobody's, in your team's queue")


def test_next_suggests_the_article_that_may_help(answered):
    assert [each["article"] for each in answered("next")["articles"]] == ["network/vpn"]


def test_next_names_the_tickets_like_it_and_how_they_were_solved(answered, typed: Typed, desk: PaperDesk):
    mine = desk.snapshot.records[1]
    solved = a_record(9, mine.ticket.title, status="closed")
    ticket = replace(solved.ticket, resolution=Resolution(code="fixed", summary="Installed the new profile."))
    desk.snapshot.records[9] = replace(solved, ticket=ticket, request=mine.request)
    (like,) = [each for each in answered("next")["tickets"] if each["reference"] == "HD-000009"]
    assert (like["kind"], like["how"]) == ("solved", "Installed the new profile.")
    assert "Like it" in typed("next").output
    assert "HD-000009  likely  solved" in typed("next").output


def test_what_was_solved_in_the_same_words_before_is_shown_once_with_the_fields_that_are_the_same(
    answered, typed: Typed, desk: PaperDesk
):
    mine = desk.snapshot.records[1]
    solved = a_record(9, mine.ticket.title, status="closed", category="network/vpn")
    ticket = replace(solved.ticket, resolution=Resolution(code="fixed", summary="Installed the new profile."))
    for number in (9, 10, 11):
        desk.snapshot.records[number] = replace(a_record(number, ticket.title), ticket=ticket, request=mine.request)
    (like,) = [each for each in answered("next")["tickets"] if each["kind"] == "solved"]
    assert (like["others"], like["fields"]) == (2, ["category"])
    said = typed("next").output
    assert "same category): Installed the new profile. (and 2 more)" in " ".join(said.split())


def test_show_has_what_may_help_while_a_ticket_is_worked_on(answered, typed: Typed, desk: PaperDesk):
    solved = a_record(9, desk.snapshot.records[1].ticket.title, status="closed")
    ticket = replace(solved.ticket, resolution=Resolution(code="fixed", summary="Installed the new profile."))
    desk.snapshot.records[9] = replace(solved, ticket=ticket)
    helps = answered("show", "1")["helps"]
    assert [each["article"] for each in helps["articles"]] == ["network/vpn"]
    assert ("HD-000009", "solved") in [(each["reference"], each["kind"]) for each in helps["tickets"]]
    page = typed("show", "1").output
    assert page.index("May help") < page.index("  network/vpn  ") < page.index("Like it") < page.index("HD-000009")
    assert answered("show", "9")["helps"] == {"articles": [], "tickets": []}


def test_next_says_when_nothing_waits(typed: Typed, desk: PaperDesk):
    desk.snapshot.records.clear()
    assert "nothing waits for you" in typed("next").output


def test_a_paused_clock_is_told_in_open_hours_not_in_days(typed: Typed, desk: PaperDesk):
    record = a_record(8, "Wait", assignee="kim", status="waiting", due_in=1)
    timeline = (*record.timeline, Paused(at=NOW, left={"resolve": 26 * 3600 + 1800}))
    desk.snapshot.records[8] = replace(record, timeline=timeline, state=fold(timeline))
    assert "26h 30m left" in typed("list").output
    assert "paused with 26h 30m of open hours left" in typed("show", "8").output


def test_a_ticket_whose_file_cannot_be_read_stands_out(typed: Typed, desk: PaperDesk):
    desk.snapshot.records[2] = replace(desk.snapshot.records[2], quarantined=True)
    assert "unreadable" in typed("list").output
    assert "cannot be read" in typed("show", "2").output


def test_show_has_status_promise_request_and_conversation(typed: Typed):
    typed("reply", "1", "-m", "Please restart it.")
    typed("note", "1", "-m", "Third time.")
    page = typed("show", "1").output
    for words in (
        "HD-000001  VPN drops",
        "in_progress",
        "due in 5h",
        "It does not work.",
        "Please restart it.",
    ):
        assert words in page
    assert "internal note" in page
    assert "helpdesk explain 1" in page


@pytest.mark.parametrize("written", ["1", "#1", "HD-1", "hd-000001"])
def test_a_reference_may_be_written_in_any_way(typed: Typed, written):
    assert "VPN drops" in typed("show", written).output


@pytest.mark.parametrize(
    ("written", "answer"), [("XX-1", "not a reference"), ("vpn", "not a reference"), ("99", "HD-000099 is not here")]
)
def test_what_is_no_ticket_here_is_refused(typed: Typed, written, answer):
    result = typed("show", written)
    assert result.exit_code == 1
    assert answer in result.output


def test_a_strangers_escape_codes_and_markup_are_shown_and_never_obeyed(typed: Typed, desk: PaperDesk):
    title = "\x1b]0;owned\x07 \x9b31m [red]x[/red] \u202egnp.exe"
    desk.snapshot.records[7] = a_record(7, title, assignee="kim", due_in=-9, request="\x1b[2J\rgone")
    for words in (
        ["list"],
        ["show", "7"],
        ["next"],
        ["search", "owned"],
        ["explain", "7"],
        ["take", "7"],
        ["set", "7", "impact=\x1b[1m"],
    ):
        output = typed(*words).output
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\r"} & set(output), words
    assert "␛]0;owned" in typed("show", "7").output
    assert "[red]x[/red]" in typed("show", "7").output


def test_explain_names_rule_evidence_and_who_lost_why(typed: Typed):
    page = typed("explain", "1").output
    assert "rules/routing.yml:9 network" in page
    assert "max: away until 2099-12-31" in page


def test_search_finds_tickets_articles_and_assets(answered):
    answer = answered("search", "vpn")
    assert references(answer) == ["HD-000001"]
    assert [each["article"] for each in answer["articles"]] == ["network/vpn"]
    assert [each["id"] for each in answer["assets"]] == ["vpn"]


def test_search_can_be_narrowed(answered):
    assert references(answered("search", "done", "--open")) == []
    assert references(answered("search", "done", "--status", "closed")) == ["HD-000005"]
    assert answered("search", "vpn", "--in", "assets")["tickets"] == []


@pytest.mark.parametrize("query", ['"', "NEAR(", "title:x*", "-", "'; DROP TABLE", "OR OR", "\x00", "(((("])
def test_no_query_is_a_syntax_error(typed: Typed, query):
    assert typed("search", "--", query).exit_code == 0


def test_one_word_alone_makes_no_ticket_like_another_where_few_are_known(answered, desk: PaperDesk):
    desk.snapshot.records[9] = a_record(9, "The printer jams on every page", category="hardware/printer")
    desk.snapshot.records[1] = a_record(
        1, "VPN drops every ten minutes", assignee="kim", status="in_progress", due_in=1, request="From home."
    )
    assert "HD-000009" not in [each["reference"] for each in answered("show", "1").get("tickets", [])]
    assert "HD-000009" not in [each["reference"] for each in answered("next")["tickets"]]
