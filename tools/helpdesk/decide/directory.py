"""Who an address or a GitHub id belongs to, among the people the rules know."""

from collections.abc import Iterable

from helpdesk.model.message import Party
from helpdesk.model.rules.desk import MailRule
from helpdesk.model.rules.people import Person, Role


def fold_address(address: str) -> str:
    """A mail address as it is compared: without blanks and case."""
    return address.strip().casefold()


def without_detail(address: str) -> str:
    """`support+hd-000123.mac@example.org` is `support@example.org` (RFC 5233 sub-addressing)."""
    local, at, domain = fold_address(address).rpartition("@")
    return f"{local.split('+', 1)[0]}{at}{domain}"


def own_addresses(mail: MailRule) -> frozenset[str]:
    """The desk's own mail addresses, as they are compared."""
    return frozenset(fold_address(own) for own in (mail.address, *mail.also) if own)


class Directory:
    """The people of a desk by address, GitHub id and handle."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_handle: dict[str, Person] = {}
        self._by_address: dict[str, Person] = {}
        self._by_github: dict[int, Person] = {}
        self._by_chat: dict[str, Person] = {}
        for person in people:
            self._by_handle[person.id] = person
            for address in (person.email, *person.also):
                if address:
                    self._by_address.setdefault(fold_address(address), person)
            if person.github is not None:
                self._by_github.setdefault(person.github, person)
            for account in person.chat:
                self._by_chat.setdefault(account, person)

    def person(self, party: Party) -> Person | None:
        """The person a party says they are, by numeric GitHub id, chat account, else by address. That proves
        nothing."""
        if party.github is not None and party.github in self._by_github:
            return self._by_github[party.github]
        if party.chat in self._by_chat:
            return self._by_chat[party.chat]
        return self._by_address.get(fold_address(party.email)) if party.email else None

    def handle(self, name: str) -> str:
        """The handle of somebody named by handle or by address; the name itself where nobody is known by it."""
        if name in self._by_handle:
            return name
        person = self._by_address.get(fold_address(name))
        return person.id if person else name

    def knows(self, name: str) -> bool:
        """Whether a handle or an address belongs to somebody."""
        return self.handle(name) in self._by_handle

    def is_staff(self, name: str) -> bool:
        person = self._by_handle.get(self.handle(name))
        return person is not None and person.role is not Role.REQUESTER

    def marks(self, party: Party) -> frozenset[str]:
        """All by which a party can be recognised: the person's handle, else address, GitHub id and chat account."""
        person = self.person(party)
        marks = {f"person:{person.id}"} if person else set()
        if party.email:
            marks.add(fold_address(party.email))
        if party.github is not None:
            marks.add(f"github:{party.github}")
        if party.chat:
            marks.add(f"chat:{party.chat}")
        return frozenset(marks)

    def marks_of_name(self, name: str) -> frozenset[str]:
        """The same for a watcher or a writer, who is named by handle or address."""
        handle = self.handle(name)
        if handle in self._by_handle:
            return frozenset({f"person:{handle}", fold_address(name)})
        return frozenset({fold_address(name)})
