"""Words on their way to GitHub do nothing to anybody, and come back as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.channels.github.address import issue_at, repository
from helpdesk.channels.github.words import (
    LONGEST_BODY,
    LONGEST_TITLE,
    bare_title,
    compose,
    harmless,
    marked,
    one_title,
    quoted,
    without_comments,
)


@pytest.mark.parametrize("text", ["@kim", "hi @acme/team!", "(@kim)", "x\n@kim", "_@kim_", "`@kim"])
def test_a_name_notifies_nobody(text: str) -> None:
    assert "@k" not in harmless(text) and "@a" not in harmless(text)


@pytest.mark.parametrize("text", ["#12", "see acme/help#12", "GH-12", "fixes #3"])
def test_a_number_links_nothing(text: str) -> None:
    assert not any(link in harmless(text) for link in ("#1", "#3", "GH-1"))


def test_an_address_of_mail_stays_one() -> None:
    assert harmless("kim@example.org") == "kim@example.org"


@given(st.text())
def test_only_the_first_line_can_carry_our_marker(text: str) -> None:
    body = compose("HD-000001/x", text)
    assert marked(body) == "HD-000001/x"
    assert body.count("<!-- helpdesk:") == 1


@pytest.mark.parametrize("text", ["x" * 70_000, "@kim #1 " * 9_000, "é\n" * 33_000, "<!--" * 17_000])
def test_a_body_is_as_long_as_github_takes_and_says_where_the_rest_is(text: str) -> None:
    body = compose("HD-000001/x", text, "https://help.example.org/1")
    assert len(body) <= LONGEST_BODY
    assert body.endswith("The whole: https://help.example.org/1)")


def test_a_quotation_cannot_end_early() -> None:
    assert all(line.startswith("> ") for line in quoted("a\n\n<b>x</b>\r\n# c").splitlines())
    assert "<b>" not in quoted("<b>")


@given(st.text(max_size=400))
def test_a_title_carries_the_reference_once_however_often_it_is_set(title: str) -> None:
    once = one_title("HD-000123", title)
    assert once.startswith("[HD-000123]") and len(once) <= LONGEST_TITLE
    assert one_title("HD-000123", once) == once


def test_a_title_without_our_reference_is_the_writers_own() -> None:
    assert bare_title("[HD-000123] [urgent] Printer") == "[urgent] Printer"


def test_hints_of_a_template_are_left_out_but_not_in_code() -> None:
    body = "a <!-- hint\nmore --> b\n\n```\n<!-- code -->\n```\n<!-- never closed\nc"
    assert without_comments(body) == "a \n b\n\n```\n<!-- code -->\n```"


@pytest.mark.parametrize("name", ["acme", "acme/", "../x", "acme/..", "acme/a b", "acme/x/y", "-a/b", "acme/x\n"])
def test_what_is_no_repository_is_refused_with_what_to_write(name: str) -> None:
    with pytest.raises(ValueError, match="write owner/name"):
        repository(name)


def test_a_source_names_an_issue_or_nothing() -> None:
    assert issue_at("github:acme/help#12") == ("acme/help", 12)
    assert issue_at("github:acme/help#12/comment/3") is None
    assert issue_at("mail") is None
