"""`helpdesk article`: from a resolved ticket to a draft, into force, and out of it again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from click.testing import Result
from msgspec.structs import replace
from paper_desk import NOW, PaperDesk, Typed, a_record

from helpdesk.model.fold import fold
from helpdesk.model.ids import TicketNumber
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.record import Conversation
from helpdesk.model.rules.people import Role
from helpdesk.model.rules.permissions import Grant, Permissions, Way
from helpdesk.model.ticket import Comment, Resolution, Visibility
from helpdesk.model.timeline import Resolved

Answered = Callable[..., Any]
SLUG = "network/cable-replaced"


@pytest.fixture
def desk() -> PaperDesk:
    """Everybody's articles are a lead's to write; a technician proposes them."""
    answer = Conversation(
        "0.md", Comment(at=NOW, by="kim"), "Hello Ana,\n\n- Unplug the cable.\n- Plug in a new one.\n"
    )
    solved = a_record(
        6,
        "Cable replaced",
        status="resolved",
        category="network/vpn",
        resolution=Resolution(code="fixed", summary="A new cable."),
    )
    paper = PaperDesk(a_record(1, "VPN drops", status="in_progress"), replace(solved, conversation=(answer,)))
    rules = paper.snapshot.rules
    grants = (
        Grant(who=("lead",), files=("articles", "comments")),
        Grant(who=("technician",), files=("articles",), by=(Way.PULL_REQUEST,)),
    )
    people = {**rules.people, "kim": replace(rules.people["kim"], role=Role.LEAD)}
    paper.snapshot.rules = replace(rules, permissions=Permissions(grants=grants), people=people)
    return paper


def refused(result: Result) -> str:
    assert result.exit_code == 1, result.output
    return result.output


def test_a_resolved_ticket_becomes_a_draft_for_staff(typed: Typed, desk: PaperDesk) -> None:
    result = typed("article", "from", "6")
    assert result.exit_code == 0, result.output
    article = desk.snapshot.articles[SLUG]
    assert (article.status, article.audience, article.owner) == (ArticleStatus.DRAFT, "staff", "kim")
    assert "1. Unplug the cable.\n2. Plug in a new one." in article.body
    assert desk.subjects == ["Draft an article from HD-000006: Cable replaced"]
    assert f"next: read kb/{SLUG}.md, then helpdesk article publish {SLUG}" in result.output
    assert "the ticket says nothing on: cause" in result.output


def test_a_ticket_is_drafted_once(typed: Typed, desk: PaperDesk) -> None:
    typed("article", "from", "6")
    assert f"HD-000006 was made into kb/{SLUG}.md already" in refused(typed("article", "from", "6", "--slug", "other"))


def test_a_ticket_that_is_not_resolved_has_nothing_to_teach_yet(typed: Typed) -> None:
    assert "HD-000001 is not resolved yet; helpdesk resolve 1" in refused(typed("article", "from", "1"))


def test_a_ticket_that_an_article_solved_needs_no_other(typed: Typed, desk: PaperDesk) -> None:
    six = desk.snapshot.records[TicketNumber(6)]
    done = Resolution(code="fixed", summary="As in the article.", article="network/vpn")
    desk.snapshot.records[TicketNumber(6)] = replace(six, ticket=replace(six.ticket, resolution=done))
    assert "was solved by the article network/vpn; improve that one" in refused(typed("article", "from", "6"))
    assert typed("article", "from", "6", "--slug", "cable").exit_code == 0


def test_a_name_that_is_taken_is_refused(typed: Typed) -> None:
    taken = refused(typed("article", "from", "6", "--slug", "vpn"))
    assert "there is an article network/vpn already; edit that one, or name another with --slug" in taken


def test_a_draft_can_be_seen_before_it_is_written(typed: Typed, desk: PaperDesk) -> None:
    result = typed("article", "from", "6", "--print")
    assert "status: draft" in result.output
    assert SLUG not in desk.snapshot.articles


def test_a_technician_proposes_and_does_not_write_past_the_review(typed: Typed, desk: PaperDesk) -> None:
    desk.address = "max@example.org"
    said = refused(typed("article", "from", "6"))
    assert "an article is not for max, a technician, to write" in said
    assert "propose it with --pr" in said
    assert typed("article", "from", "6", "--print").exit_code == 0


def test_publishing_puts_a_draft_in_force_for_its_audience(typed: Typed, desk: PaperDesk) -> None:
    typed("article", "from", "6")
    typed("article", "publish", SLUG, "--audience", "public", "--review", "6m")
    article = desk.snapshot.articles[SLUG]
    assert (article.in_force, article.audience) == (True, "public")
    assert article.review == (NOW + timedelta(days=180)).date()


def test_a_version_for_staff_names_the_article_that_it_is_of(typed: Typed, desk: PaperDesk) -> None:
    typed("article", "from", "6")
    typed("article", "publish", SLUG, "--version-of", "vpn")
    assert desk.snapshot.articles[SLUG].version_of == "network/vpn"
    assert "no version of itself" in refused(typed("article", "publish", "vpn", "--version-of", "vpn"))


def test_an_article_that_still_holds_gets_its_next_review(typed: Typed, desk: PaperDesk) -> None:
    typed("article", "reviewed", "vpn", "--next", "2099-01-15")
    assert str(desk.snapshot.articles["network/vpn"].review) == "2099-01-15"
    assert desk.snapshot.articles["network/vpn"].updated == NOW.date()
    assert "has passed" in typed("article", "reviewed", "vpn", "--next", "2020-01-15").output
    assert "no day to come" in typed("article", "reviewed", "vpn", "--next", "soon").output


def test_a_retired_article_leads_to_its_successor_and_its_links_are_named(typed: Typed, desk: PaperDesk) -> None:
    articles = desk.snapshot.articles
    linking = replace(articles["office/printer"], body="[Remote](../network/vpn.md) printers wait.")
    new = replace(articles["network/vpn"], id="network/tunnel", path="kb/network/tunnel.md")
    desk.snapshot.articles = {**articles, "office/printer": linking, "network/tunnel": new}
    result = typed("article", "retire", "network/vpn", "--successor", "tunnel")
    gone = desk.snapshot.articles["network/vpn"]
    assert (gone.status, gone.successor) == (ArticleStatus.RETIRED, "network/tunnel")
    assert "kb/office/printer.md links to it" in result.output
    again = typed("article", "retire", "network/vpn", "--successor", "tunnel")
    assert "network/vpn is retired already" in refused(again)


def test_an_article_does_not_succeed_itself_nor_is_it_followed_by_one_out_of_force(typed: Typed) -> None:
    assert "does not succeed itself" in refused(typed("article", "retire", "vpn", "--successor", "vpn"))
    typed("article", "retire", "printer")
    assert "office/printer is not in force" in refused(typed("article", "retire", "vpn", "--successor", "printer"))


def test_an_unknown_article_is_answered_with_the_nearest(typed: Typed) -> None:
    assert "did you mean 'network/vpn'?" in refused(typed("article", "retire", "network/vnp"))


def test_the_answer_as_json_says_what_was_taken_out(answered: Answered) -> None:
    data = answered("article", "from", "6")
    assert (data["article"], data["paths"], data["missing"]) == (SLUG, [f"kb/{SLUG}.md"], ["Cause"])


def test_whether_an_article_helped_is_a_note_on_the_ticket_where_it_was_tried(typed: Typed, desk: PaperDesk) -> None:
    typed("article", "feedback", "vpn", "--not-helpful", "--ticket", "1", "-m", "Looks different.")
    (note,) = desk.said(1)
    assert (note.comment.article, note.comment.helpful, note.text) == ("network/vpn", False, "Looks different.")
    assert note.comment.visibility is Visibility.INTERNAL
    assert "--helpful or --not-helpful" in typed("article", "feedback", "vpn", "--ticket", "1").output


def test_links_out_are_listed_with_the_articles_they_stand_in(typed: Typed, desk: PaperDesk) -> None:
    articles = desk.snapshot.articles
    body = "[maker](https://maker.example/a#part) and [ours](https://desk.example/articles/a/b.html), [in](printer.md)"
    desk.snapshot.articles = {**articles, "network/vpn": replace(articles["network/vpn"], body=body)}
    rules = desk.snapshot.rules
    desk.snapshot.rules = replace(rules, desk=replace(rules.desk, portal="https://desk.example/"))
    assert "https://maker.example/a  kb/network/vpn.md\n1 link out" in typed("article", "links").output
    assert "no article links out" in typed("article", "links", "printer").output


def test_only_external_asks_and_what_is_gone_is_named_with_its_place(
    typed: Typed, desk: PaperDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpdesk.channels.webhook import links
    from helpdesk.channels.webhook.links import Answer, Asked

    articles = desk.snapshot.articles
    body = "[a](https://maker.example/gone) [b](https://maker.example/here) [c](https://maker.example/more)"
    desk.snapshot.articles = {**articles, "network/vpn": replace(articles["network/vpn"], body=body)}
    monkeypatch.setattr(links, "ask", lambda url: Asked(Answer.GONE if "gone" in url else Answer.FINE, "said so"))
    result = typed("article", "links", "--external", "--most", "2")
    assert result.exit_code == 1
    assert "kb/network/vpn.md: gone: https://maker.example/gone: said so" in result.output
    assert "2 links out; 1 fine" in result.output
    assert "1 more were not asked: --most 3" in result.output
    assert typed("article", "links", "--external", "printer").exit_code == 0


def test_gaps_name_what_is_missing_and_the_next_step(typed: Typed, answered: Answered) -> None:
    assert "no gap: nothing is asked often" in typed("article", "gaps").output
    assert answered("article", "gaps") == {"missing": [], "failing": [], "not_found": [], "sought": []}
    assert "is no time" in typed("article", "gaps", "--since", "soon").output


def test_what_was_asked_three_times_is_a_gap_with_the_ticket_to_draft_from(typed: Typed, desk: PaperDesk) -> None:
    for number in (11, 12, 13):
        solved = a_record(number, "Certificate expired", status="resolved", category="network/vpn")
        done = (*solved.timeline, Resolved(at=NOW - timedelta(hours=1), by="kim", code="fixed"))
        desk.snapshot.records[TicketNumber(number)] = replace(solved, timeline=done, state=fold(done))
    output = typed("article", "gaps").output
    assert "certificate expired" in output
    assert "Words that find nothing" in output
    assert "next: helpdesk article from 13 --pr" in output
