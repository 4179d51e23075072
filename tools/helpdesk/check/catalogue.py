"""The guide's page of checks, written from the checks themselves."""

from collections.abc import Iterable

from helpdesk.check.against_base.proposal import Gate
from helpdesk.check.check import Check
from helpdesk.model.finding import Severity

# What the reader finds before any check across records is asked.
READING = (
    ("Y001", "A file, and the YAML in it, is no larger than any record needs."),
    ("Y002", "A file is UTF-8 text without zero bytes."),
    ("Y003", "Lists and mappings are nested at most 64 deep, and there are at most 5,000 in brackets."),
    ("Y004", "Values carry no tag of their own (`!name`)."),
    ("Y005", "Aliases (`*name`) stand for something before them and do not multiply."),
    ("Y006", "A file has no conflict markers left by a merge."),
    ("Y007", "No key is given twice."),
    ("Y008", "A file is one YAML document."),
    ("Y009", "Indentation is spaces, not tabs."),
    ("Y010", "A file is YAML 1.2."),
    ("Y011", "Keys are text."),
    ("Y012", "There are no merge keys (`<<`)."),
    ("Y013", "Numbers are finite."),
    ("Y014", "There are no directives (`%YAML`, `%TAG`)."),
    ("Y020", "A Markdown record begins with front matter between two lines of `---`."),
    ("S001", "A record is what its schema describes: known fields, of the right kind, none missing."),
    ("S002", "A value is one that exists: no 30 February."),
    ("T001", "A ticket's folder has its ticket.md."),
    ("T060", "What lies in tickets/ lies in a ticket's own folder, in tickets/new/, or is tickets/cursors.yml."),
    ("T061", "A ticket's number has one folder."),
    ("T062", "Tickets that were at the remote are still there, whatever happened to its history."),
    ("T035", "A ticket's status was last changed by a transition of its lifecycle."),
    ("L001", "A timeline is no larger than the desk reads."),
    ("L002", "Every line of a timeline is an entry, the same for a YAML and a JSON reader."),
    ("L003", "A ticket's folder has its timeline.yml."),
    ("A001", "An asset lies in assets/<kind>/<id>.yml."),
    ("Q001", "A file in readers/ is readers/<month>/articles/<article>.yml or readers/<month>/searches.yml."),
    ("R001", "Every YAML file below rules/ is one that something reads."),
    ("R010", "Teams that rules name exist."),
    ("R011", "People that rules name exist."),
    ("R012", "Calendars that rules name exist."),
    ("R013", "Categories that rules name exist."),
    ("R014", "Priorities that rules name exist."),
    ("R015", "States that a lifecycle names are defined in it."),
    ("R016", "Every notice has its text in rules/notices/."),
    ("R017", "Service levels that rules name exist."),
    ("R018", "Ticket types that rules name exist."),
    ("R019", "A lifecycle has a state in phase resolved and one in phase closed."),
    ("R020", "Patterns are ones that RE2 takes."),
    ("R021", "Durations are written like 45m, 8h, 2d or 1d4h."),
    ("R022", "Time zones exist."),
    ("R023", "Tiers of escalation do not lead back to where they began."),
    ("R024", "The text of a notice begins with `Subject:` and is named <name>.<language>.md.j2."),
    ("R025", "Notices have different ids."),
    ("R026", "An absence ends after it begins."),
    ("R027", "A mail address belongs to one person."),
    ("R028", "A ticket can get to every state of its lifecycle."),
    ("R029", "Every state of a lifecycle leads on to a closed one, if by others."),
    ("R040", "Notices that an example expects exist."),
    ("R041", "The steps of an example stand in the order of their times."),
    ("R042", "Times in an example are moments: with their offset from UTC."),
    ("R043", "A step of an example is one thing, and one thing opens its ticket."),
    ("R044", "Statuses that an example sets or expects exist."),
    ("R050", "Fields, tasks and recurrences that stand beside each other have different ids."),
    ("R051", "A field has options if it is a select or multiselect, and only then."),
    ("R052", "Tasks that a task waits for exist."),
    ("R053", "No task waits for itself."),
    ("R054", "Approvers that rules name are requester-manager, service-owner, lead, a person or a team."),
    ("R055", "Catalogue items that rules name exist."),
    ("R056", "The fields of a section of a form stand together."),
    ("R060", "A webhook speaks HTTPS, unless it is one of the desk's own (`private: true`)."),
    ("R061", "What a list of another system fills are fields that a list can fill."),
    ("R062", "Each of these fields comes from a column or is always the same."),
    ("R063", "A role that comes from a list is translated into one of the desk's."),
    ("R064", "A list of another system says where names come from."),
    ("R065", "Assets from a list are of a kind."),
    ("R070", "Planned work ends after it begins."),
    ("R080", "What rules/texts/ translates are texts of the portal."),
    ("R081", "A translation fills in what its text fills in, and a list has as many words."),
    ("R082", "A language of the desk's own has all texts of the portal; what it lacks stays English."),
    ("R090", "The rules of the newest commit can be read, so that no earlier ones have to rule on."),
)
_HEAD = """# What `helpdesk check` checks

Every finding is printed `path:line:column: CODE what is wrong; what to do`. A warning does not make the check fail.
This page is written from the checks themselves.

| code | of | must hold | otherwise |
|---|---|---|---|
"""


_WARNINGS = ("R001", "R023", "R028", "R080", "R082", "T035")


def page(checks: Iterable[Check], gates: Iterable[Gate]) -> str:
    """Markdown: every code with the sentence that must hold."""
    rows = [(code, "file", rule, "warning" if code in _WARNINGS else "error") for code, rule in READING]
    rows += [
        (one.code, one.subject.value, one.rule, "warning" if one.severity is Severity.WARNING else "error")
        for one in checks
    ]
    rows += [(one.code, "change (`--base`)", one.rule, "error") for one in gates]
    return _HEAD + "".join(
        f"| {code} | {kind} | {rule.replace('|', chr(92) + '|')} | {end} |\n" for code, kind, rule, end in rows
    )
