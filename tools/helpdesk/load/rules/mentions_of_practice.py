"""What approvals, the catalogue and recurring work name exists."""

from collections.abc import Iterable, Iterator

from helpdesk.load.rules.references import Names, in_condition, in_document, wrong_duration
from helpdesk.load.rules.source import Source
from helpdesk.load.strict_yaml import Document
from helpdesk.model.finding import Finding
from helpdesk.model.nearest import did_you_mean
from helpdesk.model.rules import Rules
from helpdesk.model.rules.approvals import REQUESTER_MANAGER, ROLES, Approver

Keys = tuple[str | int, ...]


def mentions_of_practice(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    """Findings, file by file."""
    yield from _approvals(rules, names, source)
    for item in rules.catalog:
        yield from _item(item, rules, names, source)
    yield from _recurring(rules, names, source)
    yield from _renewals(rules, names, source)


def _approvals(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/approvals.yml")
    if document is not None:
        for index, rule in enumerate(rules.approvals.rules):
            keys: Keys = ("rules", index)
            yield from in_condition(rule.when, (*keys, "when"), names, in_document(document))
            yield from _approvers(rule.approvers, (*keys, "approvers"), rules, document)
            yield from wrong_duration(rule.expires, (*keys, "expires"), document)


def _approvers(approvers: Iterable[Approver], keys: Keys, rules: Rules, document: Document) -> Iterator[Finding]:
    known = sorted({*ROLES, *rules.people, *rules.teams})
    for index, approver in enumerate(approvers):
        if approver.who not in known:
            what = f"unknown approver: {approver.who!r}"
            yield document.finding((*keys, index, "who"), "R054", what, did_you_mean(approver.who, known))


def _item(name: str, rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread(f"rules/catalog/{name}.yml")
    if document is None:
        return
    item, say = rules.catalog[name], in_document(document)
    for field in ("category", "team", "priority"):
        yield from names.missing(field, getattr(item, field), (field,), say)
    yield from _approvers(item.approvers, ("approvers",), rules, document)
    for index, task in enumerate(item.tasks):
        yield from names.missing("team", task.team, ("tasks", index, "team"), say)
        if task.assignee != REQUESTER_MANAGER:
            yield from names.missing("person", task.assignee, ("tasks", index, "assignee"), say)
        yield from wrong_duration(task.target, ("tasks", index, "target"), document)


def _recurring(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/recurring.yml")
    if document is None:
        return
    say = in_document(document)
    for index, one in enumerate(rules.recurring):
        for field in ("calendar", "category", "team", "priority"):
            yield from names.missing(field, getattr(one, field), (index, field), say)
        for field in ("assignee", "requester"):
            yield from names.missing("person", getattr(one, field), (index, field), say)
        if one.item and one.item not in rules.catalog:
            what = f"unknown catalogue item: {one.item!r}"
            yield document.finding((index, "item"), "R055", what, did_you_mean(one.item, sorted(rules.catalog)))


def _renewals(rules: Rules, names: Names, source: Source) -> Iterator[Finding]:
    document = source.reread("rules/assets.yml")
    if document is not None:
        for field in ("category", "team", "priority"):
            value = getattr(rules.assets.renewals, field)
            yield from names.missing(field, value, ("renewals", field), in_document(document))
