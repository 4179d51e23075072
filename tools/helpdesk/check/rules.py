"""Checks of the rules against what lies outside rules/."""

from collections.abc import Iterator

from helpdesk.check.check import Desk, Fault, Subject, check, missing
from helpdesk.model.finding import Severity
from helpdesk.model.rules import Rules

_BUILT_IN = "built-in "


@check("R030", Subject.RULES)
def services_exist(rules: Rules, desk: Desk) -> Iterator[Fault]:
    """The services that categories and routing rules name are assets."""
    named = [(category.service, category.origin) for category in rules.categories.values()]
    named += [
        (service, rule.origin) for rule in rules.routing if isinstance(service := rule.set.get("service", ""), str)
    ]
    for service, origin in named:
        for fault in missing("service", service, desk.assets) if not origin.startswith(_BUILT_IN) else ():
            yield Fault((), fault.what, fault.remedy, origin)


@check("R031", Subject.RULES, Severity.WARNING)
def somebody_works_here(rules: Rules, _desk: Desk) -> Iterator[Fault]:
    """A desk has at least one team with a member, so that every ticket can have an owner."""
    if not any(team.members or team.lead for team in rules.teams.values()):
        yield Fault((), "no team with a member", "add rules/teams/<id>.yml and rules/people/<id>.yml", "rules/teams")


@check("F002", Subject.RULES)
def issue_forms_are_current(_rules: Rules, desk: Desk) -> Iterator[Fault]:
    """The issue forms in .github/ISSUE_TEMPLATE/ ask what the catalogue asks."""
    for path, what in sorted(desk.stale.items()):
        yield Fault((), what, "run `helpdesk generate` and commit what it writes", path)
