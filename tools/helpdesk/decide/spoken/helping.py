"""Whether an article helped: /helped, /not-helped."""

from collections.abc import Callable

from helpdesk.decide.lifecycle.helping import note_helped
from helpdesk.decide.spoken.command import Command, Order, Who
from helpdesk.decide.spoken.names import given, one_of, plain_word


def _said(*, helpful: bool) -> Callable[[Order], str | None]:
    def carry_out(order: Order) -> str | None:
        typed, _, words = given(order, "an article").partition(" ")
        name = plain_word(typed).removesuffix(".md").removeprefix("kb/")
        # Who does not work here learns of no article that is not for them.
        staff = order.speaker.staff
        known = [one.id for one in order.this.snapshot.articles.values() if one.read_by(staff=staff)]
        ends = [one for one in known if one.rpartition("/")[2] == name]
        article = ends[0] if name not in known and len(ends) == 1 else one_of("article", name, known)
        who = "requester" if order.speaker.asks else order.speaker.who
        note_helped(order.this, order.draft, order.at, article, helpful, by=who, via=order.speaker.via, words=words)
        return None

    return carry_out


COMMANDS = (
    Command(
        "helped", "ARTICLE [WORDS]", "/helped network/vpn", "The article helped.", _said(helpful=True), Who.REQUESTER
    ),
    Command(
        "not-helped",
        "ARTICLE [WORDS]",
        "/not-helped network/vpn the menu looks different",
        "The article did not help, and why.",
        _said(helpful=False),
        Who.REQUESTER,
    ),
)
