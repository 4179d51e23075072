"""What requesters had read on the portal before they asked, as their requests say."""

from pathlib import Path

import pytest
import yaml
from test_gaps import MARCH, ended

from helpdesk.figures.gaps import failing
from helpdesk.figures.looked_at import SENTENCES, titles

TEXTS = Path(__file__).parents[2] / "site/theme/texts"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_titles_below_the_forms_own_sentence_are_read(sentence: str) -> None:
    text = f"The tunnel drops.\n\n{sentence}\n- VPN drops\n- Wireless at home\n\nBye"
    assert titles(text) == ("VPN drops", "Wireless at home")
    assert titles(f"{text}\r\n{sentence}\r\n- Only this\r\n") == ("Only this",)


@pytest.mark.parametrize("text", ["", "- VPN drops", SENTENCES[0], f"{SENTENCES[0]}\nVPN drops"])
def test_where_no_list_follows_nothing_was_read(text: str) -> None:
    assert titles(text) == ()


def test_the_sentences_are_those_of_the_portal() -> None:
    said = {yaml.safe_load(path.read_text("utf-8"))[SENTENCES[0]] for path in TEXTS.glob("*.yml")}
    assert {*said, SENTENCES[0]} == set(SENTENCES)


def test_an_article_that_three_had_read_before_they_asked_does_not_help() -> None:
    tickets = [ended(number, "VPN drops") for number in (1, 2, 3)]
    read = dict.fromkeys((1, 2, 3), ("network/vpn",))
    (bad,) = failing(tickets, MARCH, looked_at=read)
    assert (bad.article, bad.read, bad.tickets) == ("network/vpn", 3, (3, 2, 1))
    assert bad.why == "3 had read it and asked all the same"
    assert failing(tickets[:2], MARCH, looked_at=read) == ()
