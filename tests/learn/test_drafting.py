"""An article drafted from a ticket says how it was solved, and nothing of whom it was solved for."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from builders import a_desk
from helpdesk.learn.drafting import Drafted, draft_article, slug_of
from helpdesk.learn.redaction import Redaction
from helpdesk.load.article import read_article, write_article
from helpdesk.model.ids import TicketNumber
from helpdesk.model.knowledge import ArticleStatus
from helpdesk.model.message import Party
from helpdesk.model.record import Conversation, Record, TicketState
from helpdesk.model.ticket import Comment, Links, Problem, Resolution, Ticket, TicketType, Visibility

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULES = a_desk().person("kim").person("lou", name="Claas Ito").settings(name="Desk").rules()
REQUEST = "Since Monday the tunnel breaks down every ten minutes and I lose all my work. Badge 4711. Ana Reis"


def said(by: str, text: str, visibility: Visibility = Visibility.PUBLIC, sender: Party | None = None) -> Conversation:
    comment = Comment(at=AT, by=by, visibility=visibility, sender=sender or Party())
    return Conversation("a.md", comment, text)


def a_ticket(*conversation: Conversation, request: str = REQUEST, **fields: object) -> Record:
    values: dict[str, object] = {
        "title": "VPN drops every ten minutes",
        "status": "resolved",
        "category": "network/vpn",
        "service": "vpn",
        "requester": Party(name="Ana Reis", email="ana@customer.example"),
        "resolution": Resolution(code="fixed", summary="Updated the client to 5.4."),
        **fields,
    }
    return Record(
        number=TicketNumber(7),
        reference="HD-000007",
        path="tickets/000/HD-000007",
        ticket=Ticket(id="HD-000007", opened=AT, **values),  # type: ignore[arg-type]
        request=request,
        timeline=(),
        conversation=conversation,
        state=TicketState(),
    )


def drafted(record: Record, problem: Record | None = None) -> Drafted:
    redaction = Redaction.of(record, RULES)
    return draft_article(record, problem, redaction, section="network", slug="", owner="kim", review=date(2027, 3, 2))


def test_a_draft_has_problem_steps_and_resolution_and_is_for_staff() -> None:
    article = drafted(a_ticket(said("kim", "Please do this:\n\n1. Open the client.\n2. Choose Update.\n"))).article
    assert (article.path, article.status, article.audience) == (
        "kb/network/vpn-drops-every-ten-minutes.md",
        ArticleStatus.DRAFT,
        "staff",
    )
    assert (article.drafted_from, article.owner, article.categories) == ("HD-000007", "kim", ("network/vpn",))
    assert article.body == (
        "## Problem\n\nVPN drops every ten minutes\n\n"
        "## Steps\n\n1. Please do this:\n2. Open the client.\n3. Choose Update.\n\n"
        "## Resolution\n\nUpdated the client to 5.4.\n"
    )


def test_a_draft_reads_back_as_it_was_written() -> None:
    article = drafted(a_ticket(said("kim", "Open the client."))).article
    again, findings = read_article(article.path, write_article(article))
    assert (again, findings) == (article, [])


def test_what_the_requester_wrote_is_not_in_it() -> None:
    theirs = said("requester", "My badge is 4711 and the office is the red one behind the station.")
    quoted = said("kim", "> Since Monday the tunnel breaks\n\nYou wrote: Badge 4711.\n\nUpdate the client.")
    repeated = said("kim", "So the tunnel breaks down every ten minutes and you lose all your work.\n\nRestart it.")
    found = drafted(a_ticket(theirs, quoted, repeated))
    for theirs_alone in ("red one", "> ", "Since Monday", "breaks down every ten"):
        assert theirs_alone not in found.article.body
    assert "Restart it." in found.article.body
    assert found.removed["quotes"] == 1


def test_names_addresses_and_numbers_are_taken_out() -> None:
    reply = "Hi Ana,\n\nAna's laptop was at fault: tell ana@customer.example or call +351 21 000 000.\n\nRegards,\nKim"
    found = drafted(a_ticket(said("kim", reply), title="VPN of Ana Reis drops"))
    assert (
        "(name) laptop was at fault: tell (hidden: address) or call (hidden: telephone number)." in found.article.body
    )
    assert found.article.title == "VPN of (name) drops"
    everything = write_article(found.article).decode()
    assert not any(word in everything for word in ("Ana", "ana@", "Reis", "+351", "Regards"))


def test_the_name_of_the_file_and_the_keywords_hold_nobody_either() -> None:
    article = drafted(a_ticket(title="Add ana@customer.example and Ana Reis to the list")).article
    assert article.id == "network/add-and-to-the-list"
    assert article.keywords == ("add", "list")
    assert drafted(a_ticket(title="Ana Reis")).article.id == "network/hd-000007"


def test_a_colleague_is_not_named_and_a_greeting_on_the_line_is_none_of_the_steps() -> None:
    body = drafted(a_ticket(said("kim", "Hello Ana, I've asked Claas for the approval."))).article.body
    assert "1. I've asked (name) for the approval." in body


def test_thanks_at_the_beginning_end_no_letter_and_thanks_at_the_end_do() -> None:
    reply = "Thanks for waiting.\n\nOpen it.\n\nChoose Update.\n\nRestart.\n\nWait.\n\nBest,\nKim\nService desk"
    body = drafted(a_ticket(said("kim", reply))).article.body
    assert "1. Open it.\n2. Choose Update.\n3. Restart.\n4. Wait.\n\n## Resolution" in body


def test_secrets_are_masked() -> None:
    found = drafted(a_ticket(said("kim", "The new password is Wint3r!2026 for now.\n\nThen change it.")))
    assert "Wint3r" not in found.article.body
    assert found.removed["passwords"] == 1
    assert "Then change it." in found.article.body


def test_notes_for_staff_are_not_in_it() -> None:
    found = drafted(a_ticket(said("kim", "He is always late.", Visibility.INTERNAL), said("kim", "Update it.")))
    assert "Update it." in found.article.body
    assert "late" not in found.article.body


def test_the_cause_is_the_problems_where_the_ticket_has_none() -> None:
    cause = Problem(cause="Client 5.3 gives up behind home routers.", workaround="A cable.")
    problem = a_ticket(type=TicketType.PROBLEM, problem=cause)
    body = drafted(a_ticket(links=Links(problem="HD-000008")), problem).article.body
    assert "## Cause\n\nClient 5.3 gives up behind home routers.\n\nUntil it is mended: A cable." in body


def test_what_the_ticket_is_silent_on_is_named() -> None:
    found = drafted(a_ticket(resolution=None))
    assert found.missing == ("Cause", "Steps", "Resolution")


def test_the_summary_that_staff_wrote_tells_the_problem() -> None:
    article = drafted(a_ticket(summary="The tunnel breaks behind home routers.")).article
    assert "## Problem\n\nThe tunnel breaks behind home routers." in article.body
    assert article.summary == "The tunnel breaks behind home routers."


def test_a_title_in_other_letters_has_no_slug() -> None:
    assert slug_of("Größe des Postfachs!") == "groesse-des-postfachs"
    assert slug_of("../../etc") == "etc"
    assert slug_of("打印机") == ""


TEXTS = st.text(max_size=300)


@given(title=TEXTS, request=TEXTS, replies=st.lists(TEXTS, max_size=4))
def test_whatever_stands_in_a_ticket_the_draft_is_an_article(title: str, request: str, replies: Iterable[str]) -> None:
    article = drafted(a_ticket(*(said("kim", text) for text in replies), title=title, request=request)).article
    again, findings = read_article(article.path, write_article(article))
    assert findings == []
    assert again is not None
    assert again.status is ArticleStatus.DRAFT


@given(name=st.from_regex(r"[A-Z][a-z]{4,9} [A-Z][a-z]{4,9}", fullmatch=True), words=st.lists(TEXTS, max_size=3))
def test_no_part_of_the_requesters_name_stands_in_a_draft(name: str, words: list[str]) -> None:
    reply = f"{name} said so. {f' {name} '.join(words)}\n\nThanks to {name.split()[0]}, and to {name.split()[1]}!"
    article = drafted(a_ticket(said("kim", reply), requester=Party(name=name), title=f"For {name}")).article
    text = f"{article.title}\n{article.body}"
    assert not [part for part in name.split() if re.search(rf"\b{part}\b", text)]
