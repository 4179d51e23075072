"""`/helpdesk take 123`, `/helpdesk reply 123 It works again.`, `/helpdesk The printer is on fire`: what was meant."""

import difflib
import re

import msgspec

from helpdesk.model.ids import TicketNumber, reference, typed_reference

_NEW = frozenset({"new", "open", "create"})
_REPLY = frozenset({"reply", "answer", "comment", "add"})
_HELP = frozenset({"", "help", "?"})
_HEAD = re.compile(r"(\S+)[ \t]+(\S+)(?:\s+(.*))?\Z", re.DOTALL)


class Verbs(msgspec.Struct, frozen=True):
    """The desk's commands: by their `names`, and by all `words` for them."""

    names: frozenset[str]
    words: frozenset[str]


class Meant(msgspec.Struct, frozen=True):
    """Exactly one: an `answer` at once, or a message with `subject` and `text`."""

    answer: str = ""
    subject: str = ""
    text: str = ""


def meant(words: str, prefix: str, verbs: Verbs, command: str = "/helpdesk") -> Meant:
    """What somebody wrote behind the slash command. What follows a command's word and a reference is
    said on that ticket; everything else is a new request. "Fix 12 printers" is one: behind another word for a command
    a bare number is no reference."""
    words = words.strip()
    if words.lower() in _HELP:
        return Meant(answer=usage(prefix, command))
    head, _, tail = words.partition(" ")
    if head.lower() in _NEW:
        return Meant(text=tail.strip()) if tail.strip() else Meant(answer=usage(prefix, command))
    match = _HEAD.match(words)
    number = _reference(match[2], prefix) if match else None
    if match is None or number is None:
        return Meant(text=words)
    verb, rest, name = match[1].lower().removeprefix("/"), (match[3] or "").strip(), reference(prefix, number)
    if verb in _REPLY:
        if not rest:
            return Meant(answer=f"Say what to answer: {command} {verb} {number} It works again.")
        return Meant(subject=f"[{name}]", text=rest)
    bare = match[2].rstrip(":,.").isdecimal()
    if verb in verbs.names or (verb in verbs.words and not bare):
        return Meant(subject=f"[{name}]", text=f"/{verb} {rest}".strip())
    close = difflib.get_close_matches(verb, [*verbs.names, *_REPLY], n=1, cutoff=0.75)
    if close and verb not in verbs.words:
        return Meant(answer=f"There is no {verb!r}; did you mean: {command} {close[0]} {number}? Nothing was done.")
    return Meant(text=words)


def usage(prefix: str, command: str) -> str:
    return (
        f"{command} The printer is on fire - asks for help\n"
        f"{command} reply 123 It works again - answers on {prefix}-123\n"
        f"{command} take 123 - or assign, note, resolve, close, as in a comment (staff)"
    )


def _reference(text: str, prefix: str) -> TicketNumber | None:
    """`123`, `#123`, `HD-123`; a number of a form that nobody uses for a ticket is none."""
    return typed_reference(text.rstrip(":,."), prefix)
