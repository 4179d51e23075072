"""Passwords as they are typed: in addresses, on command lines, in settings, beside a user's name. Every pattern is
linear: bounded repeats of one class."""

import re
from collections.abc import Iterator

from helpdesk.model.sensitive.likeness import LIKE_A_SECRET, STANDS_FOR, STRONG, Span, bare_of, in_small, span_of

_ADDRESS = re.compile(r"\b[a-z][a-z0-9+.-]{1,15}://[^\s/:@]{0,64}:(?P<secret>[^\s/@]{3,128})@")
_VALUE = r"[\"']?(?P<secret>[^\s,;<>\"'`]{4,128})"
_CREDENTIALS = re.compile(
    r"(?i:\b(?:credentials?|creds|zugangsdaten|anmeldedaten|logindaten|identifiants?|credenciales|logins?))"
    r"[ \t\xa0]{0,3}[:=][ \t\xa0]{0,3}\S{1,60}?[ \t]{0,3}[/|][ \t]{0,3}" + _VALUE
)
_SIGNING_IN = r"sshpass|twine upload|docker login|podman login|helm registry login|az login|jira"
# What a text must hold for a pattern to be worth trying, and the pattern.
_TYPED = tuple(
    (hints, re.compile(pattern + _VALUE))
    for hints, pattern in (
        # DB_PASS=X, spring.datasource.password=X, DbPassword: X
        (
            ("pass", "pwd"),
            r"(?:(?<=\w[_.-])(?i:password|passwd|passphrase|pwd|pass)|(?<=[a-z])(?:Password|Passwd|Pwd)|(?<=[A-Z])PASSWORD)"
            r"[\"']?[ \t]{0,3}[=:](?![:=])[ \t]{0,3}",
        ),
        (("key=",), r"(?i:\bkey=\"[\w.-]{0,40}(?:password|passwd|pwd|secret|token)\"[ \t]{1,3}value=)"),
        (("password>", "passwd>", "pwd>"), r"(?i:<(?:\w{1,20}:)?(?:password|passwd|pwd)>)"),
        (("login ",), r"(?i:\blogin[ \t]{1,3}\S{1,60}\s{1,5}password)[ \t]{1,3}"),
        (("snmp-server",), r"(?i:\bsnmp-server community)[ \t]{1,3}"),
        (
            ("-pass", "/pass", "-token", "/token", "-secret", "-authkey"),
            r"(?i:(?<![\w-])(?:--?|/)(?:[a-z]{1,12}-)?(?:pass(?:word|wd|phrase)?|token|secret|authkey))[ =:]{1,2}",
        ),
        ((" -p",), r"\b(?:mysql|mysqldump|mysqladmin|mariadb|mariadb-dump)\b[^\n]{0,80}?[ \t]-p"),
        ((" -p",), rf"\b(?:{_SIGNING_IN})\b[^\n]{{0,80}}?[ \t]-p[ \t]?"),
        (("-u", "-user"), r"(?:^|\s)(?:-u|--user|--proxy-user)[ =][\"']?[^\s:\"']{1,64}:"),
        (("net user",), r"(?i:\bnet user)[ \t]{1,3}\S{1,60}[ \t]{1,3}(?!/)"),
        (("net use",), r"(?i:\bnet use)[^\n]{0,80}?\\\S{1,60}[ \t]{1,3}(?!/)"),
        (("net use",), r"(?i:\bnet use)[^\n]{0,120}?/user:\S{1,60}[ \t]{1,3}(?!/)"),
    )
)
OF_LOGINS = ("cred", "daten", "identifi", "login")
# What any of the others begins with.
OF_COMMANDS = (" -", "--", "net use", "snmp", "key=", "://", "token", "secret")


def typed(text: str) -> Iterator[Span]:
    """Where they stand, in no order; some may overlap."""
    folded = in_small(text)
    if "://" in text:
        yield from (match.span("secret") for match in _ADDRESS.finditer(text))
    if any(hint in folded for hint in OF_LOGINS):
        for match in _CREDENTIALS.finditer(text):
            if STRONG.match(bare_of(match["secret"])):
                yield span_of(match)
    for hints, pattern in _TYPED:
        if any(hint in folded for hint in hints):
            for match in pattern.finditer(text):
                if LIKE_A_SECRET.search(match["secret"]) and not STANDS_FOR.match(match["secret"]):
                    yield span_of(match)
