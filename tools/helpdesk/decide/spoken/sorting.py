"""What a ticket is: /priority, /impact, /urgency, /category, /type, /service, /asset, /tag, /kb."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from helpdesk.decide.classifying.priority import priority as by_matrix
from helpdesk.decide.lifecycle.states import lifecycle_of, state_of
from helpdesk.decide.spoken.command import Command, NotDone, Order
from helpdesk.decide.spoken.names import given, one_of, plain_word
from helpdesk.model.front_matter import front_matter
from helpdesk.model.ticket import Level, TicketType
from helpdesk.model.timeline import Json

LONGEST_TAG = 60
MOST = 100
_SAME = {"p": "", "prio": "", "normal": "medium", "med": "medium", "hi": "high", "lo": "low"}


def priority(order: Order) -> str | None:
    """By id, by label, or by its number alone: `P1`, `critical`, `1`."""
    levels = order.rules.priority.levels
    typed, away = _minus(given(order, f"one of {', '.join(levels)}"))
    counted = [name for name in levels if typed.isdecimal() and name.endswith(typed)]
    name = counted[0] if len(counted) == 1 else one_of("priority", typed, levels, levels)
    if not away:
        order.set({"priority": name})
    elif _has(order, "priority", order.ticket.priority, name):
        level, why = by_matrix(order.rules.priority, order.ticket.impact, order.ticket.urgency)
        order.set({"priority": level})
        return f"it is {level} now: {why}"
    return None


def category(order: Order) -> str | None:
    """By id, by the last part of it, or by name."""
    known = order.rules.categories
    typed, away = _minus(given(order, "a category"))
    typed = typed.strip("/")
    ends = [name for name in known if name.rpartition("/")[2].casefold() == typed.casefold()]
    if typed not in known and len(ends) == 1:
        typed = ends[0]
    name = one_of("category", typed, known, {one.id: one.name for one in known.values()})
    if not away or _has(order, "category", order.ticket.category, name):
        order.set({"category": "" if away else name})
    return None


def _minus(typed: str) -> tuple[str, bool]:
    """(name, whether it is to be taken away) of `P1` and `-P1`."""
    word = plain_word(typed)
    return word.removeprefix("-"), word.startswith("-")


def _has(order: Order, field: str, now: str, name: str) -> bool:
    """Whether it is as somebody takes away; a click on what is so no longer is none."""
    if now != name and not order.clicked:
        raise NotDone(f"its {field} is {now or 'nothing'} and not {name}", f"/{field} -{now}" if now else "")
    return now == name


def service(order: Order) -> str | None:
    """A service among the assets."""
    services = {one.id: one.name for one in order.this.snapshot.assets.values() if one.is_service}
    order.set({"service": one_of("service", given(order, "a service"), services, services)})
    return None


def kind(order: Order) -> str | None:
    """Another type; the ticket goes on in a state of the same phase, or begins anew."""
    name = one_of("type", given(order, "a type"), [each.value for each in TicketType])
    lifecycle = lifecycle_of(order.rules, TicketType(name))
    phase = state_of(order.ticket, order.rules).phase
    values: dict[str, Json] = {"type": name}
    if lifecycle is not None and name != order.ticket.type:
        same = [status for status, state in lifecycle.states.items() if state.phase is phase]
        values["status"] = order.ticket.status if order.ticket.status in same else (*same, lifecycle.initial)[0]
    order.set(values)
    return None


def _level(field: str) -> Callable[[Order], str | None]:
    def carry_out(order: Order) -> str | None:
        typed = plain_word(given(order, "low, medium or high")).casefold()
        order.set({field: one_of(field, _SAME.get(typed, typed), _values(Level))})
        return None

    return carry_out


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


def asset(order: Order) -> str | None:
    """The things concerned; a minus before one, or `remove`, takes it away."""
    known = {one.id: one.name for one in order.this.snapshot.assets.values()}
    add, remove = _signed(given(order, "an asset"), lambda word: one_of("asset", word, known, known))
    _change(order, "assets", order.ticket.assets, add, remove)
    return None


def tag(order: Order) -> str | None:
    """Words to find the ticket by."""
    add, remove = _signed(given(order, "a tag"), _a_tag)
    _change(order, "tags", order.ticket.tags, add, remove)
    return None


def untag(order: Order) -> str | None:
    """Takes them away."""
    named = {_a_tag(word) for word in given(order, "a tag").replace(",", " ").split()}
    _change(order, "tags", order.ticket.tags, [], [old for old in order.ticket.tags if old.casefold() in named])
    return None


def article(order: Order) -> str | None:
    """The article that holds the answer goes with the resolution."""
    typed = plain_word(given(order, "an article")).removesuffix(".md").removeprefix("kb/")
    known = order.this.snapshot.articles
    ends = [name for name in known if name.rpartition("/")[2] == typed.rpartition("/")[2]]
    name = ends[0] if typed not in known and len(ends) == 1 else one_of("article", typed, known)
    before: dict[str, Json] = dict(front_matter(order.ticket).get("resolution") or {})
    order.set({"resolution": {**before, "article": name}})
    return None


def _a_tag(word: str) -> str:
    clean = plain_word(word).lstrip("#").casefold()
    if not clean or len(clean) > LONGEST_TAG:
        raise NotDone(f"no tag: '{word[:LONGEST_TAG]}'", f"a tag has 1 to {LONGEST_TAG} characters")
    return clean


def _signed(text: str, read: Callable[[str], str]) -> tuple[list[str], list[str]]:
    """(added, removed) of `vpn -old` and `remove old`."""
    words = text.replace(",", " ").split()
    taking = words[0].casefold() in ("remove", "delete", "rm")
    words = words[1:] if taking or words[0].casefold() == "add" else words
    gone = [read(word.lstrip("-")) for word in words if taking or word.startswith("-")]
    return [read(word.lstrip("+")) for word in words if not taking and not word.startswith("-")], gone


def _change(order: Order, field: str, before: Iterable[str], add: list[str], remove: list[str]) -> None:
    after = [one for one in dict.fromkeys([*before, *add]) if one not in remove]
    if len(after) > MOST:
        raise NotDone(f"more than {MOST} {field}", "take some away first")
    order.set({field: after})


COMMANDS = (
    Command(
        "priority",
        "PRIORITY",
        "/priority p1",
        "By id, by name, or by its number alone; `-p1` takes it away, and impact and urgency say what it is.",
        priority,
        also=("prio",),
    ),
    Command("impact", "low|medium|high", "/impact high", "How many it touches; priority follows.", _level("impact")),
    Command("urgency", "low|medium|high", "/urgency low", "How soon it matters; priority follows.", _level("urgency")),
    Command(
        "category",
        "CATEGORY",
        "/category network/vpn",
        "What it is about; `-network/vpn` takes it away.",
        category,
        also=("cat",),
    ),
    Command("type", "TYPE", "/type request", "Incident, request, problem or change.", kind),
    Command("service", "SERVICE", "/service vpn", "The service that it is about.", service),
    Command("asset", "ASSET...", "/asset lt-0042", "The things concerned; `-lt-0042` takes one away.", asset),
    Command("tag", "TAG...", "/tag vip", "Words to find it by.", tag, also=("label",)),
    Command("untag", "TAG...", "/untag vip", "Takes them away.", untag, also=("unlabel",)),
    Command(
        "kb", "ARTICLE", "/kb network/vpn-certificate", "The article that holds the answer.", article, also=("article",)
    ),
)
