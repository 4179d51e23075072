"""Which lines of a text are commands, and what is left of the text for people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import mail
from helpdesk.decide.spoken.reading import lines_of, note_of, read, said_in
from helpdesk.decide.spoken.table import BY_WORD


def verbs(text: str) -> list[str]:
    return [line.verb for line in read(text).lines]


def test_commands_stand_on_lines_of_their_own_in_any_case_and_their_order_is_kept() -> None:
    said = read("Hi Anna,\n\n/Assign @kim\nit is on its way.\n  /PRIORITY: p1\n/tag\tvpn\n\nKim")
    assert [(line.verb, line.rest) for line in said.lines] == [("assign", "@kim"), ("priority", "p1"), ("tag", "vpn")]
    assert said.without(said.lines) == "Hi Anna,\n\nit is on its way.\n\nKim"


@pytest.mark.parametrize(
    "text",
    [
        "> /close",
        "> quoted\n/close",
        ">> /close\n> /close",
        "```\n/close\n```",
        "~~~ text\n/close\n~~~",
        "````\n```\n/close\n````",
        "    /close",
        "\t/close",
        "<!-- /close -->",
        "<!--\n/close\n-->",
        "Bye\n-- \nKim\n/close",
        "Please /close it",
        "`/close`",
        "- /close",
        "/usr/bin/close",
        "//close",
        "/ close",
        "/3d",
        "/close-the-door!now",
        "http://example.org/close",
    ],
)
def test_what_is_quoted_code_hidden_or_signed_is_no_command(text: str) -> None:
    assert [verb for verb in verbs(text) if verb in BY_WORD] == []
    assert read(text).without(read(text).lines) in (text, "")


@pytest.mark.parametrize(
    "text",
    ["> quoted\n\n/close", "> quoted\n>\n/close", "```\ncode\n```\n/close", "/close.", "/close!", "\u200b/close"],
)
def test_a_line_of_ones_own_is_one_whatever_stands_around_it(text: str) -> None:
    assert verbs(text) == ["close"]


def test_a_fence_that_is_never_closed_hides_everything_below_it() -> None:
    assert verbs("/take\n```\n/close") == ["take"]


def test_a_note_takes_its_paragraph_along_and_alone_on_its_line_everything_below() -> None:
    said = read("Dear Anna,\n/note the vendor says that\nher disk is worn\n\nwe call you.\n/take")
    assert [note_of(line) for line in said.lines if line.verb == "note"] == ["the vendor says that\nher disk is worn"]
    assert said.without(said.lines) == "Dear Anna,\n\nwe call you."
    below = read("/note\nShe is leaving.\n\nNobody knows yet.\n/take")
    assert below.internal() == ("She is leaving.\n\nNobody knows yet.",)
    assert below.without(below.lines) == ""


def test_what_markdown_escapes_is_read_as_it_was_typed() -> None:
    assert read(r"/tag big\_job").lines[0].rest == "big_job"


def test_of_a_mail_only_what_its_writer_says_now_counts() -> None:
    forwarded = mail("kim@desk.example", "Fwd: Help", "From: Mallory\n\n/close", visible_reply="")
    assert said_in(forwarded).lines == ()
    assert said_in(forwarded).text == forwarded.text, "nothing of it is lost"


@pytest.mark.parametrize("what", ["automatic", "bounce", "spam"])
def test_what_no_person_wrote_says_nothing(what: str) -> None:
    message = mail("kim@desk.example", "Away", "/close", commands=("/close",), **{what: True})
    assert said_in(message).lines == ()


def test_a_click_speaks_in_the_words_of_a_command() -> None:
    click = mail("kim@desk.example", "", "", commands=("/assign kim", "nonsense", "/tag vip"))
    assert [line.verb for line in said_in(click).lines] == ["assign", "tag"]


LINES = st.sampled_from(
    [
        "/close",
        "/note x",
        "/note",
        "> /close",
        "```",
        "~~~",
        "",
        "hello",
        "    /close",
        "<!--",
        "-->",
        "/wait 3d",
        "-- ",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(LINES, max_size=12).map("\n".join)))
def test_no_text_stops_the_reader_and_nothing_of_it_is_invented(text: str) -> None:
    said = read(text)
    assert all(line.verb in text.lower().replace("_", "-") for line in said.lines)
    left = {line.strip() for line in lines_of(said.without(said.lines))}
    assert left <= {line.strip() for line in lines_of(text)} | {""}
    assert [line.first for line in said.lines] == sorted(line.first for line in said.lines)


@given(st.text(max_size=200), st.sampled_from(sorted(BY_WORD)))
def test_a_quoted_command_is_none_whatever_stands_around_it(around: str, verb: str) -> None:
    quoted = "\n".join(f"> {line}" for line in (*lines_of(around), f"/{verb} 1"))
    assert read(quoted).lines == ()
