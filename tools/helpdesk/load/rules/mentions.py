"""Every team, person, calendar, category and level that a rule names exists."""

from collections.abc import Iterator

from helpdesk.load.rules.desk import known_zone
from helpdesk.load.rules.mentions_of_practice import mentions_of_practice
from helpdesk.load.rules.references import Names, in_condition, in_document, wrong_duration
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding, Severity
from helpdesk.model.rules import Rules
from helpdesk.model.rules.desk import REPORT_ROLES
from helpdesk.model.rules.people import Person, Team

_SET = {"team": "team", "assignee": "person", "category": "category", "priority": "priority", "sla": "service level"}


def mentions(rules: Rules, source: Source) -> Iterator[Finding]:
    """What the rules name and nothing defines, kind of file by kind of file."""
    names = Names(rules)
    for check in (_desk, _people, _teams, _assignment, _categories, _routing, _service_levels, _notices, _views):
        yield from check(rules, names, source)
    yield from mentions_of_practice(rules, names, source)


def _desk(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/desk.yml")
    if document is not None:
        say = in_document(document)
        yield from names.missing("calendar", rules.desk.calendar, ("calendar",), say)
        yield from names.missing("team", rules.desk.default_team, ("default_team",), say)
        for index, reader in enumerate(rules.desk.report.to):
            if reader not in REPORT_ROLES:
                yield from names.missing("person", reader, ("report", "to", index), say)
        for field in ("reopen_within", "close_after", "remind_after", "warn_before_close"):
            yield from wrong_duration(getattr(rules.desk, field), (field,), document)


def _people(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    addresses: dict[str, str] = {}
    for person in rules.people.values():
        path = f"rules/people/{person.id}.yml"
        wrong = [("calendar", person.hours, ("hours",)), ("person", person.manager, ("manager",))]
        for kind, name, keys in wrong:
            if name and not names.has(kind, name):
                yield from names.missing(kind, name, keys, in_document(_document(source, path)))
        yield from _wishes(person, names, _document(source, path))
        for absence in person.away:
            if absence.last < absence.first:
                remedy = "give the first day first"
                what = f"an absence that ends before it begins: {absence.first} to {absence.last}"
                yield _document(source, path).finding(("away",), "R026", what, remedy)
        for address in (person.email, *person.also):
            other = addresses.setdefault(address.casefold(), person.id) if address else person.id
            if other != person.id:
                what = f"a mail address of two people: {address!r}"
                yield _document(source, path).finding(("email",), "R027", what, f"{other} has it too")


def _wishes(person: Person, names: Names, document: Document) -> Iterator[Finding]:
    """How somebody wants to be told names levels and a time zone that there are."""
    wishes = person.notices
    for index, priority in enumerate(wishes.urgent):
        yield from names.missing("priority", priority, ("notices", "urgent", index), in_document(document))
    if wishes.timezone and not known_zone(wishes.timezone):
        what = f"unknown time zone: {wishes.timezone!r}"
        yield document.finding(("notices", "timezone"), "R022", what, "write an IANA name like Europe/Berlin")


def _teams(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    for team in rules.teams.values():
        document = _document(source, f"rules/teams/{team.id}.yml")
        say = in_document(document)
        yield from names.missing("person", team.lead, ("lead",), say)
        for index, member in enumerate(team.members):
            yield from names.missing("person", member, ("members", index), say)
        yield from names.missing("team", team.next_tier, ("next_tier",), say)
        yield from _duties(team, names, document)
        yield from names.missing("calendar", team.calendar, ("calendar",), say)
        tiers = [team.id]
        while (tier := rules.teams.get(tiers[-1])) is not None and tier.next_tier:
            if tier.next_tier == team.id:
                what = f"tiers that lead back to where they began: {' -> '.join([*tiers, team.id])}"
                found = document.finding(("next_tier",), "R023", what, "let the last tier have none")
                yield Finding(
                    found.path, found.line, found.column, found.code, found.what, found.remedy, Severity.WARNING
                )
            if tier.next_tier in tiers:
                break
            tiers.append(tier.next_tier)


def _duties(team: Team, names: Names, document: Document) -> Iterator[Finding]:
    """The rota, the hand-over and the team's own targets."""
    say = in_document(document)
    for index, priority in enumerate(team.hand_over):
        yield from names.missing("priority", priority, ("hand_over", index), say)
    for priority, item in team.targets.items():
        yield from names.missing("priority", priority, ("targets", priority), say)
        yield from wrong_duration(item.resolve, ("targets", priority, "resolve"), document)
    if team.rota is None:
        return
    yield from names.missing("calendar", team.rota.calendar, ("rota", "calendar"), say)
    for index, person in enumerate(team.rota.order):
        yield from names.missing("person", person, ("rota", "order", index), say)
    for index, priority in enumerate(team.rota.priorities):
        yield from names.missing("priority", priority, ("rota", "priorities", index), say)


def _assignment(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/assignment.yml")
    if document is not None:
        for index, priority in enumerate(rules.assignment.experts):
            yield from names.missing("priority", priority, ("experts", index), in_document(document))


def _categories(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/categories.yml")
    if document is not None:
        for category in rules.categories.values():
            yield from names.missing("team", category.team, (category.id, "team"), in_document(document))


def _routing(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/routing.yml")
    if document is None:
        return
    say = in_document(document)
    for index, rule in enumerate(rules.routing):
        yield from in_condition(rule.when, (index, "when"), names, say)
        for field, kind in _SET.items():
            value = rule.set.get(field, "")
            if isinstance(value, str):
                yield from names.missing(kind, value, (index, "set", field), say)


def _service_levels(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    for level in rules.service_levels:
        document = source.reread(f"rules/sla/{level.id}.yml")
        if document is None:
            continue
        say = in_document(document)
        yield from names.missing("calendar", level.calendar, ("calendar",), say)
        yield from in_condition(level.when, ("when",), names, say)
        for priority, targets in level.targets.items():
            yield from names.missing("priority", priority, ("targets", priority), say)
            for field in ("response", "update", "resolve"):
                yield from wrong_duration(getattr(targets, field), ("targets", priority, field), document)
        for team, own in level.teams.items():
            yield from names.missing("team", team, ("teams", team), say)
            for priority, item in own.items():
                yield from names.missing("priority", priority, ("teams", team, priority), say)
                yield from wrong_duration(item.resolve, ("teams", team, priority, "resolve"), document)


def _notices(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/notices.yml")
    if document is None:
        return
    seen: dict[str, str] = {}
    for index, rule in enumerate(rules.notices):
        yield from in_condition(rule.when, (index, "when"), names, in_document(document))
        if seen.setdefault(rule.id, rule.origin) != rule.origin:
            what = f"a notice of the same id: {rule.id!r}"
            yield document.finding((index, "id"), "R025", what, f"the first is at {seen[rule.id]}")


def _views(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/views.yml")
    if document is None:
        return
    for index, view in enumerate(rules.views):
        yield from in_condition(view.when, (index, "when"), names, in_document(document))
        yield from wrong_duration(view.untouched, (index, "untouched"), document)


def _document(source: Source, path: str) -> Document:
    document = source.reread(path)
    return document if document is not None else Document(path, b"", None)
