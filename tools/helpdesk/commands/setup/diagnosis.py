"""What `helpdesk doctor` finds: one line a question, with the exact next fix where something is wrong."""

from enum import StrEnum

import msgspec


class Verdict(StrEnum):
    """`wrong` keeps the desk from working or lets something out, `warn` will hurt later."""

    FINE = "fine"
    WARN = "warn"
    WRONG = "wrong"
    UNKNOWN = "unknown"


class Diagnosis(msgspec.Struct, frozen=True):
    """The answer to one question."""

    subject: str
    verdict: Verdict
    what: str
    fix: str = ""

    def __str__(self) -> str:
        mark = {Verdict.FINE: "ok  ", Verdict.WARN: "warn", Verdict.WRONG: "BAD ", Verdict.UNKNOWN: "?   "}[
            self.verdict
        ]
        return f"{mark} {self.subject}: {self.what}" + (f"\n       fix: {self.fix}" if self.fix else "")


def fine(subject: str, what: str) -> Diagnosis:
    """Nothing to do."""
    return Diagnosis(subject, Verdict.FINE, what)


def warn(subject: str, what: str, fix: str) -> Diagnosis:
    """It works, and will not for ever."""
    return Diagnosis(subject, Verdict.WARN, what, fix)


def wrong(subject: str, what: str, fix: str) -> Diagnosis:
    """It does not work, or lets something out."""
    return Diagnosis(subject, Verdict.WRONG, what, fix)


def unknown(subject: str, what: str, fix: str = "") -> Diagnosis:
    """It could not be asked."""
    return Diagnosis(subject, Verdict.UNKNOWN, what, fix)
