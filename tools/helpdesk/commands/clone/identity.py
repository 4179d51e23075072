"""Who is at the keyboard: git's own address, matched against the people of the desk."""

import re

from helpdesk.commands.clone.refusal import Refused, did_you_mean
from helpdesk.model.rules import Rules
from helpdesk.model.rules.people import Person, Role

_NOREPLY = re.compile(r"(\d{1,18})\+[^@+]+@users\.noreply\.github\.com\Z")


def find_person(text: str, rules: Rules) -> Person | None:
    """By handle, or by mail address (`email` or one of `also`), letters folded."""
    wanted = text.strip().removeprefix("@").casefold()
    if not wanted:
        return None
    for person in rules.people.values():
        if wanted in {name.casefold() for name in (person.id, person.email, *person.also) if name}:
            return person
    return None


def find_author(named: str, rules: Rules) -> Person | None:
    """By mail address, by numeric GitHub id, or by GitHub's own address that carries one (`123+name@users...`). Never
    by handle: that is nobody's proof of anything."""
    wanted = named.strip().casefold()
    carried = _NOREPLY.match(wanted)
    number = carried[1] if carried else wanted
    for person in rules.people.values():
        if number.isdecimal() and person.github is not None and person.github == int(number):
            return person
        if "@" in wanted and wanted in {address.casefold() for address in (person.email, *person.also) if address}:
            return person
    return None


def identify(said: str, git_address: str, rules: Rules) -> Person:
    """The person meant by --as or HELPDESK_USER, else by git's address. Refuses when nobody fits."""
    if said:
        person = find_person(said, rules)
        if person is None:
            raise Refused(f"nobody here is called {said!r}", did_you_mean(said, rules.people))
        return person
    if not git_address:
        raise Refused("git does not know who you are", "git config user.email you@example.org, or say --as HANDLE")
    person = find_person(git_address, rules)
    if person is None:
        raise Refused(
            f"nobody in rules/people has the address {git_address!r}",
            "add a file rules/people/<handle>.yml with your name, email and role, or say --as HANDLE",
        )
    return person


def identify_staff(said: str, git_address: str, rules: Rules) -> Person:
    """As `identify`, and the person works here."""
    person = identify(said, git_address, rules)
    if person.role is Role.REQUESTER:
        raise Refused(
            f"{person.id} has the role of a requester",
            f"a maintainer can give another role in rules/people/{person.id}.yml",
        )
    return person
