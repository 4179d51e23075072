"""What knowledge is missing, by what was asked, what was suggested and what was said of it."""

from datetime import UTC, datetime, timedelta

from builders import a_desk, mail, staff_mail
from helpdesk.figures.facts import Facts, Reader
from helpdesk.figures.gaps import failing, gaps, unfound
from helpdesk.figures.spells import Spell
from helpdesk.figures.window import Window
from helpdesk.model.knowledge import Suggestion
from helpdesk.model.message import Proof
from helpdesk.model.timeline import Opened

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
MARCH = Window(MONDAY, MONDAY + timedelta(days=30))
_TEXTS = "article priority team assignee channel department location status kind risk outcome".split()  # noqa: SIM905


def ended(number: int, title: str, **values: object) -> Facts:
    """An incident about network/vpn that took an hour, nobody having been shown an article."""
    opened = MONDAY + timedelta(hours=number)
    end = opened + timedelta(hours=1)
    known: dict[str, object] = {
        **dict.fromkeys(_TEXTS, ""),
        "number": number,
        "reference": f"HD-{number:06d}",
        "title": title,
        "type": "incident",
        "opened": opened,
        "ended": end,
        "open_spells": (Spell(opened, end),),
        "waits": (),
        "first_response": None,
        "closed": None,
        "response": None,
        "work": 3600,
        "promises": (),
        "reopened": 0,
        "handoffs": 0,
        "escalations": 0,
        "replies": 2,
        "rating": None,
        "rated": None,
        "asked": False,
        "category": "network/vpn",
        "service": "vpn",
        "requester": f"person-{number}",
        "assets": (),
        "public": False,
        **values,
    }
    return Facts(**known)  # type: ignore[arg-type]


CERTIFICATE = ["Certificate expired again", "certificate has expired", "My certificate is expired!"]


def test_what_three_tickets_ask_for_and_no_article_answers_is_a_gap() -> None:
    tickets = [ended(number, title) for number, title in enumerate(CERTIFICATE, 1)]
    (gap,) = gaps(tickets, MARCH)
    assert (gap.words, gap.category, gap.service) == (("certificate", "expired"), "network/vpn", "vpn")
    assert (gap.tickets, gap.requesters, gap.work, gap.nothing_found) == ((3, 2, 1), 3, 3 * 3600, 3)
    assert gaps(tickets[:2], MARCH) == ()


def test_what_an_article_solved_is_no_gap() -> None:
    assert gaps([ended(n, t, article="network/vpn") for n, t in enumerate(CERTIFICATE, 1)], MARCH) == ()


def test_what_a_suggestion_answered_is_no_gap_unless_they_say_otherwise() -> None:
    shown = {"offered": ("network/vpn",), "replies": 1}
    assert gaps([ended(n, t, **shown) for n, t in enumerate(CERTIFICATE, 1)], MARCH) == ()
    said = {**shown, "helped": (("network/vpn", False),)}
    assert len(gaps([ended(n, t, **said) for n, t in enumerate(CERTIFICATE, 1)], MARCH)) == 1
    many = {**shown, "replies": 4}
    (gap,) = gaps([ended(n, t, **many) for n, t in enumerate(CERTIFICATE, 1)], MARCH)
    assert gap.nothing_found == 0


def test_one_category_is_told_apart_by_what_the_titles_share() -> None:
    tokens = ["New token for VPN", "token broken", "Where is my token", "Token, please"]
    tickets = [ended(number, title) for number, title in enumerate(CERTIFICATE + tokens, 1)]
    assert [(gap.words, len(gap.tickets)) for gap in gaps(tickets, MARCH)] == [
        (("token",), 4),
        (("certificate", "expired"), 3),
    ]


def test_what_shares_no_word_is_one_gap_of_its_category_and_none_without_a_category() -> None:
    odd = ["Nothing works", "Blue screen", "Slow tunnel"]
    (gap,) = gaps([ended(number, title) for number, title in enumerate(odd, 1)], MARCH)
    assert (gap.words, len(gap.tickets)) == ((), 3)
    assert gaps([ended(number, title, category="") for number, title in enumerate(odd, 1)], MARCH) == ()


def test_changes_problems_and_other_periods_are_left_out() -> None:
    tickets = [ended(number, title, type="change") for number, title in enumerate(CERTIFICATE, 1)]
    assert gaps(tickets, MARCH) == ()
    april = Window(MARCH.end, MARCH.end + timedelta(days=30))
    assert gaps([ended(number, title) for number, title in enumerate(CERTIFICATE, 1)], april) == ()


def test_what_a_monitor_or_the_calendar_says_nobody_asked() -> None:
    assert gaps([ended(number, title, channel="alert") for number, title in enumerate(CERTIFICATE, 1)], MARCH) == ()


def test_the_words_of_a_gap_stand_as_they_are_said() -> None:
    (gap,) = gaps([ended(number, "New laptop please") for number in (1, 2, 3)], MARCH)
    assert gap.words == ("new", "laptop")


def test_an_article_is_drafted_from_the_ticket_that_went_best() -> None:
    one, two, three = (ended(number, title) for number, title in enumerate(CERTIFICATE, 1))
    reopened = ended(4, CERTIFICATE[0], reopened=1, rating=5)
    liked = ended(5, CERTIFICATE[0], rating=5)
    unanswered = ended(6, CERTIFICATE[0], replies=0)
    (gap,) = gaps([one, two, three, reopened, liked, unanswered], MARCH)
    assert gap.source == 5


def test_a_secret_in_a_title_is_in_no_gap() -> None:
    tickets = [ended(number, "Login password: Wint3r!26") for number in range(1, 4)]
    (gap,) = gaps(tickets, MARCH)
    assert "wint3r" not in str(gap).lower()


def test_an_article_that_was_suggested_in_vain_is_named_with_its_tickets() -> None:
    shown = {"offered": ("network/vpn",)}
    tickets = [ended(1, "A", replies=3, **shown), ended(2, "B", reopened=1, **shown), ended(3, "C", replies=1, **shown)]
    (bad,) = failing(tickets, MARCH)
    assert (bad.article, bad.offered, bad.in_vain, bad.tickets) == ("network/vpn", 3, 2, (2, 1))
    assert bad.why == "2 of 3 tickets took 3 replies or more, or were reopened"
    solved = [ended(n, "D", replies=5, article="network/vpn", **shown) for n in (1, 2, 3)]
    assert failing(solved, MARCH) == ()


def test_what_people_say_of_an_article_counts_more_than_what_can_be_guessed() -> None:
    shown = {"offered": ("network/vpn",), "replies": 5}
    liked = [ended(n, "A", helped=(("network/vpn", True),), **shown) for n in range(1, 5)]
    assert failing(liked, MARCH) == ()
    (bad,) = failing([ended(n, "A", replies=0, helped=(("network/vpn", n > 2),)) for n in range(1, 5)], MARCH)
    assert (bad.helped, bad.not_helped, bad.why) == (2, 2, "2 of 4 say that it did not help")


def test_words_that_no_article_holds_find_nothing() -> None:
    tickets = [ended(number, "VPN tunnel code 812") for number in range(1, 4)]
    found = unfound(tickets, MARCH, lambda word: word == "vpn")
    assert [(each.word, each.tickets) for each in found] == [("code", (3, 2, 1)), ("tunnel", (3, 2, 1))]


def test_the_facts_of_a_ticket_say_what_was_suggested_and_whether_it_helped() -> None:
    desk = a_desk().person("kim").team("desk", "kim").article("network/vpn", "VPN drops", body="The VPN drops.")
    scene = desk.settings(suggest_articles=2).open()
    scene.advice = (Suggestion("network/vpn", "VPN drops", 1.0),)
    scene.receive(mail("ana@customer.example", "VPN drops", "The VPN drops."))
    (opened,) = scene.entries(Opened)
    scene.receive(
        mail("ana@customer.example", "Re", "/not-helped network/vpn", answers=opened.message_id, proof=Proof.DMARC)
    )
    scene.receive(staff_mail("kim", "Re: [HD-000001] VPN drops", "Which version?"))
    facts = Reader(scene.rules).read(scene.record())
    assert (facts.offered, facts.helped) == (("network/vpn",), (("network/vpn", False),))


def test_an_article_that_readers_of_the_portal_say_did_not_help_is_failing() -> None:
    from helpdesk.model.readers import Opinion

    (bad,) = failing([], MARCH, heard={"network/vpn": Opinion(1, 3), "network/wifi": Opinion(3, 1)})
    assert (bad.article, bad.readers_not, bad.tickets) == ("network/vpn", 3, ())
    assert bad.why == "3 of 4 readers of the portal say that it did not help"
    assert not failing([], MARCH, heard={"network/vpn": Opinion(0, 2)}), "two are too few to say"


def test_deflection_counts_those_who_were_about_to_ask() -> None:
    from datetime import date
    from zoneinfo import ZoneInfo

    from helpdesk.figures.heard import heard_in
    from helpdesk.model.readers import ArticleMonth, Day, SearchMonth, Sought

    month = ArticleMonth(article="network/vpn", month="2026-03", days={"2026-03-02": Day(4, 1, 2)})
    sought = {"a": Sought(4, 2, date(2026, 3, 3), "standing desk"), "b": Sought(9, 1, date(2026, 3, 3))}
    searches = SearchMonth(month="2026-03", days={"2026-03-02": 13}, sought=sought)
    found = heard_in([month, searches], MARCH, ZoneInfo("UTC"))
    assert (found.spared, found.deflection(8), found.searches) == (2, 0.2, 13)
    assert found.sought == (("standing desk", 4),), "what too few sought is not shown"
    assert heard_in([], MARCH, ZoneInfo("UTC")).deflection(0) is None
