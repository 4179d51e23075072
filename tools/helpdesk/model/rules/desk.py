"""rules/desk.yml: the ten lines every desk begins with."""

import msgspec


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one pass does at most. Limits defer sends and automatic closings, never intake."""

    notices_per_pass: int = 5000
    closings_per_pass: int = 200


class AttachmentRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """Bytes. A larger file is recorded with name, size and hash, and withheld."""

    largest: int = 10_000_000
    largest_message: int = 25_000_000


class MailRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """`address` is what the desk sends from; mail from it or `also` is its own. `trusted_server` is the
    authserv-id (RFC 8601) of the receiving server whose DMARC verdict counts."""

    address: str = ""
    also: tuple[str, ...] = ()
    trusted_server: str = ""
    signature: str = ""


class LearningRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is learned from the desk's own resolved tickets. `sure` is the confidence from which a field is filled in
    where the rules are silent (`fields`: another for one field; above 1 never), `propose` the one from which a value is
    proposed, `suggest` the one from which a similar ticket or article is shown."""

    use: bool = False
    sure: float = 0.9
    propose: float = 0.5
    suggest: float = 0.3
    fields: dict[str, float] = {}


class Desk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str = "Helpdesk"
    prefix: str = "HD"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    calendar: str = "default"
    portal: str = ""
    public: bool = False
    default_team: str = ""
    mail: MailRule = MailRule()
    limits: Limits = Limits()
    attachments: AttachmentRule = AttachmentRule()
    reopen_within: str = "7d"
    close_after: str = "5d"
    remind_after: str = "3d"
    warn_before_close: str = "1d"
    suggest_articles: int = 3
    learning: LearningRule = LearningRule()
    lines: dict[str, str] = {}

    def where(self, name: str) -> str:
        """What decides by a line of desk.yml, as explanations name it: `rules/desk.yml:17 close_after`."""
        return f"{self.lines.get(name, 'built-in rules/desk.yml:1')} {name}"
