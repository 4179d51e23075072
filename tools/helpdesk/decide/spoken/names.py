"""What people type for a person, a priority, a category: read as they meant it, or refused with the nearest name."""

import re
from collections.abc import Iterable, Mapping

from helpdesk.decide.classifying.words import fold_text
from helpdesk.decide.desk_pass import DeskPass
from helpdesk.decide.spoken.command import NotDone, Order
from helpdesk.model.ids import TicketNumber, typed_reference
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules.people import Person
from helpdesk.model.ticket import Ticket

_CHAT = re.compile(r"<@([A-Za-z0-9]+)(?:\|[^>]*)?>\Z")
_EDGES = " \t\"'`.,;<>"


def plain_word(text: str) -> str:
    """A word without the marks that people put around it."""
    return text.strip().strip(_EDGES).strip()


def given(order: Order, what: str) -> str:
    """What follows the command, which must not be empty."""
    if not plain_word(order.rest):
        raise NotDone(f"/{order.line.verb} wants {what}", f"such as {order.line.raw.split()[0]} ...")
    return order.rest.strip()


def one_of(what: str, typed: str, known: Iterable[str], labels: Mapping[str, str] | None = None) -> str:
    """A name the desk knows, by itself or by its label, without regard to case, blanks and hyphens."""
    names = list(known)
    wanted = _key(plain_word(typed))
    for name in names:
        if _key(name) == wanted:
            return name
    found = [name for name in names if labels and _key(labels.get(name, "")) == wanted]
    if len(found) == 1:
        return found[0]
    raise NotDone(f"unknown {what}: '{plain_word(typed)[:80]}'", did_you_mean(plain_word(typed), names))


def _key(text: str) -> str:
    return re.sub(r"[\s_-]+", "-", fold_text(text.strip()))


def person(order: Order, typed: str) -> Person:
    """`@kim`, `kim`, `me`, an address, a whole name, or a mention as chats write it."""
    found = _mentioned(order, plain_word(typed)) or _person(
        order.this, plain_word(typed).removeprefix("@"), typed.strip(), order.speaker.person
    )
    if found is None:
        people = order.rules.people
        raise NotDone(f"nobody here is called '{plain_word(typed)[:80]}'", did_you_mean(plain_word(typed), people))
    return found


def _mentioned(order: Order, word: str) -> Person | None:
    """Who is called by the name they have where the message comes from, whatever they are called here."""
    if not word.startswith("@"):
        return None
    parties = (one for one in order.message.mentions if one.name.casefold() == word[1:].casefold())
    people = (order.this.directory.person(party) for party in parties)
    return next((one for one in people if one is not None), None)


def _person(this: DeskPass, word: str, typed: str, me: Person | None) -> Person | None:
    people = this.rules.people
    chat = _CHAT.match(typed)
    if chat is not None:
        return next((one for one in people.values() if any(a.endswith(f":{chat[1]}") for a in one.chat)), None)
    wanted = fold_text(word)
    if wanted in ("me", "myself"):
        return me
    direct = people.get(this.directory.handle(word))
    if direct is not None:
        return direct
    exact = [one for one in people.values() if fold_text(one.id) == wanted]
    named = exact or [one for one in people.values() if wanted and fold_text(one.name) == wanted]
    return named[0] if len(named) == 1 else None


def ticket(order: Order, typed: str) -> tuple[TicketNumber, Ticket]:
    """Another ticket: `HD-12`, `#12`, `12`."""
    number = typed_reference(plain_word(typed), order.rules.desk.prefix)
    if number is None:
        raise NotDone(f"no reference of a ticket: '{plain_word(typed)[:80]}'", f"such as {order.rules.desk.prefix}-123")
    if number == order.draft.number:
        raise NotDone("a ticket is not linked to itself", "name another one")
    drafted = order.this.drafts.get(number)
    record = None if drafted else order.this.snapshot.ticket(number)
    if drafted is None and record is None:
        raise NotDone(f"there is no {order.this.reference(number)}", "look at the number again")
    return number, drafted.ticket if drafted else record.ticket  # type: ignore[union-attr]
