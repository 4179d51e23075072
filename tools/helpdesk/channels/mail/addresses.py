"""Address headers to people: RFC 5322 lists, and what mailers write instead."""

import re

from helpdesk.channels.mail import words
from helpdesk.model.message import Party

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"@]{1,128}@[^\s<>()\[\],;:\"@=]{1,255}")
_ROUTE = re.compile(r"^(?:@[^\s<>,:@]{1,255},?\s?){1,10}:")  # RFC 5322, 4.4
_MOST = 1000  # addresses of one header that are read
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[(),;:<>"]|[^"\\(),;:<>]+', re.DOTALL)


def parse(value: bytes, declared: str = "") -> tuple[Party, ...]:
    """The people of a From, To, Cc or Reply-To header, in order; names decoded, addresses in lower case."""
    return parse_text(words.raw_text(value, declared))


def parse_text(text: str) -> tuple[Party, ...]:
    people: list[Party] = []
    for entry in _entries(text):
        party = _party(entry)
        if not party.email and "=?" in entry:
            decoded = words.decode_words(entry)
            if "@" in decoded:  # the whole mailbox inside one encoded word
                party = _party(decoded)
        if party.email or party.name:
            people.append(party)
        if len(people) >= _MOST:
            break
    return tuple(people)


def _entries(text: str) -> list[str]:
    """The list cut at its commas; not at those in quotes, comments or angle brackets. Group names fall away."""
    entries: list[str] = []
    current: list[str] = []
    comment, angle = 0, False
    for piece in _PIECE.findall(text):
        if piece == "(":
            comment += 1
        elif piece == ")":
            comment = max(0, comment - 1)
        elif piece == "<" and not comment:
            angle = True
        elif piece == ">":
            angle = False
        elif not comment and piece in ",;" and not (angle and piece == ";"):
            # a comma inside angle brackets ends the entry too if an address is complete: "<a@b, c@d>"
            entries.append("".join(current))
            current = []
            continue
        elif piece == ":" and not comment and not angle and "@" not in "".join(current[-4:]):
            current = []  # a group: its name is nobody
            continue
        current.append(piece)
    entries.append("".join(current))
    return [entry.strip() for entry in entries if entry.strip()]


def _party(entry: str) -> Party:
    """One mailbox: `Name <address>`, `address (Name)`, `Name (address)`, or only one of them."""
    before, bracket, after = entry.rpartition("<")
    if bracket:
        inside, _ = _uncommented(_ROUTE.sub("", after.split(">", 1)[0].strip().removeprefix("mailto:")))
        inside = re.sub(r"\s+(?=@)|(?<=@)\s+", "", inside)
        found = _ADDRESS.search(inside)
        if found:
            name, comments = _uncommented(before)
            return _named(name or comments, found.group())
    outside, comments = _uncommented(entry)
    found = _ADDRESS.search(outside)
    if found:
        rest = (outside[: found.start()] + " " + outside[found.end() :]).strip(" <>\"'")
        return _named(rest or comments, found.group())
    found = _ADDRESS.search(comments)
    if found:
        return _named(outside, found.group())
    return Party(name=_name(entry.replace("<>", "")))


def _named(name: str, email: str) -> Party:
    email = email.strip(".'").lower()
    decoded = _name(name)
    return Party(name="" if decoded.lower() == email else decoded, email=email)


def _name(raw: str) -> str:
    """A display name for people: quotes, escapes, encoded words and an outer pair of apostrophes undone."""
    name = raw.strip()
    name = words.one_line(words.decode_words(re.sub(r"\\(.)", r"\1", name)))
    if len(name) > 1 and name[0] == name[-1] and name[0] in "'\"":
        name = name[1:-1].strip()
    return re.sub(r"\s+", " ", name.replace('"', "")).strip()


def _uncommented(entry: str) -> tuple[str, str]:
    """`entry` without its comments, and what they said."""
    outside: list[str] = []
    comments: list[str] = []
    depth = 0
    for piece in _PIECE.findall(entry):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        else:
            (comments if depth else outside).append(piece)
    return "".join(outside).strip(), " ".join(comments).strip()
