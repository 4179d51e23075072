"""Calendar invitations (RFC 5545, RFC 5546) as words: what, when, where, and what is asked.

Six properties of the first event, read as text: a calendar library would work out recurrences and time zones that
nobody asks for here, and mailers name zones that none knows ("W. Europe Standard Time"). The file stays attached.
"""

import re

from helpdesk.channels.mail import charset
from helpdesk.channels.mail.escape import escape_tags
from helpdesk.channels.mail.mime import Part

_TYPES = frozenset({"text/calendar", "application/ics"})
_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r"^([A-Za-z-]{1,40})((?:;[^:;\n]{1,40}=(?:\"[^\"\n]*\"|[^;:\n]*))*):(.*)$")
_PARAMETER = re.compile(r";([^=;:]+)=(?:\"([^\"]*)\"|([^;:]*))")
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?\Z")
_ESCAPE = re.compile(r"\\([\\;,nN])")
_LONGEST = 200_000  # bytes of a calendar that are read
_METHODS = {"REQUEST": "Invitation", "CANCEL": "Cancelled", "REPLY": "Answer to an invitation", "COUNTER": "Other time"}
_ANSWERS = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "perhaps", "DELEGATED": "passed on"}


def summary(files: list[Part]) -> str:
    """Markdown lines for the first invitation among the files; nothing where there is none."""
    for part in files:
        if part.type in _TYPES or part.name.lower().endswith(".ics"):
            text = charset.decode(part.content[:_LONGEST], part.parameters.get("charset", "utf-8"))[0]
            found = _event(_FOLD.sub("", charset.clean(text)))
            if found:
                return found
    return ""


def _event(text: str) -> str:
    method, inside = "", False
    event: dict[str, tuple[dict[str, str], str]] = {}
    for line in text.split("\n"):
        match = _LINE.match(line.rstrip("\r"))
        if match is None:
            continue
        name, value = match[1].upper(), match[3].strip()
        if name == "METHOD":
            method = value.upper()
        elif (name, value.upper()) == ("BEGIN", "VEVENT"):
            inside = True
        elif (name, value.upper()) == ("END", "VEVENT"):
            break
        elif inside:
            event.setdefault(name, (_parameters(match[2]), value))
    return _worded(method, event) if event.get("DTSTART") or event.get("SUMMARY") else ""


def _parameters(text: str) -> dict[str, str]:
    return {name.upper(): quoted or plain for name, quoted, plain in _PARAMETER.findall(text)}


def _worded(method: str, event: dict[str, tuple[dict[str, str], str]]) -> str:
    said = {name: _unescaped(value) for name, (_, value) in event.items()}
    lines = [f"**{_METHODS.get(method, 'Appointment')}**: {said.get('SUMMARY') or '(no title)'}"]
    start, end = (_moment(*event[name]) if name in event else "" for name in ("DTSTART", "DTEND"))
    if start:
        lines.append(f"When: {start}{f' to {end}' if end else ''}{', repeatedly' if 'RRULE' in event else ''}")
    if said.get("LOCATION"):
        lines.append(f"Where: {said['LOCATION']}")
    if "ORGANIZER" in event:
        parameters, address = event["ORGANIZER"]
        address = re.sub(r"(?i)^mailto:", "", address)
        lines.append(f"Organizer: {' '.join(filter(None, (parameters.get('CN', ''), address)))}")
    if method == "REPLY" and "ATTENDEE" in event:
        answer = event["ATTENDEE"][0].get("PARTSTAT", "").upper()
        lines.append(f"Answer: {_ANSWERS.get(answer, answer.lower() or 'none')}")
    return escape_tags("\n".join(f"- {line[:500]}" for line in lines))


def _moment(parameters: dict[str, str], value: str) -> str:
    """`2026-03-02 10:00 (Europe/Berlin)`, in the zone's own time, as it was written."""
    match = _TIME.match(value)
    if match is None:
        return ""
    year, month, day, hour, minute, utc = match.groups()
    if hour is None:
        return f"{year}-{month}-{day}"
    zone = "UTC" if utc else parameters.get("TZID", "")
    return f"{year}-{month}-{day} {hour}:{minute}{f' ({zone})' if zone else ''}"


def _unescaped(value: str) -> str:
    plain = _ESCAPE.sub(lambda match: " " if match[1] in "nN" else match[1], value)
    return " ".join(plain.split())
