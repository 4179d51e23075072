"""How a ticket ends and begins again: /resolve, /close, /reopen, /confirm, /rate, /spam."""

import dataclasses
import re

from helpdesk.decide.lifecycle.confirming import confirm as confirmed
from helpdesk.decide.lifecycle.moves import go
from helpdesk.decide.lifecycle.moves import reopen as begun_again
from helpdesk.decide.lifecycle.rating import rate as rated
from helpdesk.decide.lifecycle.reopening import reopens_until
from helpdesk.decide.lifecycle.states import finished, state_of, way_to
from helpdesk.decide.notifying.notices import owe_to
from helpdesk.decide.spoken.command import Command, NotDone, Order, Who
from helpdesk.decide.spoken.moving import go_to, may_take, onward_from, way_into, ways_on
from helpdesk.decide.spoken.names import plain_word
from helpdesk.model.front_matter import front_matter
from helpdesk.model.rules.lifecycle import Phase
from helpdesk.model.rules.permissions import STAFF
from helpdesk.model.ticket import TicketType
from helpdesk.model.timeline import Json

CODES = (
    "fixed",
    "workaround",
    "answered",
    "fulfilled",
    "done",
    "not-reproducible",
    "no-fault",
    "wont-fix",
    "withdrawn",
)
SPAM = "spam"
LONGEST_SUMMARY = 2000
WITHDRAW = "withdraw"
WITHDRAWN = "Withdrawn by who asked"
PRACTICE = "built-in practice: who works on a ticket hears that it was withdrawn"
CLOSED_BY_CLICK = "Closed on the issue."
_CODE = re.compile(r"([A-Za-z][A-Za-z-]*)\s*(?:[:.–—-]\s+|$)(.*)\Z", re.DOTALL)
_SCORE = re.compile(r"([1-5])(?:\s*/\s*5)?(?![\w/.])\s*[-:,.]?\s*(.*)\Z", re.DOTALL)


def resolve(order: Order) -> str | None:
    """The work is done; the requester confirms."""
    if finished(state_of(order.ticket, order.rules)):
        raise NotDone(f"it is {order.ticket.status} already", "/reopen, or nothing")
    way = way_into(order, Phase.RESOLVED, "resolve")
    if way is None:
        raise NotDone(f"it cannot be resolved from {order.ticket.status!r}", onward_from(order))
    code, summary = _ending(order)
    before: dict[str, Json] = dict(front_matter(order.ticket).get("resolution") or {})
    values: dict[str, Json] = {"resolution": {**before, "code": code, "summary": summary}}
    me = order.speaker.person
    if not order.ticket.assignee and me is not None:
        values["assignee"] = me.id
    go_to(order, way.end, values, given_needs=frozenset({"resolution", "public_reply", "assignee"}))
    return None


def close(order: Order) -> str | None:
    """Nothing is left to do."""
    state = state_of(order.ticket, order.rules)
    if state.phase is Phase.CLOSED:
        return None
    if not order.speaker.staff and not finished(state):
        return _withdraw(order)
    way = way_into(order, Phase.CLOSED, "close")
    if way is not None and may_take(order, way):
        go_to(order, way.end)
        return None
    if order.speaker.staff and order.clicked and not finished(state):
        # Who closes an issue by a click says that the work is done; what was done stands in the thread.
        return resolve(dataclasses.replace(order, words=order.words or CLOSED_BY_CLICK))
    if way is not None and state.phase is Phase.RESOLVED:
        raise NotDone(f"only {' or '.join(way.who or (STAFF,))} may close it", "it closes by itself in its time")
    remedy = "/resolve <what was done> comes first" if state.phase is not Phase.RESOLVED else onward_from(order)
    raise NotDone(f"from {order.ticket.status!r} it cannot be closed", remedy)


def _withdraw(order: Order) -> str | None:
    """Who asked wants it no longer: where the lifecycle lets them, it ends, and whoever works on it hears of that."""
    way = next((one for one in ways_on(order) if one.verb == WITHDRAW and may_take(order, one)), None)
    if way is None:
        raise NotDone("it is not resolved yet, and open work is for staff to end", "who works on it reads your words")
    why = " ".join(filter(None, (order.rest.strip(), order.words.strip())))[:LONGEST_SUMMARY]
    summary = f"{WITHDRAWN}: {why}" if why else WITHDRAWN
    go_to(order, way.end, {"resolution": {"code": "withdrawn", "summary": summary[:LONGEST_SUMMARY]}})
    who = "assignee" if order.ticket.assignee else "lead"
    owe_to(order.this, order.draft, who, "withdrawn", order.message.key, {"why": why}, rule=PRACTICE, why=order.why)
    return None


def reopen(order: Order) -> str | None:
    """It was not over."""
    if not finished(state_of(order.ticket, order.rules)):
        if order.draft.state.last_reopened is not None and order.draft.state.last_reopened >= order.at:
            return None  # the same message has reopened it by its words
        raise NotDone(f"it is {order.ticket.status!r}, which is not over", "write what is new")
    way = way_into(order, Phase.ACTIVE, "reopen")
    if way is None:
        raise NotDone(f"from {order.ticket.status!r} nothing leads back", onward_from(order))
    ended = order.draft.state.closed
    if not order.speaker.staff and ended is not None and order.at > reopens_until(order.this, ended):
        raise NotDone("it was closed too long ago", "write what is wrong, and it becomes a new ticket")
    if not may_take(order, way):
        raise NotDone(f"only {' or '.join(way.who or (STAFF,))} may reopen it", "write what is wrong instead")
    if order.speaker.staff:
        order.permit({"status": way.end})
    begun_again(order.this, order.draft, order.at, by=order.speaker.who, why=order.why, via=order.speaker.via)
    return None


def confirm(order: Order) -> str | None:
    """The requester says that it is solved."""
    if not order.speaker.asks:
        raise NotDone("that is the requester's to say", "/close ends it without them")
    phase = state_of(order.ticket, order.rules).phase
    if phase is Phase.CLOSED:
        return None
    if phase is not Phase.RESOLVED:
        raise NotDone("it is not resolved yet", "who works on it reads your words")
    confirmed(order.this, order.draft, order.at, via=order.speaker.via)
    return None


def rate(order: Order) -> str | None:
    """How content the requester was."""
    if not finished(state_of(order.ticket, order.rules)):
        raise NotDone("it has not ended yet", "rate it when it is resolved")
    score = _SCORE.match(order.rest.strip())
    if score is None:
        raise NotDone("/rate wants a number from 1 (bad) to 5 (very good)", "such as /rate 4")
    by = "requester" if order.speaker.asks else order.speaker.who
    words = score[2].strip()
    rated(order.this, order.draft, order.at, int(score[1]), by=by, via=order.speaker.via, comment=words)
    return None


def spam(order: Order) -> str | None:
    """Nobody has to read this: it is closed, and its sender told nothing."""
    order.set({"tags": list(dict.fromkeys([*order.ticket.tags, SPAM]))})
    if state_of(order.ticket, order.rules).phase is not Phase.CLOSED:
        order.permit({"status": ""})
        status = way_to(order.ticket, order.rules, Phase.CLOSED)
        who = order.speaker
        go(order.this, order.draft, status, order.at, by=who.who, via=who.via, why=order.why)
    return None


def _ending(order: Order) -> tuple[str, str]:
    """(code, summary): a code that begins the words; the words on the line, or what the message says besides."""
    typed = _CODE.match(order.rest.strip())
    first = typed[1].casefold() if typed else ""
    code = first if first in CODES else ""
    summary = (typed[2] if typed and code else order.rest).strip() or order.words.strip()
    if not code:
        word = plain_word(order.rest.split()[0]).casefold() if order.rest.split() else ""
        usual = "fulfilled" if order.ticket.type is TicketType.REQUEST else "done"
        code = word if word in CODES else "fixed" if order.ticket.type is TicketType.INCIDENT else usual
    if not summary:
        raise NotDone("/resolve wants to know what was done", "/resolve Renewed the certificate")
    return code, summary[:LONGEST_SUMMARY]


COMMANDS = (
    Command(
        "resolve",
        "[CODE:] WHAT WAS DONE",
        "/resolve Renewed the certificate",
        "The work is done, and the requester is told; alone on its line, the message's own words say what was done.",
        resolve,
        also=("solve", "fix", "done"),
    ),
    Command(
        "close",
        "[WHY]",
        "/close",
        "Nothing is left to do on a ticket that is resolved; from whoever asked, they want it no longer.",
        close,
        Who.REQUESTER,
        (WITHDRAW,),
    ),
    Command("reopen", "[WHY]", "/reopen it broke again", "It was not over.", reopen, Who.REQUESTER),
    Command("confirm", "", "/confirm", "It is solved, says whoever asked; that closes it.", confirm, Who.REQUESTER),
    Command("rate", "1-5 [WORDS]", "/rate 4", "How content the requester was, 5 is best.", rate, Who.REQUESTER),
    Command("spam", "", "/spam", "Close it without a word to its sender.", spam),
)
