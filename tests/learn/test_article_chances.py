"""How likely a suggested article answers: careful as shipped, corrected by what a desk's own tickets say, and held to
the bar that the desk sets."""

import random
from datetime import UTC, datetime

import pytest

from helpdesk.learn.article_answers import answers
from helpdesk.learn.article_chances import FEWEST_RIGHT, corrected, learned, prior
from helpdesk.learn.articles import EVERYTHING, ArticleIndex
from helpdesk.model.ids import TicketNumber
from helpdesk.model.knowledge import Article
from helpdesk.model.record import Record, TicketState
from helpdesk.model.rules.desk import ArticleChances, LearningRule
from helpdesk.model.ticket import Resolution, Ticket

NOW = datetime(2026, 3, 2, tzinfo=UTC)
VPN = Article(id="net/vpn", path="kb/net/vpn.md", title="The VPN drops", body="Restart the client, then the router.")
JAM = Article(id="hw/jam", path="kb/hw/jam.md", title="Printer jams", body="Open the tray, pull the paper. Restart it.")
MAIL = Article(id="app/mail", path="kb/app/mail.md", title="Mail is full", body="Archive what is old, empty the trash.")
ALL = {each.id: each for each in (VPN, JAM, MAIL)}


def solved(number: int, text: str, *, article: str = "", helped: bool | None = None) -> Record:
    resolution = Resolution(summary="Done.", article=article)
    ticket = Ticket(id=f"HD-{number:06d}", title=text, status="closed", opened=NOW, resolution=resolution)
    state = TicketState(helped={} if helped is None else {VPN.id: helped})
    return Record(
        number=TicketNumber(number),
        reference=ticket.id,
        path="",
        ticket=ticket,
        request="",
        timeline=(),
        conversation=(),
        state=state,
    )


def test_more_that_is_shared_and_a_longer_lead_make_an_answer_likelier() -> None:
    assert prior(0.2, 5.0, 4.5, 5.0) < prior(0.8, 5.0, 4.5, 5.0) < prior(0.8, 5.0, 2.5, 5.0)
    assert prior(0.8, 2.5, 2.0, 5.0) < prior(0.8, 5.0, 4.0, 5.0)


def test_the_best_article_is_said_with_its_chance_its_words_and_where_they_stand() -> None:
    (first, *_) = ArticleIndex.of(ALL.values()).suggest("the vpn drops, restarting the client is no help", 3)
    assert first.article == VPN.id
    assert 0.1 < first.chance < 0.9
    assert first.said == "vpn, drops, restarting, client in title, keywords, text"


def test_nothing_less_likely_than_the_desks_bar_is_suggested() -> None:
    index, text = ArticleIndex.of(ALL.values()), "vpn drops, restart of the printer tray"
    every = index.suggest(text, 3, rule=EVERYTHING)
    bar = LearningRule(articles=every[0].chance)
    assert len(every) > 1
    assert index.suggest(text, 3, rule=bar) == every[:1]
    assert index.suggest(text, 3, rule=LearningRule(articles=1.0)) == ()


def test_a_desks_correction_moves_the_chance_and_keeps_the_order() -> None:
    index, text = ArticleIndex.of(ALL.values()), "vpn drops, restart of the printer tray"
    shipped = index.suggest(text, 3, rule=EVERYTHING)
    lower = index.suggest(text, 3, rule=LearningRule(articles=0.0, article_chances=ArticleChances(shift=-1.0)))
    assert [each.article for each in lower] == [each.article for each in shipped]
    assert all(one.chance < other.chance for one, other in zip(lower, shipped, strict=True))


def test_where_too_few_were_right_a_desk_corrects_nothing() -> None:
    assert learned([(0.5, True)] * (FEWEST_RIGHT - 1) + [(0.5, False)] * 500) is None


def test_few_answers_move_the_chances_little_and_many_as_far_as_they_are_off() -> None:
    few, many = learned([(0.3, True)] * 12), learned([(0.3, True)] * 1200)
    assert few is not None
    assert many is not None
    assert 0.3 < corrected(0.3, few) < corrected(0.3, many)


@pytest.mark.parametrize(("shift", "slope"), [(-0.8, 1.3), (0.6, 0.8), (0.0, 1.0)])
def test_after_the_correction_what_is_said_is_right_as_often(shift: float, slope: float) -> None:
    """Drawn from a desk that differs from the shipped numbers: learned from one half, tried on the other."""
    dice = random.Random(4)
    truth = ArticleChances(shift=shift, slope=slope)
    said = [dice.uniform(0.03, 0.95) for _ in range(8000)]
    drawn = [(chance, dice.random() < corrected(chance, truth)) for chance in said]
    by = learned(drawn[:4000])
    assert by is not None
    tried = [(corrected(chance, by), right) for chance, right in drawn[4000:]]
    for low in (0.0, 0.25, 0.5, 0.75):
        here = [(chance, right) for chance, right in tried if low <= chance < low + 0.25]
        if len(here) > 100:
            assert abs(sum(chance for chance, _ in here) - sum(right for _, right in here)) < 0.05 * len(here)


def test_a_desks_own_tickets_say_which_suggestion_was_right() -> None:
    index, text = ArticleIndex.of(ALL.values()), "vpn drops client"
    named, other, silent = solved(1, text, article=VPN.id), solved(2, text, article=JAM.id), solved(3, text)
    told = solved(4, text, article=JAM.id, helped=True)
    refused = solved(5, text, article=VPN.id, helped=False)
    right = [was for _, was in answers(index, [named, other, silent, told, refused], ALL)]
    assert right == [False, True, False, False, True]


def test_an_article_drafted_from_the_ticket_itself_proves_nothing() -> None:
    own = Article(id=VPN.id, path=VPN.path, title=VPN.title, body=VPN.body, drafted_from="HD-000001")
    index = ArticleIndex.of([own, JAM])
    assert answers(index, [solved(1, "vpn drops client", article=VPN.id)], {own.id: own, JAM.id: JAM}) == []
