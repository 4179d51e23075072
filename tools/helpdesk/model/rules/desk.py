"""rules/desk.yml: the ten lines every desk begins with."""

import msgspec

from helpdesk.model.rules.people import Role

# Words of `report.to` that stand for everybody of a role.
REPORT_ROLES = {"managers": Role.MANAGER, "leads": Role.LEAD}


class Limits(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one pass does at most. Limits defer sends and automatic closings, never intake. `messages_per_turn` is how
    many messages one push takes in where other passes wait for their turn at the remote; the rest comes after them, in
    the same pass. `notices_per_person` is how
    many one person of the desk is told one by one in an hour; the rest comes together (0: no limit).
    `answers_in_a_row` is how many mails of one sender are acknowledged
    in an hour when each comes after the answer to the one before, as machines write them (0: always).
    `give_up_after_days` is for how many days mail is tried that a recipient's server puts off."""

    notices_per_pass: int = 5000
    messages_per_turn: int = 50
    closings_per_pass: int = 200
    notices_per_person: int = 0
    answers_in_a_row: int = 20
    give_up_after_days: int = 5


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


class FormsRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the issue forms of the catalogue stand beside: `blank_issues` lets people open an empty issue, too."""

    blank_issues: bool = False


class GitHubRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """`repositories` take requests in; `mirror` is a private one where every other ticket has an issue for staff. Both
    are owner/name. `labels` begins the labels that are the desk's own; `a_minute` and `an_hour` are how many comments
    it makes at most (0: as many as there are)."""

    repositories: tuple[str, ...] = ()
    mirror: str = ""
    labels: str = ""
    a_minute: int = 80
    an_hour: int = 500


class ArticleChances(msgspec.Struct, frozen=True, omit_defaults=True):
    """A desk's own correction of how likely articles are said to answer a text: the odds' logarithm is multiplied by
    `slope`, then `shift` is added. `helpdesk learn` measures both."""

    shift: float = 0.0
    slope: float = 1.0


class LearningRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is learned from the desk's own resolved tickets. `sure` is the confidence from which a field is filled in
    where the rules are silent (`fields`: another for one field; above 1 never), `propose` the one from which a value is
    proposed, `suggest` the one from which a similar ticket is shown, `articles` the one from which an article is, whose
    chances `article_chances` corrects."""

    use: bool = False
    sure: float = 0.9
    propose: float = 0.5
    suggest: float = 0.3
    articles: float = 0.1
    article_chances: ArticleChances = ArticleChances()
    fields: dict[str, float] = {}


class StormRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a burst of incidents about one service or category is noted: so many of them `within` a time, from so many
    `people`, and more than `busy` times the mean could bring by chance."""

    use: bool = True
    at_least: int = 5
    people: int = 3
    within: str = "1h"
    busy: float = 4.0


class ReportRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """The monthly report by mail: `to` are handles, or `managers` and `leads` for everybody who is one; from `at` on
    the `day` of the month after, in the desk's time zone."""

    to: tuple[str, ...] = ()
    day: int = 1
    at: str = "07:00"


class ReadersRule(msgspec.Struct, frozen=True, omit_defaults=True):
    """What readers of the portal are asked and what is counted of them, where a gateway takes it. `ask`: whether an
    article helped, of which everybody is shown how many it did once `public_from` have said so, and of which `a_day`
    are counted for one article. `searches`: whether those that find nothing are counted; their words are kept once they
    were sought so many `times` in a month on so many different `days`."""

    ask: bool = True
    public_from: int = 5
    a_day: int = 200
    searches: bool = False
    times: int = 3
    days: int = 2


class Desk(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: str = "Helpdesk"
    prefix: str = "HD"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    calendar: str = "default"
    portal: str = ""
    gateway: str = ""
    public: bool = False
    default_team: str = ""
    mail: MailRule = MailRule()
    forms: FormsRule = FormsRule()
    github: GitHubRule = GitHubRule()
    limits: Limits = Limits()
    attachments: AttachmentRule = AttachmentRule()
    reopen_within: str = "7d"
    close_after: str = "5d"
    remind_after: str = "3d"
    warn_before_close: str = "1d"
    suggest_articles: int = 3
    learning: LearningRule = LearningRule()
    storms: StormRule = StormRule()
    report: ReportRule = ReportRule()
    readers: ReadersRule = ReadersRule()
    lines: dict[str, str] = {}

    def where(self, name: str) -> str:
        """What decides by a line of desk.yml, as explanations name it: `rules/desk.yml:17 close_after`."""
        return f"{self.lines.get(name, 'built-in rules/desk.yml:1')} {name}"
