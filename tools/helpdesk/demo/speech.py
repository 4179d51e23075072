"""How people put things: greetings, moods and endings around a scenario's own words, and its slots filled in."""

import random
import re
from collections.abc import Mapping

from helpdesk.demo.sayings import said
from helpdesk.demo.scenario import Scenario
from helpdesk.model.ticket import TicketType

_SLOT = re.compile(r"\{([a-z_]+)\}")
_ON_YESTERDAY = re.compile(r"\bon (yesterday|this morning)\b")
_GREETING = re.compile(r"(?:Hello|Hi|Hallo) [^\s,]+, ")
_SOON = {"en": ("Monday", "Thursday", "next week"), "de": ("Montag", "Donnerstag", "nächster Woche")}
_DAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "yesterday", "this morning"),
    "de": ("Montag", "Dienstag", "gestern", "heute früh"),
}
_TIMES = ("9:30", "10:00", "11:00", "13:30", "14:00", "15:00", "16:00")
_HELLO = {
    "en": ("Hi,", "Hello,", "Hello IT team,", "Good morning,", "Dear colleagues,", "hi all,", ""),
    "de": ("Hallo,", "Guten Morgen,", "Hallo zusammen,", "Liebes IT-Team,", ""),
}
_BYE = {
    "en": ("Thanks", "Thank you", "Best regards", "Cheers", "Many thanks", "Kind regards"),
    "de": ("Danke", "Viele Grüße", "Danke und Gruß", "Mit freundlichen Grüßen", "Vielen Dank"),
}
_SIGNED = {"en": ("Regards,", "Best,", "Kind regards,"), "de": ("Viele Grüße", "Gruß")}
_TAKEN_BY_PHONE = {"en": "(Taken down on the phone, {time})", "de": "(Am Telefon aufgenommen, {time})"}


def fill(text: str, slots: Mapping[str, str]) -> str:
    """The text with its slots filled, twice over because a slot's value may hold a slot; unknown ones stay."""
    for _ in range(2):
        text = _SLOT.sub(lambda found: slots.get(found[1], found[0]), text)
    return _ON_YESTERDAY.sub(r"\1", text)


def without_greeting(text: str) -> str:
    """Who has said hello already goes on without."""
    rest = _GREETING.sub("", text, count=1) if _GREETING.match(text) else text
    return rest[:1].upper() + rest[1:]


def slots_for(scenario: Scenario, rng: random.Random, known: Mapping[str, str]) -> dict[str, str]:
    """One choice for every slot: the scenario's own, those everybody has, and what is `known` of this ticket."""
    general = {"day": rng.choice(_DAYS[scenario.language]), "time": rng.choice(_TIMES), "n": str(rng.randrange(2, 5))}
    general["soon"] = rng.choice(_SOON[scenario.language])
    own = {name: rng.choice(values) for name, values in scenario.slots.items()}
    return {**general, **own, **known}


def subject(scenario: Scenario, rng: random.Random, slots: Mapping[str, str]) -> str:
    """A title; some people shout, some never use capitals."""
    text = fill(rng.choice(scenario.subject), slots)
    text = text[:1].upper() + text[1:]
    if scenario.channels == ("alert",) or scenario.change or scenario.problem or scenario.major:
        return text
    roll = rng.random()
    if roll < 0.08:
        return text.lower()
    return f"URGENT: {text}" if roll < 0.11 and scenario.language == "en" else text


def request(scenario: Scenario, channel: str, rng: random.Random, slots: Mapping[str, str]) -> str:
    """The request as received: by the way it came in, with greeting, mood and name around the scenario's words."""
    words = fill(rng.choice(scenario.request), slots)
    language = scenario.language
    if channel in ("alert", "github") or scenario.problem or scenario.change:
        return words + "\n"
    if channel == "phone":
        return f"{words}\n\n{fill(_TAKEN_BY_PHONE[language], slots)}\n"
    annoyed = scenario.type is TicketType.INCIDENT and rng.random() < 0.12
    mood = said("annoyed" if annoyed else "mood", language, rng) if annoyed or rng.random() < 0.4 else ""
    if channel == "portal":
        return "\n\n".join(part for part in (words[:1].upper() + words[1:], fill(mood, slots)) if part) + "\n"
    hello = rng.choice(_HELLO[language])
    words = words if hello else words[:1].upper() + words[1:]
    bye = f"{rng.choice(_BYE[language])}\n{slots['first' if rng.random() < 0.6 else 'name']}"
    return "\n\n".join(part for part in (hello, words, fill(mood, slots), bye) if part) + "\n"


def reply(words: str, scenario: Scenario, name: str, rng: random.Random) -> str:
    """A message in the conversation; technicians sign, requesters sometimes do."""
    if not name:
        return words + "\n"
    return f"{words}\n\n{rng.choice(_SIGNED[scenario.language])}\n{name}\n"
